import Foundation
import Numerical
import Optimization
import TestSupport
import Testing

@testable import SafetyStockPlacement

@Suite("Safety stock by the guaranteed-service model")
struct PlacementTests {
    private typealias Stage = GuaranteedServiceNetwork.Stage
    private typealias Arc = GuaranteedServiceNetwork.Arc

    @Test("Snyder & Shen 2019, Fundamentals of Supply Chain Theory, example 6.5: cost 8.2779, times (0, 0, 0, 1)")
    func example65() throws {
        func stage(_ time: Double, _ h: Double, _ variance: Double, _ most: Double? = nil, _ inbound: Double = 0) -> Stage {
            Stage(
                time: time, holdingCost: h, demandBound: .normal(factor: 1, deviation: variance.squareRoot()), maximumServiceTime: most,
                inboundServiceTime: inbound)
        }
        let network = try GuaranteedServiceNetwork(
            stages: [stage(2, 1, 2, nil, 1), stage(1, 3, 1, 0), stage(1, 2, 2), stage(1, 3, 1, 1)],
            arcs: [Arc(from: 0, to: 2), Arc(from: 2, to: 1), Arc(from: 2, to: 3)])
        let placement = network.placement()
        #expect(abs(placement.cost - 8.277916867529369) < 1e-12)
        #expect(placement.outboundServiceTimes == [0, 0, 0, 1])
        #expect(placement.proof == .optimal)
        #expect(placement.costAtDemandStages > placement.cost)
    }

    @Test("Digital camera of Graves & Willems 2000: 297,815.668 of safety stock")
    func digitalCamera() throws {
        let names = ["Camera", "Imager", "Circuit_Board", "Other_Parts_L_60", "Other_Parts_M_60", "Build_Test_Pack", "Transfer", "Ship"]
        guard let instance = try instances("gsm_general_networks.json")?.first(where: { $0.name == "digital_camera" }) else { return }
        #expect(Set(instance.names) == Set(names))
        #expect(abs(instance.network.placement(options: small).cost / instance.optimum - 1) < 1e-9)
    }

    @Test("General networks: every proven optimum reached, the one unproven value not exceeded")
    func generalNetworks() throws {
        guard let instances = try instances("gsm_general_networks.json") else { return }
        #expect(instances.count == 13)
        for instance in instances {
            let placement = instance.network.placement(options: small)
            let ratio = placement.cost / instance.optimum
            #expect(instance.isProven ? abs(ratio - 1) < 1e-9 : ratio < 1 + 1e-9, "\(instance.name): \(placement.cost)")
        }
    }

    @Test("Trees solved by stockpyl 1.0.2: the same costs")
    func trees() throws {
        guard let instances = try instances("gsm_stockpyl_trees.json") else { return }
        #expect(instances.count == 6)
        for instance in instances {
            let placement = instance.network.placement()
            #expect(abs(placement.cost / instance.optimum - 1) < 1e-9, "\(instance.name): \(placement.cost)")
            #expect(placement.proof == .optimal)
        }
    }

    @Test("Real chains: proven optima to 1e-6, of others never more than was known", arguments: [1, 2, 4, 6, 10, 13, 15, 17, 18])
    func chains(number: Int) throws {
        guard let data = Repository.referenceData else {
            print("skipped: no reference data")
            return
        }
        let chain = try WillemsChain.all(data.appendingPathComponent("inventory-instances/willems2008"))[number - 1]
        var options = PlacementOptions()
        (options.searchWork, options.shakes) = (2_000_000, 10)
        let placement = try chain.network().placement(options: options)
        let ratio = placement.cost / chain.knownCost
        #expect(chain.isProven ? abs(ratio - 1) < 1e-6 : ratio < 1 + 1e-6, "\(placement.cost)")
    }

    @Test("The mixed-integer bound meets the search on chain 5, whose times are no whole ones")
    func bound() throws {
        guard let data = Repository.referenceData, Solver.isAvailable else {
            print("skipped: no reference data, or no HiGHS")
            return
        }
        let chain = try WillemsChain.all(data.appendingPathComponent("inventory-instances/willems2008"))[4]
        var options = PlacementOptions()
        (options.seeksBound, options.searchWork) = (true, 500_000)
        let placement = try chain.network().placement(options: options)
        #expect(abs(placement.cost / 711_867.4760641891 - 1) < 1e-9)
        #expect(placement.gap < 1e-6)
    }

    @Test("Random small networks: as cheap as trying every whole service time", arguments: 1...40)
    func exhaustive(seed: UInt64) throws {
        let network = try randomNetwork(seed: seed, stages: 5)
        let placement = network.placement(options: small)
        let best = cheapest(network)
        #expect(abs(placement.cost - best) < 1e-9 * max(1, best), "seed \(seed): \(placement.cost), \(best)")
        #expect(network.cost(outbound: placement.outboundServiceTimes) != nil)
        #expect(placement.costAtDemandStages >= placement.cost - 1e-9)
    }

