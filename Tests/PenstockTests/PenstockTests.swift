import Testing

@testable import Penstock
