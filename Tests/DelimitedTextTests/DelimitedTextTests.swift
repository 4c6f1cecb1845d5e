import Testing

@testable import DelimitedText
