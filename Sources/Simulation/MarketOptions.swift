import Foundation

/// How consumers, prices and the trade react to each other in a simulated world: what the figures of the network's health look for. A world
/// without a market is that of `SimulationOptions` alone; with one, `truth/health.csv` says what is true of each figure.
///
/// Whatever the values, list prices move, promotions run, sites forget to order for some weeks and goods are scanned; the values say whether
/// anybody reacts.
public struct MarketOptions: Sendable, Codable, Hashable {
    /// Demand moves as list price to this power; promotions act by themselves. Default −1.5.
    public var priceElasticity = -1.5
    /// Extra demand of a SKU on the days of its promotions, as a share of usual demand. Default 0.9.
    public var promotionUplift = 0.9
    /// Share of that extra demand that is missing in the fortnight after. Default 0.3.
    public var pullForward = 0.3
    /// Share of an owner's consumers who buy on promotions and never else. Default 0.25.
    public var promotionOnlyMembers = 0.25
    /// Share of the demand of a SKU launched within the history that its category's older SKUs lose at the same site. Default 0.4.
    public var cannibalisation = 0.4
    /// Share of those who find a SKU out of stock who take the one SKU of its category that is most like it. Default 0.5.
    public var substitution = 0.5
    /// What an owner who diverts sells outside its region, as a share of what it sells inside. Default 0.4.
    public var diversion = 0.4
    /// What promotions take off grows by so much a year, as a share of price. Default 0.04.
    public var discountCreep = 0.04
    /// Share of the consumers of an owner who joins within the history who bought at its neighbours before. Default 0.9.
    public var neighboursConsumers = 0.9
    /// Share of owners whose goods are scanned by consumers. Default 0.8.
    public var scannedSites = 0.8

    public init() {}

    /// Values drawn for one world from wide ranges, as a pure function of the seed: elasticity −2.5 to −0.5, uplift 0.4–1.6, pull-forward 0–0.6,
    /// promotion-only members 10–50 %, cannibalisation 20–80 %, substitution 30–80 %, diversion 20–80 %, creep 2–8 points a year, neighbours'
    /// consumers 50–100 %, scanned sites 60–100 %.
    public static func varied(seed: UInt64) -> MarketOptions {
        var random = RandomSource(seed: seed, stream: .marketOptions)
        var market = MarketOptions()
        market.priceElasticity = -random.uniform(0.5, 2.5)
        market.promotionUplift = random.uniform(0.4, 1.6)
        market.pullForward = random.uniform(0, 0.6)
        market.promotionOnlyMembers = random.uniform(0.1, 0.5)
        market.cannibalisation = random.uniform(0.2, 0.8)
        market.substitution = random.uniform(0.3, 0.8)
        market.diversion = random.uniform(0.2, 0.8)
        market.discountCreep = random.uniform(0.02, 0.08)
        market.neighboursConsumers = random.uniform(0.5, 1)
        market.scannedSites = random.uniform(0.6, 1)
        return market
    }

    /// The same market where nobody reacts: prices move, promotions run, SKUs are launched and run out, goods are scanned where people travel.
    public var null: MarketOptions {
        var market = self
        market.priceElasticity = 0
        market.promotionUplift = 0
        market.pullForward = 0
        market.promotionOnlyMembers = 0
        market.cannibalisation = 0
        market.substitution = 0
        market.diversion = 0
        market.discountCreep = 0
        return market
    }

    /// The same with values within reason: shares within 0–1, elasticity −5 to 0, uplift 0–5, creep within ±0.2 a year.
    public var validated: MarketOptions {
        func within(_ value: Double, _ range: ClosedRange<Double>) -> Double {
            value.isFinite ? min(max(value, range.lowerBound), range.upperBound) : 0
        }
        var market = self
        market.priceElasticity = within(priceElasticity, -5...0)
        market.promotionUplift = within(promotionUplift, 0...5)
        market.pullForward = within(pullForward, 0...1)
        market.promotionOnlyMembers = within(promotionOnlyMembers, 0...0.9)
        market.cannibalisation = within(cannibalisation, 0...1)
        market.substitution = within(substitution, 0...1)
        market.diversion = within(diversion, 0...2)
        market.discountCreep = within(discountCreep, -0.2...0.2)
        market.neighboursConsumers = within(neighboursConsumers, 0...1)
        market.scannedSites = within(scannedSites, 0...1)
        return market
    }
}
