import Foundation
import SupplyNetwork

/// What the brand sells, at which prices, and when it runs promotions.
struct Catalogue: Sendable {
    /// What a tier pays for a unit, as a share of the consumer's price; index 0 is the maker's price, the last the consumer's.
    static let priceShares = [0.22, 0.42, 0.5, 0.6, 1.0]
    static let consumer = 4

    var products: [Product]
    var categories: [Category]
    var popularity: [Double]
    var promotions: [Promotion]
    /// Rises of what tiers 1–3 pay, in order of product, day and tier.
    var priceChanges: [PriceChange]
    var calendar: SeasonCalendar
    /// Moves of list prices, in order of day, by product: what people pay from that day on as a multiple of `unitPrice`. Empty without a market.
    var listPrices: [[(day: Day, multiple: Double)]] = []
    /// By product, the SKU of its category that people take instead. Empty without a market.
    var substitutes: [Int?] = []

    init(options: SimulationOptions, timeline: Timeline) {
        var random = RandomSource(seed: options.seed, stream: .catalogue)
        let count = options.products
        calendar = SeasonCalendar(start: timeline.origin, asOf: timeline.asOf)
        products = []
        categories = []
        popularity = []
        for index in 0..<count {
            let pattern = Names.products[index % Names.products.count]
            let edition = index / Names.products.count
            let category = Names.categories[pattern.category]
            let price = pattern.price * (edition == 0 ? 1 : random.uniform(0.8, 1.3))
            let chinese = options.language == .chinese
            let name = chinese ? pattern.name : pattern.english
            var product = Product(
                sku: edition == 0 ? pattern.code : "\(pattern.code)-\(edition + 1)",
                name: edition == 0 ? name : "\(name) \(chinese ? "第\(edition + 1)代" : "edition \(edition + 1)")",
                category: chinese ? category.name : category.englishName,
                unitCost: (price * Catalogue.priceShares[0] * 10).rounded() / 10, unitPrice: price.rounded(),
                shelfLifeDays: pattern.shelfLifeDays, packSize: Double(pattern.pack),
                minOrderQuantity: Double(pattern.pack * random.integer(1, 2)), launchedOn: timeline.origin - random.integer(90, 900),
                supplierLeadTimeDays: 7 * random.integer(3, 6))
            if count >= 6 {
                if index == count - 1 { product.launchedOn = timeline.day(atShare: 0.45) }
                if index == count - 2 { product.launchedOn = timeline.day(atShare: 0.76) }
                if index == count - 3 { product.discontinuedOn = timeline.day(atShare: 0.6) }
            }
            products.append(product)
            categories.append(category)
            popularity.append(pattern.popularity * exp(0.2 * random.normal()))
        }
        priceChanges = []
        promotions = []
        addPriceRises(timeline: timeline, random: &random)
        addPromotions(timeline: timeline, language: options.language, random: &random)
        if let market = options.market { addMarket(market, seed: options.seed, timeline: timeline) }
    }

    /// List prices that move every half a year or so, four promotions a year for each SKU, and what takes the place of what.
    private mutating func addMarket(_ market: MarketOptions, seed: UInt64, timeline: Timeline) {
        var random = RandomSource(seed: seed, stream: .market)
        let last = timeline.asOf + 120
        listPrices = products.map { _ in
            var moves: [(day: Day, multiple: Double)] = []
            var day = timeline.origin + random.integer(60, 200)
            while day < timeline.asOf {
                moves.append((day, exp(random.uniform(-0.2, 0.2))))
                day = day + random.integer(110, 250)
            }
            return moves
        }
        for product in products.indices {
            var day = timeline.origin + random.integer(5, 90)
            var number = 1
            while day < last {
                let length = random.integer(5, 12)
                let lasts = day..<day + length
                let sold = products[product]
                if sold.launchedOn ?? day <= day, sold.discontinuedOn ?? (day + length) >= day + length,
                    !promotions.contains(where: { $0.product == product && $0.startsOn < lasts.upperBound + 20 && $0.endsOn + 20 >= day })
                {
                    promotions.append(
                        Promotion(
                            code: "M\(product + 1)-\(number)", startsOn: day, endsOn: day + (length - 1), product: product, discount: 0.2))
                    number += 1
                }
                day = day + random.integer(60, 120)
            }
        }
        promotions.sort { ($0.startsOn, $0.product ?? -1, $0.code) < ($1.startsOn, $1.product ?? -1, $1.code) }
        let middle = timeline.day(atShare: 0.5)
        for index in promotions.indices {
            let years = Double(promotions[index].startsOn - middle) / 365.25
            let depth = 0.2 + market.discountCreep * years + random.uniform(-0.03, 0.03)
            promotions[index].discount = (min(max(depth, 0.02), 0.6) * 100).rounded() / 100
        }
        substitutes = products.indices.map { product in
            let alike = products.indices.filter { $0 != product && categories[$0] == categories[product] }
            return alike.isEmpty ? nil : random.element(alike)
        }
    }

