import Numerical
import Optimization

/// Where safety stock lies, and what it costs.
public struct Placement: Sendable, Equatable {
    public enum Proof: String, Sendable, Codable {
        /// No placement is cheaper.
        case optimal
        /// A lower bound is known, and it is below the cost.
        case bounded
        /// Nothing is known but that it is feasible.
        case none
    }

    /// S and SI per stage, in periods.
    public var outboundServiceTimes: [Double]
    public var inboundServiceTimes: [Double]
    /// SI + T − S, in periods.
    public var netReplenishmentTimes: [Double]
    /// B(net replenishment time), in units.
    public var safetyStocks: [Double]
    /// Holding cost per stage and of all, per period.
    public var costs: [Double]
    public var cost: Double
    /// No placement costs less; 0 where nothing better is known.
    public var bound: Double
    public var proof: Proof
    /// Cost if only stages without customers in the network held safety stock.
    public var costAtDemandStages: Double
    /// Why the bound was not sought, or the search ended early; nil where all went as it should.
    public var remark: String?

    /// (cost − bound) / cost.
    public var gap: Double { cost <= bound ? 0 : (cost - bound) / max(cost, 1e-300) }

    init(_ network: GuaranteedServiceNetwork, outbound: [Double], bound: Double, remark: String? = nil) {
        outboundServiceTimes = outbound
        inboundServiceTimes = network.inboundServiceTimes(outbound: outbound)
        var (net, stock, costs) = ([Double](), [Double](), [Double]())
        for (j, stage) in network.stages.enumerated() {
            let time = max(0, GuaranteedServiceNetwork.settled(inboundServiceTimes[j] + stage.time - outbound[j]))
            net.append(time)
            stock.append(stage.demandBound.stock(time))
            costs.append(stage.holdingCost * (stock.last ?? 0))
        }
        (netReplenishmentTimes, safetyStocks, self.costs) = (net, stock, costs)
        cost = costs.reduce(0, +)
        self.bound = min(bound, cost)
        proof = cost - bound <= 1e-9 * abs(cost) ? .optimal : bound > 0 ? .bounded : .none
        costAtDemandStages = network.cost(outbound: network.tightened(network.longest)) ?? .nan
        self.remark = remark
    }
}

/// How a placement is sought.
public struct PlacementOptions: Sendable, Codable, Equatable {
    /// Work of the search on networks with circles among their arcs, in pairs of candidate times compared (some twenty million a second).
    public var searchWork = 20_000_000
    /// Starting points tried before the search.
    public var starts = 12
    /// Steps without an improvement before the search is shaken.
    public var patience = 20
    /// Times it is shaken without an improvement before it ends.
    public var shakes = 60
    public var seed: UInt64 = 1
    /// Whether a lower bound is sought, by HiGHS, on networks that are not trees of whole times.
    public var seeksBound = false
    /// Simplex iterations for it, all programs together; the same on every machine. nil for any number.
    public var boundIterations: Int? = 200_000
    /// Seconds for each of its programs by the clock, as a safety net.
    public var boundTimeLimit: Double? = 60
    /// Enough once cost and bound are this close.
    public var relativeGap = 1e-9

    public init() {}
}

extension GuaranteedServiceNetwork {
    /// The cheapest placement found.
    ///
    /// On forests with whole times of at most `fullGrid` periods, by dynamic programming over all of them, which is exact (Graves &
    /// Willems 2000). Elsewhere by search (see `PlacementSearch`), with a bound if it is asked for.
    public func placement(options: PlacementOptions = PlacementOptions()) -> Placement {
        if let exact = treePlacement() { return exact }
        var random = Xoshiro256(seed: options.seed)
        var best = searched(options, &random)
        guard options.seeksBound, (cost(outbound: best) ?? 0) > 0 else { return Placement(self, outbound: best, bound: 0) }
        var (bound, remark): (Double, String?) = (0, nil)
        do {
            bound = try bounded(&best, options)
        } catch {
            remark = error.description
        }
        return Placement(self, outbound: best, bound: bound, remark: remark)
    }

    /// Longest replenishment times up to which every whole time is a candidate.
    static let fullGrid = 1000.0

