/// The state of an ARMA process after the last step, and how it goes on: the filter of `ARMAFilter`, in its notation.
struct ARMAPredictor: Sendable {
    let autoregressive: [ARMAPolynomials.Term]
    /// x̂ of the next step.
    let state: [Double]
    /// The same for an additive outlier at each gap.
    let gapStates: [[Double]]
    /// F and K of the next step.
    let variance: Double
    let gain: [Double]
    /// L and N; empty once the gain has converged.
    let change: [Double]
    let sign: Double

    /// No innovation to come differs from the next.
    var isSteady: Bool { change.isEmpty }

    /// Predictions of w.
    func means(horizon: Int) -> [Double] { means(from: state, horizon: horizon) }

    /// Predictions of w where it is nothing but the outlier.
    func gapMeans(_ index: Int, horizon: Int) -> [Double] { means(from: gapStates[index], horizon: horizon) }

    private func means(from state: [Double], horizon: Int) -> [Double] {
        var x = state + [Double](repeating: 0, count: horizon + 1)
        for h in 0..<horizon { for term in autoregressive { x[h + term.lag] += term.value * x[h] } }
        return Array(x.prefix(horizon))
    }

    /// Variances F of the innovations to come, and how each moves w from its own step on (first 1). Only the first response is given
    /// where all are the same.
    func responses(horizon: Int) -> (variances: [Double], responses: [[Double]]) {
        let r = state.count
        var k = gain
        var l = change + [Double](repeating: 0, count: horizon + 1)
        var f = variance
        var n = sign
        var variances = [Double]()
        var responses = [[Double]]()
        for h in 0..<horizon {
            variances.append(f)
            if isSteady && h > 0 { continue }
            var x = k.map { $0 / f } + [Double](repeating: 0, count: horizon + 1)
            for j in 0..<(horizon - h) { for term in autoregressive { x[j + term.lag] += term.value * x[j] } }
            responses.append([1] + x.prefix(horizon - h - 1))
            if isSteady { continue }
            let a = l[h]
            for term in autoregressive { l[h + term.lag] += term.value * a }
            for i in 0..<r {
                let u = l[h + 1 + i]
                l[h + 1 + i] = u - k[i] * a / f
                k[i] += n * a * u
            }
            let newer = max(1, f + n * a * a)
            n *= f / newer
            f = newer
        }
        return (variances, responses)
    }
}
