import SupplyNetwork

/// What a world's own brand reckoned with when it paid distributors.
extension SimulatedWorld {
    /// Steps of rebates on a calendar month's purchases, by tier, ascending.
    public var rebateSteps: [Int: [(from: Double, rate: Double)]] {
        incentives.steps.mapValues { $0.map { (from: $0.from, rate: $0.rate) } }
    }

    /// Purchases between sites as `sales.csv` tells them, with their money; returns and transfers left out, since the simulated brand pays on
    /// what was sent.
    public var purchases: [(day: Day, buyer: Int, amount: Money)] {
        movements.compactMap { movement in
            guard !movement.isToConsumer, movement.kind == .sale else { return nil }
            let price = catalogue.price(Int(movement.product), tier: tiers[Int(movement.buyer)], on: movement.day)
            return (movement.day, Int(movement.buyer), Money(price * Double(movement.quantity)).roundedToCents)
        }
    }
}
