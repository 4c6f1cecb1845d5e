import Foundation
import Numerical
import SupplyNetwork

/// Demand of site × SKU of little or no history, from similar ones.
///
/// The weekly rate of product p at site s is u[s] v[p] w: the site's size, the product's popularity, and what the site's own custom
/// makes of it. Sizes vary around those of sites of the same tier and region, popularities around those of the same category and
/// price, both by crossed credibility (Bühlmann & Gisler 2005, *A Course in Credibility Theory and its Applications*, ch. 4 and 7):
/// the posterior is the mean of the class and the own ratios, weighted by their variances σ² and 1/Σh, with
/// h = 1/(σ_w² + φ/(E μ)) for a series observed over E weeks at rate μ. Own weeks enter as a gamma prior's do that of a Poisson:
///
///     rate | own = μ (k + S/φ)/(k + E μ/φ),   CV² = 1/(k + E μ/φ),   1/k = σ_w² + CV²(u) + CV²(v) + launch curve's variance
///
/// so that a forecast begins as wide as the analogues lie apart, and narrows as its own weeks arrive.
struct LaunchModel: Sendable {
    /// Weeks before the as-of week that rates are taken from.
    static let recentWeeks = 52
    /// Known weeks up to which a series is forecast this way.
    static let launchWeeks = 8
    /// A pair first seen longer ago that nobody ever reported is not new.
    static let newnessWeeks = 26
    static let iterations = 12
    /// Series that must be known for analogues to exist.
    static let leastSeries = 12
    /// Largest squared coefficients of variation believed of sites, products and pairs.
    static let largestVariance = 1.5

    private var u: [Int: Double] = [:]
    private var v: [Int: Double] = [:]
    private var siteInformation: [Int: Double] = [:]
    private var productInformation: [Int: Double] = [:]
    private var siteClass: [Int: Double] = [:]
    private var productClass: [Int: Double] = [:]
    private var siteVariance = 0.5
    private var productVariance = 0.5
    private(set) var pairVariance = 0.3
    private(set) var dispersion = 1.0
    private(set) var weekVariance = 0.0
    private(set) var productCurve = LaunchCurve()
    private(set) var siteCurve = LaunchCurve()
    private let context: DemandContext
    private let asOf: Week
    private var sums: [Sums?]

    /// What a series sold over its recent weeks, in units of the settled base.
    private struct Sums: Sendable {
        var sold = 0.0
        var weeks = 0.0
    }

    /// - Parameters:
    ///   - series: seasons and promotions taken out; nil where nothing is known. Parallel to the context's.
    /// - Returns: nil where there are too few to learn from.
    init?(series: [(start: Week, values: TimeSeries)?], context: DemandContext, asOf: Week) {
        self.context = context
        self.asOf = asOf
        sums = []
        let usable = series.indices.filter { index in
            (series[index]?.values.knownCount ?? 0) > Self.launchWeeks && context.series[index].sellsToConsumers
        }
        guard usable.count >= Self.leastSeries else { return nil }
        estimateNoise(usable.compactMap { series[$0]?.values })
        estimateCurves(series)
        sums = series.indices.map { index in
            guard let entry = series[index], context.series[index].sellsToConsumers else { return nil }
            var sum = Sums()
            for step in max(0, entry.values.count - Self.recentWeeks)..<entry.values.count {
                let state = entry.values.states[step]
                guard state == .observed || state == .inferred else { continue }
                sum.sold += entry.values.values[step]
                sum.weeks += curve(context.series[index], week: entry.start + step).factor
            }
            return sum.weeks > 0 ? sum : nil
        }
        estimateRates()
    }

    /// The launch that a pair is in the wake of: its product's, or its site's.
    private func curve(_ one: DemandContext.Attributes, week: Week) -> (factor: Double, variance: Double) {
        guard let launch = Self.launch(of: one) else { return (1, 0) }
        let age = max(0, week - launch.week)
        let curve = launch.isProduct ? productCurve : siteCurve
        return (curve.factor(age: age), age >= LaunchCurve.buckets[LaunchCurve.buckets.count - 1] ? 0 : curve.variance)
    }

    private static func launch(of one: DemandContext.Attributes) -> (week: Week, isProduct: Bool)? {
        switch (one.launchedOn, one.joinedOn) {
        case (let product?, let site?): product >= site ? (product.week, true) : (site.week, false)
        case (let product?, nil): (product.week, true)
        case (nil, let site?): (site.week, false)
        case (nil, nil): nil
        }
    }

    // MARK: Estimation

