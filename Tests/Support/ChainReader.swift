import Foundation

/// The 38 real supply chains of Willems 2008 (Manufacturing & Service Operations Management 10(1):19–23) as the reference data hold them.
public struct WillemsChain: Sendable {
    public var number: Int
    public var names: [String] = []
    public var times: [Double] = []
    /// Own cost added at each stage.
    public var costs: [Double] = []
    public var deviations: [Double] = []
    /// nil where not limited.
    public var maximumServiceTimes: [Double?] = []
    /// The highest service level over demand stages.
    public var serviceLevel = 0.0
    public var arcs: [(from: Int, to: Int)] = []
    /// Cost of the best policy published or computed with exact square roots, and whether it is proven optimal.
    public var knownCost = Double.nan
    public var isProven = false

    public static func all(_ folder: URL) throws -> [WillemsChain] {
        func rows(_ name: String) throws -> [[String: Substring]] {
            let lines = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8).split(whereSeparator: \.isNewline)
            let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return lines.dropFirst().map {
                Dictionary(zip(header, $0.split(separator: ",", omittingEmptySubsequences: false)), uniquingKeysWith: { first, _ in first })
            }
        }
        var chains = (1...38).map { WillemsChain(number: $0) }
        var index = [[String: Int]](repeating: [:], count: chains.count)
        for row in try rows("stages.csv") {
            guard let c = Int(row["chain"] ?? "").map({ $0 - 1 }) else { continue }
            let number = { (key: String) in row[key].flatMap { Double($0) } }
            index[c][String(row["Stage Name"] ?? "")] = chains[c].names.count
            chains[c].names.append(String(row["Stage Name"] ?? ""))
            chains[c].times.append(number("stageTime") ?? 0)
            chains[c].costs.append(number("stageCost") ?? 0)
            chains[c].deviations.append(number("stdDevDemand") ?? 0)
            chains[c].maximumServiceTimes.append(number("maxServiceTime"))
            chains[c].serviceLevel = max(chains[c].serviceLevel, number("serviceLevel") ?? 0)
        }
        for row in try rows("arcs.csv") {
            guard let c = Int(row["chain"] ?? "").map({ $0 - 1 }), let from = index[c][String(row["sourceStage"] ?? "")],
                let to = index[c][String(row["destinationStage"] ?? "")]
            else { continue }
            chains[c].arcs.append((from, to))
        }
        for row in try rows("gsm_reference_values.csv") {
            guard let c = Int(row["chain"] ?? "").map({ $0 - 1 }) else { continue }
            chains[c].isProven = row["status"] == "PROVEN_OPTIMUM"
            let values = ["published_policy_exact_sqrt_value", "exact_milp_optimum_integer_times"].compactMap { row[$0].flatMap { Double($0) } }
            chains[c].knownCost = values.min() ?? .nan
        }
        return chains
    }

    /// Own cost and that of everything that goes into a stage.
    public var cumulativeCosts: [Double] {
        var suppliers = [[Int]](repeating: [], count: costs.count)
        for arc in arcs { suppliers[arc.to].append(arc.from) }
        var known = [Double?](repeating: nil, count: costs.count)
        func cumulative(_ j: Int) -> Double {
            if let cost = known[j] { return cost }
            let cost = suppliers[j].reduce(costs[j]) { $0 + cumulative($1) }
            known[j] = cost
            return cost
        }
        return costs.indices.map(cumulative)
    }
}
