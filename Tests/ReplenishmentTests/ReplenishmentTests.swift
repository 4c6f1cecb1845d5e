import Testing

@testable import Replenishment