    @Test("The search finds what the tree program proves", arguments: 1...10)
    func searchOnTrees(seed: UInt64) throws {
        var random = Xoshiro256(seed: seed)
        let arcs = (1..<30).map { k in
            let other = Int.random(in: 0..<k, using: &random)
            return Bool.random(using: &random) ? Arc(from: k, to: other) : Arc(from: other, to: k)
        }
        let network = try GuaranteedServiceNetwork(stages: randomStages(30, &random), arcs: arcs)
        let exact = try #require(network.treePlacement())
        var search = PlacementSearch(network, outbound: [Double](repeating: 0, count: 30), seed: seed)
        search.run(work: 1_000_000, patience: 200)
        #expect(abs(search.cost - exact.cost) < 1e-9 * max(1, exact.cost))
    }

    @Test("Demand bounds by table: as the square root where they hold its values")
    func tables() throws {
        var random = Xoshiro256(seed: 3)
        let stages = randomStages(12, &random)
        let arcs = (1..<12).map { Arc(from: $0, to: ($0 - 1) / 2) }
        let plain = try GuaranteedServiceNetwork(stages: stages, arcs: arcs)
        let tabled = try GuaranteedServiceNetwork(
            stages: stages.map { stage in
                var stage = stage
                stage.demandBound = .table((0...100).map { stage.demandBound.stock(Double($0)) })
                return stage
            }, arcs: arcs)
        #expect(abs(plain.placement().cost - tabled.placement().cost) < 1e-9)
    }

    @Test("Same network, same placement, and a longer search is never dearer")
    func determinism() throws {
        let network = try randomNetwork(seed: 99, stages: 40)
        var options = small
        let first = network.placement(options: options)
        #expect(first == network.placement(options: options))
        options.searchWork *= 4
        // The starts are the same; what the search keeps is never dearer than its start.
        #expect(network.placement(options: options).cost <= first.costAtDemandStages)
    }

    @Test("What is no network is refused")
    func refusals() {
        let stage = Stage(time: 1, holdingCost: 1, demandBound: .normal(factor: 1, deviation: 1))
        var wrong = stage
        wrong.time = -1
        #expect(throws: GuaranteedServiceNetwork.Failure.arc(0)) {
            try GuaranteedServiceNetwork(stages: [stage], arcs: [Arc(from: 0, to: 1)])
        }
        #expect(throws: GuaranteedServiceNetwork.Failure.circle(stage: 0)) {
            try GuaranteedServiceNetwork(stages: [stage, stage], arcs: [Arc(from: 0, to: 1), Arc(from: 1, to: 0)])
        }
        #expect(throws: GuaranteedServiceNetwork.Failure.value(stage: 0)) { try GuaranteedServiceNetwork(stages: [wrong], arcs: []) }
    }

    @Test("Variances are pooled along every arc")
    func pooling() throws {
        let arcs = [Arc(from: 0, to: 1), Arc(from: 0, to: 2), Arc(from: 1, to: 3), Arc(from: 2, to: 3)]
        let deviations = try GuaranteedServiceNetwork.pooledDeviations(own: [0, 4, 4, 3], arcs: arcs)
        #expect(deviations == [Double(50).squareRoot(), 5, 5, 3])
    }

    private var small: PlacementOptions {
        var options = PlacementOptions()
        (options.searchWork, options.starts, options.shakes) = (300_000, 4, 10)
        return options
    }

    private func randomStages(_ count: Int, _ random: inout Xoshiro256) -> [Stage] {
        (0..<count).map { _ in
            Stage(
                time: Double(Int.random(in: 0...4, using: &random)), holdingCost: Double(Int.random(in: 1...9, using: &random)),
                demandBound: .normal(factor: 1.5, deviation: Double(Int.random(in: 1...5, using: &random))),
                maximumServiceTime: Int.random(in: 0...2, using: &random) == 0 ? Double(Int.random(in: 0...3, using: &random)) : nil)
        }
    }

    private func randomNetwork(seed: UInt64, stages count: Int) throws -> GuaranteedServiceNetwork {
        var random = Xoshiro256(seed: seed)
        var stages = randomStages(count, &random)
        // The last serves people at once.
        stages[count - 1].maximumServiceTime = 0
        var arcs = [Arc]()
        for from in 0..<count {
            for to in (from + 1)..<max(from + 1, count) where Int.random(in: 0..<count, using: &random) < 3 {
                arcs.append(Arc(from: from, to: to))
            }
        }
        return try GuaranteedServiceNetwork(stages: stages, arcs: arcs)
    }

    private func cheapest(_ network: GuaranteedServiceNetwork) -> Double {
        var (best, times) = (Double.infinity, [Double](repeating: 0, count: network.stages.count))
        func descend(_ position: Int) {
            guard position < network.order.count else {
                best = min(best, network.cost(outbound: times) ?? .infinity)
                return
            }
            let j = network.order[position]
            let inbound = network.inboundServiceTimes(outbound: times)[j]
            let most = min(inbound + network.stages[j].time, network.stages[j].maximumServiceTime ?? .infinity)
            for s in 0...Int(most) {
                times[j] = Double(s)
                descend(position + 1)
            }
            times[j] = 0
        }
        descend(0)
        return best
    }
}
