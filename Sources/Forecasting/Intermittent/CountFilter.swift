import SupplyNetwork

/// The mean of a count moving through time: what each step was expected to be, given those before it.
///
///     ℓ_t = μ_t + α (y_t − μ_t)
///     μ_{t+1} = φ (κ + ρ (ℓ_t − κ))
///
/// α = 0 is the static model of Snyder, Ord & Beaumont (2012, doi:10.1016/j.ijforecast.2011.03.009, Table 1), ρ = 1 their undamped
/// dynamics, ρ < 1 their damped dynamics about the long-run mean κ. φ is a decay of all levels together: products at the end of
/// their life lose a share of their demand every step.
///
/// | symbol | meaning |
/// | --- | --- |
/// | μ_t | expected count of step t, units |
/// | α | weight of the newest count, 0 ≤ α < 1 |
/// | ρ | what is kept of a deviation from κ, 0 < ρ ≤ 1 |
/// | φ | factor on the level per step, 1 where there is no drift |
struct CountDynamics: Sendable, Hashable {
    var α: Double
    var ρ: Double
    var φ: Double
}

/// Counts made ready for the recursion.
struct CountSeries: Sendable {
    var values: [Double]
    /// As in `Observations`: missing, known, or a lower bound.
    var kinds: [UInt8]
    var weights: [Double]
    /// Mean of all that is known and no lower bound (of everything known where there is nothing else), units.
    let mean: Double
    /// Where μ starts: the mean of the first steps.
    let start: Double
    /// The level never sinks below this: a likelihood knows no way back from zero.
    let floor: Double

    /// Known steps that the start is averaged over: a quarter of them, within these bounds.
    static let warmUp = 6...12
    /// `floor` as a share of the mean.
    static let floorShare = 0.005

    init(_ series: TimeSeries) {
        var values = [Double]()
        var kinds = [UInt8]()
        var weights = [Double]()
        for step in 0..<series.count {
            let state = series.states[step]
            values.append(state == .missing ? 0 : series.values[step])
            kinds.append(state == .missing ? Observations.missing : state == .censored ? Observations.atLeast : Observations.known)
            weights.append(state == .inferred ? Observations.inferredWeight : 1)
        }
        let informative = kinds.contains(Observations.known) ? Observations.known : Observations.atLeast
        var sum = 0.0
        var count = 0
        for step in values.indices where kinds[step] == informative {
            sum += values[step]
            count += 1
        }
        mean = count > 0 ? sum / Double(count) : 0
        let wanted = min(max(count / 4, Self.warmUp.lowerBound), Self.warmUp.upperBound)
        var first = 0.0
        var seen = 0
        for step in values.indices where kinds[step] == informative && seen < wanted {
            first += values[step]
            seen += 1
        }
        floor = Self.floorShare * mean
        // One demand's worth of the overall mean keeps a start without demand above zero.
        start = max(floor, (first + mean) / Double(seen + 1))
        self.values = values
        self.kinds = kinds
        self.weights = weights
    }

    var count: Int { values.count }

    /// Fills `μ` with the expectation of every step and returns that of the next.
    func filtered(_ dynamics: CountDynamics, into μ: inout [Double]) -> Double {
        let (α, ρ, φ) = (dynamics.α, dynamics.ρ, dynamics.φ)
        let κ = mean
        var level = start
        for t in 0..<values.count {
            μ[t] = level
            let kind = kinds[t]
            let e = values[t] - level
            if kind == Observations.known || (kind == Observations.atLeast && e > 0) { level += α * e }
            level = max(floor, φ * (κ + ρ * (level - κ)))
        }
        return level
    }

    /// Σ e² / Σ μ over the steps known: the moment estimate of variance over mean.
    func momentDispersion(_ μ: [Double]) -> Double {
        var squares = 0.0
        var means = 0.0
        for t in 0..<values.count where kinds[t] == Observations.known {
            let e = values[t] - μ[t]
            squares += e * e
            means += μ[t]
        }
        return means > 0 ? squares / means : 1
    }

    /// Σ ln P of the counts, of the lower bounds P(Y ≥ y).
    func logLikelihood(_ μ: [Double], _ distribution: CountDistribution) -> Double {
        var sum = 0.0
        for t in 0..<values.count {
            switch kinds[t] {
            case Observations.known: sum += weights[t] * distribution.logMass(values[t], mean: μ[t])
            case Observations.atLeast: sum += weights[t] * distribution.logTail(values[t], mean: μ[t])
            default: break
            }
        }
        return sum
    }
}
