import Simulation
import SupplyNetwork
import Testing

@Suite struct VariedWorldTests {
    @Test func rangesAreWideAndASeedIsAWorld() {
        let worlds = (101...199).map { SimulationOptions.varied(seed: $0) }
        #expect(SimulationOptions.varied(seed: 150) == worlds[49])
        for world in worlds { #expect(world == world.validated && (0.2...0.8).contains(world.countsMissing)) }
        func spread(_ value: (SimulationOptions) -> Double) -> ClosedRange<Double> {
            let values = worlds.map(value)
            return (values.min() ?? 0)...(values.max() ?? 0)
        }
        #expect(spread(\.countsMissing).lowerBound < 0.25 && spread(\.countsMissing).upperBound > 0.75)
        #expect(spread(\.underReporting).lowerBound < 0.25 && spread(\.underReporting).upperBound > 0.75)
        #expect(spread(\.unitsPerOwnerWeek).upperBound > 5 * spread(\.unitsPerOwnerWeek).lowerBound)
        #expect(Set(worlds.map(\.products)).count > 5 && Set(worlds.map(\.partners)) == [3, 4, 5, 6])
    }

    @Test func aNullWorldPlantsNothingAndKeepsTheRest() {
        var options = SimulationOptions.varied(seed: 103)
        options.weeks = 40
        let null = Simulator(options: options.null).world()
        #expect(null.truth.pathologies.isEmpty && null.truth.divertedUnits == 0)
        #expect(null.truth.labels.allSatisfy { $0.cause == nil || $0.cause == .unknown || $0.cause == .demandDrop })
        #expect(!Simulator(options: options).world().truth.pathologies.isEmpty)
        // The same sites, products and habits of reporting.
        #expect(null.options.countsMissing == options.countsMissing && null.options.underReporting == options.underReporting)
    }
}
