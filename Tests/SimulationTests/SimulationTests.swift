import Foundation
import SupplyNetwork
import TestSupport
import Testing

@testable import Simulation

@Test func driver() throws {
    guard let folder = ProcessInfo.processInfo.environment["SIM_OUT"] else { return }
    var options = SimulationOptions()
    if let share = ProcessInfo.processInfo.environment["SIM_SHARE"].flatMap(Double.init) { options.pathologyShare = share }
    if let seed = ProcessInfo.processInfo.environment["SIM_SEED"].flatMap(UInt64.init) { options.seed = seed }
    if ProcessInfo.processInfo.environment["SIM_LARGE"] != nil {
        options = .large()
        options.threads = 2
    }
    let clock = ContinuousClock()
    let start = clock.now
    let world = Simulator(options: options).world()
    print("made", clock.now - start, world.movements.count, world.counts.count, world.network.sites.count, world.truth.pairs.count)
    try world.write(to: folder)
    print("written", clock.now - start)
}
