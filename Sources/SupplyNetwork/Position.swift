/// Where the stock of one site × SKU stands at the as-of date, with a 90 % interval.
public struct Position: Sendable, Hashable {
    public enum Basis: String, Sendable, Hashable, CaseIterable, Codable {
        /// A recent count, brought forward by reported movements.
        case counted
        /// Reconciled from counts, movements and consumption.
        case reconciled
        /// Nobody counted: between what conservation of goods allows.
        case bounded
        /// Nothing to tell from.
        case insufficient
    }

    public var onHandLow: Double
    public var onHand: Double
    public var onHandHigh: Double
    /// Units a week, lately.
    public var consumptionLow: Double
    public var consumption: Double
    public var consumptionHigh: Double
    /// Shipped to the site and not yet there, where a count told.
    public var inTransit: Double
    public var basis: Basis
    public var lastCountedOn: Day?

    public init(
        onHandLow: Double, onHand: Double, onHandHigh: Double, consumptionLow: Double, consumption: Double,
        consumptionHigh: Double, inTransit: Double = 0, basis: Basis, lastCountedOn: Day? = nil
    ) {
        self.onHandLow = onHandLow
        self.onHand = onHand
        self.onHandHigh = onHandHigh
        self.consumptionLow = consumptionLow
        self.consumption = consumption
        self.consumptionHigh = consumptionHigh
        self.inTransit = inTransit
        self.basis = basis
        self.lastCountedOn = lastCountedOn
    }

    /// The same for a site whose own consumers take nothing: stock over what the sites below ask of it, `perWeek` units.
    public func weeksOfCover(asked perWeek: Double) -> Double? {
        weeksOfCover ?? (basis != .insufficient && perWeek > 0 && onHand.isFinite ? onHand / perWeek : nil)
    }

    /// Stock over weekly consumption; nil where nothing is consumed or nothing is known.
    public var weeksOfCover: Double? {
        basis == .insufficient || consumption <= 0 ? nil : onHand / consumption
    }
}
