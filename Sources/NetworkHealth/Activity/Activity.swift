import SupplyNetwork

/// `activity.csv`: who still trades, who sleeps, who is lost; one row a distributor.
///
/// The probability of being active comes from the site's own rhythm of weeks with trade, by a BG/NBD model of its tier, or by the form
/// in which a site may stop after its first order (MBG/NBD) where that is more likely. A site that has left, or whose probability is below a tenth, is lost; below one
/// half it sleeps. Who never traded is said to have never traded, and who trades where too few do for a rhythm to be known is not judged.
struct Activity {
    static let activeFrom = 0.5
    static let lostBelow = 0.1
    /// A site is activated by its second week of purchases or its first reported sale within so many weeks of joining.
    static let activationWeeks = 8

    enum State: String {
        case active, dormant, lost
        /// Nothing was bought, shipped on or sold in any whole week; and traded, but too few sites did for a rhythm to be known.
        case neverTraded = "never_traded"
        case unjudged
        var word: HealthWord { HealthWord(rawValue) }
    }

    struct Row {
        var site: Int
        var weeks: Rhythm.SiteWeeks?
        var probability: Double?
        var low: Double?
        var high: Double?
        var state: State
        /// What the probability comes from; nil of sites that left.
        var history: BGNBD.History?
        /// Tier of the model; nil where that of all stands in.
        var model: Int?
    }

    let input: NetworkHealthInput
    let options: NetworkHealthOptions
    let rows: [Row]
    let rhythm: Rhythm
    private let pairsBySite: [[Int]]
    /// By tier; of all under nil.
    private let models: [Int?: FittedBGNBD]

    init(input: NetworkHealthInput, options: NetworkHealthOptions) {
        self.input = input
        self.options = options
        let rhythm = Rhythm(input)
        self.rhythm = rhythm
        pairsBySite = Activity.pairsBySite(input)
        let network = input.network
        let head = network.sites.map(\.tier).min() ?? 0
        var models: [Int?: FittedBGNBD] = [:]
        for tier in Set(network.sites.map(\.tier)) where tier > head {
            models[tier] = FittedBGNBD.mostLikely(
                network.sites.indices.filter { network.sites[$0].tier == tier }.compactMap { rhythm.history($0) })
        }
        // A tier with too few sites borrows the rhythm of all.
        models[nil] = FittedBGNBD.mostLikely(
            network.sites.indices.filter { network.sites[$0].tier > head }.compactMap { rhythm.history($0) })
        self.models = models
        rows = network.sites.indices.filter { network.sites[$0].tier > head }.map { site in
            let hasLeft = network.sites[site].leftOn.map { $0 < input.ledger.asOf } ?? false
            let tier = models[network.sites[site].tier] == nil ? nil : network.sites[site].tier
            guard let history = rhythm.history(site), let model = models[tier] else {
                let state: State = hasLeft ? .lost : rhythm.sites[site] == nil ? .neverTraded : .unjudged
                return Row(site: site, weeks: rhythm.sites[site], state: state)
            }
            let probability = hasLeft ? 0 : model.model.probabilityActive(history)
            let interval = hasLeft ? nil : model.interval(history)
            let state: State = probability >= Activity.activeFrom ? .active : probability >= Activity.lostBelow ? .dormant : .lost
            return Row(
                site: site, weeks: rhythm.sites[site], probability: probability, low: interval?.low, high: interval?.high, state: state,
                history: hasLeft ? nil : history, model: tier)
        }
    }

    var section: HealthSection { HealthSection(.activity, figures: figures, table: table) }

    private var figures: [HealthFigure] {
        guard !rows.isEmpty else { return [.absent(.activeShare, .tooFew)] }
        var figures: [HealthFigure] = []
        let tiers = Set(rows.map { input.network.sites[$0.site].tier }).sorted()
        for scope in [HealthScope.network] + tiers.map({ .tier($0) }) {
            let own = rows.filter { row in if case .tier(let tier) = scope { input.network.sites[row.site].tier == tier } else { true } }
            let known = own.filter { $0.state != .neverTraded && $0.state != .unjudged }
            let never = own.filter { $0.state == .neverTraded }
            figures.append(HealthFigure(.neverTraded, scope, value: Double(never.count), sample: Double(own.count)))
            guard !known.isEmpty else {
                figures.append(.absent(.activeShare, scope, .tooFew))
                continue
            }
            let total = Double(known.count)
            func share(_ measure: HealthMeasure, _ state: State) -> HealthFigure {
                HealthFigure(measure, scope, value: Double(known.filter { $0.state == state }.count) / total, sample: total)
            }
            figures += [share(.activeShare, .active), share(.dormantShare, .dormant), share(.lostShare, .lost)]
            figures.append(expectedActive(scope, known, total: total))
            figures.append(activation(scope, own))
            figures += sellers(scope, own)
        }
        return figures
    }

    /// How many are active, with chance and the uncertainty of each model's parameters; models are independent of each other.
    private func expectedActive(_ scope: HealthScope, _ known: [Row], total: Double) -> HealthFigure {
        var (value, variance) = (0.0, 0.0)
        for (tier, model) in models.sorted(by: { ($0.key ?? -1) < ($1.key ?? -1) }) {
            var histories: [BGNBD.History: Double] = [:]
            for row in known where row.model == tier { if let history = row.history { histories[history, default: 0] += 1 } }
            guard !histories.isEmpty else { continue }
            let sum = model.activeCount(histories)
            value += sum.value
            variance += sum.variance
        }
        let half = 1.644853626951473 * variance.squareRoot()
        return HealthFigure(.expectedActive, scope, value: value, low: max(0, value - half), high: min(total, value + half), sample: total)
    }

