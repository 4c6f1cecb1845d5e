import SupplyNetwork

/// What the movements and the counts say together. Arrays run parallel to `Ledger.pairs`.
public struct Reconciled: Sendable {
    /// Stock at the as-of date and recent consumption. Where the basis is `insufficient` the stock figures are zero and mean
    /// nothing.
    public var positions: [Position]
    /// From the first week the pair existed to the last complete week before the as-of date.
    public var consumption: [DemandHistory]
    /// Units on hand at the end of each ledger week; nil where unknown. Every row has `Ledger.weekCount` entries.
    public var stockPaths: [[Double?]]
    public var diagnostics: [Diagnostic]

    public init(positions: [Position], consumption: [DemandHistory], stockPaths: [[Double?]], diagnostics: [Diagnostic]) {
        self.positions = positions
        self.consumption = consumption
        self.stockPaths = stockPaths
        self.diagnostics = diagnostics
    }
}
