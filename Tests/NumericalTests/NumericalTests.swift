import Testing

@testable import Numerical
