import Foundation

extension SimulationOptions {
    /// Options drawn for one world from wide ranges, so that no setting of a detector fits them all: how many sites and SKUs, how
    /// much they sell, who joins, leaves, misreports and sells on, how much is counted and reported, and how much is planted. A
    /// pure function of the seed; everything else is as in `base`.
    ///
    /// Shares are uniform: counts missing and consumer units unreported 20–80 %, untrue counts 10–50 %, sites with a planted
    /// habit 15–45 %, joining 10–40 %, leaving 2–12 %, selling on 0–12 %, movements unreported 0–3 %, assortment 60–100 %. Units
    /// a week of a middling owner are log-uniform on 8–60; 3–6 partners, 2–4 leaders each, 3–6 owners each, 8–16 SKUs.
    public static func varied(seed: UInt64, base: SimulationOptions = SimulationOptions()) -> SimulationOptions {
        var random = RandomSource(seed: seed, stream: .options)
        var options = base
        options.seed = seed
        options.countsMissing = random.uniform(0.2, 0.8)
        options.underReporting = random.uniform(0.2, 0.8)
        options.untrueCounts = random.uniform(0.1, 0.5)
        options.pathologyShare = random.uniform(0.15, 0.45)
        options.joiningShare = random.uniform(0.1, 0.4)
        options.leavingShare = random.uniform(0.02, 0.12)
        options.divertingShare = random.uniform(0, 0.12)
        options.unreportedMovements = random.uniform(0, 0.03)
        options.assortment = random.uniform(0.6, 1)
        options.unitsPerOwnerWeek = exp(random.uniform(log(8), log(60)))
        options.partners = random.integer(3, 6)
        options.leadersPerPartner = random.integer(2, 4)
        options.ownersPerLeader = random.integer(3, 6)
        options.products = random.integer(8, 16)
        return options
    }

    /// A varied world with a market drawn for it, of 14–20 SKUs so that categories have several, and with at least one owner in ten who diverts.
    public static func variedMarket(seed: UInt64, base: SimulationOptions = SimulationOptions()) -> SimulationOptions {
        var options = varied(seed: seed, base: base)
        options.market = .varied(seed: seed)
        options.products = min(options.products + 6, 20)
        options.divertingShare = max(options.divertingShare, 0.1)
        return options
    }

    /// The same world with no planted habit, nobody who sells on and nobody who reacts to prices, promotions, launches or empty shelves:
    /// launches, promotions, festivals, growth, churn, ordinary falls of demand and every fault of reporting stay.
    public var null: SimulationOptions {
        var options = self
        options.pathologyShare = 0
        options.causes = []
        options.divertingShare = 0
        options.market = market?.null
        return options
    }
}
