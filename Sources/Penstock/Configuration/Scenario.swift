import SupplyNetwork
@preconcurrency import Yams

/// One entry of `scenarios` in `penstock.yaml`: what would be different.
public struct Scenario: Sendable, Hashable {
    public var name: String
    /// Days added to every lead time; may be negative.
    public var leadTimeDays = 0
    /// Share added to (or taken from) every budget; without any, the plan's own order value is the budget it is taken from.
    public var budgetShare: Double?
    /// Share added to (or taken from) demand.
    public var demandShare = 0.0
    public var promotions: [AddedPromotion] = []
    /// Codes of sites that leave on the as-of date; their customers buy from the next site above.
    public var sitesLost: [String] = []
    public var payOn: Configuration.Incentives.PayOn?
    /// What changes of the default policy; rules for parts of the network stay.
    public var policy: Configuration.PolicyException?

    /// One promotion more.
    public struct AddedPromotion: Sendable, Hashable {
        public var startsOn: Day
        public var endsOn: Day
        public var sku: String?
        public var region: String?
        public var discount: Double?
    }

    public init(name: String) { self.name = name }

    static func read(_ section: YAMLSection) throws -> Scenario {
        guard let name = try section.string("name"), !name.isEmpty, name != "all",
            name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) })
        else {
            throw YAMLSection.failure(
                section.file, section.node("name"), "\(section.path) needs a name of letters, digits, - and _ that is not “all”")
        }
        var scenario = Scenario(name: name)
        scenario.leadTimeDays = try section.integer("lead_time_days", in: -365...365) ?? 0
        scenario.budgetShare = try share(section, "budget")
        scenario.demandShare = try share(section, "demand") ?? 0
        scenario.sitesLost = try section.strings("sites_lost") ?? []
        scenario.payOn = try section.choice("pay_on", Configuration.Incentives.PayOn.self)
        for part in try section.sections("promotions") {
            func day(_ key: String) throws -> Day {
                guard let text = try part.string(key), let day = Day(iso8601: text) else {
                    throw YAMLSection.failure(section.file, part.node(key), "\(part.path).\(key) must be a date such as 2026-06-18")
                }
                return day
            }
            scenario.promotions.append(
                AddedPromotion(
                    startsOn: try day("starts_on"), endsOn: try day("ends_on"), sku: try part.string("sku"),
                    region: try part.string("region"),
                    discount: try part.number("discount", in: 0...1)))
            section.close(part)
        }
        if let part = try section.section("policy") {
            scenario.policy = try Configuration.rule(part)
            section.close(part)
        }
        return scenario
    }

    /// `-20%`, `+10 %` or `-0.2`.
    private static func share(_ section: YAMLSection, _ key: String) throws -> Double? {
        guard let text = try section.string(key) else { return nil }
        let bare = text.filter { $0 != " " && $0 != "%" && $0 != "+" }.replacing("−", with: "-")
        guard let value = Double(bare), value.isFinite else {
            throw YAMLSection.failure(
                section.file, section.node(key), "\(section.path).\(key) must be a change such as -20%, found “\(text)”")
        }
        let share = text.contains("%") ? value / 100 : value
        guard share >= -1 && share <= 100 else {
            throw YAMLSection.failure(section.file, section.node(key), "\(section.path).\(key) cannot take more than all, found “\(text)”")
        }
        return share
    }
}
