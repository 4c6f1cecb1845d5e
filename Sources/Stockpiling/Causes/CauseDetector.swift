import SupplyNetwork

/// Looks for one cause of a pile. A detector is conservative: it says nothing rather than guess.
protocol CauseDetector: Sendable {
    var cause: Stockpile.Cause { get }
    /// Strength of the evidence, 0–1.
    func strength(_ pile: StockpileCase) -> Double
}

struct CauseDetectors: Sendable {
    /// The more specific come first: among equals the first is named.
    let detectors: [any CauseDetector]

    init(
        priceChanges: [PriceChange], promotions: [Promotion], incentives: StockpilingIncentives?, spending: RebateSpending,
        prices: TierPrices
    ) {
        detectors = [
            RecruitDetector(),
            ForwardBuyDetector(priceChanges: priceChanges, promotions: promotions, prices: prices),
            ThresholdDetector(incentives: incentives, spending: spending, prices: prices),
            PushDetector(period: incentives?.quotaPeriod),
            DemandDropDetector(),
        ]
    }

    func cause(_ pile: StockpileCase) -> Stockpile.Cause {
        var best = pile.options.namedStrength
        var cause = Stockpile.Cause.unknown
        for detector in detectors {
            let strength = detector.strength(pile)
            if strength > best || (strength == best && cause == .unknown) {
                best = strength
                cause = detector.cause
            }
        }
        return cause
    }
}
