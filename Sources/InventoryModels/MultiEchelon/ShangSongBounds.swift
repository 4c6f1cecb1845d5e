/// Newsvendor bounds on the echelon base-stock levels of a serial system, and the heuristic between them.
///
///     Sⱼˡ = F⁻¹((p + Σ_{i > j} hᵢ)/(p + Σ hᵢ)), Sⱼᵘ = F⁻¹((p + Σ_{i > j} hᵢ)/(p + Σ_{i ≥ j} hᵢ))
///
/// with F the distribution of demand over the lead times of stages 1 … j: the true system lies between one in which every stage costs hⱼ
/// and one in which every stage costs as much as the dearest. Shang & Song 2003, doi:10.1287/mnsc.49.5.618.14915 (their Theorem 3 and eq. 13);
/// Snyder & Shen 2019, §6.2.4.
public struct ShangSongBounds: Sendable, Hashable {
    /// Sⱼˡ, units, nearest to customers first.
    public let lower: [Double]
    /// Sⱼᵘ, units.
    public let upper: [Double]
    /// (Sⱼˡ + Sⱼᵘ)/2; in whole units, rounded down, where demand is.
    public let heuristic: [Double]

    public init(_ system: SerialSystem) {
        var lead = 0.0
        var lower: [Double] = []
        var upper: [Double] = []
        let h = system.stages.map(\.echelonHoldingCost)
        for (j, stage) in system.stages.enumerated() {
            lead += stage.leadTime
            let above = system.stockoutCost + h[(j + 1)...].reduce(0, +)
            let low = above / (system.stockoutCost + h.reduce(0, +))
            let high = above / (above + h[j])
            switch system.demand {
            case .normal(let mean, let deviation):
                let demand = NormalDemand(mean: mean * lead, deviation: deviation * lead.squareRoot())
                lower.append(demand.quantile(low))
                upper.append(demand.quantile(high))
            case .poisson(let rate):
                let demand = PoissonDemand(mean: rate * lead)
                lower.append(demand.quantile(low))
                upper.append(demand.quantile(high))
            }
        }
        self.lower = lower
        self.upper = upper
        let middle = zip(lower, upper).map { 0.5 * ($0 + $1) }
        if case .poisson = system.demand { heuristic = middle.map { $0.rounded(.down) } } else { heuristic = middle }
    }
}
