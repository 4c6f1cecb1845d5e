import NetworkHealth
import SupplyNetwork

/// `health` of `penstock.yaml`, and what `incentives` says beyond rebates.
struct HealthSettings: Sendable, Hashable {
    /// Weeks of a window. Default 13.
    var windowWeeks = 13
    /// A site is new for so many weeks. Default 26.
    var recruitWeeks = 26
    /// Days until customers pay, and until suppliers are paid; nil where the file says nothing.
    var receivableDays: Double?
    var payableDays: Double?
    /// What delivering a unit to a consumer costs a site.
    var deliveryCostPerUnit: Double?
    /// By name of the measure; none by default.
    var thresholds: [HealthMeasure: HealthThreshold] = [:]

    static func read(_ section: YAMLSection) throws -> HealthSettings {
        var settings = HealthSettings()
        settings.windowWeeks = try section.integer("window_weeks", in: 1...104) ?? settings.windowWeeks
        settings.recruitWeeks = try section.integer("recruit_weeks", in: 1...260) ?? settings.recruitWeeks
        settings.receivableDays = try section.number("receivable_days", in: 0...3650)
        settings.deliveryCostPerUnit = try section.number("delivery_cost_per_unit", in: 0...1e6)
        settings.payableDays = try section.number("payable_days", in: 0...3650)
        if let thresholds = try section.section("thresholds") {
            let known = Set(HealthMeasure.lists.flatMap(\.entries).map(\.measure))
            let bounds = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
            for key in thresholds.keys {
                let measure = HealthMeasure(rawValue: key)
                guard known.contains(measure) else { continue }
                guard let part = try thresholds.section(key) else { continue }
                settings.thresholds[measure] = HealthThreshold(
                    below: try part.number("below", in: bounds), above: try part.number("above", in: bounds))
                thresholds.close(part)
            }
            section.close(thresholds)
        }
        return settings
    }

    /// What `incentives` says of ranks and of rewards over several levels.
    static func incentives(_ section: YAMLSection, into incentives: inout Configuration.Incentives) throws {
        let unbounded = 0...Double.greatestFiniteMagnitude
        if let levels = section.node("level_rates") {
            guard let items = levels.sequence else {
                throw YAMLSection.failure(section.file, levels, "incentives.level_rates must be a list of rates, one for each level")
            }
            incentives.levelRates = try items.map {
                try YAMLSection.number($0, "incentives.level_rates", in: 0...1, file: section.file)
            }
        }
        guard let ranks = try section.section("ranks") else { return }
        incentives.rankWeeks = try ranks.integer("window_weeks", in: 1...104) ?? incentives.rankWeeks
        if let tiers = try ranks.section("tiers") {
            for key in tiers.keys {
                guard let tier = Int(key) else { continue }
                incentives.ranks[tier] = try tiers.sections(key).map { part in
                    guard let name = try part.string("name"), let from = try part.number("from", in: unbounded),
                        let share = try part.number("price_share", in: 0...1)
                    else { throw YAMLSection.failure(section.file, tiers.node(key), "\(part.path) needs name, from and price_share") }
                    ranks.close(part)
                    return IncentivePlan.Rank(name: name, from: Money(min(from, 9e13)), priceShare: share)
                }.sorted { $0.from < $1.from }
            }
            ranks.close(tiers)
        }
        section.close(ranks)
    }
}

extension Configuration {
    var networkHealth: NetworkHealthOptions {
        var options = NetworkHealthOptions()
        options.windowWeeks = health.windowWeeks
        options.recruitWeeks = health.recruitWeeks
        options.thresholds = health.thresholds
        options.receivableDays = health.receivableDays
        options.deliveryCostPerUnit = health.deliveryCostPerUnit
        options.payableDays = health.payableDays
        if case .ratePerYear(let rate) = policy.holding { options.holdingRate = rate }
        if case .serviceLevel(let level) = policy.target { options.serviceLevel = level }
        options.protectionWeeks = Double(policy.leadTimeDays + policy.reviewPeriodDays) / 7
        options.incentives = incentives?.asIncentivePlan
        return options
    }
}

extension Configuration.Incentives {
    /// The rules as settlement reads them.
    var asIncentivePlan: IncentivePlan {
        var plan = IncentivePlan()
        plan.quotaPeriod = quotaPeriod.map(window)
        plan.payOn = payOn == .sellIn ? .sellIn : .sellOut
        plan.rebateWindow = window(rebateWindow)
        plan.rebates = rebates.mapValues { $0.map { IncentivePlan.Step(from: Money(min($0.from, 9e13)), rate: $0.rate) } }
        plan.referralRate = referralRate
        plan.levelRates = levelRates
        plan.dividends = dividends
        plan.ranks = ranks
        plan.rankWeeks = rankWeeks
        return plan
    }

    private func window(_ window: Window) -> IncentivePlan.Window { window == .month ? .month : .quarter }
}
