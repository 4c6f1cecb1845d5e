import SupplyNetwork

/// A way of summing forecasts: over everything, by one property of sites, by one of products, or by both crossed. As
/// `penstock.yaml` writes it: `all`, `tier`, `region`, `brand`, `site`, `category`, `sku`, `region/category`.
public struct ForecastGrouping: Sendable, Hashable {
    public enum SiteKey: String, Sendable, CaseIterable {
        case tier, region
        /// The head of the network that a site's goods come from.
        case brand
        case site
    }
    public enum ProductKey: String, Sendable, CaseIterable { case category, sku }

    /// Nil sums over all sites.
    public var site: SiteKey?
    /// Nil sums over all products.
    public var product: ProductKey?

    public init(site: SiteKey? = nil, product: ProductKey? = nil) {
        self.site = site
        self.product = product
    }

    /// Nil for a name that means nothing, or site and sku crossed, which would sum nothing.
    public init?(name: String) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1 where name == "all": break
        case 1:
            site = SiteKey(rawValue: name)
            product = ProductKey(rawValue: name)
            guard site != nil || product != nil else { return nil }
        case 2:
            site = SiteKey(rawValue: parts[0])
            product = ProductKey(rawValue: parts[1])
            guard site != nil, product != nil, !(site == .site && product == .sku) else { return nil }
        default: return nil
        }
    }

    public static let names = "all, tier, region, brand, site, category, sku, or one of sites and one of products such as region/category"

    /// What a sum is called.
    struct Label: Sendable, Hashable, Comparable {
        var site: String
        var sku: String
        static func < (a: Label, b: Label) -> Bool { (a.site, a.sku) < (b.site, b.sku) }
    }

    /// The sum each pair belongs to; nil where the property is not known.
    func labels(of pairs: [Pair], network: Network) -> [Label?] {
        var heads = [Int](repeating: 0, count: network.sites.count)
        for site in network.downstreamOrder { heads[site] = network.sites[site].supplier.map { heads[$0] } ?? site }
        return pairs.map { pair in
            let (place, product) = (network.sites[pair.site], network.products[pair.product])
            let siteLabel: String? =
                switch site {
                case nil: "*"
                case .tier: "tier=\(place.tier)"
                case .region: place.region.map { "region=\($0)" }
                case .brand: "brand=\(network.sites[heads[pair.site]].code)"
                case .site: place.code
                }
            let productLabel: String? =
                switch self.product {
                case nil: "*"
                case .category: product.category.map { "category=\($0)" }
                case .sku: product.sku
                }
            guard let siteLabel, let productLabel else { return nil }
            return Label(site: siteLabel, sku: productLabel)
        }
    }
}
