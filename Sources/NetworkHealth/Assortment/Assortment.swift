import Foundation
import SupplyNetwork

/// `assortment.csv`: which SKUs carry the business, which lie dead, and which take from each other; one row a SKU.
struct Assortment {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions
    let model: DemandModel?

    var section: HealthSection {
        let windows = input.windows(of: options.windowWeeks)
        let products = input.network.products
        var (units, before, stock) = (
            [Double](repeating: 0, count: products.count), [Double](repeating: 0, count: products.count),
            [Double](repeating: 0, count: products.count)
        )
        var sites = [Int](repeating: 0, count: products.count)
        for (index, pair) in input.ledger.pairs.enumerated() {
            var own = 0.0
            for week in windows.current { own += input.consumed(pair: index, week: week) ?? 0 }
            units[pair.product] += own
            if own > 0 { sites[pair.product] += 1 }
            for week in windows.previous { before[pair.product] += input.consumed(pair: index, week: week) ?? 0 }
            if input.positions[index].basis != .insufficient { stock[pair.product] += input.positions[index].onHand }
        }
        let isPriced = products.contains { $0.unitPrice != nil || $0.unitCost != nil }
        func worth(_ units: [Double]) -> [Double] {
            units.indices.map { units[$0] * (isPriced ? products[$0].unitPrice ?? products[$0].unitCost ?? 0 : 1) }
        }
        let value = worth(units)
        let substitution = Substitution(input: input)
        let launches = Launches(input: input, model: model)
        let figures =
            concentration(value, worth(before)) + dead(units, stock, weeks: windows.current) + substitution.figures + launches.figures
        return HealthSection(
            .assortment, figures: figures,
            table: table(
                units: units, value: value, stock: stock, sites: sites, substitution: substitution, launches: launches,
                weeks: windows.current))
    }

    // MARK: Concentration

    private func concentration(_ value: [Double], _ before: [Double]) -> [HealthFigure] {
        let sold = value.filter { $0 > 0 }
        guard sold.count >= 3 else { return [.absent(.topTwentyShare, .tooFew), .absent(.salesGini, .tooFew)] }
        func figure(_ measure: HealthMeasure, _ of: ([Double]) -> Double?) -> HealthFigure {
            HealthFigure(measure, value: of(value), sample: Double(sold.count), previous: before.contains { $0 > 0 } ? of(before) : nil)
        }
        return [
            // Of fewer than fifty SKUs two percent are not one.
            sold.count >= 50 ? figure(.topTwoShare) { Assortment.top($0, share: 0.02) } : .absent(.topTwoShare, .tooFew),
            figure(.topTwentyShare) { Assortment.top($0, share: 0.2) }, figure(.salesGini) { Assortment.gini($0) },
        ]
    }

    /// Share of the largest so many of those that sold; part of the next one counts in proportion.
    static func top(_ values: [Double], share: Double) -> Double? {
        let sorted = values.filter { $0 > 0 }.sorted(by: >)
        let total = sorted.reduce(0, +)
        guard total > 0 else { return nil }
        let count = share * Double(sorted.count)
        let whole = Int(count)
        var sum = sorted.prefix(whole).reduce(0, +)
        if whole < sorted.count { sum += sorted[whole] * (count - Double(whole)) }
        return sum / total
    }

    /// Gini's coefficient of those that sold: 0 where all sell alike.
    static func gini(_ values: [Double]) -> Double? {
        let sorted = values.filter { $0 > 0 }.sorted()
        let total = sorted.reduce(0, +)
        guard total > 0 else { return nil }
        let n = Double(sorted.count)
        let ranked = sorted.enumerated().reduce(0.0) { $0 + Double($1.offset + 1) * $1.element }
        return 2 * ranked / (n * total) - (n + 1) / n
    }

    private func isDead(_ product: Int, _ units: [Double], _ stock: [Double], weeks: Range<Int>) -> Bool {
        let launched = input.network.products[product].launchedOn.map { $0 > (input.ledger.firstWeek + weeks.lowerBound).monday } ?? false
        return stock[product] >= 1 && units[product] <= 0 && !launched
    }

    private func dead(_ units: [Double], _ stock: [Double], weeks: Range<Int>) -> [HealthFigure] {
        let held = stock.filter { $0 >= 1 }.count
        guard held > 0, !weeks.isEmpty else { return [.absent(.deadSKUs, .noCounts)] }
        let dead = units.indices.filter { isDead($0, units, stock, weeks: weeks) }
        let worth = dead.reduce(0.0) { $0 + stock[$1] * (input.network.products[$1].unitValue ?? 0) }
        return [
            HealthFigure(.deadSKUs, value: Double(dead.count), sample: Double(held)),
            HealthFigure(.deadValue, value: worth, sample: Double(dead.count)),
        ]
    }

    private func table(
        units: [Double], value: [Double], stock: [Double], sites: [Int], substitution: Substitution, launches: Launches, weeks: Range<Int>
    ) -> HealthTable {
        let columns = [
            "sku", "category", "units", "value", "value_share", "class", "sites", "stock_units", "state", "against_earlier_launches",
            "substitute",
            "substitute_effect", "low", "high",
        ]
        var table = HealthTable(columns: columns.map { HealthTable.Column($0) })
        let total = value.reduce(0, +)
        let order = value.indices.sorted { (value[$1], $0) < (value[$0], $1) }
        table.rows = order.map { product in
            let entry = input.network.products[product]
            let best = substitution.found.filter { $0.from == product }.max { ($0.effect, $1.to) < ($1.effect, $0.to) }
            let state: String =
                entry.discontinuedOn.map { $0 <= input.ledger.asOf } ?? false
                ? "discontinued" : isDead(product, units, stock, weeks: weeks) ? "dead" : launches.isNew(product) ? "launching" : "selling"
            return [
                .product(product), entry.category.map { .text($0) } ?? .missing, .number(units[product]), .number(value[product]),
                total > 0 ? .number(value[product] / total) : .missing,
                product < input.demandClasses.count ? input.demandClasses[product].map { .text($0) } ?? .missing : .missing,
                .count(sites[product]),
                .number(stock[product]), .word(HealthWord(state)), .optional(launches.ratio[product]),
                best.map { .product($0.to) } ?? .missing, .optional(best?.effect), .optional(best?.low), .optional(best?.high),
            ]
        }
        table.shownColumns = [
            "sku", "category", "units", "value_share", "class", "state", "against_earlier_launches", "substitute", "substitute_effect",
        ]
        return table
    }
}
