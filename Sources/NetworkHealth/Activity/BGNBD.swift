import Foundation
import Numerical

/// The BG/NBD model of who is still active (Fader, Hardie & Lee 2005, "Counting Your Customers the Easy Way", doi:10.1287/mksc.1040.0098).
///
/// While active, somebody buys at random times at a rate λ ~ gamma(r, α); after each purchase he becomes inactive with probability
/// p ~ beta(a, b). Of each, the number of repeat purchases x, the time of the last one tₓ and the time T since the first are enough.
/// Times are in weeks here; any unit does.
public struct BGNBD: Sendable, Hashable {
    public var r: Double
    public var alpha: Double
    public var a: Double
    public var b: Double
    /// Whether one may become inactive after the first purchase of all: the modified model, MBG/NBD (Batislam, Denizel & Filiztekin 2007,
    /// doi:10.1016/j.ijresmar.2006.12.005). Without it whoever bought once is active for ever. Default false: the model of the paper.
    public var canQuitAtFirst: Bool

    public init(r: Double, alpha: Double, a: Double, b: Double, canQuitAtFirst: Bool = false) {
        precondition(r > 0 && alpha > 0 && a > 0 && b > 0, "BG/NBD with r \(r), α \(alpha), a \(a), b \(b)")
        self.r = r
        self.alpha = alpha
        self.a = a
        self.b = b
        self.canQuitAtFirst = canQuitAtFirst
    }

    /// Purchases after which one could have become inactive.
    private func chances(_ history: History) -> Double { history.x + (canQuitAtFirst ? 1 : 0) }

    /// Repeat purchases, the time of the last one (0 without any) and the time since the first purchase.
    public struct History: Sendable, Hashable {
        public var x: Double
        public var lastTime: Double
        public var time: Double

        public init(x: Double, lastTime: Double, time: Double) {
            self.x = x
            self.lastTime = lastTime
            self.time = time
        }
    }

    /// Histories in one order, so that sums do not depend on a dictionary's.
    static func sorted(_ histories: [History: Double]) -> [(key: History, value: Double)] {
        histories.sorted { ($0.key.x, $0.key.lastTime, $0.key.time) < ($1.key.x, $1.key.lastTime, $1.key.time) }
    }

    /// ln L of one history: equation 6 of the paper in the form ln A₁ + ln A₂ + ln(A₃ + δ A₄).
    public func logLikelihood(_ history: History) -> Double {
        let (x, tx, T) = (history.x, history.lastTime, history.time)
        let a1 = logGamma(r + x) - logGamma(r) + r * log(alpha)
        let k = chances(history)
        let a2 = logGamma(a + b) + logGamma(b + k) - logGamma(b) - logGamma(a + b + k)
        let a3 = -(r + x) * log(alpha + T)
        guard k > 0 else { return a1 + a2 + a3 }
        let a4 = log(a) - log(b + k - 1) - (r + x) * log(alpha + tx)
        let larger = max(a3, a4)
        return a1 + a2 + larger + log(exp(a3 - larger) + exp(a4 - larger))
    }

    /// Probability of still being active. Unless one can quit at first it is 1 without a repeat purchase.
    public func probabilityActive(_ history: History) -> Double { 1 / (1 + odds(history)) }

    /// δ · a/(b + k − 1) · ((α + T)/(α + tₓ))^(r + x)
    private func odds(_ history: History) -> Double {
        let k = chances(history)
        guard k > 0 else { return 0 }
        let power = (r + history.x) * (log(alpha + history.time) - log(alpha + history.lastTime))
        return a / (b + k - 1) * exp(min(power, 700))
    }

    /// Purchases to be expected over the next `time`: equation 10.
    public func expectedPurchases(_ history: History, over time: Double) -> Double {
        guard time > 0 else { return 0 }
        // At a = 1 the formula is a limit.
        let a = abs(self.a - 1) < 1e-6 ? 1 + 1e-6 : self.a
        let (x, T) = (history.x, history.time)
        let z = time / (alpha + T + time)
        let k = chances(history)
        let f = BGNBD.hypergeometric(r + x, b + k, a + b + k - 1, z)
        let power = (r + x) * (log(alpha + T) - log(alpha + T + time))
        return (a + b + k - 1) / (a - 1) * (1 - exp(power) * f) / (1 + odds(history))
    }

