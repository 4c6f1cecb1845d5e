import Foundation
import Numerical

/// How many consumers buy on promotions and never else, beyond those whose few purchases happened to be on one.
///
/// Of each known consumer two numbers are enough: weeks with a purchase, and those of them in which everything bought carried a promotion. A share θ
/// is bound to promotions, so that all their weeks are such; of the others each week is one with a probability of their own, beta
/// distributed, so that who shops where promotions are frequent is not taken for bound. Maximum likelihood; the 90 % interval is that of the
/// profile likelihood (half of χ²₁ at 2.706).
struct PromotionBound {
    let share: Double
    let low: Double
    let high: Double
    let count: Double

    /// Weeks, and those wholly on promotion, with how many consumers have them.
    struct Kind: Hashable {
        var weeks: Int
        var promoted: Int
    }

    /// - Returns: nil with fewer than 50 consumers, or fewer than 20 who bought in two weeks or more.
    init?(_ consumers: [Kind: Double]) {
        let kinds = consumers.filter { $0.key.weeks > 0 && $0.value > 0 }.sorted {
            ($0.key.weeks, $0.key.promoted) < ($1.key.weeks, $1.key.promoted)
        }
        let all = kinds.reduce(0) { $0 + $1.value }
        guard all >= 50, kinds.reduce(0, { $0 + ($1.key.weeks >= 2 ? $1.value : 0) }) >= 20 else { return nil }
        func logBeta(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }
        /// Of a share and the beta distribution's mean (as log odds) and ln(α + β).
        func likelihood(_ share: Double, _ logit: Double, _ logStrength: Double) -> Double {
            guard abs(logit) < 12, logStrength > -4, logStrength < 9 else { return -.infinity }
            let (mean, strength) = (1 / (1 + exp(-logit)), exp(logStrength))
            let (alpha, beta) = (mean * strength, (1 - mean) * strength)
            let base = logBeta(alpha, beta)
            return kinds.reduce(0.0) { sum, kind in
                let (n, k) = (Double(kind.key.weeks), Double(kind.key.promoted))
                let chance = exp(
                    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + logBeta(k + alpha, n - k + beta) - base)
                return sum + kind.value * log(max((1 - share) * chance + (kind.key.promoted == kind.key.weeks ? share : 0), 1e-300))
            }
        }
        var search = NelderMead()
        search.maximumEvaluations = 600
        search.tolerance = 1e-9
        var start = [-1.5, 2.0]
        /// The largest likelihood with this share.
        func profile(_ share: Double) -> Double {
            let found = search.minimum(from: start, step: 0.4) { -likelihood(share, $0[0], $0[1]) }
            if found.value.isFinite { start = found.point }
            return -found.value
        }
        // The profile has one maximum: golden section between 0 and 0.999.
        var (a, b) = (0.0, 0.999)
        let golden = (5.0.squareRoot() - 1) / 2
        var (c, d) = (b - golden * (b - a), a + golden * (b - a))
        var (fc, fd) = (profile(c), profile(d))
        while b - a > 1e-4 {
            if fc >= fd {
                (b, d, fd) = (d, c, fc)
                c = b - golden * (b - a)
                fc = profile(c)
            } else {
                (a, c, fc) = (c, d, fd)
                d = a + golden * (b - a)
                fd = profile(d)
            }
        }
        var (best, largest) = ((a + b) / 2, max(fc, fd))
        let atNothing = profile(0)
        if atNothing >= largest { (best, largest) = (0, atNothing) }
        let bound = largest - 2.705543454095404 / 2
        func edge(_ inside: Double, _ outside: Double) -> Double {
            guard profile(outside) < bound else { return outside }
            var (inside, outside) = (inside, outside)
            for _ in 0..<20 {
                let middle = (inside + outside) / 2
                if profile(middle) >= bound { inside = middle } else { outside = middle }
            }
            return inside
        }
        share = best
        low = edge(best, 0)
        high = edge(best, 0.999)
        count = all
    }
}
