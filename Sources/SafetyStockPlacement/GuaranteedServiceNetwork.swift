/// Where safety stock lies cheapest, by the guaranteed-service model (Graves & Willems 2000, doi:10.1287/msom.2.1.68.23267).
///
/// Every stage promises its customers a service time and is promised one by its suppliers; what it must bridge itself, its net
/// replenishment time, it covers with stock:
///
///     minimise Σ_j h_j B_j(SI_j + T_j − S_j)   subject to   SI_j ≥ S_i for every arc i → j,  SI_j ≥ s_j,  0 ≤ S_j ≤ M_j,
///                                                           SI_j + T_j − S_j ≥ 0
///
/// | symbol | meaning |
/// | --- | --- |
/// | T_j | processing (or transport) time of stage j, in periods |
/// | h_j | cost of holding one unit for one period |
/// | S_j, SI_j | outbound and inbound service times |
/// | M_j | longest service time its customers accept |
/// | s_j | service time of suppliers outside the network |
/// | B_j(τ) | safety stock that bounds demand over τ periods, non-decreasing, 0 at 0 |
///
/// The network may be any directed graph without circles.
public struct GuaranteedServiceNetwork: Sendable, Equatable {
    /// Safety stock that covers demand over a net replenishment time.
    public enum DemandBound: Sendable, Equatable {
        /// k σ √τ: normal demand, independent over time. `deviation` per period, pooled over what the stage serves.
        case normal(factor: Double, deviation: Double)
        /// Stock over 0, 1, 2, … periods, e.g. a predictive quantile of demand summed over them less its mean; linear between, constant
        /// beyond the last. Never decreasing.
        case table([Double])

        /// B(τ), in units.
        public func stock(_ time: Double) -> Double {
            switch self {
            case .normal(let factor, let deviation): return factor * deviation * max(0, time).squareRoot()
            case .table(let values):
                guard let last = values.last, time > 0 else { return values.first ?? 0 }
                let k = Int(time)
                guard k + 1 < values.count else { return last }
                return values[k] + (time - Double(k)) * (values[k + 1] - values[k])
            }
        }
    }

    public struct Stage: Sendable, Equatable {
        /// T, in periods, ≥ 0.
        public var time: Double
        /// h, money per unit and period, ≥ 0.
        public var holdingCost: Double
        public var demandBound: DemandBound
        /// M, in periods; nil for any. Stages that serve demand from outside need one.
        public var maximumServiceTime: Double?
        /// s, in periods.
        public var inboundServiceTime: Double

        public init(
            time: Double, holdingCost: Double, demandBound: DemandBound, maximumServiceTime: Double? = nil, inboundServiceTime: Double = 0
        ) {
            self.time = time
            self.holdingCost = holdingCost
            self.demandBound = demandBound
            self.maximumServiceTime = maximumServiceTime
            self.inboundServiceTime = inboundServiceTime
        }
    }

    public struct Arc: Sendable, Hashable {
        public var from: Int
        public var to: Int

        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        /// An arc names a stage that is not there, or leads from a stage to itself.
        case arc(Int)
        /// These stages supply each other in a circle; one of them.
        case circle(stage: Int)
        /// A value that is negative or not a number.
        case value(stage: Int)

        public var description: String {
            switch self {
            case .arc(let arc): "arc \(arc) names no two stages of the network"
            case .circle(let stage): "stage \(stage) supplies itself through others"
            case .value(let stage): "stage \(stage) has a time, a cost or a bound that is negative or no number"
            }
        }
    }

    public let stages: [Stage]
    public let arcs: [Arc]
    /// Stages, suppliers before customers.
    let order: [Int]
    /// Arcs' other ends: suppliers and customers of stage j are those from `…Start[j]` to `…Start[j + 1]`.
    let supplierStart: [Int], suppliers: [Int]
    let customerStart: [Int], customers: [Int]
    /// Longest replenishment time of each stage: over the slowest path, nobody on it holding stock.
    let longest: [Double]

