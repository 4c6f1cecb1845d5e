/// Who supplies whom, and the products that move. Sites and products are named by their index here.
///
/// Supply is a forest: every site has at most one supplier and there are no cycles (`Network.init` traps on one; the reader
/// cuts cycles and says so). Recruitment (`Site.sponsor`) is another graph and plays no part in the order below.
public struct Network: Sendable {
    public let sites: [Site]
    public let products: [Product]
    /// For each site, the indices of the sites it supplies, in index order.
    public let customers: [[Int]]
    /// Every site once, suppliers before the sites they supply.
    public let downstreamOrder: [Int]
    private let siteIndex: [String: Int]
    private let productIndex: [String: Int]

    /// - Precondition: supplier links are indices of `sites` and form no cycle.
    public init(sites: [Site], products: [Product]) {
        self.sites = sites
        self.products = products
        var customers = [[Int]](repeating: [], count: sites.count)
        var order: [Int] = []
        order.reserveCapacity(sites.count)
        for (index, site) in sites.enumerated() {
            if let supplier = site.supplier {
                precondition(sites.indices.contains(supplier), "site \(site.code) names supplier \(supplier) of \(sites.count) sites")
                customers[supplier].append(index)
            } else {
                order.append(index)
            }
        }
        var next = 0
        while next < order.count {
            order.append(contentsOf: customers[order[next]])
            next += 1
        }
        precondition(
            order.count == sites.count, "the supplier links hold a cycle: only \(order.count) of \(sites.count) sites hang from a head")
        self.customers = customers
        downstreamOrder = order
        siteIndex = Dictionary(sites.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
        productIndex = Dictionary(products.enumerated().map { ($1.sku, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public func site(_ code: String) -> Int? { siteIndex[code] }
    public func product(_ sku: String) -> Int? { productIndex[sku] }
}

/// One site × SKU, by index.
public struct Pair: Hashable, Comparable, Sendable {
    public var site: Int
    public var product: Int

    @inlinable public init(site: Int, product: Int) {
        self.site = site
        self.product = product
    }

    @inlinable public static func < (a: Pair, b: Pair) -> Bool {
        (a.site, a.product) < (b.site, b.product)
    }
}