    /// ₂F₁(a, b; c; z) for 0 ≤ z < 1 and positive a, b, c: its series, whose terms are all positive. Where c − a − b < 0 it converges
    /// faster after Euler's transformation (1 − z)^(c − a − b) ₂F₁(c − a, c − b; c; z), which is taken where that keeps terms positive.
    static func hypergeometric(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
        if c > a, c > b, c - a - b < 0, z > 0.5 { return pow(1 - z, c - a - b) * series(c - a, c - b, c, z) }
        return series(a, b, c, z)
    }

    private static func series(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
        var (term, sum, n) = (1.0, 1.0, 0.0)
        while n < 100_000 {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
            sum += term
            n += 1
            if abs(term) < 1e-15 * abs(sum) { break }
        }
        return sum
    }
}

/// A BG/NBD model as fitted, with the uncertainty of its parameters.
public struct FittedBGNBD: Sendable {
    public var model: BGNBD
    public var logLikelihood: Double
    public var count: Int
    /// Covariance of (ln r, ln α, ln a, ln b), row by row; nil where the likelihood is flat in some direction.
    public var covariance: [Double]?

    /// Different histories that a likelihood is added up over; from twice as many on neighbours are put together.
    static let mostHistories = 2_000

    /// Fits by maximum likelihood in the logarithms of the parameters.
    /// - Returns: nil with fewer than 15 histories or 15 repeat purchases.
    public init?(_ histories: [BGNBD.History], canQuitAtFirst: Bool = false) {
        var weights: [BGNBD.History: Double] = [:]
        for history in histories { weights[history, default: 0] += 1 }
        self.init(weighted: weights, canQuitAtFirst: canQuitAtFirst)
    }

    /// The same of histories with how many have them.
    public init?(weighted histories: [BGNBD.History: Double], canQuitAtFirst: Bool = false) {
        // The same history of many counts once.
        let sorted = BGNBD.sorted(histories)
        let all = sorted.reduce(0) { $0 + $1.value }
        guard all >= 15, sorted.reduce(0, { $0 + $1.value * $1.key.x }) >= 15 else { return nil }
        // Of very many different ones, each stands for its neighbours in this order.
        let stride = max(1, sorted.count / FittedBGNBD.mostHistories)
        let unique = Swift.stride(from: 0, to: sorted.count, by: stride).map { start in
            let group = sorted[start..<min(start + stride, sorted.count)]
            return (key: group[start + group.count / 2].key, value: group.reduce(0) { $0 + $1.value })
        }
        func model(_ logs: [Double]) -> BGNBD? {
            guard logs.allSatisfy({ $0.isFinite && abs($0) < 12 }) else { return nil }
            return BGNBD(r: exp(logs[0]), alpha: exp(logs[1]), a: exp(logs[2]), b: exp(logs[3]), canQuitAtFirst: canQuitAtFirst)
        }
        func negative(_ logs: [Double]) -> Double {
            guard let model = model(logs) else { return .infinity }
            return -unique.reduce(0) { $0 + $1.value * model.logLikelihood($1.key) }
        }
        let rate = sorted.reduce(0) { $0 + $1.value * $1.key.x } / max(1, sorted.reduce(0) { $0 + $1.value * $1.key.time })
        let starts = [[0.0, -log(max(rate, 1e-3)), 0.0, 1.0], [0.0, -log(max(rate, 1e-3)), -2.0, 1.0]]
        var search = NelderMead()
        search.maximumEvaluations = 2_000
        // A millionth of a unit of likelihood in a thousand: far below what chance moves it by.
        search.tolerance = 1e-9
        let found = starts.map { search.minimum(from: $0.map { min(max($0, -6), 6) }, step: 0.5, of: negative) }
            .min { $0.value < $1.value }
        guard let found, let best = model(found.point) else { return nil }
        self.model = best
        logLikelihood = -found.value
        count = Int(all.rounded())
        covariance = FittedBGNBD.covariance(at: found.point, of: negative)
    }

    /// The more likely of the model of the paper and the modified one: both have four parameters, so that the likelihoods compare as they are.
    /// - Returns: nil where `init` is.
    public static func mostLikely(_ histories: [BGNBD.History]) -> FittedBGNBD? {
        var weights: [BGNBD.History: Double] = [:]
        for history in histories { weights[history, default: 0] += 1 }
        return mostLikely(weighted: weights)
    }

