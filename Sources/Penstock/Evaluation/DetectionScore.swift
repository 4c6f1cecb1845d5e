import SupplyNetwork

/// A run scored against the truth of its simulated world.
///
/// All site × SKU that a site carries are scored; one that the run does not list has risk 0. Calibration is judged on the listed
/// risks. Errors and sums are kept rather than ratios where worlds are added up.
public struct DetectionScore: Sendable, Hashable, Codable {
    public struct Ranking: Sendable, Hashable, Codable {
        public var averagePrecision: Double?
        public var precisionAtK: Double?
        /// Alarms on stock that is not piled up.
        public var falseAlarms: Int
    }

    /// Absolute errors, and what is true, in units.
    public struct Errors: Sendable, Hashable, Codable {
        public var error = 0.0
        public var baseline = 0.0
        public var truth = 0.0
        public var count = 0
        public init() {}
    }

    /// How often a 90 % interval held the truth.
    public struct Cover: Sendable, Hashable, Codable {
        public var inside = 0
        public var below = 0
        public var count = 0
        public var width = 0.0
        public var truth = 0.0
        public init() {}
    }

    public var isNull: Bool
    public var pairs: Int
    public var piled: Int
    public var listed: Int
    /// Share piled up among what is not listed.
    public var unlistedPiled: Double
    /// Share piled up among the first twenty rows of the list.
    public var topTwenty: Double?
    /// `penstock`, the four rules, and `tier 0` … for the product by tier.
    public var rankings: [String: Ranking]
    /// `all`, `tier 0` …
    public var calibration: [String: CalibrationBins]
    /// On hand, `all` and by tier; the baseline is the last count carried forward, none where nobody counted.
    public var onHand: [String: Errors]
    /// `all`, by tier and by basis.
    public var cover: [String: Cover]
    /// Consumption of silent sites over the last `consumptionWeeks` weeks; the baseline takes all purchases for consumption.
    public var silentConsumption: Errors
    /// Among true positives (risk from 0.5 on, truly piled up): cause named, by true cause.
    public var causes: [String: [String: Int]]
    /// Weeks between the start found and the true one, for true positives: found minus true.
    public var startErrors: [Int]

    public static let consumptionWeeks = 13
    /// Risk from which a row is an alarm.
    public static let alarm = 0.5

    public var truePositives: Int { causes.values.reduce(0) { $0 + $1.values.reduce(0, +) } }
    public var causesRight: Int { causes.reduce(0) { $0 + ($1.value[$1.key] ?? 0) } }

    public init(record: RunRecord, truth: SimulatedTruth, coverWeeks: Double = 16) {
        let (ledger, network) = (record.ledger, record.network)
        let baselines = DetectionBaselines(ledger: ledger, network: network, weeks: coverWeeks)
        var piles: [Int: Stockpile] = [:]
        for pile in record.stockpiles { piles[pile.pair] = pile }
        /// Each label's pair in the ledger; one that no file names has none.
        let places = truth.labels.map { label -> Int? in
            guard let site = network.site(label.site), let product = network.product(label.sku) else { return nil }
            return ledger.pair(site: site, product: product)
        }
        let tiers = truth.labels.map { label in network.site(label.site).map { "tier \(network.sites[$0].tier)" } ?? "tier ?" }
        let isPiled = truth.labels.map(\.piled)
        let risks = places.map { $0.flatMap { piles[$0]?.risk } ?? 0 }

        isNull = truth.isNull
        pairs = truth.labels.count
        piled = isPiled.count { $0 }
        listed = places.count { $0.map { piles[$0] != nil } ?? false }
        let unlisted = places.indices.filter { place in places[place].map { piles[$0] == nil } ?? true }
        unlistedPiled = Double(unlisted.count { isPiled[$0] }) / Double(max(1, unlisted.count))
        var labelOfPair: [Int: Int] = [:]
        for (label, place) in places.enumerated() { if let place { labelOfPair[place] = label } }
        let top = record.stockpiles.prefix(20).compactMap { labelOfPair[$0.pair] }
        topTwenty = top.isEmpty ? nil : Double(top.count { isPiled[$0] }) / Double(top.count)

        func ranking(_ scores: [Double], _ rows: [Int], alarm: Double) -> Ranking {
            Ranking(
                averagePrecision: RankingMeasures.averagePrecision(rows.map { scores[$0] }, rows.map { isPiled[$0] }),
                precisionAtK: RankingMeasures.precisionAtK(rows.map { scores[$0] }, rows.map { isPiled[$0] }),
                falseAlarms: rows.count { scores[$0] >= alarm && !isPiled[$0] })
        }
        let all = Array(places.indices)
        rankings = ["penstock": ranking(risks, all, alarm: DetectionScore.alarm)]
        for tier in Set(tiers) {
            rankings[tier] = ranking(risks, all.filter { tiers[$0] == tier }, alarm: DetectionScore.alarm)
        }
        for rule in baselines.rules {
            let lowest = (rule.scores.min() ?? 0) - 1
            rankings[rule.name] = ranking(places.map { $0.map { rule.scores[$0] } ?? lowest }, all, alarm: rule.alarm)
        }

        calibration = [:]
        onHand = [:]
        cover = [:]
        silentConsumption = Errors()
        causes = [:]
        startErrors = []
        for label in all {
            add(
                label, truth: truth, place: places[label], tier: tiers[label], pile: places[label].flatMap { piles[$0] }, record: record,
                baselines: baselines)
        }
    }

