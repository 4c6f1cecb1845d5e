import Foundation
import Numerical

/// How many consumers buy on promotions and never else, beyond those whose few purchases happened to be on one.
///
/// Of each known consumer two numbers are enough: purchases, and those of them that carried a promotion. Of consumers with so many purchases a share
/// is bound to promotions, so that all of theirs are such; the share is free by number of purchases, since who waits for promotions buys less
/// often. Of the others each purchase is one with a probability of their own, beta distributed, so that who shops where promotions are
/// frequent is not taken for bound. Maximum likelihood over all; the interval is that of the sum of the shares by the delta method, with the
/// beta distribution's uncertainty from the profile.
struct PromotionBound {
    let share: Double
    let low: Double
    let high: Double
    let count: Double

    /// Purchases, and those on promotion.
    struct Kind: Hashable {
        var purchases: Int
        var promoted: Int
    }

    /// Purchases from which on a group begins.
    private static let groups = [1, 2, 3, 5, 9]

    /// - Returns: nil with fewer than 50 consumers, or fewer than 20 who bought twice or more.
    init?(_ consumers: [Kind: Double]) {
        let kinds = consumers.filter { $0.key.purchases > 0 && $0.value > 0 }.sorted {
            ($0.key.purchases, $0.key.promoted) < ($1.key.purchases, $1.key.promoted)
        }
        let all = kinds.reduce(0) { $0 + $1.value }
        guard all >= 50, kinds.reduce(0, { $0 + ($1.key.purchases >= 2 ? $1.value : 0) }) >= 20 else { return nil }
        func logBeta(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }
        let grouped = PromotionBound.groups.indices.map { group in
            kinds.filter { kind in
                kind.key.purchases >= PromotionBound.groups[group]
                    && (group + 1 == PromotionBound.groups.count || kind.key.purchases < PromotionBound.groups[group + 1])
            }
        }
        /// With the beta distribution given: the likelihood, the share bound, and its variance.
        func profile(_ point: [Double]) -> (likelihood: Double, share: Double, variance: Double)? {
            guard abs(point[0]) < 12, point[1] > -4, point[1] < 9 else { return nil }
            let (mean, strength) = (1 / (1 + exp(-point[0])), exp(point[1]))
            let (alpha, beta) = (mean * strength, (1 - mean) * strength)
            let base = logBeta(alpha, beta)
            var (likelihood, bound, variance) = (0.0, 0.0, 0.0)
            for group in grouped where !group.isEmpty {
                let size = group.reduce(0) { $0 + $1.value }
                let chances = group.map { kind -> Double in
                    let (n, k) = (Double(kind.key.purchases), Double(kind.key.promoted))
                    return exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + logBeta(k + alpha, n - k + beta) - base)
                }
                // Negative shares are let be, as long as every probability stays one: else chance alone would always find somebody.
                let whole = zip(group, chances).filter { $0.0.key.promoted == $0.0.key.purchases }.map(\.1).min() ?? 1
                let least = whole < 1 ? max(-whole / (1 - whole) * 0.999, -1) : 0
                func slope(_ share: Double) -> (first: Double, second: Double) {
                    var (first, second) = (0.0, 0.0)
                    for (kind, chance) in zip(group, chances) {
                        let isWhole = kind.key.promoted == kind.key.purchases ? 1.0 : 0
                        let probability = max((1 - share) * chance + share * isWhole, 1e-300)
                        let ratio = (isWhole - chance) / probability
                        first += kind.value * ratio
                        second += kind.value * ratio * ratio
                    }
                    return (first, second)
                }
                // The likelihood is concave in the share.
                var (low, high) = (least, 0.999)
                for _ in 0..<40 {
                    let middle = (low + high) / 2
                    if slope(middle).first > 0 { low = middle } else { high = middle }
                }
                let share = (low + high) / 2
                for (kind, chance) in zip(group, chances) {
                    let isWhole = kind.key.promoted == kind.key.purchases ? 1.0 : 0
                    likelihood += kind.value * log(max((1 - share) * chance + share * isWhole, 1e-300))
                }
                bound += size * share
                let information = slope(share).second
                if information > 0 { variance += size * size / information }
            }
            return (likelihood, bound / all, variance / (all * all))
        }
        var search = NelderMead()
        search.maximumEvaluations = 400
        search.tolerance = 1e-9
        let found = search.minimum(from: [-1.5, 2.0], step: 0.4) { profile($0).map { -$0.likelihood } ?? .infinity }
        guard found.value.isFinite, let best = profile(found.point) else { return nil }
        // Information of the beta distribution's two numbers, by differences.
        let step = 1e-2
        func at(_ i: Double, _ j: Double) -> (likelihood: Double, share: Double, variance: Double) {
            profile([found.point[0] + i * step, found.point[1] + j * step]) ?? best
        }
        let centre = best.likelihood
        let aa = -(at(1, 0).likelihood - 2 * centre + at(-1, 0).likelihood) / (step * step)
        let bb = -(at(0, 1).likelihood - 2 * centre + at(0, -1).likelihood) / (step * step)
        let ab =
            -(at(1, 1).likelihood - at(1, -1).likelihood - at(-1, 1).likelihood + at(-1, -1).likelihood) / (4 * step * step)
        let (ga, gb) = ((at(1, 0).share - at(-1, 0).share) / (2 * step), (at(0, 1).share - at(0, -1).share) / (2 * step))
        let determinant = aa * bb - ab * ab
        var variance = best.variance
        if determinant > 0, aa > 0 {
            variance += (bb * ga * ga - 2 * ab * ga * gb + aa * gb * gb) / determinant
        } else if aa > 0 {
            // The spread between consumers is not told from none: only the mean is uncertain.
            variance += ga * ga / aa
        }
        let half = 1.644853626951473 * variance.squareRoot()
        share = max(0, best.share)
        low = max(0, best.share - half)
        high = min(1, max(0, best.share + half))
        count = all
    }
}
