import SupplyNetwork

/// When stock counts as piled up, and how its cause is looked for. Thresholds without a source are choices, not authority.
public struct StockpilingOptions: Sendable, Codable, Hashable {
    /// Weeks of demand that stock may serve. Default 12.
    public var horizonWeeks: Int = 12
    /// Weeks of mean demand allowed on top of it. Default 4.
    public var allowanceWeeks: Double = 4
    /// Stock that a site below goes on keeping, in weeks of its demand: what it has above this it will use before it orders.
    /// Chosen on the same simulated worlds as `levelDrift`. Default 3.
    public var usualCoverWeeks: Double = 3
    /// Standard deviation, relative to the mean, by which demand over the horizon strays from a forecast beyond what the
    /// forecast itself says: levels drift, customers come and go. Measured on simulated worlds of seeds 101–112 (not on those
    /// that `Benchmarks/detection.py` reports), where it makes stated risks agree with what happened; no figure from the
    /// literature. Default 0.3.
    public var levelDrift: Double = 0.3
    /// Where less is forecast than the last year's consumption: the share of the difference that is expected to come back. What
    /// sold badly lately had often run out unseen, or was out of season. Measured like `levelDrift`. Default 0.4.
    public var lullRecovery: Double = 0.4
    /// Weight of the seasonal outlook (the site's recent level moved through the year as its product moves everywhere) beside the
    /// forecast. Measured like `levelDrift`. Default 0.7.
    public var seasonalWeight: Double = 0.7
    /// Weight of what the sites below have been asking for lately beside what they need by their stock. Measured like
    /// `levelDrift`. Default 0.2.
    public var shipmentWeight: Double = 0.2
    /// Weeks after a product's end from which stock that nobody has counted since then may be gone, and the probability that it is still
    /// there. Default 12 and 0.4.
    public var clearanceWeeks: Int = 12
    public var uncountedLeftShare: Double = 0.4
    /// The same for what the sites below a site ask of it together, which drifts in common. Default 0.15.
    public var commonDrift: Double = 0.15
    /// How the model's risks are made to agree with what came true in simulated networks; nil leaves them as they are.
    public var recalibration: RiskRecalibration? = RiskRecalibration()
    /// The least probability that is reported. Default 0.05.
    public var reportedRisk: Double = 0.05
    /// Fewer expected units above the demand are not worth a line. Default 1.
    public var leastExcessUnits: Double = 1
    /// A pair without any known demand is left alone while it is at most this old: a launch, not a pile. Weeks; default 8.
    public var launchWeeks: Int = 8
    /// Known weeks that "consumption then current" averages. Default 8.
    public var consumptionWeeks: Int = 8
    /// Peers needed before a median of weeks of cover is given. Default 5.
    public var leastPeers: Int = 5
    /// Weeks before a pile began whose receipts may have caused it. Default 8.
    public var buildUpWeeks: Int = 8
    /// A receipt is large from this multiple of the site's typical week of receipts. Default 2.
    public var largeReceipt: Double = 2
    /// Purchases within this many weeks of joining are a recruit's entry. Default 4.
    public var entryWeeks: Int = 4
    /// An entry is excessive from this many weeks of what peers consumed at that age. Default 16: horizon and allowance.
    public var entryCoverWeeks: Double = 16
    /// A price rise or the end of a promotion explains purchases up to this many weeks before it. Default 4.
    public var forwardBuyWeeks: Int = 4
    /// Purchases up to this share above a step of the rebate scale bunch at it. Default 0.1.
    public var bunchingShare: Double = 0.1
    /// Consumption has dropped from this share of what it was. Default 0.5.
    public var dropShare: Double = 0.5
    /// The risk from which a case is listed among the worst, by what it is worth. Default 0.5.
    public var overstockRisk: Double = 0.5
    /// The least strength of evidence, 0–1, for which a cause is named. Default 0.5.
    public var namedStrength: Double = 0.5

    public init() {}

    /// The model's risk from which a case is worked out.
    var consideredRisk: Double { recalibration == nil ? reportedRisk : min(reportedRisk, 0.05) }
}

/// What distributors earn, as far as it makes them buy more than they sell.
public struct StockpilingIncentives: Sendable, Codable, Hashable {
    public enum Period: String, Sendable, Codable, Hashable, CaseIterable { case month, quarter }

    /// One step of a rebate scale: from this much money of purchases within a window.
    public struct Step: Sendable, Codable, Hashable {
        public var from: Double
        public var rate: Double
        public init(from: Double, rate: Double) {
            self.from = from
            self.rate = rate
        }
    }

    /// The period at whose end sellers must have met their quota; nil where there is none, or it is unknown.
    public var quotaPeriod: Period?
    public var rebateWindow: Period
    /// Steps by tier.
    public var rebates: [Int: [Step]]

    public init(quotaPeriod: Period? = nil, rebateWindow: Period = .month, rebates: [Int: [Step]] = [:]) {
        self.quotaPeriod = quotaPeriod
        self.rebateWindow = rebateWindow
        self.rebates = rebates
    }
}
