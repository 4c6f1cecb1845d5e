import Foundation
import Numerical
import SupplyNetwork

/// The probability that the stock of a site exceeds what will be asked of it, and by how much it is expected to.
struct OverstockRisk: Sendable, Hashable {
    var probability: Double
    var excess: Double

    /// Equally probable points of the stock's distribution.
    private static let points = 20
    private static let normals = (0..<points).map { Normal.quantile((Double($0) + 0.5) / Double(points)) }

    /// Stock has the estimate as its median and the interval's ends as its 5 % and 95 % points, a half normal on either side,
    /// cut off at zero.
    ///
    /// - Parameter share: probability that the stock is still there at all; the rest of the distribution is none.
    init(position: Position, asked: AskedDemand, share: Double = 1) {
        let below = (position.onHand - position.onHandLow) / 1.6448536269514722
        let above = (position.onHandHigh - position.onHand) / 1.6448536269514722
        let demand = DemandDistribution(mean: asked.mean, deviation: asked.variance.squareRoot())
        var probability = 0.0
        var excess = 0.0
        if below == 0 && above == 0 {
            probability = OverstockRisk.probability(demand, below: position.onHand - asked.allowance)
            excess = OverstockRisk.excess(demand, at: position.onHand - asked.allowance)
        } else {
            for z in OverstockRisk.normals {
                let units = position.onHand + z * (z < 0 ? below : above)
                // Less than half a unit is nothing.
                let stock = units < 0.5 ? 0 : units - asked.allowance
                probability += OverstockRisk.probability(demand, below: stock)
                excess += OverstockRisk.excess(demand, at: stock)
            }
            probability /= Double(OverstockRisk.points)
            excess /= Double(OverstockRisk.points)
        }
        self.probability = share * min(1, max(0, probability))
        self.excess = share * excess
    }

    private static func excess(_ demand: DemandDistribution, at stock: Double) -> Double {
        stock <= 0 ? 0 : demand.expectedExcess(at: stock)
    }

    /// P(D < x): stock that is just used up is no excess.
    private static func probability(_ demand: DemandDistribution, below x: Double) -> Double {
        if x <= 0 { return 0 }
        return demand.cumulative(demand.isDiscrete ? x.rounded(.up) - 1 : x.nextDown)
    }
}