    public init(stages: [Stage], arcs: [Arc]) throws(Failure) {
        let n = stages.count
        for (j, stage) in stages.enumerated() {
            let values = [stage.time, stage.holdingCost, stage.maximumServiceTime ?? 0, stage.inboundServiceTime]
            guard values.allSatisfy({ $0 >= 0 && $0 < .infinity }), stage.demandBound.isValid else { throw .value(stage: j) }
        }
        var distinct = Set<Arc>()
        var kept = [Arc]()
        for (index, arc) in arcs.enumerated() {
            guard (0..<n).contains(arc.from), (0..<n).contains(arc.to), arc.from != arc.to else { throw .arc(index) }
            if distinct.insert(arc).inserted { kept.append(arc) }
        }
        self.stages = stages
        self.arcs = kept
        let (supplierStart, suppliers) = Self.adjacency(n, kept.map { ($0.to, $0.from) })
        (self.supplierStart, self.suppliers) = (supplierStart, suppliers)
        let (customerStart, customers) = Self.adjacency(n, kept.map { ($0.from, $0.to) })
        (self.customerStart, self.customers) = (customerStart, customers)
        var open = (0..<n).map { supplierStart[$0 + 1] - supplierStart[$0] }
        var order = (0..<n).filter { open[$0] == 0 }
        var next = 0
        while next < order.count {
            let j = order[next]
            next += 1
            for k in customers[customerStart[j]..<customerStart[j + 1]] {
                open[k] -= 1
                if open[k] == 0 { order.append(k) }
            }
        }
        if let stage = (0..<n).first(where: { open[$0] > 0 }) { throw .circle(stage: stage) }
        self.order = order
        var longest = [Double](repeating: 0, count: n)
        for j in order {
            var inbound = stages[j].inboundServiceTime
            for i in suppliers[supplierStart[j]..<supplierStart[j + 1]] {
                inbound = max(inbound, min(longest[i], stages[i].maximumServiceTime ?? .infinity))
            }
            longest[j] = inbound + stages[j].time
        }
        self.longest = longest
    }

    private static func adjacency(_ n: Int, _ pairs: [(Int, Int)]) -> (start: [Int], others: [Int]) {
        var start = [Int](repeating: 0, count: n + 1)
        for (at, _) in pairs { start[at + 1] += 1 }
        for j in 0..<n { start[j + 1] += start[j] }
        var (next, others) = (start, [Int](repeating: 0, count: pairs.count))
        for (at, other) in pairs {
            others[next[at]] = other
            next[at] += 1
        }
        return (start, others)
    }

    /// Pooled deviations of demand per stage: own demand and that of every customer, variances added along each arc.
    public static func pooledDeviations(own: [Double], arcs: [Arc]) throws(Failure) -> [Double] {
        let plain = own.map { _ in Stage(time: 0, holdingCost: 0, demandBound: .normal(factor: 0, deviation: 0)) }
        let network = try GuaranteedServiceNetwork(stages: plain, arcs: arcs)
        var variance = own.map { $0 * $0 }
        for j in network.order.reversed() {
            for k in network.customers[network.customerStart[j]..<network.customerStart[j + 1]] { variance[j] += variance[k] }
        }
        return variance.map { $0.squareRoot() }
    }

    /// The least inbound service times that these outbound ones allow.
    public func inboundServiceTimes(outbound: [Double]) -> [Double] {
        stages.indices.map { j in
            var inbound = stages[j].inboundServiceTime
            for i in suppliers[supplierStart[j]..<supplierStart[j + 1]] { inbound = max(inbound, outbound[i]) }
            return inbound
        }
    }

    /// The same service times within their limits, where nobody promises to wait longer than all of its replenishment takes.
    func tightened(_ outbound: [Double]) -> [Double] {
        var result = outbound
        for j in order {
            var inbound = stages[j].inboundServiceTime
            for i in suppliers[supplierStart[j]..<supplierStart[j + 1]] { inbound = max(inbound, result[i]) }
            result[j] = max(0, min(result[j], inbound + stages[j].time, stages[j].maximumServiceTime ?? .infinity))
        }
        return result
    }

    /// Cost per period of given outbound service times; nil where they break a constraint by more than rounding.
    public func cost(outbound: [Double]) -> Double? {
        precondition(outbound.count == stages.count, "\(outbound.count) service times for \(stages.count) stages")
        let inbound = inboundServiceTimes(outbound: outbound)
        var sum = 0.0
        for j in stages.indices {
            let net = inbound[j] + stages[j].time - outbound[j]
            let isKept = outbound[j] >= 0 && outbound[j] <= (stages[j].maximumServiceTime ?? .infinity) + Self.rounding && net >= -Self.rounding
            guard isKept else { return nil }
            sum += stages[j].holdingCost * stages[j].demandBound.stock(Self.settled(net))
        }
        return sum
    }

    /// Sums of times carry rounding errors, of which √ would make something.
    static let rounding = 1e-9
    static func settled(_ net: Double) -> Double { net < rounding ? 0 : net }
}

extension GuaranteedServiceNetwork.DemandBound {
    var isValid: Bool {
        switch self {
        case .normal(let factor, let deviation): return factor >= 0 && deviation >= 0 && factor * deviation < .infinity
        case .table(let values):
            return values.first.map { $0 >= 0 } ?? false && zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
        }
    }
}
