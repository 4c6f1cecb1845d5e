/// The economic order quantity and its two classic relatives.
///
/// | symbol | meaning |
/// | --- | --- |
/// | K | fixed cost of an order |
/// | h, p | holding and backorder cost, money per unit and unit of time |
/// | λ, μ | demand and production rate, units per unit of time |
/// | Q, x | order quantity; share of time (and of demand) backordered |
///
/// Harris 1913 (reprinted doi:10.1287/opre.38.6.947); Snyder & Shen 2019, §3.2 (EOQ), §3.5 (backorders), §3.6 (production).
public struct EconomicOrderQuantity: Sendable, Hashable {
    /// Q*, units.
    public let quantity: Double
    /// x*, 0 where nothing is backordered.
    public let stockoutFraction: Double
    /// Average fixed, holding and backorder cost, money per unit of time; without the price of the goods.
    public let costRate: Double

    /// Q* = √(2Kλ/h).
    /// - Precondition: all positive.
    public init(fixedCost K: Double, holdingCost h: Double, demandRate λ: Double) {
        precondition(K > 0 && h > 0 && λ > 0, "K \(K), h \(h), λ \(λ)")
        quantity = (2 * K * λ / h).squareRoot()
        stockoutFraction = 0
        costRate = (2 * K * λ * h).squareRoot()
    }

    /// With backorders: Q* = √(2Kλ(h + p)/(hp)), x* = h/(h + p).
    public init(fixedCost K: Double, holdingCost h: Double, stockoutCost p: Double, demandRate λ: Double) {
        precondition(K > 0 && h > 0 && p > 0 && λ > 0, "K \(K), h \(h), p \(p), λ \(λ)")
        quantity = (2 * K * λ * (h + p) / (h * p)).squareRoot()
        stockoutFraction = h / (h + p)
        costRate = (2 * K * λ * h * p / (h + p)).squareRoot()
    }

    /// The economic production quantity: what is ordered arrives at rate μ > λ, so that h counts only 1 − λ/μ.
    public init(fixedCost K: Double, holdingCost h: Double, demandRate λ: Double, productionRate μ: Double) {
        precondition(μ > λ, "a production rate of \(μ) for a demand of \(λ)")
        self.init(fixedCost: K, holdingCost: h * (1 - λ / μ), demandRate: λ)
    }

    /// Average cost of any Q without backorders: Kλ/Q + hQ/2.
    public static func costRate(of quantity: Double, fixedCost K: Double, holdingCost h: Double, demandRate λ: Double) -> Double {
        precondition(quantity > 0, "a quantity of \(quantity)")
        return K * λ / quantity + 0.5 * h * quantity
    }
}
