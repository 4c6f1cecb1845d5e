import SupplyNetwork

extension PlanningBasis {
    /// What could not be planned, one finding a site or cause, in order of site code.
    func findings(calculations: [OrderCalculation]) -> [Diagnostic] {
        var unknown = [Int](repeating: 0, count: network.sites.count)
        var pairsOfSite = [Int](repeating: 0, count: network.sites.count)
        var example = [Int?](repeating: nil, count: network.sites.count)
        var uncosted = Set<Int>()
        for (index, calculation) in calculations.enumerated() {
            let basis = pairs[index]
            pairsOfSite[basis.site] += 1
            if calculation.constraint == .unknownPosition, calculation.demandMean > 0 {
                unknown[basis.site] += 1
                if let other = example[basis.site], network.products[other].sku <= network.products[basis.product].sku { continue }
                example[basis.site] = basis.product
            } else if case .shortageCost = basis.policy.target, !calculation.targetIsCostBased, calculation.demandMean > 0 {
                uncosted.insert(basis.product)
            }
        }
        var findings: [Diagnostic] = []
        for site in network.sites.indices.sorted(by: { network.sites[$0].code < network.sites[$1].code }) {
            guard unknown[site] > 0, let product = example[site] else { continue }
            // The brand's own warehouse without any stock data: planned as if it never ran out, as the contract says.
            if network.sites[site].tier == 0 && unknown[site] == pairsOfSite[site] { continue }
            findings.append(
                Diagnostic(
                    file: "replenishment", severity: .warning, code: "position-unknown",
                    message: "nothing tells what \(network.sites[site].code) holds of \(unknown[site]) SKU"
                        + "\(unknown[site] == 1 ? "" : "s") that \(unknown[site] == 1 ? "is" : "are") in demand"
                        + " (\(network.products[product].sku)\(unknown[site] == 1 ? "" : ", …")): no order is suggested",
                    help: "add a count to stock.csv, or report what the site receives and sells"))
        }
        let skus = uncosted.map { network.products[$0].sku }.sorted()
        if let first = skus.first {
            findings.append(
                Diagnostic(
                    file: "replenishment", severity: .note, code: "holding-cost-unknown",
                    message: "\(skus.count) SKU\(skus.count == 1 ? "" : "s") without unit_cost (\(first)\(skus.count == 1 ? "" : ", …")): "
                        + "planned at a service level of \(options.fallbackServiceLevel) instead of least cost",
                    help: "give unit_cost in products.csv, or policy.holding_cost in penstock.yaml"))
        }
        return findings
    }
}
