import Foundation
import Numerical

/// Clark & Scarf's recursion for normal lead-time demands, to rounding error rather than to a grid's.
///
/// Cⱼ is smooth to the left of Sⱼ and enters the next stage only there, so E[Cⱼ(min(Sⱼ, y − D))] is integrated by Gauss–Legendre panels
/// that end exactly at Sⱼ: no point of the kink lies inside a panel. What is far below is a straight line, integrated in closed form.
///
/// | symbol | meaning |
/// | --- | --- |
/// | xₖ, wₖ | nodes in (A, Sⱼ], and weights times Cⱼ(xₖ) |
/// | a + b x | Cⱼ below A |
/// | μ, σ | of the next stage's lead-time demand |
struct NormalSerialRecursion {
    let h: [Double]
    /// p + Σ hᵢ.
    let penalty: Double
    let demands: [NormalDemand]

    init(holdingCosts: [Double], penalty: Double, leadTimeDemands: [NormalDemand]) {
        h = holdingCosts
        self.penalty = penalty
        demands = leadTimeDemands
    }

    /// Deviations from the mean beyond which a normal matters no more.
    private static let reach = 8.5
    /// Panels a deviation long, with this many nodes: 1e-12 for a Gaussian times what is smooth on its scale.
    private static let nodes = GaussLegendre(count: 12)

    /// Ĉⱼ(x) − hⱼ x = C_{j−1}(min(S, x)) as the next stage sees it.
    private struct Truncated {
        /// Nodes and weight × value.
        var x: [Double] = []
        var weighted: [Double] = []
        /// Below `edge`: intercept + slope x.
        var edge: Double
        var intercept: Double
        var slope: Double
        /// C(S), from S on.
        var level: Double
        var atLevel: Double
    }

    func policy(levels given: [Double]?) -> SerialSystem.Policy {
        var levels: [Double] = []
        var below: Truncated?
        var mean = 0.0
        var variance = 0.0
        var cost = 0.0
        // Slope and intercept of Cⱼ far below: Σ hᵢ (y − μ₁ … μᵢ) − penalty (y − μ₁ … μⱼ).
        var slope = -penalty
        var intercept = 0.0
        for (j, demand) in demands.enumerated() {
            mean += demand.mean
            variance += demand.variance
            intercept -= slope * demand.mean
            slope += h[j]
            intercept -= h[j] * demand.mean
            let previous = below
            func value(_ y: Double) -> Double { j == 0 ? first(y) : self.cost(of: y, stage: j, previous) }
            func derivative(_ y: Double) -> Double { j == 0 ? firstDerivative(y) : costDerivative(of: y, stage: j, previous) }
            let spread = variance.squareRoot()
            let level = given?[j] ?? root(derivative, near: mean, spread)
            levels.append(level)
            cost = value(level)
            guard j + 1 < demands.count else { break }
            let edge = min(level, mean - NormalSerialRecursion.reach * spread)
            var truncated = Truncated(edge: edge, intercept: intercept, slope: slope, level: level, atLevel: cost)
            // A panel must be short for this stage's own curvature and for the next lead time's density.
            let width = min(demands[j].deviation, demands[j + 1].deviation)
            let panels = max(1, Int(((level - edge) / width).rounded(.up)))
            let step = (level - edge) / Double(panels)
            let rule = NormalSerialRecursion.nodes
            for panel in 0..<panels where step > 0 {
                for k in rule.points.indices {
                    let x = edge + step * (Double(panel) + 0.5 * (1 + rule.points[k]))
                    truncated.x.append(x)
                    truncated.weighted.append(0.5 * step * rule.weights[k] * value(x))
                }
            }
            below = truncated
        }
        return SerialSystem.Policy(echelonLevels: levels, costRate: cost)
    }

    /// C₁(y) = h₁ (y − μ₁) + penalty n(y).
    private func first(_ y: Double) -> Double { h[0] * (y - demands[0].mean) + penalty * demands[0].expectedShortage(at: y) }
    private func firstDerivative(_ y: Double) -> Double {
        h[0] - penalty * Normal.cumulative((demands[0].mean - y) / demands[0].deviation)
    }