    /// Exact placement on forests of whole times; nil on others.
    func treePlacement() -> Placement? {
        guard isForest, hasWholeTimes, (longest.max() ?? 0) <= Self.fullGrid else { return nil }
        let tree = PlacementTree(self, kept: Array(arcs.indices))
        var (outbound, inbound) = (Candidates(), Candidates())
        for j in stages.indices {
            let most = min(longest[j], stages[j].maximumServiceTime ?? .infinity)
            outbound.append((0...Int(most)).map(Double.init))
            let (least, last) = (Int(stages[j].inboundServiceTime), Int(longest[j] - stages[j].time))
            inbound.append((least...max(least, last)).map(Double.init))
        }
        guard let found = tree.solution(outbound: outbound, inbound: inbound) else { return nil }
        return Placement(self, outbound: tightened(found.outbound), bound: found.cost)
    }

    /// Whether no two paths lead between any two stages, whichever way their arcs point.
    var isForest: Bool {
        var root = Array(stages.indices)
        func find(_ j: Int) -> Int {
            var j = j
            while root[j] != j {
                root[j] = root[root[j]]
                j = root[j]
            }
            return j
        }
        for arc in arcs {
            let (x, y) = (find(arc.from), find(arc.to))
            if x == y { return false }
            root[x] = y
        }
        return true
    }

    var hasWholeTimes: Bool {
        stages.allSatisfy { stage in
            let limit = stage.maximumServiceTime ?? 0
            return [stage.time, limit, stage.inboundServiceTime].allSatisfy { $0 == $0.rounded() }
        }
    }

    private func searched(_ options: PlacementOptions, _ random: inout Xoshiro256) -> [Double] {
        let linearized = LinearizedPlacement(self)
        var starts = [[Double](repeating: 0, count: stages.count), tightened(longest)]
        for k in 0..<max(0, options.starts) {
            if let times = linearized.outbound(random: &random, jitter: k == 0 ? 0 : 3) { starts.append(times) }
        }
        let costs = starts.map { cost(outbound: $0) ?? .infinity }
        let order = starts.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }
        // A third of the work on the best three starts, the rest on the best that came of them.
        var best: PlacementSearch?
        for (rank, k) in order.prefix(3).enumerated() {
            var search = PlacementSearch(self, outbound: starts[k], seed: options.seed &+ UInt64(rank))
            search.run(work: options.searchWork / 9, patience: 3 * options.patience)
            if search.cost < best?.cost ?? .infinity { best = search }
        }
        guard var search = best else { return starts[0] }
        search.iterate(work: options.searchWork - 2 * (options.searchWork / 9), patience: options.patience, shakes: options.shakes)
        return search.outbound
    }

    /// Bounds by programs refined where their answers lie, as long as the work lasts; better placements they find are taken.
    private func bounded(_ best: inout [Double], _ options: PlacementOptions) throws(SolverFailure) -> Double {
        var program = PlacementProgram(self, incumbent: best)
        var (bound, left) = (0.0, options.boundIterations ?? .max)
        var solver = SolverOptions()
        solver.relativeGap = options.relativeGap
        solver.timeLimit = options.boundTimeLimit
        while left > 0 {
            solver.iterationLimit = options.boundIterations == nil ? nil : left
            let found: (bound: Double, outbound: [Double], iterations: Int)
            do {
                found = try program.solution(from: best, options: solver)
            } catch {
                // A later program that is cut short leaves the bound of the one before.
                if case .noSolution = error, bound > 0 { return bound }
                throw error
            }
            bound = max(bound, found.bound)
            left -= max(found.iterations, 1)
            let incumbent = cost(outbound: best) ?? .infinity
            // The program's answer may lie in a valley that the search has not seen.
            var search = PlacementSearch(self, outbound: found.outbound, seed: options.seed)
            search.run(work: options.searchWork / 20, patience: 3 * options.patience)
            if search.cost < incumbent { best = search.outbound }
            if min(incumbent, search.cost) - bound <= options.relativeGap * incumbent
                || !program.refine(at: found.outbound)
            {
                break
            }
        }
        return bound
    }
}
