import SupplyNetwork

/// How much of a change is a trifle that is not worth telling suppliers and warehouses about.
public struct SteadinessOptions: Sendable, Codable, Hashable {
    /// A quantity within this share of what the last plan announced is left as announced. Default 0.1; 0 turns it off.
    public var share = 0.1
    /// So is one within this much money (at unit cost or price) of it. Default 0.
    public var value = 0.0
    /// What was announced for a day at most so many days after the plan that announced it is firm. Default 0: nothing is.
    public var freezeDays = 0

    public init() {}
}

/// What the last plan announced for today, pair by pair.
public struct Announcement: Sendable, Hashable {
    /// The as-of date of the plan that announced it.
    public var issuedOn: Day
    /// Units by pair; a pair that is missing was not in that plan.
    public var quantities: [Int: Double]

    public init(issuedOn: Day, quantities: [Int: Double]) {
        self.issuedOn = issuedOn
        self.quantities = quantities
    }
}

extension PlanningBasis {
    /// Leaves orders as the last plan announced them where the difference is a trifle, or the day is frozen.
    ///
    /// The schedule moves with the truth, not with its noise (Blackburn, Kropp & Millen 1986, doi:10.1287/mnsc.32.4.413, on
    /// schedule nervousness). Closed, overstocked and planner's lines stay as they are, and nothing exceeds the most a site may hold.
    func steady(_ calculations: inout [OrderCalculation], announcement: Announcement) {
        let options = options.steadiness
        let isFrozen = options.freezeDays > 0 && asOf - announcement.issuedOn <= options.freezeDays
        for index in calculations.indices {
            guard let announced = announcement.quantities[index] else { continue }
            calculations[index].announced = announced
            let c = calculations[index]
            switch c.constraint {
            case .none, .packSize, .minimumOrder, .enoughStock, .transferred: break
            default: continue
            }
            guard announced != c.quantity, isOrderable(announced, c) else { continue }
            let change = abs(c.quantity - announced)
            let unit = network.products[pairs[index].product].unitValue ?? 0
            let isTrifle =
                c.quantity > 0 && announced > 0 && (change <= options.share * announced || change * unit <= options.value && unit > 0)
            if isFrozen || isTrifle { calculations[index].limit(to: announced, by: .steady) }
        }
    }

    private func isOrderable(_ quantity: Double, _ c: OrderCalculation) -> Bool {
        let packs = quantity / c.packSize
        guard abs(packs - packs.rounded()) <= OrderQuantity.noise * max(1, packs), quantity == 0 || quantity >= c.minOrderQuantity else {
            return false
        }
        return c.maximumStock.map { c.echelonPosition + quantity <= $0 + OrderQuantity.noise } ?? true
    }
}