    /// Variance within a series, φ μ + κ² μ², by least squares over series.
    private mutating func estimateNoise(_ series: [TimeSeries]) {
        var (a, b, c, p, q) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for one in series {
            var (n, sum, squares) = (0.0, 0.0, 0.0)
            for step in max(0, one.count - 26)..<one.count where one.states[step] == .observed {
                n += 1
                sum += one.values[step]
                squares += one.values[step] * one.values[step]
            }
            guard n >= 6, sum > 0 else { continue }
            let mean = sum / n
            let ratio = max(0, squares - sum * mean) / (n - 1) / mean
            // Variance over mean is a constant and a share of the mean; its own deviation is as its size.
            let weight = n / ((1 + 0.1 * mean) * (1 + 0.1 * mean))
            a += weight
            b += weight * mean
            c += weight * mean * mean
            p += weight * ratio
            q += weight * ratio * mean
        }
        guard a > 0 else { return }
        let determinant = a * c - b * b
        dispersion = p / a
        if determinant > 1e-9 * a * c {
            dispersion = (p * c - q * b) / determinant
            weekVariance = (a * q - b * p) / determinant
        }
        if weekVariance < 0 || dispersion < 1 {
            weekVariance = max(0, c > 0 ? (q - b) / c : 0)
            dispersion = weekVariance > 0 ? 1 : max(1, p / a)
        }
        weekVariance = min(weekVariance, 1)
    }

    private mutating func estimateCurves(_ series: [(start: Week, values: TimeSeries)?]) {
        struct Launch {
            var sold = [Double](repeating: 0, count: LaunchCurve.buckets.count)
            var settled = [Double](repeating: 0, count: LaunchCurve.buckets.count)
        }
        var products: [Int: Launch] = [:]
        var sites: [Int: Launch] = [:]
        let settledAge = LaunchCurve.buckets[LaunchCurve.buckets.count - 1]
        for (index, entry) in series.enumerated() {
            let one = context.series[index]
            guard let entry, let launch = Self.launch(of: one), entry.values.count > settledAge + 6, launch.week >= entry.start - 4
            else { continue }
            var settled = 0.0
            var weeks = 0.0
            // The year after the launch, so that what became of it later does not bend its curve.
            for step in 0..<min(entry.values.count, settledAge + 52) where entry.values.states[step] == .observed {
                if entry.start + step - launch.week >= settledAge {
                    settled += entry.values.values[step]
                    weeks += 1
                }
            }
            guard weeks >= 6 else { continue }
            var own = launch.isProduct ? products[one.product] ?? Launch() : sites[one.site] ?? Launch()
            for step in 0..<entry.values.count where entry.values.states[step] == .observed {
                let age = entry.start + step - launch.week
                guard age >= 0, age < settledAge else { continue }
                own.sold[LaunchCurve.bucket(age: age)] += entry.values.values[step]
                own.settled[LaunchCurve.bucket(age: age)] += settled / weeks
            }
            if launch.isProduct { products[one.product] = own } else { sites[one.site] = own }
        }
        func launches(_ all: [Int: Launch]) -> [(sold: [Double], settled: [Double])] {
            all.keys.sorted().compactMap { all[$0].map { ($0.sold, $0.settled) } }
        }
        productCurve = LaunchCurve(launches: launches(products))
        siteCurve = LaunchCurve(launches: launches(sites))
    }

    /// Credibility's weight of a series.
    private func information(_ sum: Sums, rate: Double) -> Double {
        1 / (pairVariance + (dispersion + weekVariance * rate) / max(1e-9, sum.weeks * rate))
    }

    private mutating func estimateRates() {
        let members = sums.indices.filter { sums[$0] != nil }
        let total = members.reduce(into: Sums()) { result, index in
            guard let sum = sums[index] else { return }
            result.sold += sum.sold
            result.weeks += sum.weeks
        }
        let overall = max(1e-9, total.sold / max(1, total.weeks))
        let siteNumbers = Set(context.series.map(\.site)).sorted()
        let productNumbers = Set(context.series.map(\.product)).sorted()
        for site in siteNumbers { (u[site], siteClass[site]) = (1, 1) }
        for product in productNumbers { (v[product], productClass[product]) = (overall, overall) }
        let ofSite = Dictionary(grouping: members) { context.series[$0].site }
        let ofProduct = Dictionary(grouping: members) { context.series[$0].product }
        var siteOf: [Int: DemandContext.Attributes] = [:]
        var productOf: [Int: DemandContext.Attributes] = [:]
        for one in context.series {
            if siteOf[one.site] == nil { siteOf[one.site] = one }
            if productOf[one.product] == nil { productOf[one.product] = one }
        }
        for round in 0..<Self.iterations {
            for product in productNumbers {
                let prior = productClass[product] ?? overall
                let (ratio, weight) = pooled(ofProduct[product] ?? []) { prior * (u[context.series[$0].site] ?? 1) }
                v[product] = prior * (1 / productVariance + ratio) / (1 / productVariance + weight)
                productInformation[product] = weight
            }
            for site in siteNumbers {
                let prior = siteClass[site] ?? 1
                let (ratio, weight) = pooled(ofSite[site] ?? []) { prior * (v[context.series[$0].product] ?? overall) }
                u[site] = prior * (1 / siteVariance + ratio) / (1 / siteVariance + weight)
                siteInformation[site] = weight
            }
            guard round >= 1 else { continue }
            refreshClasses(siteNumbers, productNumbers, siteOf: siteOf, productOf: productOf)
            refreshVariances(members, siteNumbers, productNumbers)
        }
    }

