import SupplyNetwork

/// What a simulated world is made of. The defaults give the sample workspace: four tiers, about 60 sites, a dozen SKUs, two
/// years up to 2026-03-02, every cause of piled-up stock planted somewhere, half of the counts missing.
public struct SimulationOptions: Sendable, Codable, Hashable {
    /// The language of names of sites, products and regions.
    public enum Language: String, Sendable, Codable, Hashable, CaseIterable { case chinese, english }

    /// The world is a pure function of the options; another seed is another world. Default 20260302.
    public var seed: UInt64 = 20_260_302
    /// The first day that is not yet known; brought back to the Monday of its week. Default 2026-03-02.
    public var asOf = Day(number: 20_514)
    /// Weeks of history before `asOf`. Default 104.
    public var weeks = 104
    /// Sites of tier 1, which buy from the brand's warehouse (tier 0). Default 4.
    public var partners = 4
    /// Sites of tier 2 for each partner. Default 3.
    public var leadersPerPartner = 3
    /// Sites of tier 3, the only ones that sell to people, for each leader: this many on average, one more or fewer. Default 4.
    public var ownersPerLeader = 4
    /// SKUs in the catalogue; from 6 on, two are launched within the history and one is discontinued. Default 12.
    public var products = 12
    /// Share of the catalogue that an owner of middling size carries, 0–1. Default 0.8.
    public var assortment = 0.8
    /// Median units a week that people want of one owner, over its SKUs. Default 20.
    public var unitsPerOwnerWeek = 20.0
    /// Share of group owners who join within the history. Default 0.2.
    public var joiningShare = 0.2
    /// Share of group owners who leave within the history. Default 0.05.
    public var leavingShare = 0.05

    /// Share of sites below tier 0 with a habit that piles up stock; 0 makes a null world. Default 0.3.
    public var pathologyShare = 0.3
    /// The habits to plant, in turn. `unknown` is ignored. Default: all five.
    public var causes: [Stockpile.Cause] = [.pushed, .threshold, .recruit, .forwardBuy, .demandDrop]
    /// Share of group owners who sell goods on, outside the recorded supplier links. Default 0.05.
    public var divertingShare = 0.05

    /// Share of monthly counts (site × month) that are never taken: partly sites that never count, partly months left out.
    /// The brand's own warehouse counts every Sunday. Default 0.5.
    public var countsMissing = 0.5
    /// Share of counting sites whose counts are copied from the last one, rounded, or misstated. Default 0.3.
    public var untrueCounts = 0.3
    /// Share of the units sold to people that nobody reports: silent owners, weeks left out, rows left out. Default 0.45.
    public var underReporting = 0.45
    /// Share of movements between sites that nobody reports. Default 0.01.
    public var unreportedMovements = 0.01
    /// Whether the files carry the few faults described in the workspace's SOURCE.md (unknown codes, a quantity `1O` …).
    /// Default true.
    public var blemishes = true

    /// How consumers and the trade react; nil leaves prices to people as they are, and promotions, launches and diversion as they were before
    /// there were markets. Default nil.
    public var market: MarketOptions?

    /// The label looks this many weeks ahead … Default 12.
    public var horizonWeeks = 12
    /// … and allows this many weeks of the same mean demand on top. Default 4.
    public var allowanceWeeks = 4
    /// Default Chinese.
    public var language = Language.chinese
    /// Threads used to draw demand; the world is the same on any number. Default 2.
    public var threads = 2

    public init() {}

    /// A network with about this many site × SKU pairs: 20 SKUs, eight partners with eight leaders each, and the rest group
    /// owners. For measuring speed.
    public static func large(siteProducts: Int = 20_000, weeks: Int = 104) -> SimulationOptions {
        var options = SimulationOptions()
        options.weeks = weeks
        options.products = 20
        options.partners = 8
        options.leadersPerPartner = 8
        options.assortment = 1
        // An owner carries about 17 of the 20.
        options.ownersPerLeader = max(1, (siteProducts - 73 * 20 + 544) / (64 * 17))
        return options
    }

    /// The same options with shares within 0–1, sizes within reason and `asOf` on a Monday.
    public var validated: SimulationOptions {
        var options = self
        func share(_ value: Double) -> Double { value.isFinite ? min(max(value, 0), 1) : 0 }
        options.asOf = asOf.week.monday
        options.weeks = max(weeks, 4)
        options.partners = max(partners, 1)
        options.leadersPerPartner = max(leadersPerPartner, 1)
        options.ownersPerLeader = max(ownersPerLeader, 1)
        options.products = max(products, 1)
        options.assortment = share(assortment)
        options.unitsPerOwnerWeek = unitsPerOwnerWeek.isFinite ? max(unitsPerOwnerWeek, 0.1) : 20
        options.joiningShare = share(joiningShare)
        options.leavingShare = share(leavingShare)
        options.pathologyShare = share(pathologyShare)
        options.causes = causes.filter { $0 != .unknown }
        options.divertingShare = share(divertingShare)
        options.countsMissing = share(countsMissing)
        options.untrueCounts = share(untrueCounts)
        options.underReporting = share(underReporting)
        options.unreportedMovements = share(unreportedMovements)
        options.market = market?.validated
        options.horizonWeeks = max(horizonWeeks, 1)
        options.allowanceWeeks = max(allowanceWeeks, 0)
        options.threads = max(threads, 1)
        return options
    }
}
