import SupplyNetwork
import Wording

/// Goods that a supplier has too few of, and how they were shared.
extension HTMLReport {
    /// Suppliers' SKUs drawn, the largest shortfall first.
    private static let shownAllocations = 8

    var allocationChart: String {
        struct Key: Hashable {
            var supplier: Int?
            var product: Int
        }
        struct Share {
            var asked = 0.0
            var given = 0.0
            var lines = 0
            var isShort = false
        }
        var shares: [Key: Share] = [:]
        for (pair, calculation) in record.plan.calculations.enumerated() {
            guard let c = calculation, c.quantity > 0 || c.shortUnits > 0 else { continue }
            let key = record.ledger.pairs[pair]
            let place = Key(supplier: record.network.sites[key.site].supplier, product: key.product)
            shares[place, default: Share()].asked += c.constraint == .shortSupply ? c.quantity + c.shortUnits : c.quantity
            shares[place, default: Share()].given += c.quantity
            shares[place, default: Share()].lines += 1
            if c.constraint == .shortSupply && c.shortUnits > 0 { shares[place]?.isShort = true }
        }
        let sorted = shares.filter { $0.value.isShort }.sorted { a, b in
            let (x, y) = (a.value.asked - a.value.given, b.value.asked - b.value.given)
            return x != y ? x > y : (a.key.product, a.key.supplier ?? -1) < (b.key.product, b.key.supplier ?? -1)
        }
        guard !sorted.isEmpty else { return "" }
        let (asked, given) = sorted.reduce((0, 0)) { ($0.0 + $1.value.asked, $0.1 + $1.value.given) }
        let title = wording.allocationFinding(asked: asked, given: given, suppliers: Set(sorted.map(\.key.supplier)).count)
        let rows = sorted.prefix(Self.shownAllocations).map { key, share in
            let supplier = key.supplier.map { record.network.sites[$0].title } ?? wording.maker
            let product = record.network.products[key.product]
            return StackedBars.Row(
                label: "\(supplier) · \(product.name ?? product.sku)",
                shares: [share.given / share.asked, 1 - share.given / share.asked],
                figure: wording.allotted(share.given, of: share.asked, lines: share.lines))
        }
        let rest = sorted.count - rows.count
        return heading(title)
            + StackedBars(rows: rows, parts: wording.allocationParts, title: title, id: "allotted", wording: wording).html
            + (rest > 0 ? paragraph(wording.further(rest, file: "exceptions.csv"), kind: "note") : "")
    }
}
