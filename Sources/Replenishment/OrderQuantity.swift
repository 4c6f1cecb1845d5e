import SupplyNetwork

/// A need turned into something a supplier accepts: minimum order (applied once), whole packs, no more than can be sold.
struct OrderQuantity: Sendable, Hashable {
    var quantity: Double
    var constraint: OrderCalculation.Constraint

    /// A billionth of a unit or pack is arithmetic noise, never something to order for.
    static let noise = 1e-9

    /// - Parameters:
    ///   - need: units.
    ///   - packSize: units; not above zero is read as 1.
    ///   - room: the most units that may be added; nil without a limit.
    ///   - ceiling: what limits `room`.
    ///   - roundsDown: the SKU ends soon, so that the last pack would stay: rounded down instead of up.
    ///   - cost: the expected cost of a quantity, convex: decides whether the last pack, or a minimum order above the need, is worth
    ///     its holding. Nil where a service level must be reached: rounded up.
    init(
        need: Double, packSize: Double, minimum: Double, room: Double? = nil, ceiling: OrderCalculation.Constraint = .shelfLife,
        roundsDown: Bool = false, cost: ((Double) -> Double)? = nil
    ) {
        let pack = packSize > 0 ? packSize : 1
        func packsCovering(_ units: Double) -> Double { (units / pack - OrderQuantity.noise).rounded(.up) }
        func packsWithin(_ units: Double) -> Double { (units / pack + OrderQuantity.noise).rounded(.down) }
        let leastPacks = max(1, packsCovering(max(0, minimum)))

        guard need > OrderQuantity.noise else {
            self.init(quantity: 0, constraint: .enoughStock)
            return
        }
        var wanted = roundsDown ? packsWithin(need) : packsCovering(need)
        if let cost, !roundsDown {
            let fewer = packsWithin(need)
            // Single units are rounded up: a fraction of a unit is missing all the same, and demand comes in whole ones.
            if pack > 1 && fewer < wanted && cost(fewer * pack) < cost(wanted * pack) { wanted = fewer }
            if wanted < leastPacks && cost(0) < cost(leastPacks * pack) {
                self.init(quantity: 0, constraint: leastPacks > 1 ? .minimumOrder : .packSize)
                return
            }
        }
        if roundsDown && wanted < leastPacks {
            self.init(quantity: 0, constraint: .discontinued)
            return
        }
        let asked = max(wanted, leastPacks)
        if let room, asked > packsWithin(max(0, room)) {
            let packs = packsWithin(max(0, room))
            self.init(quantity: packs >= leastPacks ? packs * pack : 0, constraint: ceiling)
            return
        }
        let quantity = asked * pack
        let constraint: OrderCalculation.Constraint =
            asked > wanted ? .minimumOrder : abs(quantity - need) > OrderQuantity.noise * max(1, need) ? .packSize : .none
        self.init(quantity: quantity, constraint: constraint)
    }

    private init(quantity: Double, constraint: OrderCalculation.Constraint) {
        self.quantity = quantity
        self.constraint = constraint
    }
}
