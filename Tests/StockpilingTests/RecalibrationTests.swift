import Foundation
import SupplyNetwork
import Testing

@testable import Stockpiling

@Suite struct RecalibrationTests {
    @Test func keepsTheOrderAndMovesWithTheBaseRate() {
        let recalibration = RiskRecalibration()
        let risks = stride(from: 0.02, through: 0.98, by: 0.02).map { $0 }
        let few = risks.map { recalibration.risk($0, baseRate: 0.01) }
        let many = risks.map { recalibration.risk($0, baseRate: 0.1) }
        for (a, b) in zip(few, few.dropFirst()) { #expect(a < b) }
        for (a, b) in zip(few, many) { #expect(a < b && a > 0 && b < 1) }
        // logit p = a + b logit 0.5 + c ln 0.1
        let expected = 1 / (1 + exp(-(recalibration.intercept + recalibration.baseRateSlope * log(0.1))))
        #expect(abs(recalibration.risk(0.5, baseRate: 0.1) - expected) < 1e-12)
        // Certainty stays within reason.
        #expect(recalibration.risk(1, baseRate: 0.2) == recalibration.risk(RiskRecalibration.surest, baseRate: 0.2))
        #expect(recalibration.risk(0, baseRate: 0.2) > 0)
    }

    @Test func baseRatesStayWithinBounds() {
        let recalibration = RiskRecalibration()
        #expect(recalibration.baseRate(named: 0, pairs: 20_000) == recalibration.leastBaseRate)
        #expect(recalibration.baseRate(named: 900, pairs: 1000) == recalibration.mostBaseRate)
        #expect(recalibration.baseRate(named: 4, pairs: 100) == 0.05)
        #expect(recalibration.baseRate(named: 0, pairs: 0) == recalibration.mostBaseRate)
    }

    @Test func withoutItTheModelsRisksStand() throws {
        var shelf = Shelf(weeks: 40)
        let shop = shelf.site("s", tier: 2)
        shelf.add(shop, received: [0: 30, 25: 500], consumed: [Double](repeating: 5, count: 40), forecast: (5, 2))
        let raw = try #require(shelf.stockpiles().first)
        shelf.options.recalibration = RiskRecalibration()
        let moved = try #require(shelf.stockpiles().first)
        #expect(raw.risk > 0.9 && moved.risk != raw.risk && moved.excessUnits == raw.excessUnits && moved.cause == raw.cause)
    }
}