    private mutating func add(
        _ index: Int, truth: SimulatedTruth, place: Int?, tier: String, pile: Stockpile?, record: RunRecord,
        baselines: DetectionBaselines
    ) {
        let label = truth.labels[index]
        let ledger = record.ledger
        let position = place.map { record.positions[$0] }
        let isKnown = position.map { $0.basis != .insufficient } ?? false
        for key in ["all", tier] {
            onHand[key, default: Errors()].add(
                isKnown ? position?.onHand ?? 0 : 0, truth: label.onHand, baseline: place.flatMap { baselines.lastCounts[$0] } ?? 0)
        }
        if let position {
            for key in ["all", tier, position.basis.rawValue] where isKnown || key == Position.Basis.insufficient.rawValue {
                cover[key, default: Cover()].add(position, truth: label.onHand)
            }
        }
        if let pile {
            for key in ["all", tier] { calibration[key, default: CalibrationBins()].add(pile.risk, label.piled) }
            if pile.risk >= DetectionScore.alarm, label.piled {
                causes[label.cause?.rawValue ?? "unknown", default: [:]][pile.cause.rawValue, default: 0] += 1
                if let found = pile.since, let began = label.since { startErrors.append(found - began) }
            }
        }
        if let place, truth.silentSites.contains(label.site) {
            let weeks = max(0, ledger.weekCount - DetectionScore.consumptionWeeks)..<ledger.weekCount
            let history = record.consumption[place]
            let offset = history.start - ledger.firstWeek
            let told = weeks.reduce(0.0) { sum, week in
                let own = week - offset
                return own >= 0 && own < history.count && history.states[own] != .missing ? sum + history.values[own] : sum
            }
            silentConsumption.add(
                told, truth: truth.consumption[index].suffix(weeks.count).reduce(0, +),
                baseline: ledger.total(.received, pair: place, weeks: weeks))
        }
    }
}

extension DetectionScore.Errors {
    mutating func add(_ value: Double, truth: Double, baseline: Double) {
        error += abs(value - truth)
        self.baseline += abs(baseline - truth)
        self.truth += truth
        count += 1
    }
}

extension DetectionScore.Cover {
    /// Half a unit on either side: truths are whole.
    mutating func add(_ position: Position, truth: Double) {
        count += 1
        if truth >= position.onHandLow - 0.5 && truth <= position.onHandHigh + 0.5 { inside += 1 }
        if truth < position.onHandLow - 0.5 { below += 1 }
        width += position.onHandHigh - position.onHandLow
        self.truth += truth
    }
}
