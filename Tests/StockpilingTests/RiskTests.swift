import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Stockpiling

@Suite struct RiskTests {
    private func asked(_ mean: Double, _ deviation: Double, allowance: Double = 0) -> AskedDemand {
        AskedDemand(mean: mean, variance: deviation * deviation, allowance: allowance, isKnown: true, weeks: 16)
    }

    private func position(_ low: Double, _ mean: Double, _ high: Double) -> Position {
        Position(
            onHandLow: low, onHand: mean, onHandHigh: high, consumptionLow: 0, consumption: 0, consumptionHigh: 0, basis: .reconciled)
    }

    @Test func knownStockAgainstConstantDemand() {
        #expect(OverstockRisk(position: position(160, 160, 160), asked: asked(120, 0, allowance: 40)).probability == 0)
        let over = OverstockRisk(position: position(161, 161, 161), asked: asked(120, 0, allowance: 40))
        #expect(over.probability == 1)
        #expect(abs(over.excess - 1) < 1e-12)
    }

    /// Nothing left and nothing wanted is no pile.
    @Test func emptyShelfIsNeverAPile() {
        #expect(OverstockRisk(position: position(0, 0, 0), asked: asked(0, 0)).probability == 0)
    }

    /// P(S > D) for S normal around 1,000 ± 50 and D gamma around 1,000 ± 40: half, and the loss of a normal difference.
    @Test func bothUncertainties() {
        let s = 1.6448536269514722 * 50
        let risk = OverstockRisk(position: position(1000 - s, 1000, 1000 + s), asked: asked(1000, 40))
        #expect(abs(risk.probability - 0.5) < 0.01)
        let deviation = (50.0 * 50 + 40 * 40).squareRoot()
        #expect(abs(risk.excess - deviation / (2 * Double.pi).squareRoot()) < 0.05 * deviation)
    }

    @Test func riskRisesWithStockAndFallsWithDemand() {
        var random = Xoshiro256(seed: 4)
        for _ in 0..<200 {
            let stock = random.uniform() * 300
            let width = random.uniform() * stock
            let mean = random.uniform() * 300
            let deviation = random.uniform() * mean
            let risk = OverstockRisk(position: position(stock - width, stock, stock + width), asked: asked(mean, deviation))
            #expect((0...1).contains(risk.probability) && risk.excess >= 0 && risk.excess <= stock + 1.4 * width)
            let more = OverstockRisk(position: position(stock - width + 10, stock + 10, stock + width + 10), asked: asked(mean, deviation))
            #expect(more.probability >= risk.probability - 1e-9 && more.excess >= risk.excess - 1e-9)
        }
    }

    /// Simulated: draw stock and demand and count.
    @Test func agreesWithSimulation() {
        var random = Xoshiro256(seed: 9)
        let demand = DemandDistribution(mean: 60, deviation: 20)
        var over = 0.0
        let draws = 40_000
        for _ in 0..<draws {
            let z = Normal.quantile(min(max(random.uniform(), 1e-9), 1 - 1e-9))
            let stock = max(0, 70 + z * (z < 0 ? 20 : 40) / 1.6448536269514722)
            if stock - 5 > demand.quantile(min(random.uniform(), 1 - 1e-9)) { over += 1 }
        }
        let risk = OverstockRisk(position: position(50, 70, 110), asked: asked(60, 20, allowance: 5))
        #expect(abs(risk.probability - over / Double(draws)) < 0.015)
    }
}

@Suite struct AskedDemandTests {
    /// Forecasts taken at their word.
    private var certain: StockpilingOptions {
        var options = StockpilingOptions()
        (options.levelDrift, options.commonDrift, options.lullRecovery) = (0, 0, 0)
        return options
    }

    /// A year at 10 a week and a forecast of 5: what the year says takes its share, and that the two differ is doubt.
    @Test func aLullIsNoCertainty() throws {
        var shelf = Shelf(weeks: 52)
        shelf.add(shelf.site("s"), consumed: [Double](repeating: 10, count: 52), onHand: 50, forecast: (5, 0))
        let history = DemandHistory(start: Shelf.start, values: [Double](repeating: 10, count: 52))
        let options = StockpilingOptions()
        let paths = shelf.entries.map(\.stock)
        let asked = AskedDemand.all(
            ledger: shelf.ledger, network: shelf.network, positions: shelf.entries.map(\.position), consumption: [history],
            stockPaths: paths, forecasts: shelf.entries.map(\.forecast), options: options)
        let own = try #require(asked.first)
        let outlook = SeasonalOutlook(ledger: shelf.ledger, network: shelf.network, consumption: [history], horizonWeeks: 12)
        let level = try #require(outlook.levels(ledger: shelf.ledger, consumption: [history], stockPaths: paths)[0])
        #expect(abs(level.mean - 120) < 6)
        let w = options.seasonalWeight
        let expected = (1 - w) * 60 + w * level.mean
        #expect(abs(own.mean - expected) < 1e-9)
        let gap = level.mean - 60
        let drift = options.levelDrift * 120
        let doubt = level.relativeVariance * expected * expected + w * (1 - w) * gap * gap
        #expect(abs(own.variance - (drift * drift + doubt)) < 1e-6)
    }