    /// Cⱼ(y) = hⱼ (y − μ) + E[C_{j−1}(min(S, y − D))].
    private func cost(of y: Double, stage j: Int, _ below: Truncated?) -> Double {
        guard let below else { return first(y) }
        let demand = demands[j]
        let (μ, σ) = (demand.mean, demand.deviation)
        let x = y - μ
        // x − D + μ is normal around x: mass below the edge, in closed form, and above S.
        let a = (below.edge - x) / σ
        var sum = (below.intercept + below.slope * x) * Normal.cumulative(a) - below.slope * σ * Normal.density(a)
        sum += below.atLevel * Normal.cumulative((x - below.level) / σ)
        let scale = 1 / (σ * (2 * Double.pi).squareRoot())
        let factor = -0.5 / (σ * σ)
        var integral = 0.0
        for k in range(below, around: x, σ) {
            let d = below.x[k] - x
            integral += below.weighted[k] * exp(factor * d * d)
        }
        return h[j] * x + sum + scale * integral
    }

    private func costDerivative(of y: Double, stage j: Int, _ below: Truncated?) -> Double {
        guard let below else { return firstDerivative(y) }
        let demand = demands[j]
        let σ = demand.deviation
        let x = y - demand.mean
        let a = (below.edge - x) / σ
        let b = (below.level - x) / σ
        // d/dx of the three parts of `cost`; the boundary terms of the closed forms carry the values at the edges.
        var sum = below.slope * Normal.cumulative(a) - (below.intercept + below.slope * below.edge) * Normal.density(a) / σ
        sum += below.atLevel * Normal.density(b) / σ
        let scale = 1 / (σ * σ * σ * (2 * Double.pi).squareRoot())
        let factor = -0.5 / (σ * σ)
        var integral = 0.0
        for k in range(below, around: x, σ) {
            let d = below.x[k] - x
            integral += below.weighted[k] * d * exp(factor * d * d)
        }
        return h[j] + sum + scale * integral
    }

    /// The nodes within reach of x; they ascend.
    private func range(_ below: Truncated, around x: Double, _ σ: Double) -> Range<Int> {
        let low = x - NormalSerialRecursion.reach * σ
        let high = x + NormalSerialRecursion.reach * σ
        let start = partition(below.x) { $0 < low }
        return start..<max(start, partition(below.x) { $0 <= high })
    }

    private func partition(_ values: [Double], _ isBefore: (Double) -> Bool) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(values[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The zero of a rising derivative, bracketed around a mean, by the Illinois variant of false position.
    private func root(_ function: (Double) -> Double, near mean: Double, _ deviation: Double) -> Double {
        var low = mean - deviation
        var high = mean + 2 * deviation
        var (atLow, atHigh) = (function(low), function(high))
        while atLow > 0 {
            high = low
            atHigh = atLow
            low -= 2 * deviation
            atLow = function(low)
        }
        while atHigh < 0 {
            low = high
            atLow = atHigh
            high += 2 * deviation
            atHigh = function(high)
        }
        var side = 0
        for _ in 0..<200 where high - low > 1e-13 * max(1, abs(high)) {
            let middle = (low * atHigh - high * atLow) / (atHigh - atLow)
            if !(middle > low && middle < high) { break }
            let at = function(middle)
            if at == 0 { return middle }
            if at > 0 {
                high = middle
                atHigh = at
                if side == 1 { atLow *= 0.5 }
                side = 1
            } else {
                low = middle
                atLow = at
                if side == -1 { atHigh *= 0.5 }
                side = -1
            }
        }
        return 0.5 * (low + high)
    }
}

/// Points and weights of Gauss–Legendre quadrature on [−1, 1], by Newton's method on Pₙ (Abramowitz & Stegun 1964, 25.4.29).
struct GaussLegendre: Sendable {
    let points: [Double]
    let weights: [Double]

    init(count n: Int) {
        var points = [Double](repeating: 0, count: n)
        var weights = points
        for i in 0..<n {
            var x = -cos(Double.pi * (Double(i) + 0.75) / (Double(n) + 0.5))
            var slope = 0.0
            for _ in 0..<100 {
                var (p0, p1) = (1.0, x)
                for k in 1..<n { (p0, p1) = (p1, (Double(2 * k + 1) * x * p1 - Double(k) * p0) / Double(k + 1)) }
                slope = Double(n) * (x * p1 - p0) / (x * x - 1)
                let step = p1 / slope
                x -= step
                if abs(step) < 1e-16 { break }
            }
            points[i] = x
            weights[i] = 2 / ((1 - x * x) * slope * slope)
        }
        self.points = points
        self.weights = weights
    }
}
