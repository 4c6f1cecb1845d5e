import Forecasting
import Reconciliation
import Replenishment
import SupplyNetwork
import Wording

extension WeeklyRun {
    /// Replays the last weeks of the workspace: this configuration's plan, or what-if plans, beside a plain order-up-to on the 13-week mean.
    /// - Parameter variants: further settings of the plan to replay beside it, on the same forecasts.
    public func replay(weeks: Int, variants: [ReplayVariant] = []) throws -> (summary: Replay.Summary, language: Language) {
        let inputs = try inputs()
        let (configuration, contents) = (inputs.configuration, inputs.contents)
        let (network, ledger) = (contents.network, contents.ledger)
        let policies = try configuration.policies(for: network)
        let replay = Replay(network: network, ledger: ledger) { pair in
            policies.policy(site: ledger.pairs[pair].site, product: ledger.pairs[pair].product)
        }
        let replayed = Set(replay.replayed)
        guard !replayed.isEmpty else {
            throw Workspace.Unusable(description: "no site reports consumer sales: there is nothing to replay against")
        }
        let threads = threads

        // Variants order on the same mornings' knowledge; only their own stock differs.
        let knowledge = MorningKnowledge(isKept: !variants.isEmpty) { ledger, openOrders, day in
            let reconciled = Reconciliation().reconciled(ledger: ledger, network: network, openOrders: openOrders, threads: threads)
            let reported = Replay.reported(reconciled.consumption, ledger: ledger)
            let forecasts = ForecastCoherence.reconciled(
                DemandForecasting(options: configuration.forecasting).forecasts(
                    for: reported, firstWeek: day.week, groups: ledger.pairs.map(\.product),
                    context: contents.forecastContext(ledger: ledger, consumption: reported), threads: threads
                ).forecasts, histories: reported, ledger: ledger, network: network, configuration: configuration, threads: threads
            ).forecasts
            return (reconciled.positions, forecasts, DemandClasses(network: network, ledger: ledger, consumption: reported))
        }

        func ordering(_ variant: ReplayVariant?) -> Replay.Ordering {
            { morning in
                let facts = knowledge.of(morning)
                var positions = facts.positions
                for pair in replayed {
                    let stock = morning.onHand[pair]
                    positions[pair].onHandLow = stock
                    positions[pair].onHand = stock
                    positions[pair].onHandHigh = stock
                    positions[pair].inTransit = 0
                    positions[pair].basis = .counted
                }
                var chosen = configuration
                variant?.apply(to: &chosen)
                var options = chosen.replenishment
                variant?.apply(to: &options)
                options.rebalances = false
                options.projects = false
                // The suppliers of the replayed sites never run out here.
                options.allocation.rule = .none
                let plan = Replenishment(options: options).plan(
                    network: network, ledger: morning.ledger, positions: positions, forecasts: facts.forecasts, stockpiles: [],
                    openOrders: morning.openOrders, overrides: [], policies: try chosen.policies(for: network, classes: facts.classes),
                    asOf: morning.day, threads: threads
                ).plan
                var quantities = [Double](repeating: 0, count: ledger.pairs.count)
                for line in plan.lines { quantities[line.pair] = line.quantity }
                return quantities
            }
        }

        let protection = replay.protectionWeeks
        var contenders: [(name: String, ordering: Replay.Ordering)] = [("penstock", ordering(nil))]
        for variant in variants { contenders.append((variant.name, ordering(variant))) }
        for weeks in [protection, protection + 1] {
            contenders.append(("up to 13-week mean × \(weeks)", replay.orderUpToMean(coverWeeks: Double(weeks))))
        }
        let summary = try replay.summary(weeks: weeks, policies: contenders, progress: { progress("replaying", $0) })
        return (summary, configuration.language)
    }
}

/// A setting of the plan to replay beside the configured one.
public struct ReplayVariant: Sendable, Hashable {
    public enum Change: Sendable, Hashable {
        /// Morton's myopic policy: all of the spread of the stock an order will find is hedged.
        case myopic
        /// A projected inventory level: none of it is.
        case projectedLevel
        /// Order-up-to as if unmet demand waited.
        case baseStock
        /// Every order aims at this probability of no stock-out.
        case serviceLevel(Double)
    }
    public var change: Change

    public init(_ change: Change) { self.change = change }

    /// `myopic`, `projected-level`, `base-stock` or `service:0.95`.
    public init?(name: String) {
        switch name {
        case "myopic": change = .myopic
        case "projected-level": change = .projectedLevel
        case "base-stock": change = .baseStock
        default:
            guard name.hasPrefix("service:"), let level = Double(name.dropFirst(8)), level >= 0, level < 1 else { return nil }
            change = .serviceLevel(level)
        }
    }

    public var name: String {
        switch change {
        case .myopic: "myopic"
        case .projectedLevel: "projected-level"
        case .baseStock: "base-stock"
        case .serviceLevel(let level): "service:\(level)"
        }
    }

    func apply(to configuration: inout Configuration) {
        switch change {
        case .myopic, .projectedLevel: break
        case .baseStock:
            configuration.policy.unmetDemand = .backordered
            for index in configuration.policyRules.indices { configuration.policyRules[index].unmetDemand = nil }
        case .serviceLevel(let level):
            configuration.policy.target = .serviceLevel(level)
            for index in configuration.policyRules.indices { configuration.policyRules[index].target = nil }
        }
    }

    func apply(to options: inout ReplenishmentOptions) {
        switch change {
        case .myopic: options.pipelineSpread = 1
        case .projectedLevel: options.pipelineSpread = 0
        case .baseStock, .serviceLevel: break
        }
    }
}

/// What can be known on the mornings of a replay, worked out once where several variants ask.
private final class MorningKnowledge {
    typealias Facts = (positions: [Position], forecasts: [Forecast?], classes: DemandClasses)
    private let isKept: Bool
    private let facts: (Ledger, [OpenOrder], Day) -> Facts
    private var kept: [Day: Facts] = [:]

    init(isKept: Bool, facts: @escaping (Ledger, [OpenOrder], Day) -> Facts) {
        self.isKept = isKept
        self.facts = facts
    }

    /// Positions of sites that are not replayed are those of the first variant: nothing that is ordered depends on them.
    func of(_ morning: Replay.Morning) -> Facts {
        if let known = kept[morning.day] { return known }
        let found = facts(morning.ledger, morning.openOrders, morning.day)
        if isKept { kept[morning.day] = found }
        return found
    }
}

extension Replay {
    /// Consumption as it was reported, which is what a replay serves: weeks inferred by balance are missing here, and what
    /// reconciliation adds for under-reporting is taken off again. Weeks that ran out of stock stay censored.
    static func reported(_ histories: [DemandHistory], ledger: Ledger) -> [DemandHistory] {
        histories.enumerated().map { pair, history in
            var history = history
            for index in history.values.indices {
                let week = history.start + index - ledger.firstWeek
                if (0..<ledger.weekCount).contains(week), ledger.siteReported(site: ledger.pairs[pair].site, week: week) {
                    history.values[index] = ledger.value(.sold, pair: pair, week: week)
                    if history.states[index] != .censored { history.states[index] = .observed }
                } else {
                    history.values[index] = 0
                    history.states[index] = .missing
                }
            }
            return history
        }
    }
}
