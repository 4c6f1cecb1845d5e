import SupplyNetwork
import Testing

@testable import Alerting

/// The state of a case over runs, from what each observed.
@Suite struct AlertLifeTests {
    func states(_ observations: [Observation]) -> [Alert.State?] {
        let options = AlertingOptions()
        var memory: PreviousAlert?
        return observations.map { observation in
            guard let (state, held) = options.state(after: memory, observation) else {
                memory = nil
                return nil
            }
            memory = PreviousAlert(
                id: "x", rule: .overstock, site: "S", sku: "K", state: state, since: Day(number: 0), lastSeen: Day(number: 0),
                runsHeld: held,
                risk: 0)
            return state
        }
    }

    @Test func firesWhenItHoldsInTwoOfThreeRuns() {
        #expect(states([.holds, .holds]) == [.pending, .firing])
        #expect(states([.holds, .wanes, .holds]) == [.pending, .pending, .firing])
        #expect(states([.holds, .over, .over, .holds]) == [.pending, .pending, .pending, .pending])
        #expect(states([.holds, .over, .over, .over]) == [.pending, .pending, .pending, nil])
    }

    @Test func resolvesOnlyBelowTheLowerBoundAndIsListedOnce() {
        #expect(states([.holds, .holds, .wanes, .wanes, .over, .over]) == [.pending, .firing, .firing, .firing, .resolved, nil])
    }

    @Test func beginsAnewAfterItWasResolved() {
        #expect(states([.holds, .holds, .over, .holds, .holds]) == [.pending, .firing, .resolved, .pending, .firing])
    }

    @Test func missingDataNeitherFiresNorResolves() {
        #expect(states([.holds, .holds, .unknown, .unknown]) == [.pending, .firing, .firing, .firing])
        #expect(states([.holds, .unknown, .holds]) == [.pending, .pending, .firing])
        #expect(states([.unknown]) == [nil])
    }
}
