import Foundation
import Numerical

/// Bunching just above thresholds (Saez 2010, doi:10.1257/pol.2.3.180; Kleven & Waseem 2013, doi:10.1093/qje/qjt004).
///
/// Purchases y of sites in periods are counted in bins of ln(y/threshold). A polynomial through the bins outside of the window around the
/// threshold says how many there would be inside it without one; above the threshold, B is the number there are beyond that. B is linear in
/// the counts, so that its variance is the sum over sites of the squares of what each of them adds to it: sites, not periods, are independent.
struct Bunching {
    /// Width of a bin of the logarithm, and how far from the threshold bins reach.
    static let binWidth = 0.05
    static let reach = 12
    /// The window left out: these bins below the threshold, where mass is missing, and above it, where it gathers.
    static let below = 6
    static let above = 3
    static let degree = 4

    struct Observation {
        var site: Int
        /// Purchases over the threshold.
        var ratio: Double
        /// What the site usually buys, over the threshold; of the same unit as `ratio`.
        var usual: Double
        /// Money of the threshold.
        var threshold: Double
    }

    struct Estimate {
        /// Periods beyond those expected just above thresholds.
        var excess: Double
        var deviation: Double
        /// Periods expected there without a threshold.
        var expected: Double
        /// Periods there are.
        var observed: Double
        /// Money that those in excess bought beyond what their sites usually buy.
        var money: Double
        var moneyDeviation: Double
        var count: Int
    }

    /// What each bin's count adds to B.
    static let weights: [Double] = {
        let places = (-reach..<reach).map { $0 }
        func basis(_ place: Int) -> [Double] {
            let x = (Double(place) + 0.5) / Double(reach)
            return (0...degree).map { pow(x, Double($0)) }
        }
        let outside = places.filter { $0 < -below || $0 >= above }
        let size = degree + 1
        var gram = [Double](repeating: 0, count: size * size)
        for place in outside {
            let row = basis(place)
            for i in 0..<size { for j in 0..<size { gram[i * size + j] += row[i] * row[j] } }
        }
        var target = [Double](repeating: 0, count: size)
        for place in 0..<above { for (i, value) in basis(place).enumerated() { target[i] += value } }
        // The Gram matrix of distinct points is positive definite.
        guard let factor = try? CholeskyFactorization(gram, order: size), let solved = try? factor.solution(target) else {
            preconditionFailure("no polynomial of degree \(degree) through \(outside.count) bins")
        }
        return places.map { place in
            if (0..<above).contains(place) { return 1 }
            if place >= -below && place < above { return 0 }
            return -zip(basis(place), solved).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }()

    /// - Returns: nil with fewer than 100 observations within reach, or with fewer than ten sites.
    static func estimate(_ observations: [Observation]) -> Estimate? {
        var bySite: [Int: Double] = [:]
        var moneyBySite: [Int: Double] = [:]
        var (count, observed, excess) = (0, 0.0, 0.0)
        for observation in observations where observation.ratio > 0 {
            let place = Int((log(observation.ratio) / binWidth).rounded(.down))
            guard place >= -reach, place < reach else { continue }
            count += 1
            let weight = weights[place + reach]
            bySite[observation.site, default: 0] += weight
            excess += weight
            if (0..<above).contains(place) {
                observed += 1
                moneyBySite[observation.site, default: 0] += max(0, observation.ratio - observation.usual) * observation.threshold
            }
        }
        guard count >= 100, bySite.count >= 10 else { return nil }
        let sites = Double(bySite.count)
        let mean = excess / sites
        let variance = bySite.values.sorted().reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * sites / (sites - 1)
        let deviation = variance.squareRoot()
        // Of the money above usual in the window, the part of B among those who are in it.
        let gathered = moneyBySite.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
        let perPeriod = observed > 0 ? gathered / observed : 0
        return Estimate(
            excess: excess, deviation: deviation, expected: observed - excess, observed: observed, money: excess * perPeriod,
            moneyDeviation: deviation * perPeriod, count: count)
    }
}