    public static func mostLikely(weighted histories: [BGNBD.History: Double]) -> FittedBGNBD? {
        let fits = [false, true].compactMap { FittedBGNBD(weighted: histories, canQuitAtFirst: $0) }
        return fits.max { $0.logLikelihood < $1.logLikelihood }
    }

    /// How many of these are still active, with a 90 % interval that holds chance (each is or is not, independently) and the uncertainty of the
    /// parameters (delta method on their logarithms).
    public func activeCount(_ histories: [BGNBD.History: Double]) -> (value: Double, low: Double, high: Double, variance: Double) {
        let sorted = BGNBD.sorted(histories)
        func sum(_ model: BGNBD) -> Double { sorted.reduce(0) { $0 + $1.value * model.probabilityActive($1.key) } }
        let value = sum(model)
        var variance = sorted.reduce(0.0) { sum, entry in
            let p = model.probabilityActive(entry.key)
            return sum + entry.value * p * (1 - p)
        }
        if let covariance {
            let logs = [log(model.r), log(model.alpha), log(model.a), log(model.b)]
            let step = 1e-3
            let gradient = (0..<4).map { axis -> Double in
                func at(_ change: Double) -> Double {
                    var moved = logs
                    moved[axis] += change
                    return sum(
                        BGNBD(
                            r: exp(moved[0]), alpha: exp(moved[1]), a: exp(moved[2]), b: exp(moved[3]),
                            canQuitAtFirst: model.canQuitAtFirst))
                }
                return (at(step) - at(-step)) / (2 * step)
            }
            for i in 0..<4 { for j in 0..<4 { variance += gradient[i] * covariance[i * 4 + j] * gradient[j] } }
        }
        let half = 1.644853626951473 * max(0, variance).squareRoot()
        let all = sorted.reduce(0) { $0 + $1.value }
        return (value, max(0, value - half), min(all, value + half), max(0, variance))
    }

    /// The inverse of the Hessian by central differences.
    private static func covariance(at point: [Double], of function: ([Double]) -> Double) -> [Double]? {
        let (size, step) = (point.count, 1e-3)
        var hessian = [Double](repeating: 0, count: size * size)
        func value(_ changes: [(Int, Double)]) -> Double {
            var moved = point
            for (axis, change) in changes { moved[axis] += change * step }
            return function(moved)
        }
        let centre = function(point)
        for i in 0..<size {
            hessian[i * size + i] = (value([(i, 1)]) - 2 * centre + value([(i, -1)])) / (step * step)
            for j in 0..<i {
                let mixed =
                    (value([(i, 1), (j, 1)]) - value([(i, 1), (j, -1)]) - value([(i, -1), (j, 1)]) + value([(i, -1), (j, -1)]))
                    / (4 * step * step)
                hessian[i * size + j] = mixed
                hessian[j * size + i] = mixed
            }
        }
        guard hessian.allSatisfy(\.isFinite), let factor = try? CholeskyFactorization(hessian, order: size),
            let inverse = try? factor.inverse(), inverse.allSatisfy(\.isFinite)
        else { return nil }
        return inverse
    }

    /// A 90 % interval of the probability of being active from the uncertainty of the parameters (delta method on the log odds).
    public func interval(_ history: BGNBD.History) -> (low: Double, high: Double)? {
        guard let covariance else { return nil }
        let p = model.probabilityActive(history)
        guard p > 1e-9, p < 1 - 1e-9 else { return (p, p) }
        func logit(_ p: Double) -> Double { log(p / (1 - p)) }
        let logs = [log(model.r), log(model.alpha), log(model.a), log(model.b)]
        let step = 1e-4
        let gradient = (0..<4).map { axis -> Double in
            func at(_ change: Double) -> Double {
                var moved = logs
                moved[axis] += change
                let p = BGNBD(
                    r: exp(moved[0]), alpha: exp(moved[1]), a: exp(moved[2]), b: exp(moved[3]), canQuitAtFirst: model.canQuitAtFirst
                ).probabilityActive(history)
                return logit(min(max(p, 1e-12), 1 - 1e-12))
            }
            return (at(step) - at(-step)) / (2 * step)
        }
        var variance = 0.0
        for i in 0..<4 { for j in 0..<4 { variance += gradient[i] * covariance[i * 4 + j] * gradient[j] } }
        guard variance.isFinite, variance >= 0 else { return nil }
        let half = 1.644853626951473 * variance.squareRoot()
        func probability(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
        return (probability(logit(p) - half), probability(logit(p) + half))
    }
}
