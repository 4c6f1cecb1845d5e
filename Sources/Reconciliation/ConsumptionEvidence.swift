import Foundation
import SupplyNetwork

/// What one site × SKU itself says of its rate of consumption. Rates are units a week at a profile of 1.
struct ConsumptionEvidence: Sendable {
    /// Units consumed in the weeks that are known, and in the silent ones between two counts; recent ones weigh more.
    var units = 0.0
    /// The weeks they were consumed in, weighted alike and by the product's profile.
    var weeks = 0.0
    /// The part of both that was reported: what is known besides counts.
    var reported = (units: 0.0, weeks: 0.0)
    /// Consumption that its purchases suggest, where it bought at least twice; and the variance of its logarithm.
    var rhythm: (rate: Double, variance: Double)?
    /// Weekly sums for the dispersion of reported weeks.
    var reportedMean = 0.0
    var reportedVariance = 0.0
    var reportedWeeks = 0

    var rate: Double? { weeks > 0 ? units / weeks : nil }

    init(
        _ movements: PairMovements, _ balance: CountBalance, reporting: SiteReporting, profile: ArraySlice<Double>,
        options: ReconciliationOptions
    ) {
        let profile = Array(profile)
        let weekCount = profile.count
        func weight(_ week: Double) -> Double { exp2((week - Double(weekCount)) / options.halfLifeWeeks) }
        var sum = 0.0
        var squares = 0.0
        for week in movements.alive
        where movements.isReported[week] && movements.exposure(week) == 1 && !movements.isCountedEmpty[week] {
            let consumed = movements.sold[week] * reporting.scale
            let w = weight(Double(week))
            units += w * consumed
            weeks += w * profile[week]
            sum += consumed
            squares += consumed * consumed
            reportedWeeks += 1
        }
        if reportedWeeks > 1 {
            let n = Double(reportedWeeks)
            reportedMean = sum / n
            reportedVariance = max(0, (squares - sum * sum / n) / (n - 1))
        }
        reported = (units, weeks)
        if !reporting.suppliesOnly {
            for interval in balance.intervals where interval.silentWeeks > 0 {
                var exposure = 0.0
                for week in max(0, interval.from.week)...interval.to.week
                where !movements.isReported[week] && movements.alive.contains(week) {
                    exposure += interval.share(of: week) * profile[week]
                }
                let w = weight(0.5 * Double(interval.from.week + interval.to.week))
                units += w * max(0, interval.implied - interval.reported * reporting.scale)
                weeks += w * exposure
            }
        }
        rhythm = ConsumptionEvidence.rhythm(movements, profile: profile)
    }

    /// The rate at which purchases went: a site that reorders has consumed, by its last order, about what it had bought
    /// before. When the last order lies longer back than it should, all of it over all of the time is the most it can be.
    private static func rhythm(_ movements: PairMovements, profile: [Double]) -> (rate: Double, variance: Double)? {
        var orders: [(week: Int, quantity: Double)] = []
        for week in profile.indices where movements.inflow[week] > 0 { orders.append((week, movements.inflow[week])) }
        orders = orders.suffix(12)
        guard let firstOrder = orders.first, let lastOrder = orders.last, orders.count >= 2 else { return nil }
        func exposure(_ weeks: Range<Int>) -> Double { weeks.reduce(0) { $0 + profile[$1] * movements.exposure($1) } }
        func shipped(_ weeks: Range<Int>) -> Double { weeks.reduce(0) { $0 + movements.outflow[$1] } }
        let cycles = firstOrder.week..<lastOrder.week
        let elapsed = firstOrder.week..<profile.count
        let (cycleWeeks, elapsedWeeks) = (exposure(cycles), exposure(elapsed))
        guard cycleWeeks > 0, elapsedWeeks > 0 else { return nil }
        let bought = orders.dropLast().reduce(0) { $0 + $1.quantity }
        let rate = min(
            (bought - shipped(cycles)) / cycleWeeks, (bought + lastOrder.quantity - shipped(elapsed)) / elapsedWeeks)
        guard rate > 0 else { return nil }
        func variation(_ values: [Double]) -> Double {
            guard values.count > 1 else { return 0.5 }
            let n = Double(values.count)
            let mean = values.reduce(0, +) / n
            return mean > 0 ? min(2, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / (mean * mean)) : 0.5
        }
        let gaps = zip(orders, orders.dropFirst()).map { Double($1.week - $0.week) }
        return (rate, max(0.1, variation(orders.map(\.quantity)) + variation(gaps)) / Double(orders.count - 1))
    }
}

extension CountInterval {
    /// The share of a week that lies between the two counts.
    func share(of week: Int) -> Double {
        if week < from.week || week > to.week { return 0 }
        if week == from.week { return 1 - from.elapsed }
        return week == to.week ? to.elapsed : 1
    }
}

/// How one week compares with others for one product, over all sites that report: festivals, promotions, growth.
struct ConsumptionProfile: Sendable {
    let weekCount: Int
    private let values: [Double]

    /// Each product's weekly factor, drawn towards 1 by the weight of `shrinkage` typical sites.
    init(_ movements: [PairMovements], productCount: Int, weekCount: Int, shrinkage: Double = 3) {
        self.weekCount = weekCount
        var consumed = [Double](repeating: 0, count: productCount * weekCount)
        var expected = consumed
        var rates = [Double](repeating: 0, count: productCount)
        var sites = [Double](repeating: 0, count: productCount)
        for movement in movements {
            let known = movement.alive.filter {
                movement.isReported[$0] && !movement.isCountedEmpty[$0] && movement.exposure($0) == 1
            }
            guard known.count >= 8 else { continue }
            let rate = known.reduce(0) { $0 + movement.sold[$1] } / Double(known.count)
            guard rate > 0 else { continue }
            let base = movement.pair.product * weekCount
            for week in known {
                consumed[base + week] += movement.sold[week]
                expected[base + week] += rate
            }
            rates[movement.pair.product] += rate
            sites[movement.pair.product] += 1
        }
        var values = [Double](repeating: 1, count: productCount * weekCount)
        for product in 0..<productCount where sites[product] > 0 {
            let prior = shrinkage * rates[product] / sites[product]
            for week in 0..<weekCount {
                let cell = product * weekCount + week
                values[cell] = (consumed[cell] + prior) / (expected[cell] + prior)
            }
        }
        self.values = values
    }

    subscript(product: Int) -> ArraySlice<Double> { values[product * weekCount..<(product + 1) * weekCount] }
}
