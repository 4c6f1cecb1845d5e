/// How stock and consumption are reconciled. The defaults suit weekly ledgers of consumer goods; none of them is a figure
/// from the literature unless a source is named.
public struct ReconciliationOptions: Sendable, Codable, Hashable {
    /// A position rests on a count (`counted`) while the count is at most this old. Weeks; default 4.
    public var recentCountWeeks: Int = 4
    /// Known weeks over which consumption "lately" is averaged. Default 8.
    public var consumptionWeeks: Int = 8
    /// Relative standard error of one count or one week's movement before the data say more. Default 0.03. Records are less
    /// exact than one hopes: DeHoratius & Raman (2008), doi:10.1287/mnsc.1070.0789, found 65 % of 370,000 inexact.
    public var countError: Double = 0.03
    /// Relative standard error of a reported movement. Default 0.01.
    public var movementError: Double = 0.01
    /// Share of movements between sites that nobody reports. Default 0.02.
    public var unreportedShare: Double = 0.02
    /// A count contradicts the ledger when it lies further above what could be there than this share of the goods
    /// involved. Default 0.1.
    public var contradictionShare: Double = 0.1
    /// Reported consumer sales are scaled up when they are less than this share of what the balances imply, by more than two
    /// standard errors. Default 0.95.
    public var reportedShare: Double = 0.95
    /// Weeks after which a balance counts half as evidence of today's consumption. Default 26.
    public var halfLifeWeeks: Double = 26
    /// Stock at the beginning of the ledger where nobody counted: at most this many weeks of consumption. Default 3.
    public var openingCoverWeeks: Double = 3
    /// The lowest stock a site without any count ever had, in weeks of consumption. Default 0.5.
    public var lowestCoverWeeks: Double = 0.5
    /// A pair first seen later than this many weeks after the ledger begins, and first seen receiving, began empty. Default 13.
    public var freshStartWeeks: Int = 13
    /// Stock at which sites order, in weeks of consumption, before the data say more; and how much it varies. Default 2 ± 1.2.
    public var reorderCoverWeeks: Double = 2
    public var reorderCoverDeviation: Double = 1.2
    /// Share of sites that buy without regard to what they have, before the data say more. Default 0.1.
    public var carelessShare: Double = 0.1
    /// Peers (same tier and SKU) needed before a site's consumption borrows from them. Default 3.
    public var leastPeers: Int = 3

    public init() {}
}
