import Testing

@testable import Forecasting

@Suite struct ThetaTests {
    /// Hyndman & Billah (2003): Theta with θ = 2 is simple exponential smoothing with drift b/2, b being the slope of the
    /// regression line, once (1 − α)ⁿ has died away.
    @Test func standardThetaIsSmoothingWithHalfTheSlope() throws {
        let values = seasonalSeries(count: 90, seasonLength: 1, seed: 12)
        let fitted = try Theta(.standard).fit(TimeSeries(values))
        let mean = fitted.forecast(horizon: 4).mean
        let n = Double(values.count)
        let centre = (n + 1) / 2
        let average = values.reduce(0, +) / n
        var xy = 0.0
        var xx = 0.0
        for (t, y) in values.enumerated() {
            xy += (Double(t + 1) - centre) * (y - average)
            xx += (Double(t + 1) - centre) * (Double(t + 1) - centre)
        }
        let b = xy / xx
        for h in 1..<4 { #expect(abs(mean[h] - mean[h - 1] - b / 2) < 0.02 * abs(b)) }
        // The level itself, by plain smoothing with the same α.
        var level = values[0]
        for y in values { level += fitted.alpha * (y - level) }
        #expect(abs(mean[0] - (level + 0.5 * b / fitted.alpha)) < 0.02 * abs(level))
        #expect(abs(fitted.theta - 2) < 1e-12)
    }

    /// On a straight line all of the line is followed: θ grows, and the forecast goes on along it.
    @Test(arguments: [Theta.Variant.optimised, .dynamic])
    func aLineGoesOn(variant: Theta.Variant) throws {
        let fitted = try Theta(variant).fit(TimeSeries((0..<40).map { 100 + 5 * Double($0) }))
        let mean = fitted.forecast(horizon: 3).mean
        for h in 0..<3 { #expect(abs(mean[h] - (300 + 5 * Double(h))) < 1.5, "\(mean)") }
        #expect(fitted.theta > 3)
    }

    /// No ℓ₀ and w near the solution give a smaller sum of squares: the normal equations were the right ones.
    @Test(arguments: [true, false])
    func levelAndWeightAreLeastSquares(isDynamic: Bool) {
        var series = TimeSeries(seasonalSeries(count: 40, seasonLength: 1, seed: 31))
        series.states[9] = .missing
        let observations = Observations(series)
        let recursion = ThetaRecursion(observations: observations, isDynamic: isDynamic)
        let α = 0.3
        let solution = recursion.solved(alpha: α, weight: nil)
        func sum(level: Double, weight: Double) -> Double {
            var l = level
            var line = ThetaRecursion.Line()
            let whole = ThetaRecursion.regression(observations).fitted
            var total = 0.0
            var power = 1.0
            for step in 0..<40 {
                let (a, b) = isDynamic ? line.fitted : whole
                let mean = l + weight * (power * a + (1 - power * (1 - α)) / α * b)
                power *= 1 - α
                let isKnown = observations.kinds[step] == Observations.known
                let y = isKnown ? observations.values[step] : mean
                if isKnown && step >= ThetaRecursion.firstStep { total += (y - mean) * (y - mean) }
                if isKnown { line.add(Double(step + 1), y) }
                l += α * (y - l)
            }
            return total
        }
        let least = sum(level: solution.level, weight: solution.weight)
        #expect(abs(least - solution.sumOfSquares) < 1e-9)
        for step in [-0.01, 0.01] {
            #expect(sum(level: solution.level + step, weight: solution.weight) > least)
            let other = solution.weight + step
            if (0...1).contains(other), (0.001..<0.999).contains(solution.weight) {
                #expect(sum(level: solution.level, weight: other) > least)
            }
        }
    }

    @Test func seasonsComeBack() throws {
        let season = [1.4, 0.6, 1.1, 0.9]
        let values = (0..<40).map { 100 * season[$0 % 4] }
        let mean = try Theta(.dynamic).fit(TimeSeries(values, seasonLength: 4)).forecast(horizon: 4).mean
        for h in 0..<4 { #expect(abs(mean[h] - 100 * season[h]) < 3) }
    }
}
