import SupplyNetwork

/// ABC–XYZ classes of products over the whole network: by the value people take, and by how evenly they take it.
///
/// ABC: products by falling value of weekly consumption; A those that make up the first 80 % of the sum, B the next 15 %, C the rest
/// (units where no product has a value). XYZ: coefficient of variation of the weekly sums over all sites, X up to 0.5, Y up to 1, Z above.
/// Both over the last 52 weeks, in weeks of which something is known.
public struct DemandClasses: Sendable, Hashable {
    /// `AX` … `CZ` by product; nil where nothing was consumed.
    public let names: [String?]

    static let weeks = 52
    static let shareA = 0.8
    static let shareB = 0.95
    static let variationX = 0.5
    static let variationY = 1.0

    /// - Parameter consumption: per pair of the ledger.
    public init(network: Network, ledger: Ledger, consumption: [DemandHistory]) {
        precondition(consumption.count == ledger.pairs.count, "\(consumption.count) histories for \(ledger.pairs.count) pairs")
        let end = ledger.firstWeek + ledger.completeWeekCount
        let start = end - min(DemandClasses.weeks, ledger.completeWeekCount)
        let count = end - start
        var sums = [Double](repeating: 0, count: network.products.count * count)
        var isKnown = [Bool](repeating: false, count: network.products.count * count)
        for (pair, history) in consumption.enumerated() {
            let base = ledger.pairs[pair].product * count
            for index in history.values.indices where history.states[index] != .missing {
                let week = history.start + index - start
                guard week >= 0 && week < count else { continue }
                sums[base + week] += history.values[index]
                isKnown[base + week] = true
            }
        }
        let isValued = network.products.contains { $0.unitValue != nil }
        var value = [Double](repeating: 0, count: network.products.count)
        var variation = value
        for product in network.products.indices {
            let known = (0..<count).filter { isKnown[product * count + $0] }.map { sums[product * count + $0] }
            guard known.count > 1 else { continue }
            let mean = known.reduce(0, +) / Double(known.count)
            let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count - 1)
            value[product] = mean * (isValued ? network.products[product].unitValue ?? 0 : 1)
            variation[product] = mean > 0 ? variance.squareRoot() / mean : 0
        }
        let total = value.reduce(0, +)
        var names = [String?](repeating: nil, count: network.products.count)
        var before = 0.0
        let ranked = network.products.indices.sorted {
            value[$0] != value[$1] ? value[$0] > value[$1] : network.products[$0].sku < network.products[$1].sku
        }
        for product in ranked where value[product] > 0 {
            // The product that reaches a share still belongs to the class before it.
            let worth = before < DemandClasses.shareA * total ? "A" : before < DemandClasses.shareB * total ? "B" : "C"
            let v = variation[product]
            names[product] = worth + (v <= DemandClasses.variationX ? "X" : v <= DemandClasses.variationY ? "Y" : "Z")
            before += value[product]
        }
        self.names = names
    }
}