    private func pooled(_ members: [Int], rate: (Int) -> Double) -> (ratio: Double, weight: Double) {
        var ratio = 0.0
        var weight = 0.0
        for index in members {
            guard let sum = sums[index] else { continue }
            let expected = max(1e-9, rate(index))
            let h = information(sum, rate: expected)
            weight += h
            ratio += h * min(sum.sold / (sum.weeks * expected), 20)
        }
        return (ratio, weight)
    }

    /// Classes: sites of one tier and region, drawn to those of the tier; products of one category, with the price's slope.
    private mutating func refreshClasses(
        _ sites: [Int], _ products: [Int], siteOf: [Int: DemandContext.Attributes], productOf: [Int: DemandContext.Attributes]
    ) {
        func shrunkMeans(
            _ members: [Int], _ values: [Int: Double], _ information: [Int: Double], key: (Int) -> String, towards: (Int) -> Double
        ) -> [Int: Double] {
            var ratio: [String: Double] = [:]
            var weight: [String: Double] = [:]
            for member in members {
                guard let value = values[member], (information[member] ?? 0) > 0 else { continue }
                ratio[key(member), default: 0] += value / max(1e-12, towards(member))
                weight[key(member), default: 0] += 1
            }
            var result: [Int: Double] = [:]
            for member in members {
                let name = key(member)
                result[member] = towards(member) * ((ratio[name] ?? 0) + 3) / ((weight[name] ?? 0) + 3)
            }
            return result
        }
        let one = shrunkMeans(sites, u, siteInformation, key: { _ in "" }, towards: { _ in 1 })
        let byTier = shrunkMeans(sites, u, siteInformation, key: { "\(siteOf[$0]?.tier ?? 0)" }, towards: { one[$0] ?? 1 })
        siteClass = shrunkMeans(
            sites, u, siteInformation,
            key: { site in "\(siteOf[site]?.tier ?? 0)/" + (siteOf[site]?.region?.split(separator: "/").first.map(String.init) ?? "") },
            towards: { byTier[$0] ?? 1 })
        let known = products.filter { (productInformation[$0] ?? 0) > 0 }
        let mean = known.isEmpty ? 1 : known.reduce(0) { $0 + (v[$1] ?? 0) } / Double(known.count)
        let byCategory = shrunkMeans(products, v, productInformation, key: { productOf[$0]?.category ?? "" }, towards: { _ in mean })
        // ln v on ln price within categories, the slope drawn to zero by a prior of standard deviation 0.5.
        var (xx, xy) = (max(productVariance, 0.05) / 0.25, 0.0)
        var centres: [String: (sum: Double, count: Double)] = [:]
        for product in known {
            guard let price = productOf[product]?.unitPrice, price > 0 else { continue }
            let sum = centres[productOf[product]?.category ?? ""] ?? (0, 0)
            centres[productOf[product]?.category ?? ""] = (sum.sum + log(price), sum.count + 1)
        }
        func centred(_ product: Int) -> Double? {
            guard let price = productOf[product]?.unitPrice, price > 0, let centre = centres[productOf[product]?.category ?? ""] else {
                return nil
            }
            return log(price) - centre.sum / centre.count
        }
        for product in known {
            guard let x = centred(product), let value = v[product], value > 0, let centre = byCategory[product], centre > 0 else {
                continue
            }
            xx += x * x
            xy += x * log(value / centre)
        }
        let slope = xy / xx
        for product in products {
            productClass[product] = (byCategory[product] ?? mean) * exp(slope * min(1, max(-1, centred(product) ?? 0)))
        }
    }

