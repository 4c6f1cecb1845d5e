import SupplyNetwork

/// A part of a policy: what is nil is left as the wider rule has it.
public struct PolicyChange: Sendable, Hashable {
    public var holding: Policy.Holding?
    public var target: Policy.Target?
    public var unmetDemand: Policy.UnmetDemand?
    public var reviewPeriodDays: Int?
    public var leadTimeDays: Int?
    public var leadTimeDeviationDays: Double?
    public var maximumWeeks: Double?
    public var orderWeekdays: [Int]?

    public init(
        holding: Policy.Holding? = nil, target: Policy.Target? = nil, unmetDemand: Policy.UnmetDemand? = nil,
        reviewPeriodDays: Int? = nil, leadTimeDays: Int? = nil
    ) {
        self.holding = holding
        self.target = target
        self.unmetDemand = unmetDemand
        self.reviewPeriodDays = reviewPeriodDays
        self.leadTimeDays = leadTimeDays
    }

    func apply(to policy: inout Policy) {
        if let holding { policy.holding = holding }
        if let target { policy.target = target }
        if let unmetDemand { policy.unmetDemand = unmetDemand }
        if let reviewPeriodDays { policy.reviewPeriodDays = reviewPeriodDays }
        if let leadTimeDays { policy.leadTimeDays = leadTimeDays }
        if let leadTimeDeviationDays { policy.leadTimeDeviationDays = leadTimeDeviationDays }
        if let maximumWeeks { policy.maximumWeeks = maximumWeeks }
        if let orderWeekdays { policy.orderWeekdays = orderWeekdays }
    }
}

/// A change of policy and whom it concerns. Sites and SKUs are named by their codes.
public struct PolicyRule: Sendable, Hashable {
    public enum Scope: Sendable, Hashable {
        /// An ABC–XYZ class: `A`, `X` or `AX`.
        case demandClass(String)
        case category(String)
        case tier(Int)
        case sku(String)
        case site(String)
        case skuAtSite(sku: String, site: String)
    }
    public var scope: Scope
    public var change: PolicyChange

    public init(_ scope: Scope, _ change: PolicyChange) {
        self.scope = scope
        self.change = change
    }
}

/// The policy of every site × SKU. Field by field, the narrowest rule that says something wins:
/// SKU at site, then site, then SKU, then tier, then category, then ABC–XYZ class (`AX` before `A` or `X`), then the default. Of two rules of one scope the later wins.
public struct PolicyTable: Sendable {
    public let standard: Policy
    /// Rules that name a site or SKU the network does not have, in the order given.
    public let unmatched: [PolicyRule]
    private var ofProduct: [[PolicyChange]]
    private var skuRules: [[PolicyChange]]
    private var ofTier: [[PolicyChange]]
    private var siteRules: [[PolicyChange]]
    private var pairRules: [Pair: [PolicyChange]] = [:]

    /// - Parameter classes: of products; nil where they are not known: rules for a class then concern nobody.
    public init(default standard: Policy = Policy(), rules: [PolicyRule] = [], network: Network, classes: DemandClasses? = nil) {
        self.standard = standard
        var byCategory: [String: [PolicyChange]] = [:]
        var byTier: [Int: [PolicyChange]] = [:]
        var byClass: [String: [PolicyChange]] = [:]
        var unmatched: [PolicyRule] = []
        skuRules = [[PolicyChange]](repeating: [], count: network.products.count)
        siteRules = [[PolicyChange]](repeating: [], count: network.sites.count)
        for rule in rules {
            switch rule.scope {
            case .demandClass(let name): byClass[name, default: []].append(rule.change)
            case .category(let name): byCategory[name, default: []].append(rule.change)
            case .tier(let tier): byTier[tier, default: []].append(rule.change)
            case .sku(let sku):
                if let product = network.product(sku) { skuRules[product].append(rule.change) } else { unmatched.append(rule) }
            case .site(let code):
                if let site = network.site(code) { siteRules[site].append(rule.change) } else { unmatched.append(rule) }
            case .skuAtSite(let sku, let code):
                if let product = network.product(sku), let site = network.site(code) {
                    pairRules[Pair(site: site, product: product), default: []].append(rule.change)
                } else {
                    unmatched.append(rule)
                }
            }
        }
        ofProduct = network.products.enumerated().map { product, listed in
            let name = classes?.names[product] ?? ""
            let letters = name.map { byClass[String($0)] ?? [] }.joined()
            return Array(letters) + (byClass[name] ?? []) + (listed.category.flatMap { byCategory[$0] } ?? [])
        }
        ofTier = network.sites.map { byTier[$0.tier] ?? [] }
        self.unmatched = unmatched
    }

    /// The policy of one site × SKU, both by index.
    public func policy(site: Int, product: Int) -> Policy {
        var policy = standard
        for change in ofProduct[product] { change.apply(to: &policy) }
        for change in ofTier[site] { change.apply(to: &policy) }
        for change in skuRules[product] { change.apply(to: &policy) }
        for change in siteRules[site] { change.apply(to: &policy) }
        if !pairRules.isEmpty, let changes = pairRules[Pair(site: site, product: product)] {
            for change in changes { change.apply(to: &policy) }
        }
        return policy
    }
}
