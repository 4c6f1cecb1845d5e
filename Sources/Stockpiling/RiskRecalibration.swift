import Foundation

/// Stated risks made to agree with what came true in simulated networks, and with how much is piled up in the network at hand.
///
/// logit p = a + b logit r + c ln s, with r the risk of the model and s the share of the network's site × SKU that have r ≥ ½ and a
/// cause that was named: Platt scaling (Platt 1999) with a term for the base rate, because the same evidence means less where hardly
/// anybody piles up (on prior shift: Saerens, Latinne & Decaestecker 2002, doi:10.1162/089976602753284446). The order of risks within
/// a network stays as it was.
public struct RiskRecalibration: Sendable, Codable, Hashable {
    /// Fitted by logistic regression to simulated worlds of seeds 101–110 (not those that are reported), with their null
    /// worlds at three times the weight, because a false alarm where nothing is wrong costs more trust than a late one. Not from
    /// the literature.
    public var intercept = 0.454
    public var slope = 0.830
    public var baseRateSlope = 0.507
    /// The base rate is not believed beyond these bounds, which the simulated worlds hardly left.
    public var leastBaseRate = 0.004
    public var mostBaseRate = 0.2

    public init() {}

    /// Risks nearer to certainty than this are taken for it: no model is surer.
    static let surest = 0.995

    /// - Parameters:
    ///   - named: site × SKU of risk ½ or more for which a cause was named.
    ///   - pairs: site × SKU of the network.
    func baseRate(named: Int, pairs: Int) -> Double {
        min(max(Double(named + 1) / Double(max(1, pairs)), leastBaseRate), mostBaseRate)
    }

    func risk(_ risk: Double, baseRate: Double) -> Double {
        let r = min(max(risk, 1 - RiskRecalibration.surest), RiskRecalibration.surest)
        return 1 / (1 + exp(-(intercept + slope * log(r / (1 - r)) + baseRateSlope * log(baseRate))))
    }
}
