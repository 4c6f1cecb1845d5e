import Numerical
import SafetyStockPlacement
import TestSupport

extension WillemsChain {
    /// As the reference values take it: 20 % of the cumulative cost per year, one service level per chain, variances added per arc.
    func network() throws -> GuaranteedServiceNetwork {
        let links = arcs.map { GuaranteedServiceNetwork.Arc(from: $0.from, to: $0.to) }
        let deviation = try GuaranteedServiceNetwork.pooledDeviations(own: deviations, arcs: links)
        let (cumulative, z) = (cumulativeCosts, Normal.quantile(serviceLevel))
        return try GuaranteedServiceNetwork(
            stages: times.indices.map { j in
                GuaranteedServiceNetwork.Stage(
                    time: times[j], holdingCost: 0.2 * cumulative[j], demandBound: .normal(factor: z, deviation: deviation[j]),
                    maximumServiceTime: maximumServiceTimes[j])
            }, arcs: links)
    }
}
