import Foundation

/// Lot sizes where the supplier is sometimes down, or does not deliver what was ordered.
///
/// | symbol | meaning |
/// | --- | --- |
/// | K, h, p | fixed cost; holding cost per unit and unit of time; cost of a unit of demand lost |
/// | λ | demand rate |
/// | α, β | rate at which a working supplier fails, and a failed one recovers |
/// | ψ = α/(α + β) (1 − e^{−(α + β) Q/λ}) | probability that the supplier is down when stock runs out |
/// | Y | what arrives besides Q (additive), or per unit ordered (multiplicative) |
///
/// Parlar & Berkin 1991, Naval Research Logistics 38, 107–121, as corrected by Berk & Arreola-Risa 1994, ibid. 41, 129–132;
/// Snyder & Shen 2019, §9.2 and §9.3.
public struct UnreliableSupply: Sendable, Hashable {
    /// Q*, units.
    public let quantity: Double
    /// Money per unit of time.
    public let costRate: Double

    /// A supplier that is down now and then; demand that finds no stock is lost until it recovers.
    ///
    ///     g(Q) = (K + h Q²/(2λ) + p λ ψ/β) / (Q/λ + ψ/β)
    ///
    /// is quasi-convex in Q (Snyder 2014, Int. J. Production Economics 155, 91–108, for p λ above the cost without disruptions).
    public init(
        fixedCost K: Double, holdingCost h: Double, stockoutCost p: Double, demandRate λ: Double, disruptionRate α: Double,
        recoveryRate β: Double
    ) {
        precondition(K > 0 && h > 0 && p > 0 && λ > 0 && α >= 0 && β > 0, "K \(K), h \(h), p \(p), λ \(λ), α \(α), β \(β)")
        // N(Q)/T(Q) is least where N′ T = N T′.
        func parts(_ Q: Double) -> (cost: Double, time: Double, costSlope: Double, timeSlope: Double) {
            let decay = exp(-(α + β) * Q / λ)
            let down = α / (α + β) * (1 - decay) / β
            let slope = α * decay / (λ * β)
            return (K + 0.5 * h * Q * Q / λ + p * λ * down, Q / λ + down, h * Q / λ + p * λ * slope, 1 / λ + slope)
        }
        func rising(_ Q: Double) -> Bool {
            let n = parts(Q)
            return n.costSlope * n.time >= n.cost * n.timeSlope
        }
        var low = 0.0
        var high = (2 * K * λ / h).squareRoot()
        while !rising(high) { high *= 2 }
        for _ in 0..<200 {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            if rising(middle) { high = middle } else { low = middle }
        }
        quantity = high
        let best = parts(high)
        costRate = best.cost / best.time
    }

    /// Q + Y arrives: Q* = √(2Kλ/h + Var(Y)) − E[Y].
    public init(fixedCost K: Double, holdingCost h: Double, demandRate λ: Double, additiveYieldMean μ: Double, deviation σ: Double) {
        precondition(K > 0 && h > 0 && λ > 0 && σ >= 0, "K \(K), h \(h), λ \(λ), σ \(σ)")
        let arriving = (2 * K * λ / h + σ * σ).squareRoot()
        quantity = arriving - μ
        costRate = h * arriving
    }

    /// Q Y arrives: Q* = √(2Kλ/(h E[Y²])).
    public init(fixedCost K: Double, holdingCost h: Double, demandRate λ: Double, multiplicativeYieldMean μ: Double, deviation σ: Double) {
        precondition(K > 0 && h > 0 && λ > 0 && μ > 0 && σ >= 0, "K \(K), h \(h), λ \(λ), μ \(μ), σ \(σ)")
        let square = μ * μ + σ * σ
        quantity = (2 * K * λ / (h * square)).squareRoot()
        costRate = (2 * K * λ * h * square).squareRoot() / μ
    }
}
