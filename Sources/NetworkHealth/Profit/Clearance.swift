import Foundation
import SupplyNetwork

/// `clearance.csv`: which excess to clear, at what mark-down, and what that brings in.
///
/// Demand at a price share 1 − d is demand × (1 − d)^ε with the network's own price elasticity ε (of the SKU where its price moved enough). Of
/// mark-downs in steps of 5 % the one is proposed that brings in most: money taken within half a year, or before the goods expire where that is
/// sooner, plus what is left at unit cost less a year's holding. What expires unsold is worth nothing, so that goods near their date are
/// marked down until they are gone. Recovery is what that brings beyond leaving the price alone; its interval comes from that of ε.
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
        /// Money taken, and what is left.
        var worth: Double
        var isEmptied: Bool
    }

    var section: HealthSection {
        let piles = input.stockpiles.filter { $0.risk >= Clearance.leastRisk && $0.excessUnits >= 1 }
        let excess = piles.reduce(0) { $0 + ($1.excessValue ?? 0) }
        guard !piles.isEmpty else { return HealthSection(.clearance, figures: [HealthFigure(.clearableValue, value: 0, sample: 0)]) }
        let known = Dictionary(
            elasticities.filter { $0.measure == .priceElasticity && $0.value != nil }.map { ($0.scope, $0) },
            uniquingKeysWith: { first, _ in first })
        var table = HealthTable(
            columns: [
                "site", "sku", "on_hand", "excess_units", "demand_per_week", "sell_by", "mark_down", "units_cleared", "low", "high",
                "recovery",
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
            // What expires within the time is worth nothing then; other goods can still be sold, at the cost of holding them.
            let leftover = weeks <= Clearance.weeks ? 0 : (product.unitCost ?? price) * max(0, 1 - options.holdingRate)
            func outcome(_ elasticity: Double, _ discount: Double) -> Outcome {
                Clearance.outcome(
                    units: position.onHand, demand: demand, weeks: span, price: price, leftover: leftover, elasticity: min(elasticity, 0),
                    discount: discount)
            }
            let best = Clearance.best(
                units: position.onHand, demand: demand, weeks: span, price: price, leftover: leftover, elasticity: min(value, 0))
            let usual = outcome(0, 0).worth
            // The more elastic end sells more.
            let least = best.flatMap { best in elasticity.high.map { outcome($0, best.discount) } }
            let most = best.flatMap { best in elasticity.low.map { outcome($0, best.discount) } }
            if let best {
                recovery += best.worth - usual
                low += (least ?? best).worth - usual
                high += (most ?? best).worth - usual
                cleared += best.units
            }
            let state =
                best.map { $0.discount == 0 ? "keep_price" : $0.isEmptied || leftover > 0 ? "mark_down" : "mark_down_and_take_back" }
                ?? "take_back"
            table.rows.append([
                .site(pair.site), .product(pair.product), .number(position.onHand), .number(pile.excessUnits), .number(demand),
                expiry.map { .day($0) } ?? .missing, .optional(best?.discount), .optional(best?.units), .optional(least?.units),
                .optional(most?.units), .optional(best.map { $0.worth - usual }), .word(HealthWord(state)),
            ])
        }
        figures.append(
            HealthFigure(
                .clearanceRecovery, value: recovery, low: min(low, recovery), high: max(high, recovery), sample: Double(table.rows.count)))
        figures.append(HealthFigure(.clearedUnits, value: cleared, sample: Double(table.rows.count)))
        return HealthSection(.clearance, figures: figures, table: table)
    }

    static func outcome(
        units: Double, demand: Double, weeks: Double, price: Double, leftover: Double, elasticity: Double, discount: Double
    ) -> Outcome {
        let sold = min(units, demand * pow(1 - discount, elasticity) * weeks)
        let money = sold * price * (1 - discount)
        return Outcome(
            discount: discount, units: sold, money: money, worth: money + (units - sold) * leftover, isEmptied: sold >= units - 1e-9)
    }

    /// The mark-down that brings in most, the smallest of equals; nil without demand.
    static func best(units: Double, demand: Double, weeks: Double, price: Double, leftover: Double, elasticity: Double) -> Outcome? {
        guard demand > 0, weeks > 0, units > 0 else { return nil }
        let outcomes = discounts.map {
            outcome(units: units, demand: demand, weeks: weeks, price: price, leftover: leftover, elasticity: elasticity, discount: $0)
        }
        return outcomes.max { ($0.worth, $1.discount) < ($1.worth, $0.discount) }
    }
}
