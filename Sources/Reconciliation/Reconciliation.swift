import Numerical
import SupplyNetwork

/// Where goods lie and what was consumed, from reported movements and the few counts there are.
///
/// The model, per site × SKU and week: stock(t) = stock(t−1) + in − out − consumed, stock ≥ 0, consumed ≥ 0. Three kinds of
/// knowledge enter, each in a file of its own:
/// - counts and the balances between them (`CountBalance`), whose errors and whose sites' under-reporting are measured where
///   both a balance and reports exist (`SiteReporting`);
/// - rates of consumption, drawn towards what purchases and peers suggest (`ConsumptionEvidence`, `ConsumptionRates`);
/// - where nobody counted, every plausible rate followed through the balance (`UncountedStock`).
///
/// Time and memory are linear in site × SKU × weeks.
public struct Reconciliation: Sendable {
    public var options: ReconciliationOptions

    public init(options: ReconciliationOptions = .init()) { self.options = options }

    /// - Parameters:
    ///   - openOrders: lines not yet received; goods counted in transit are reduced by them, so that they count once.
    ///   - threads: at least 1; results do not depend on it.
    /// - Returns: rows parallel to `ledger.pairs`.
    public func reconciled(ledger: Ledger, network: Network, openOrders: [OpenOrder] = [], threads: Int = 1) -> Reconciled {
        let options = options
        let pairs = ledger.pairs
        let reported = Parallel.map(count: pairs.count, threads: threads) {
            PairMovements(pair: $0, ledger: ledger, network: network, options: options)
        }
        let stated = Parallel.map(count: pairs.count, threads: threads) { CountBalance(reported[$0], options: options) }
        let told = SiteReporting.estimated(reported, stated, network: network, ledger: ledger, options: options)
        let roadDays = RoadDays.estimated(reported, reporting: told, network: network, options: options)
        let counting = CountErrors.estimated(
            reported, reporting: told, roadDays: roadDays, siteCount: network.sites.count, options: options)
        let movements = reported.map { movement in
            var movement = movement
            movement.correctCounts(counting[movement.pair.site], roadDays: roadDays[movement.pair.site])
            return movement
        }
        let balances = Parallel.map(count: pairs.count, threads: threads) { CountBalance(movements[$0], options: options) }
        let reporting = SiteReporting.estimated(movements, balances, network: network, ledger: ledger, options: options)
        let profile = ConsumptionProfile(movements, productCount: network.products.count, weekCount: ledger.weekCount)
        let evidence = Parallel.map(count: pairs.count, threads: threads) {
            ConsumptionEvidence(
                movements[$0], balances[$0], reporting: reporting[pairs[$0].site], profile: profile[pairs[$0].product],
                options: options)
        }
        let rates = ConsumptionRates(
            evidence, movements, reporting: reporting, network: network, weekCount: ledger.weekCount, options: options)

        let habits = ReorderHabits(movements, balances, evidence: evidence, reporting: reporting, network: network, options: options)

        var onOrder = [Double](repeating: 0, count: pairs.count)
        for order in openOrders {
            if let pair = ledger.pair(site: order.site, product: order.product) { onOrder[pair] += max(0, order.quantity) }
        }
        let results = Parallel.map(count: pairs.count, threads: threads) { [onOrder] index in
            let pair = PairReconciliation(
                movements: movements[index], balance: balances[index], reporting: reporting[pairs[index].site],
                counting: counting[pairs[index].site], roadDays: roadDays[pairs[index].site], rate: rates.rates[index],
                prior: rates.priors[index], profile: Array(profile[pairs[index].product]),
                dispersion: rates.dispersion[pairs[index].product],
                habit: habits[network.sites[pairs[index].site].tier], options: options)
            return Row(
                position: pair.position(ledger: ledger, onOrder: onOrder[index]), consumption: pair.history(ledger: ledger),
                stockPath: pair.path)
        }
        return Reconciled(
            positions: results.map(\.position), consumption: results.map(\.consumption), stockPaths: results.map(\.stockPath),
            diagnostics: findings(stated, reporting, results.map(\.position), ledger: ledger, network: network))
    }

    private struct Row: Sendable {
        var position: Position
        var consumption: DemandHistory
        var stockPath: [Double?]
    }

    private func findings(
        _ balances: [CountBalance], _ reporting: [SiteReporting], _ positions: [Position], ledger: Ledger, network: Network
    ) -> [Diagnostic] {
        var contradictions = [Int](repeating: 0, count: network.sites.count)
        var examples = [Int?](repeating: nil, count: network.sites.count)
        for (pair, balance) in balances.enumerated() where balance.contradictions > 0 {
            let site = ledger.pairs[pair].site
            contradictions[site] += balance.contradictions
            if examples[site] == nil { examples[site] = ledger.pairs[pair].product }
        }
        var findings: [Diagnostic] = []
        for (site, count) in contradictions.enumerated() where count > 0 {
            let example = examples[site].map { ", \(network.products[$0].sku) among them" } ?? ""
            findings.append(
                Diagnostic(
                    file: "stock.csv", severity: .warning, code: "count-contradicts-ledger",
                    message:
                        "site \(network.sites[site].code): \(count) \(count == 1 ? "count shows" : "counts show") more than the movements allow\(example)",
                    help: "count again, or look for receipts that sales.csv does not hold; these counts were given less weight"))
        }
        for (site, report) in reporting.enumerated() where report.scale != 1 {
            let percent = Int((100 / report.scale).rounded())
            findings.append(
                Diagnostic(
                    file: "sales.csv", severity: .note, code: "consumer-sales-under-reported",
                    message: "site \(network.sites[site].code): about \(percent) % of what was consumed is reported",
                    help: "its consumption was scaled to the balances"))
        }
        let unknown = positions.reduce(0) { $0 + ($1.basis == .insufficient ? 1 : 0) }
        if unknown > 0 {
            findings.append(
                Diagnostic(
                    file: "stock.csv", severity: .note, code: "stock-unknown",
                    message: "\(unknown) site × SKU have neither a count nor a receipt: their stock is unknown, not zero",
                    help: "add a count to stock.csv"))
        }
        return findings
    }
}
