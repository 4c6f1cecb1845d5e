import SupplyNetwork

/// What is remembered of one case from run to run.
public struct PreviousAlert: Sendable, Codable, Hashable {
    public var id: String
    public var rule: Alert.Rule
    public var site: String
    public var sku: String
    public var state: Alert.State
    /// The as-of date of the first run that raised it.
    public var since: Day
    /// The as-of date of the last run in which it held.
    public var lastSeen: Day
    /// Whether it held in each of the last runs, the latest last.
    public var runsHeld: [Bool]
    public var risk: Double

    public init(
        id: String, rule: Alert.Rule, site: String, sku: String, state: Alert.State, since: Day, lastSeen: Day, runsHeld: [Bool],
        risk: Double
    ) {
        self.id = id
        self.rule = rule
        self.site = site
        self.sku = sku
        self.state = state
        self.since = since
        self.lastSeen = lastSeen
        self.runsHeld = runsHeld
        self.risk = risk
    }
}

/// What one run found of a case.
enum Observation: Sendable, Hashable {
    /// At or above the threshold.
    case holds
    /// Below the threshold and not yet below the lower bound.
    case wanes
    /// Below the lower bound.
    case over
    /// There is nothing to tell from: not a reason to call it over.
    case unknown
}

extension AlertingOptions {
    /// What becomes of a case: its state, or nil when it is forgotten without ever having fired.
    ///
    ///     held once                       pending
    ///     held in 2 of the last 3 runs    firing
    ///     firing, below the lower bound   resolved, listed once
    ///     resolved, holds again           pending, anew
    func state(after previous: PreviousAlert?, _ observation: Observation) -> (state: Alert.State, runsHeld: [Bool])? {
        let carried = previous?.state == .resolved ? nil : previous
        var held = carried?.runsHeld ?? []
        if observation != .unknown { held = Array((held + [observation == .holds]).suffix(max(1, window))) }
        switch carried?.state {
        case .firing?, .silenced?:
            return (observation == .over ? .resolved : carried?.state ?? .firing, held)
        case .pending?, .resolved?, nil:
            let count = held.reduce(0) { $0 + ($1 ? 1 : 0) }
            if count == 0 { return nil }
            return (count >= runsToFire ? .firing : .pending, held)
        }
    }
}
