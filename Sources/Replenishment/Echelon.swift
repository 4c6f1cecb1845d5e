import Numerical
import SupplyNetwork

/// The demand a site stands for, its own consumers' and everything it supplies, and the stock below that serves it.
///
/// Echelon stock after Clark & Scarf 1960, doi:10.1287/mnsc.6.4.475: the level of a site covers demand until goods ordered at
/// the next review could reach consumers, so it includes the lead times of the sites in between as well as its own. Below,
/// goods wait for the next review of the site that passes them on; all sites are reviewed on the as-of date.
struct Echelon: Sendable {
    var mean = 0.0
    /// Σσ² and Σσ over the sites, from which any constant correlation gives the deviation of the sum.
    var sumOfVariances = 0.0
    var sumOfDeviations = 0.0
    /// Stock below (not the site's own) as far as it serves the demand below it.
    var downstream = 0.0
    /// Whether a site below wants any of it.
    var servesOthers = false
    /// The latest day demand is covered to, at any site.
    var lastDay = 0

    /// - Parameter other: a deviation of its own, independent of demand.
    func distribution(correlation: Double, beside other: Double = 0) -> DemandDistribution {
        let variance = (1 - correlation) * sumOfVariances + correlation * sumOfDeviations * sumOfDeviations + other * other
        return DemandDistribution(mean: mean, deviation: max(0, variance).squareRoot())
    }
}

extension PlanningBasis {
    /// The echelon of a site for one product, its own demand taken over days 0 ..< `days`.
    /// - Parameter probability: how much of an uncertain demand stock below may be held against before it is excess there.
    func echelon(site: Int, product: Int, days: Int, probability: Double) -> Echelon {
        var echelon = Echelon(lastDay: days)
        if let pair = ledger.pair(site: site, product: product) {
            let own = demand(ofPair: pair, days: 0..<days)
            echelon.mean = own.mean
            echelon.sumOfVariances = own.deviation * own.deviation
            echelon.sumOfDeviations = own.deviation
        }
        for customer in customers[site] {
            guard let (below, usable) = branch(customer, product: product, suppliedUntil: days, probability: probability) else { continue }
            echelon.mean += below.mean
            echelon.sumOfVariances += below.sumOfVariances
            echelon.sumOfDeviations += below.sumOfDeviations
            echelon.downstream += usable
            echelon.servesOthers = true
            echelon.lastDay = max(echelon.lastDay, below.lastDay)
        }
        return echelon
    }

    /// One customer's echelon, when the next goods can leave its supplier on day `suppliedUntil`, and the stock in it that
    /// serves its demand until they arrive; nil where nothing of the product is wanted there.
    ///
    /// What exceeds the `probability` quantile of that demand serves nobody else. A stock nobody can tell is taken to stand at
    /// its own order-up-to level, neither empty nor in excess; a site × SKU that no file names passes goods on and holds none.
    private func branch(_ site: Int, product: Int, suppliedUntil day: Int, probability: Double) -> (Echelon, usable: Double)? {
        let pair = ledger.pair(site: site, product: product)
        let basis = pair.map { pairs[$0] }
        let lead = basis?.leadTimeDays ?? network.sites[site].leadTimeDays ?? 0
        let review = basis?.reviewPeriodDays ?? 1
        let until = (day + review - 1) / review * review + lead
        let below = echelon(site: site, product: product, days: until, probability: probability)
        guard below.mean > 0 else { return nil }
        var stock = below.downstream
        if let basis, basis.closure == nil {
            if let available = basis.available(before: until) {
                stock += available
            } else {
                let own = echelon(site: site, product: product, days: lead + review, probability: probability)
                stock = max(stock, own.distribution(correlation: options.demandCorrelation).quantile(probability))
            }
        }
        let most = below.distribution(correlation: options.demandCorrelation).quantile(probability)
        return (below, min(stock, most))
    }

    /// Mean demand of a site and everything below it within the same days.
    func meanDemand(site: Int, product: Int, days: Int) -> Double {
        let own = ledger.pair(site: site, product: product).map { demand(ofPair: $0, days: 0..<days).mean } ?? 0
        return customers[site].reduce(own) { $0 + meanDemand(site: $1, product: product, days: days) }
    }
}
