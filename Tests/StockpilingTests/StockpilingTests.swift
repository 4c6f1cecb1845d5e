import Testing

@testable import Stockpiling
