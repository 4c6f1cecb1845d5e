import Foundation
import SafetyStockPlacement
import TestSupport

/// A network of the reference data, with its optimum.
struct PlacementInstance {
    var name: String
    var names: [String]
    var network: GuaranteedServiceNetwork
    var optimum: Double
    var isProven: Bool
}

/// The instances of a file of the reference data; nil, said plainly, where they are not here.
func instances(_ file: String) throws -> [PlacementInstance]? {
    guard let data = Repository.referenceData else {
        print("skipped: no reference data")
        return nil
    }
    let content = try Data(contentsOf: data.appendingPathComponent("inventory-instances").appendingPathComponent(file))
    let list = (try JSONSerialization.jsonObject(with: content) as? [String: Any])?["instances"] as? [[String: Any]] ?? []
    return try list.map { entry in
        let stages = entry["stages"] as? [[String: Any]] ?? []
        let names = stages.map { ($0["id"] as? String) ?? ($0["index"] as? Int).map(String.init) ?? "" }
        let index = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        func number(_ stage: [String: Any], _ keys: String...) -> Double? {
            keys.lazy.compactMap { (stage[$0] as? NSNumber)?.doubleValue }.first.flatMap { $0 < 1e99 ? $0 : nil }
        }
        var arcs = [GuaranteedServiceNetwork.Arc]()
        for (j, stage) in stages.enumerated() {
            for supplier in stage["preds"] as? [String] ?? [] { arcs.append(.init(from: index[supplier] ?? -1, to: j)) }
            for customer in stage["succ"] as? [Int] ?? [] { arcs.append(.init(from: j, to: index[String(customer)] ?? -1)) }
        }
        let network = try GuaranteedServiceNetwork(
            stages: stages.map { stage in
                GuaranteedServiceNetwork.Stage(
                    time: number(stage, "T") ?? 0, holdingCost: number(stage, "cum_cost", "h") ?? 0,
                    demandBound: .normal(factor: number(stage, "z", "k") ?? 0, deviation: number(stage, "sigma", "sigma_net") ?? 0),
                    maximumServiceTime: number(stage, "max_service_time", "external_outbound_cst"),
                    inboundServiceTime: number(stage, "external_inbound_cst") ?? 0)
            }, arcs: arcs)
        return PlacementInstance(
            name: (entry["name"] as? String) ?? (entry["instance"] as? String) ?? "", names: names, network: network,
            optimum: number(entry, "safety_stock_value_optimum", "optimal_cost") ?? .nan, isProven: entry["proven"] as? Bool ?? true)
    }
}