    @Test func aSiteThatLeftIsNeitherListedNorAsks() throws {
        var shelf = Shelf(weeks: 30)
        let partner = shelf.site("p", tier: 1)
        let gone = shelf.site("g", tier: 2, supplier: partner)
        shelf.add(partner, received: [0: 500], consumed: nil, onHand: 0)
        shelf.add(gone, received: [0: 300], consumed: [Double](repeating: 10, count: 30), onHand: 100, forecast: (1, 0))
        #expect(shelf.stockpiles().map(\.pair) == [1])
        shelf.sites[gone].leftOn = shelf.asOf
        #expect(shelf.stockpiles().isEmpty)
        let asked = AskedDemand.all(
            ledger: shelf.ledger, network: shelf.network, positions: shelf.entries.map(\.position),
            consumption: [DemandHistory](repeating: DemandHistory(start: Shelf.start, values: []), count: 2),
            stockPaths: shelf.entries.map(\.stock), forecasts: shelf.entries.map(\.forecast), options: .init())
        #expect(asked[0].mean == 0)
    }

    /// Two shops below a partner: one needs 120 + 30 − 60 = 90 over the horizon, and a third of it more over the allowance; the
    /// other has 400 and asks for nothing.
    @Test func overstockedSitesAskForNothing() throws {
        var shelf = Shelf(weeks: 30)
        let partner = shelf.site("p", tier: 1)
        let needy = shelf.site("n", tier: 2, supplier: partner)
        let full = shelf.site("f", tier: 2, supplier: partner)
        let pace = [Double](repeating: 10, count: 30)
        shelf.add(partner, received: [0: 500], shipped: pace.map { 2 * $0 }, consumed: nil, onHand: 130)
        shelf.add(needy, received: [0: 360], consumed: pace, onHand: 60, forecast: (10, 0))
        shelf.add(full, received: [0: 700], consumed: pace, onHand: 400, forecast: (10, 0))
        let asked = AskedDemand.all(
            ledger: shelf.ledger, network: shelf.network, positions: shelf.entries.map(\.position),
            consumption: [DemandHistory](repeating: DemandHistory(start: Shelf.start, values: []), count: 3),
            stockPaths: shelf.entries.map(\.stock), forecasts: shelf.entries.map(\.forecast), options: certain)
        #expect(asked.map(\.mean) == [90, 120, 120])
        #expect(asked.map(\.allowance) == [30, 40, 40])
        #expect(asked[0].perWeek == 120.0 / 16)
        shelf.options = certain
        shelf.entries[0].position.onHand = 110
        shelf.entries[0].position.onHandHigh = 110
        shelf.entries[0].position.onHandLow = 110
        let piles = shelf.stockpiles()
        #expect(piles.map(\.pair) == [2])
        #expect(piles.first?.excessUnits == 240)
        #expect(piles.first?.excessValue == 2400)
        // With 125 the partner holds five more than will be asked of it: now a line of its own, though hardly a pile.
        shelf.entries[0].position.onHand = 125
        shelf.entries[0].position.onHandHigh = 125
        shelf.entries[0].position.onHandLow = 125
        #expect(Set(shelf.stockpiles().map(\.pair)) == [0, 2])
    }

    @Test func uncertaintyRisesThroughTheTiers() {
        var shelf = Shelf(weeks: 10)
        let partner = shelf.site("p", tier: 1)
        let shop = shelf.site("s", tier: 2, supplier: partner)
        shelf.add(partner, consumed: nil, onHand: 0)
        shelf.add(shop, consumed: nil, onHand: 160, spread: 60, forecast: (10, 5))
        var options = certain
        options.usualCoverWeeks = 4
        let asked = AskedDemand.all(
            ledger: shelf.ledger, network: shelf.network, positions: shelf.entries.map(\.position),
            consumption: [DemandHistory](repeating: DemandHistory(start: Shelf.start, values: []), count: 2),
            stockPaths: shelf.entries.map(\.stock), forecasts: shelf.entries.map(\.forecast), options: options)
        // X = D − S is normal with mean 0: E X⁺ = σ/√(2π), E X⁺² = σ²/2.
        let variance = 12 * 25 + (60 / 1.645) * (60 / 1.645)
        #expect(abs(asked[0].mean - (variance / (2 * Double.pi)).squareRoot()) < 1e-9)
        #expect(abs(asked[0].variance - (variance / 2 - variance / (2 * Double.pi))) < 1e-9)
    }

    @Test func insufficientPositionsHaveNoRisk() {
        var shelf = Shelf(weeks: 10)
        shelf.add(shelf.site("w", tier: 0), consumed: nil, onHand: 0, basis: .insufficient)
        #expect(shelf.stockpiles().isEmpty)
    }

    @Test func aLaunchIsNotAPile() {
        var shelf = Shelf(weeks: 30)
        shelf.add(shelf.site("s"), received: [27: 500], consumed: nil, onHand: 500, basis: .bounded)
        #expect(shelf.stockpiles().isEmpty)
        // The same stock after a year without a sale is one.
        shelf.entries[0].received[2] = 1
        #expect(shelf.stockpiles().count == 1)
    }

    /// Stock built for a festival that the forecast knows of.
    @Test func festivalStockingIsQuiet() throws {
        var shelf = Shelf(weeks: 40)
        let shop = shelf.site("s")
        shelf.add(
            shop, received: [0: 420, 38: 300], consumed: [Double](repeating: 10, count: 40), onHand: 300, forecast: (26, 6))
        let known = shelf.stockpiles().first?.risk ?? 0
        #expect(known < 0.15)
        shelf.entries[0].forecast = Shelf.flat(10, deviation: 6, firstWeek: Shelf.start + 40)
        let unknown = try #require(shelf.stockpiles().first).risk
        #expect(unknown > 0.5 && unknown > 4 * known)
    }
}