    private mutating func refreshVariances(_ members: [Int], _ sites: [Int], _ products: [Int]) {
        func spread(_ all: [Int], _ values: [Int: Double], _ classes: [Int: Double], _ information: [Int: Double], now: Double) -> Double {
            var sum = 0.3 * 2
            var count = 2.0
            for one in all {
                guard let value = values[one], let prior = classes[one], let weight = information[one], weight > 0, prior > 0 else {
                    continue
                }
                let deviation = value / prior - 1
                // Second moment of the posterior, as EM has it.
                sum += min(deviation * deviation, 9) + 1 / (1 / now + weight)
                count += 1
            }
            return min(Self.largestVariance, max(0.02, sum / count))
        }
        siteVariance = spread(sites, u, siteClass, siteInformation, now: siteVariance)
        productVariance = spread(products, v, productClass, productInformation, now: productVariance)
        var sum = 0.3 * 4
        var count = 4.0
        for index in members {
            guard let sum1 = sums[index], sum1.weeks >= 8, let rate = rate(index) else { continue }
            let noise = (dispersion + weekVariance * rate) / (sum1.weeks * rate)
            guard noise < 1 else { continue }
            let deviation = sum1.sold / (sum1.weeks * rate) - 1
            let weight = 1 / (1 + noise / 0.3)
            sum += weight * (min(deviation * deviation, 9) - noise)
            count += weight
        }
        pairVariance = min(Self.largestVariance, max(0.02, sum / count))
    }

    private func rate(_ index: Int) -> Double? {
        guard let site = u[context.series[index].site], let product = v[context.series[index].product] else { return nil }
        return max(1e-9, site * product)
    }

    // MARK: Forecast

    /// The base of a pair's weeks from the as-of week on, its own weeks taken into account. Zero before its launch.
    /// Nil where the history speaks for itself, or the pair is not one that is to be expected to sell.
    func prediction(_ index: Int, history: DemandHistory, horizon: Int) -> Prediction? {
        let one = context.series[index]
        let (known, positive) = history.knownWeeks(before: asOf)
        guard Self.concerns(one, known: known, positive: positive, asOf: asOf) else { return nil }
        guard var size = u[one.site], var popularity = v[one.product], let siteMean = siteClass[one.site],
            let productMean = productClass[one.product]
        else { return nil }
        var siteWeight = siteInformation[one.site] ?? 0
        var productWeight = productInformation[one.product] ?? 0
        let own = sums[index]
        if let own {
            // Without the pair's own part, which comes in by itself below.
            func without(_ value: Double, mean: Double, weight: Double, variance: Double, rate: Double) -> (Double, Double) {
                let h = min(weight, information(own, rate: max(1e-9, rate)))
                let total = value / mean * (1 / variance + weight)
                let rest = max(0, total - h * min(own.sold / (own.weeks * max(1e-9, rate)), 20))
                return (mean * max(1e-6, rest / (1 / variance + weight - h)), weight - h)
            }
            let (sizeBefore, popularityBefore) = (size, popularity)
            (size, siteWeight) = without(
                sizeBefore, mean: siteMean, weight: siteWeight, variance: siteVariance, rate: siteMean * popularityBefore)
            (popularity, productWeight) = without(
                popularityBefore, mean: productMean, weight: productWeight, variance: productVariance, rate: productMean * sizeBefore)
        }
        let launch = curve(one, week: asOf)
        let prior = max(1e-9, size * popularity)
        let spread =
            pairVariance + 1 / (1 / siteVariance + siteWeight) + 1 / (1 / productVariance + productWeight) + launch.variance
        let k = 1 / min(3, spread)
        let noise = dispersion + weekVariance * prior
        let evidence = (own?.weeks ?? 0) * prior / noise
        let rate = prior * (k + (own?.sold ?? 0) / noise) / (k + evidence)
        let relative = 1 / (k + evidence)
        var mean: [Double] = []
        var variance: [Double] = []
        var cumulative: [Double] = []
        var (sum, squares) = (0.0, 0.0)
        for step in 0..<horizon {
            let week = asOf + step
            var expected = rate * curve(one, week: week).factor
            if let start = Self.launch(of: one), week < start.week { expected = 0 }
            mean.append(expected)
            sum += expected
            squares += dispersion * expected + weekVariance * expected * expected
            variance.append(dispersion * expected + (weekVariance + relative) * expected * expected)
            cumulative.append(squares + relative * sum * sum)
        }
        return Prediction(mean: mean, variance: variance, cumulativeVariance: cumulative, support: .demand)
    }

    /// Whether a pair of which `known` weeks are known, `positive` of them with demand, is to be forecast this way.
    static func concerns(_ one: DemandContext.Attributes, known: Int, positive: Int, asOf: Week) -> Bool {
        guard known <= launchWeeks, one.sellsToConsumers, one.discontinuedOn.map({ $0 > asOf.monday }) ?? true else { return false }
        if positive > 0 { return true }
        return one.firstSeen.map { asOf - $0 <= newnessWeeks } ?? true
    }
}

extension DemandHistory {
    /// Weeks before `week` of which something is known, and those of them with demand.
    func knownWeeks(before week: Week) -> (known: Int, positive: Int) {
        var (known, positive) = (0, 0)
        for step in 0..<max(0, min(count, week - start)) where states[step] != .missing {
            known += 1
            if values[step] > 0 { positive += 1 }
        }
        return (known, positive)
    }
}