    /// What people pay without a promotion, as a multiple of `unitPrice`.
    func listPriceMultiple(_ product: Int, on day: Day) -> Double {
        guard product < listPrices.count else { return 1 }
        return listPrices[product].last { $0.day <= day }?.multiple ?? 1
    }

    /// One rise half-way, one seven weeks before the as-of date, one already announced.
    private mutating func addPriceRises(timeline: Timeline, random: inout RandomSource) {
        let lasting = products.indices.filter { products[$0].discontinuedOn == nil }
        let rises = [(timeline.day(atShare: 0.52), 0.06), (timeline.asOf - 49, 0.1), (timeline.asOf + 30, 0.05)]
        for (rank, product) in random.shuffled(lasting).enumerated() {
            guard rank < max(1, lasting.count * 3 / 4) else { break }
            let (day, share) = rises[[1, 0, 1, 2][rank % 4]]
            guard (products[product].launchedOn ?? day) < day, let price = products[product].unitPrice else { continue }
            for tier in 1..<Catalogue.consumer {
                let before = price * Catalogue.priceShares[tier]
                priceChanges.append(
                    PriceChange(
                        product: product, effectiveOn: day, unitPrice: (before * (1 + share) * 100).rounded() / 100, tier: tier))
            }
        }
        priceChanges.sort { ($0.product, $0.effectiveOn, $0.tier ?? 0) < ($1.product, $1.effectiveOn, $1.tier ?? 0) }
    }

    private mutating func addPromotions(
        timeline: Timeline, language: SimulationOptions.Language, random: inout RandomSource
    ) {
        func code(_ prefix: String, _ day: Day) -> String {
            let (year, month, _) = day.civil
            return "\(prefix)\(year % 100 * 100 + month)"
        }
        let last = timeline.asOf + 120
        var drafts: [Promotion] = []
        for event in calendar.events where event.event != "spring-festival" && event.day <= last && event.day >= timeline.origin {
            let lead = event.event == "618" ? 4 : 3
            for product in random.shuffled(Array(products.indices)).prefix(max(1, products.count / 3)).sorted() {
                drafts.append(
                    Promotion(
                        code: code(event.event == "618" ? "S" : "D", event.day), startsOn: event.day - lead, endsOn: event.day,
                        product: product, discount: random.element([0.15, 0.2, 0.25])))
            }
        }
        for year in timeline.origin.civil.year...last.civil.year {
            guard let start = Day(year: year, month: 3, day: 5), start >= timeline.origin, start <= last else { continue }
            for product in products.indices where Names.categories.prefix(3).map(\.name).contains(categories[product].name) {
                drafts.append(
                    Promotion(code: code("W", start), startsOn: start, endsOn: start + 5, product: product, discount: 0.12))
            }
        }
        var day = timeline.origin + random.integer(10, 40)
        var number = 1
        while day < last {
            let regional = random.chance(0.4)
            let place = Names.provinces[random.integer(0, Names.provinces.count - 1)]
            drafts.append(
                Promotion(
                    code: "R\(number)", startsOn: day, endsOn: day + random.integer(4, 10),
                    product: random.integer(0, products.count - 1),
                    region: regional ? (language == .chinese ? place.name : place.english) : nil,
                    discount: random.element([0.1, 0.15, 0.2])))
            number += 1
            day = day + random.integer(30, 70)
        }
        promotions = drafts.filter { promotion in
            guard let product = promotion.product else { return true }
            let sold = products[product]
            return promotion.startsOn >= (sold.launchedOn ?? promotion.startsOn)
                && promotion.endsOn < (sold.discontinuedOn ?? promotion.endsOn + 1)
        }
        promotions.sort { ($0.startsOn, $0.code, $0.product ?? -1) < ($1.startsOn, $1.code, $1.product ?? -1) }
    }

    /// What a buyer of this tier pays for a unit on this day; `consumer` for people.
    func price(_ product: Int, tier: Int, on day: Day) -> Double {
        var price = (products[product].unitPrice ?? 0) * Catalogue.priceShares[min(tier, Catalogue.consumer)]
        if tier < Catalogue.consumer {
            for change in priceChanges where change.product == product && change.tier == tier && change.effectiveOn <= day {
                price = change.unitPrice
            }
        } else {
            price *= listPriceMultiple(product, on: day)
        }
        return (price * 100).rounded() / 100
    }

    /// The promotion under way for a product in a region (`省/市`), the one that began last if several.
    func promotion(_ product: Int, region: String?, on day: Day) -> Int? {
        promotions.lastIndex { promotion in
            promotion.startsOn <= day && day <= promotion.endsOn && (promotion.product ?? product) == product
                && (promotion.region.map { (region ?? "").hasPrefix($0) } ?? true)
        }
    }
}
