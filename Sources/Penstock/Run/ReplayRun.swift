import Forecasting
import Reconciliation
import Replenishment
import SupplyNetwork
import Wording

extension WeeklyRun {
    /// Replays the last weeks of the workspace: this configuration's plan beside a plain order-up-to on the 13-week mean.
    public func replay(weeks: Int) throws -> (summary: Replay.Summary, language: Language) {
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

        let penstock: Replay.Ordering = { morning in
            let reconciled = Reconciliation().reconciled(
                ledger: morning.ledger, network: network, openOrders: morning.openOrders, threads: threads)
            let reported = Replay.reported(reconciled.consumption, ledger: morning.ledger)
            let forecasts = ForecastCoherence.reconciled(
                DemandForecasting(options: configuration.forecasting).forecasts(
                    for: reported, firstWeek: morning.day.week, groups: ledger.pairs.map(\.product),
                    context: contents.forecastContext(ledger: morning.ledger, consumption: reported), threads: threads
                ).forecasts, histories: reported, ledger: morning.ledger, network: network, configuration: configuration, threads: threads
            ).forecasts
            var positions = reconciled.positions
            for pair in replayed {
                let stock = morning.onHand[pair]
                positions[pair].onHandLow = stock
                positions[pair].onHand = stock
                positions[pair].onHandHigh = stock
                positions[pair].inTransit = 0
                positions[pair].basis = .counted
            }
            var options = configuration.replenishment
            options.rebalances = false
            let plan = Replenishment(options: options).plan(
                network: network, ledger: morning.ledger, positions: positions, forecasts: forecasts, stockpiles: [],
                openOrders: morning.openOrders, overrides: [], policies: policies, asOf: morning.day, threads: threads
            ).plan
            var quantities = [Double](repeating: 0, count: ledger.pairs.count)
            for line in plan.lines { quantities[line.pair] = line.quantity }
            return quantities
        }

        let protection = replay.protectionWeeks
        let summary = try replay.summary(
            weeks: weeks,
            policies: [
                ("penstock", penstock),
                ("up to 13-week mean × \(protection)", replay.orderUpToMean(coverWeeks: Double(protection))),
                ("up to 13-week mean × \(protection + 1)", replay.orderUpToMean(coverWeeks: Double(protection + 1))),
            ],
            progress: { progress("replaying", $0) })
        return (summary, configuration.language)
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
