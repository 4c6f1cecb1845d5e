import Foundation
import Simulation
import SupplyNetwork
import TestSupport
import Testing

@testable import Penstock

/// Two shops below a warehouse; a ledger of 30 weeks written by hand.
@Suite struct DetectionScoreTests {
    private static let first = Week(number: 2900)
    private let weeks = 30

    private var network: Network {
        Network(
            sites: [
                Site(code: "W", tier: 0), Site(code: "A", tier: 1, supplier: 0), Site(code: "B", tier: 1, supplier: 0),
            ], products: [Product(sku: "x")])
    }

    private func ledger() -> Ledger {
        let bought = [Double](repeating: 10, count: weeks)
        var piled = bought
        piled[25] = 300
        return Ledger(
            asOf: (DetectionScoreTests.first + weeks).monday, firstWeek: DetectionScoreTests.first, weekCount: weeks, siteCount: 3,
            pairs: [Pair(site: 0, product: 0), Pair(site: 1, product: 0), Pair(site: 2, product: 0)],
            rows: [.received: [1: bought, 2: piled], .sold: [1: [Double](repeating: 9, count: weeks)], .shipped: [0: bought]],
            reported: [1: [Bool](repeating: true, count: weeks)],
            counts: [StockCount(pair: 1, day: (DetectionScoreTests.first + 20).sunday, onHand: 40)])
    }

    private func record(_ stockpiles: [Stockpile]) -> RunRecord {
        func position(_ low: Double, _ units: Double, _ high: Double, _ basis: Position.Basis) -> Position {
            Position(onHandLow: low, onHand: units, onHandHigh: high, consumptionLow: 9, consumption: 9, consumptionHigh: 9, basis: basis)
        }
        let known = DemandHistory(start: DetectionScoreTests.first, values: [Double](repeating: 9, count: weeks))
        return RunRecord(
            network: network, ledger: ledger(), files: [], diagnostics: [],
            positions: [position(0, 0, 0, .insufficient), position(20, 30, 40, .reconciled), position(250, 300, 350, .bounded)],
            consumption: [known, known, known], forecasts: [nil, nil, nil], stockpiles: stockpiles,
            plan: Plan(lines: [], calculations: [], transfers: []), alerts: [], openOrders: [], review: nil, previous: nil,
            horizonWeeks: 13, overstockRisk: 0.5)
    }

    private var truth: SimulatedTruth {
        let took = [Double](repeating: 10, count: weeks)
        return SimulatedTruth(
            labels: [
                .init(site: "W", sku: "x", onHand: 100, piled: false), .init(site: "A", sku: "x", onHand: 45, piled: false),
                .init(site: "B", sku: "x", onHand: 340, piled: true, cause: .pushed, since: DetectionScoreTests.first + 24),
            ], consumption: [took, took, took], silentSites: ["B"], isNull: false)
    }

    private func pile(_ pair: Int, _ risk: Double, _ cause: Stockpile.Cause) -> Stockpile {
        Stockpile(
            pair: pair, risk: risk, excessUnits: 1, excessValue: nil, since: DetectionScoreTests.first + 26, cause: cause,
            evidence: .init(received: 0, consumed: 0, weeks: 1, demandPerWeek: 1))
    }

    @Test func countsWhatIsRightAndWrong() throws {
        let score = DetectionScore(record: record([pile(2, 0.9, .pushed), pile(1, 0.6, .unknown)]), truth: truth)
        #expect(score.pairs == 3 && score.piled == 1 && score.listed == 2 && score.unlistedPiled == 0)
        let own = try #require(score.rankings["penstock"])
        #expect(own.averagePrecision == 1 && own.precisionAtK == 1 && own.falseAlarms == 1)
        #expect(score.causes == ["pushed": ["pushed": 1]] && score.causesRight == 1 && score.truePositives == 1)
        #expect(score.startErrors == [2])
        // |0 − 100| + |30 − 45| + |300 − 340|; the last count is known of A alone: |0 − 100| + |40 − 45| + |0 − 340|.
        let errors = try #require(score.onHand["all"])
        #expect(errors.error == 155 && errors.baseline == 445 && errors.truth == 485)
        // What is unknown has no interval to hold; 45 lies above 40.5.
        let cover = try #require(score.cover["all"])
        #expect(cover.count == 2 && cover.inside == 1 && cover.below == 0)
        #expect(score.cover["insufficient"]?.count == 1)
        // B: 13 weeks of 9 against 10; purchases 12 × 10 + 300.
        #expect(score.silentConsumption.error == 13 && score.silentConsumption.baseline == 290 && score.silentConsumption.truth == 130)
    }

    @Test func aMissedPileAndANullWorld() {
        let missed = DetectionScore(record: record([]), truth: truth)
        #expect(missed.unlistedPiled == 1.0 / 3 && missed.topTwenty == nil && missed.causes.isEmpty)
        var calm = truth
        calm.isNull = true
        calm.labels[2].piled = false
        let score = DetectionScore(record: record([pile(2, 0.9, .pushed)]), truth: calm)
        #expect(score.isNull && score.rankings["penstock"]?.falseAlarms == 1 && score.rankings["penstock"]?.averagePrecision == nil)
    }

    @Test func plainRulesSeeWhatASpreadsheetSees() {
        let rules = DetectionBaselines(ledger: ledger(), network: network, weeks: 16)
        #expect(rules.lastCounts == [nil, 40, nil])
        // A: 40 by the count over 9 a week; by the ledger 30 × (10 − 9) left.
        #expect(rules.rules[0].scores[1] == 40.0 / 9 && rules.rules[0].scores[2] == -1)
        #expect(rules.rules[1].scores[1] == 30.0 / 9)
        // B sells nothing that anybody tells: cover without end.
        #expect(rules.rules[1].scores[2] > 1e6)
        // Before the watched weeks only four: the whole history standardises, and one week of 300 stands out.
        #expect(rules.rules[3].scores[1] == 0 && rules.rules[3].scores[2] > 4)
    }

    @Test func theTruthOfASimulatedWorldIsRead() throws {
        let folder = try TemporaryFolder()
        var options = SimulationOptions()
        options.partners = 1
        options.leadersPerPartner = 1
        options.ownersPerLeader = 3
        options.products = 3
        options.weeks = 30
        let world = Simulator(options: options.null).world()
        try world.write(to: folder.path)
        let truth = try SimulatedTruth(workspace: folder.path)
        #expect(truth.isNull && truth.labels.count == world.truth.labels.count)
        #expect(truth.labels.map(\.onHand) == world.truth.labels.map { Double($0.onHand) })
        #expect(truth.consumption.first?.count == 30)
        let silent = world.truth.habits.filter { $0.sales == .silent }.map { world.network.sites[$0.site].code }
        #expect(truth.silentSites == Set(silent))
        try FileManager.default.removeItem(atPath: folder.path + "/truth/labels.csv")
        #expect(throws: Workspace.Unusable.self) { try SimulatedTruth(workspace: folder.path) }
    }
}
