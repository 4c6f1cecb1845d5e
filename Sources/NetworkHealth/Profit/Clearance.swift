import Foundation
import SupplyNetwork

/// `clearance.csv`: which excess to clear, at what mark-down, and what that brings in.
///
/// Demand at a price share 1 − d is demand × (1 − d)^ε with the network's own price elasticity ε (of the SKU where its price moved enough). Of
/// mark-downs in steps of 5 %, the least that sells what lies there before it expires (or within half a year, where no date is known) is compared with
/// deeper ones: the one with the greatest recovery is proposed, recovery being the money taken over what would be sold anyway, up to the time.
/// The interval of units and money comes from that of ε.
struct Clearance {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions
    /// Elasticities as `Brand` found them.
    let elasticities: [HealthFigure]

    static let leastRisk = 0.5
    /// Weeks within which excess without a date is to be gone.
    static let weeks = 26.0
    private static let discounts = stride(from: 0.0, through: 0.7, by: 0.05).map { $0 }

    struct Outcome {
        var discount: Double
        var units: Double
        var money: Double
        var isEmptied: Bool
    }

    var section: HealthSection {
        let piles = input.stockpiles.filter { $0.risk >= Clearance.leastRisk && $0.excessUnits >= 1 }
        let excess = piles.reduce(0) { $0 + ($1.excessValue ?? 0) }
        guard !piles.isEmpty else { return HealthSection(.clearance, figures: [HealthFigure(.clearableValue, value: 0, sample: 0)]) }
        let known = Dictionary(
            elasticities.filter { $0.measure == .priceElasticity && $0.value != nil }.map { ($0.scope, $0) }, uniquingKeysWith: { first, _ in first })
        var table = HealthTable(
            columns: [
                "site", "sku", "on_hand", "excess_units", "demand_per_week", "sell_by", "mark_down", "units_cleared", "low", "high", "recovery",
                "state",
            ].map { HealthTable.Column($0, decimals: 2) })
        var figures = [HealthFigure(.clearableValue, value: excess, sample: Double(piles.count))]
        guard let network = known[.network] else {
            let reason = elasticities.first { $0.measure == .priceElasticity && $0.scope == .network }?.reason ?? .noPriceChanges
            return HealthSection(.clearance, figures: figures + [.absent(.clearanceRecovery, reason)])
        }
        var (recovery, low, high, cleared) = (0.0, 0.0, 0.0, 0.0)
        for pile in piles {
            let pair = input.ledger.pairs[pile.pair]
            let product = input.network.products[pair.product]
            let position = input.positions[pile.pair]
            guard let price = product.unitPrice ?? product.unitCost, position.basis != .insufficient else { continue }
            let elasticity = known[.product(pair.product)] ?? network
            let demand = max(0, pile.evidence.demandPerWeek)
            let expiry = input.lots(pair: pile.pair).filter { $0.units > 0 }.map(\.expiresOn).min()
            let weeks = expiry.map { Double($0 - input.ledger.asOf) / 7 } ?? Clearance.weeks
            let span = min(max(0, weeks), Clearance.weeks)
            guard let value = elasticity.value else { continue }
            let best = Clearance.best(units: position.onHand, demand: demand, weeks: span, price: price, elasticity: min(value, 0))
            func units(_ elasticity: Double?) -> Double? {
                guard let elasticity, let best else { return nil }
                return Clearance.outcome(
                    units: position.onHand, demand: demand, weeks: span, price: price, elasticity: min(elasticity, 0), discount: best.discount
                ).units
            }
            // The more elastic end sells more.
            let (least, most) = (units(elasticity.high), units(elasticity.low))
            let usual = min(position.onHand, demand * span) * price
            if let best {
                recovery += best.money - usual
                low += (least ?? best.units) * price * (1 - best.discount) - usual
                high += (most ?? best.units) * price * (1 - best.discount) - usual
                cleared += best.units
            }
            let state = best.map { $0.discount == 0 ? "sells_by_itself" : $0.isEmptied ? "mark_down" : "mark_down_and_take_back" } ?? "take_back"
            table.rows.append([
                .site(pair.site), .product(pair.product), .number(position.onHand), .number(pile.excessUnits), .number(demand),
                expiry.map { .day($0) } ?? .missing, .optional(best?.discount), .optional(best?.units), .optional(least), .optional(most),
                .optional(best.map { $0.money - usual }), .word(HealthWord(state)),
            ])
        }
        figures.append(
            HealthFigure(.clearanceRecovery, value: recovery, low: min(low, recovery), high: max(high, recovery), sample: Double(table.rows.count)))
        figures.append(HealthFigure(.clearedUnits, value: cleared, sample: Double(table.rows.count)))
        return HealthSection(.clearance, figures: figures, table: table)
    }

    static func outcome(units: Double, demand: Double, weeks: Double, price: Double, elasticity: Double, discount: Double) -> Outcome {
        let sold = min(units, demand * pow(1 - discount, elasticity) * weeks)
        return Outcome(discount: discount, units: sold, money: sold * price * (1 - discount), isEmptied: sold >= units - 1e-9)
    }

    /// The mark-down with the greatest recovery among those that empty the stock in time; where none does, among all. Nil without demand.
    static func best(units: Double, demand: Double, weeks: Double, price: Double, elasticity: Double) -> Outcome? {
        guard demand > 0, weeks > 0, units > 0 else { return nil }
        let outcomes = discounts.map {
            outcome(units: units, demand: demand, weeks: weeks, price: price, elasticity: elasticity, discount: $0)
        }
        let emptying = outcomes.filter(\.isEmptied)
        return (emptying.isEmpty ? outcomes : emptying).max { ($0.money, $1.discount) < ($1.money, $0.discount) }
    }
}