    private func activation(_ scope: HealthScope, _ own: [Row]) -> HealthFigure {
        let first = input.ledger.firstWeek
        var (joined, activated) = (0.0, 0.0)
        for row in own {
            guard let day = input.network.sites[row.site].joinedOn else { continue }
            let week = day.week - first
            // Joined within the files, and long enough ago to tell.
            guard week >= 0, week + Activity.activationWeeks <= rhythm.weeks else { continue }
            joined += 1
            if isActivated(row.site, from: week) { activated += 1 }
        }
        guard input.network.sites.contains(where: { $0.joinedOn != nil }) else { return .absent(.activationRate, scope, .noJoinDates) }
        guard joined >= 5, let interval = wilson(successes: activated, trials: joined) else {
            return .absent(.activationRate, scope, .tooFew)
        }
        return HealthFigure(.activationRate, scope, value: activated / joined, low: interval.low, high: interval.high, sample: joined)
    }

    private func isActivated(_ site: Int, from week: Int) -> Bool {
        var purchases = 0
        let end = week + Activity.activationWeeks
        let pairs = pairsBySite[site]
        for week in week..<end {
            var bought = false
            for pair in pairs {
                if input.ledger.value(.sold, pair: pair, week: week) > 0 { return true }
                bought = bought || input.ledger.value(.received, pair: pair, week: week) > 0
            }
            if bought { purchases += 1 }
        }
        return purchases >= 2
    }

    private static func pairsBySite(_ input: NetworkHealthInput) -> [[Int]] {
        var result = [[Int]](repeating: [], count: input.network.sites.count)
        for (index, pair) in input.ledger.pairs.enumerated() { result[pair.site].append(index) }
        return result
    }

    /// Who recruits, who sells: of the sites that are still there.
    private func sellers(_ scope: HealthScope, _ own: [Row]) -> [HealthFigure] {
        guard input.network.sites.contains(where: { $0.sponsor != nil }) else { return [.absent(.recruitsOnly, scope, .noSponsors)] }
        var isSponsor = [Bool](repeating: false, count: input.network.sites.count)
        let year = input.ledger.asOf - 364
        for site in input.network.sites {
            guard let sponsor = site.sponsor, let joined = site.joinedOn, joined >= year, joined < input.ledger.asOf else { continue }
            isSponsor[sponsor] = true
        }
        let present = own.filter { $0.state == .active || $0.state == .dormant }
        guard !present.isEmpty else { return [] }
        let recruiting = present.filter { isSponsor[$0.site] }
        let only = recruiting.filter { row in (row.weeks.map { $0.soldUnits + $0.shippedUnits } ?? 0) <= 0 }
        return [
            HealthFigure(.recruitersShare, scope, value: Double(recruiting.count) / Double(present.count), sample: Double(present.count)),
            HealthFigure(.recruitsOnly, scope, value: Double(only.count), sample: Double(recruiting.count)),
        ]
    }

    private var table: HealthTable {
        let columns = [
            "site", "tier", "joined_on", "last_trade_week", "trade_weeks", "purchase_weeks", "probability_active", "low", "high", "state",
            "recruits", "bought_units", "shipped_units", "sold_units", "income", "margin",
        ]
        var income: [Int: Money] = [:]
        for payout in input.payouts { income[payout.payee, default: .zero] += Money(payout.amount) }
        var margins: [Int: Double] = [:]
        let all = 0..<input.ledger.completeWeekCount
        for (index, pair) in input.ledger.pairs.enumerated() {
            let soldUnits = input.trade.units(.soldPricedUnits, pair: index, weeks: all)
            let boughtUnits = input.trade.units(.boughtPricedUnits, pair: index, weeks: all)
            guard soldUnits > 0, boughtUnits > 0 else { continue }
            let cost = input.trade.amount(.boughtAmount, pair: index, weeks: all).amount / boughtUnits
            margins[pair.site, default: 0] += input.trade.amount(.soldAmount, pair: index, weeks: all).amount - soldUnits * cost
        }
        let tree = RecruitmentTree(input.network)
        // Whoever was worth most and is going first.
        let ordered = rows.sorted {
            let (a, b) = ($0.weeks?.boughtUnits ?? 0, $1.weeks?.boughtUnits ?? 0)
            return ((1 - ($1.probability ?? 0)) * b, $0.site) < ((1 - ($0.probability ?? 0)) * a, $1.site)
        }
        var table = HealthTable(columns: columns.map { HealthTable.Column($0, decimals: $0 == "margin" ? 2 : 4) })
        table.rows = ordered.map { row in
            let site = input.network.sites[row.site]
            return [
                .site(row.site), .count(site.tier), site.joinedOn.map { .day($0) } ?? .missing,
                row.weeks.map { .week(input.ledger.firstWeek + $0.last) } ?? .missing, row.weeks.map { .count($0.count) } ?? .missing,
                row.weeks.map { .count($0.purchaseWeeks) } ?? .missing, .optional(row.probability), .optional(row.low), .optional(row.high),
                .word(row.state.word), .count(tree.recruits[row.site].count), .optional(row.weeks?.boughtUnits),
                .optional(row.weeks?.shippedUnits), .optional(row.weeks?.soldUnits),
                input.payouts.isEmpty ? .missing : .money(income[row.site] ?? .zero), .optional(margins[row.site]),
            ]
        }
        table.shownColumns = [
            "site", "tier", "last_trade_week", "probability_active", "state", "recruits", "bought_units", "shipped_units", "sold_units",
            "income",
        ]
        return table
    }
}
