import SupplyNetwork
import Wording

/// Every site with what it and all sites below it hold, and how much of that is too much: what the network picture is drawn from.
struct NetworkTree {
    struct Node {
        var children: [Int] = []
        /// Money, or units where no price is known; 0 where the stock is unknown.
        var own = 0.0
        var ownExcess = 0.0
        /// This site and all below it.
        var total = 0.0
        var excess = 0.0
        /// Sites below it.
        var below = 0
        var isKnown = false
    }

    /// How much of a stock is too much, in steps that the eye can tell apart: under 5 %, 20 %, 50 %, and above.
    static let steps = [0.05, 0.2, 0.5]

    let nodes: [Node]
    /// Sites without a supplier, as drawn.
    let roots: [Int]
    let isMoney: Bool

    /// Children and roots come in the order in which they are drawn: most excess first, then most stock.
    init(record: RunRecord) {
        let network = record.network
        var nodes = [Node](repeating: Node(), count: network.sites.count)
        let isMoney = record.network.products.contains { $0.unitValue != nil }
        func size(_ units: Double, _ pair: Int) -> Double {
            isMoney ? record.product(ofPair: pair).unitValue.map { $0 * units } ?? 0 : units
        }
        for (pair, position) in record.positions.enumerated() where position.basis != .insufficient && position.onHand.isFinite {
            let site = record.ledger.pairs[pair].site
            nodes[site].own += size(position.onHand, pair)
            nodes[site].isKnown = true
        }
        for pile in record.stockpiles where pile.risk >= record.overstockRisk && pile.excessUnits.isFinite {
            nodes[record.ledger.pairs[pile.pair].site].ownExcess += size(pile.excessUnits, pile.pair)
        }
        for site in nodes.indices {
            nodes[site].ownExcess = min(nodes[site].ownExcess, nodes[site].own)
            nodes[site].total = nodes[site].own
            nodes[site].excess = nodes[site].ownExcess
        }
        for site in network.downstreamOrder.reversed() {
            guard let supplier = network.sites[site].supplier else { continue }
            nodes[supplier].total += nodes[site].total
            nodes[supplier].excess += nodes[site].excess
            nodes[supplier].below += nodes[site].below + 1
        }
        func drawn(_ sites: [Int]) -> [Int] {
            sites.sorted { (nodes[$1].excess, nodes[$1].total, $0) < (nodes[$0].excess, nodes[$0].total, $1) }
        }
        for site in nodes.indices { nodes[site].children = drawn(network.customers[site]) }
        roots = drawn(network.sites.indices.filter { network.sites[$0].supplier == nil })
        self.nodes = nodes
        self.isMoney = isMoney
    }

    var total: Double { roots.reduce(0) { $0 + nodes[$1].total } }
    var excess: Double { roots.reduce(0) { $0 + nodes[$1].excess } }

    /// The step of an excess share, 0 to 3; nil where nothing is known of the stock.
    static func step(excess: Double, of stock: Double, isKnown: Bool) -> Int? {
        guard isKnown else { return nil }
        guard stock > 0 else { return 0 }
        return steps.firstIndex { excess / stock < $0 } ?? steps.count
    }

    /// Sites that are drawn unfolded at first: level by level as long as the rows stay within `limit`; the last level before the
    /// leaves stays folded unless the whole tree is small, because its bubbles say the same in less room.
    func unfolded(limit: Int, small: Int = 14) -> Set<Int> {
        var open: Set<Int> = []
        var level = roots
        var rows = roots.count
        while true {
            let next = level.flatMap { nodes[$0].children }
            guard !next.isEmpty, rows + next.count <= limit else { break }
            let areLeaves = next.allSatisfy { nodes[$0].children.isEmpty }
            if areLeaves && rows + next.count > small && !open.isEmpty { break }
            open.formUnion(level.filter { !nodes[$0].children.isEmpty })
            rows += next.count
            level = next
        }
        return open
    }
}
