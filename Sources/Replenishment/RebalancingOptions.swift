/// Which moves of idle stock are proposed, and what they cost.
public struct RebalancingOptions: Sendable, Codable, Hashable {
    public enum Reach: String, Sendable, Codable, Hashable, CaseIterable {
        /// Only among the customers of one supplier.
        case supplier
        /// Within a region, or among the customers of one supplier.
        case region
        case anywhere
    }
    /// Default anywhere.
    public var reach = Reach.anywhere
    /// Tiers that may send and receive; empty (the default) for all.
    public var tiers: [Int] = []
    /// Whether sites of different tiers may exchange stock. Default true; never a site and one that it supplies.
    public var acrossTiers = true
    /// Money for each move, whatever its size. Default 0.
    public var costPerMove = 0.0
    /// Money for each unit moved: among the customers of one supplier or within a region, and beyond. Defaults 0; nil is as near.
    public var costPerUnit = 0.0
    public var costPerUnitBeyondRegion: Double?
    /// A move that saves less money than this is not proposed. Default 0.
    public var minimumSaving = 0.0
    /// Nor is one of fewer units. Default 0.
    public var minimumUnits = 0.0
    /// Units that expire within so many days are not moved. Default 30.
    public var minimumShelfLifeDays = 30
    /// Whether the brand takes back what lies idle, where it would otherwise order more of it. Default false.
    public var takesBack = false
    /// Share of a unit's cost that a unit taken back is worth to the brand. Default 0.8.
    public var takeBackShare = 0.8

    public init() {}
}
