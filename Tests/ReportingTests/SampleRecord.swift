import Foundation
import Numerical
import SupplyNetwork
import Wording

/// A run's record to look at: a made-up network of four tiers, seeded, with every state a report has to show.
struct SampleRecord {
    var siteCount = 60
    var productCount = 12
    var weekCount = 104
    var seed: UInt64 = 7
    var isASCII = false
    var hasPrevious = true
    let asOf = Day(number: Week(number: 2930).monday.number)

    private static let places = ["临沂", "潍坊", "徐州", "保定", "南阳", "襄阳", "岳阳", "赣州", "柳州", "绵阳", "遵义", "曲靖"]
    private static let surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭"]
    private static let goods = ["益生菌固体饮料", "胶原蛋白肽", "乳清蛋白粉", "复合维生素", "深海鱼油", "红枣阿胶糕", "燕麦代餐粉", "蓝莓叶黄素", "褪黑素软糖", "氨糖软骨素", "玛咖片", "葡萄籽胶囊"]

    private func siteName(_ index: Int, tier: Int) -> String {
        if isASCII { return ["Brand warehouse", "Partner", "Team leader", "Owner"][tier] + " \(index)" }
        let place = SampleRecord.places[index % SampleRecord.places.count]
        let surname = SampleRecord.surnames[(index * 7) % SampleRecord.surnames.count]
        return [("青禾总仓"), "\(place)合伙人", "\(place)团长\(surname)姐", "\(place)\(surname)团"][tier] + (tier == 3 ? "\(index)" : "")
    }

    var record: RunRecord {
        var random = Xoshiro256(seed: seed)
        func normal() -> Double { Normal.quantile(min(max(random.uniform(), 1e-9), 1 - 1e-9)) }
        var sites: [Site] = []
        for index in 0..<siteCount {
            let tier = index == 0 ? 0 : index <= 4 ? 1 : index <= 16 ? 2 : 3
            let supplier: Int? = tier == 0 ? nil : tier == 1 ? 0 : tier == 2 ? 1 + (index - 5) % 4 : 5 + (index - 17) % 12
            sites.append(
                Site(code: "S\(1000 + index)", name: siteName(index, tier: tier), tier: tier, supplier: supplier.map { min($0, index - 1) })
            )
        }
        let products = (0..<productCount).map { index in
            Product(
                sku: "SKU-\(100 + index)", name: isASCII ? "Product \(index)" : SampleRecord.goods[index % SampleRecord.goods.count],
                unitCost: 18 + Double(index * 7 % 40), unitPrice: 60 + Double(index * 11 % 90), packSize: index % 3 == 0 ? 12 : 6,
                minOrderQuantity: 12)
        }
        let network = Network(sites: sites, products: products)
        let pairs = sites.indices.flatMap { site in products.indices.map { Pair(site: site, product: $0) } }
        let firstWeek = asOf.week - weekCount

        var received: [Int: [Double]] = [:]
        var shipped: [Int: [Double]] = [:]
        var sold: [Int: [Double]] = [:]
        var reported: [Int: [Bool]] = [:]
        var consumption: [DemandHistory] = []
        var forecasts: [Forecast?] = []
        var positions: [Position] = []
        var piles: [Stockpile] = []
        var lines: [OrderLine] = []
        var calculations: [OrderCalculation?] = []
        var paths: [[Double?]] = []
        var counts: [StockCount] = []
        for (pair, indices) in pairs.enumerated() {
            let tier = sites[indices.site].tier
            let scale = 40 / (1 + Double(indices.product)) * (0.4 + random.uniform())
            var demand: [Double] = []
            var receipts: [Double] = []
            let piled = tier > 0 && random.uniform() < 0.06
            for week in 0..<weekCount {
                let season = 1 + 0.35 * sin(Double(week) * 2 * .pi / 52) + (week % 52 == 44 ? 1.1 : 0) - (week % 52 == 5 ? 0.55 : 0)
                demand.append(max(0, (scale * season + normal() * scale.squareRoot()).rounded()))
                let quarterEnd = week % 13 == 12
                receipts.append(
                    week % 3 == 0 ? (scale * 3 * (piled && week > 78 ? 1.6 : 1)).rounded() : quarterEnd && piled ? (scale * 9).rounded() : 0
                )
            }
            received[pair] = receipts
            if tier == 3 {
                sold[pair] = demand
                reported[pair] = demand.map { _ in true }
                var states = demand.map { _ in DemandHistory.State.observed }
                if indices.site % 9 == 0 { for week in 0..<weekCount / 3 { states[week] = .missing } }
                if indices.site % 7 == 0, weekCount > 40 { for week in 30..<36 { states[week] = .missing } }
                consumption.append(
                    DemandHistory(start: firstWeek, values: zip(demand, states).map { $1 == .missing ? 0 : $0 }, states: states))
                let mean = (0..<13).map { scale * (1 + 0.35 * sin(Double(weekCount + $0) * 2 * .pi / 52)) }
                var quantiles: [Double] = []
                for week in 0..<13 {
                    let demand = DemandDistribution(mean: mean[week], deviation: (mean[week] * (1.5 + 0.1 * Double(week))).squareRoot())
                    quantiles += Forecast.levels.map { demand.quantile($0) }
                }
                forecasts.append(
                    Forecast(
                        firstWeek: asOf.week, model: ["ets", "snaive", "croston-sba"][pair % 3], mean: mean, quantiles: quantiles,
                        cumulativeDeviation: (1...13).map { (Double($0) * scale * 1.8).squareRoot() }))
            } else {
                shipped[pair] = receipts.map { ($0 * 0.8).rounded() }
                consumption.append(DemandHistory(start: firstWeek, values: []))
                forecasts.append(nil)
            }
            let basis: Position.Basis =
                pair % 17 == 0 ? .insufficient : pair % 5 == 0 ? .bounded : pair % 2 == 0 ? .counted : .reconciled
            let onHand = (scale * (piled ? 30 : 2 + 5 * random.uniform()) * (tier == 0 ? 30 : tier == 1 ? 8 : tier == 2 ? 3 : 1)).rounded()
            let width = basis == .bounded ? 0.7 : 0.12
            positions.append(
                Position(
                    onHandLow: onHand * (1 - width), onHand: onHand, onHandHigh: onHand * (1 + width),
                    consumptionLow: tier == 3 ? scale * 0.9 : 0,
                    consumption: tier == 3 ? scale : 0, consumptionHigh: tier == 3 ? scale * 1.1 : 0, basis: basis,
                    lastCountedOn: basis == .counted ? asOf - 9 : nil))
            // A stock that came up to what it is now, and a count every ten weeks; the third of a pile is not to be believed.
            let path: [Double?] = (0..<weekCount).map { week in
                guard basis != .insufficient else { return nil }
                let share = piled ? min(1, Double(max(0, week - weekCount + 40)) / 36 + 0.15) : 0.8 + 0.4 * sin(Double(week) / 3) * 0.5
                return (onHand * share).rounded()
            }
            paths.append(path)
            if basis == .counted {
                for week in stride(from: 9, to: weekCount, by: 10) {
                    let isWrong = piled && week / 10 % 3 == 2
                    counts.append(
                        StockCount(
                            pair: pair, day: (firstWeek + week).sunday, onHand: (path[week] ?? 0) * (isWrong ? 0.6 : 1),
                            expiresOn: tier == 0 ? asOf + (pair % 4 == 0 ? 60 : 300) : nil))
                }
            }
            if piled && basis != .insufficient {
                let cause = Stockpile.Cause.allCases[pair % Stockpile.Cause.allCases.count]
                let excess = onHand - scale * 16
                piles.append(
                    Stockpile(
                        pair: pair, risk: min(0.99, 0.55 + random.uniform() * 0.45), excessUnits: max(0, excess),
                        excessValue: products[indices.product].unitCost.map { $0 * max(0, excess) }, since: asOf.week - 26, cause: cause,
                        evidence: .init(
                            received: receipts.suffix(26).reduce(0, +), consumed: tier == 3 ? demand.suffix(26).reduce(0, +) : 0, weeks: 26,
                            lastCountedOn: pair % 3 == 0 ? asOf - 40 : nil, lastCount: pair % 3 == 0 ? onHand + 12 : nil,
                            demandPerWeek: scale,
                            peerWeeksOfCover: 5.2, largestReceiptWeek: asOf.week - 13, largestReceipt: scale * 9, typicalReceipt: scale * 3)
                    ))
            }
            var calculation = OrderCalculation(
                leadTimeDays: 7, reviewPeriodDays: 7, demandMean: scale * 2, demandDeviation: (scale * 3).squareRoot(),
                targetProbability: 0.95, targetIsCostBased: pair % 2 == 0, orderUpTo: scale * 3, onHand: onHand,
                need: max(0, scale * 8 - onHand),
                packSize: products[indices.product].packSize, minOrderQuantity: 12)
            let pack = calculation.packSize
            calculation.quantity = (calculation.need / pack).rounded(.up) * pack
            calculation.constraint = calculation.quantity == 0 ? (piled ? .overstocked : .enoughStock) : .packSize
            calculations.append(basis == .insufficient ? nil : calculation)
            if calculation.quantity > 0 && basis != .insufficient {
                lines.append(
                    OrderLine(
                        pair: pair, supplier: sites[indices.site].supplier, orderOn: asOf, dueOn: asOf + 7, quantity: calculation.quantity,
                        value: products[indices.product].unitCost.map { $0 * calculation.quantity }, calculation: calculation))
            }
        }
        piles.sort { ($0.risk, -Double($0.pair)) > ($1.risk, -Double($1.pair)) }
        let ledger = Ledger(
            asOf: asOf, firstWeek: firstWeek, weekCount: weekCount, siteCount: sites.count, pairs: pairs,
            rows: [.received: received, .shipped: shipped, .sold: sold], reported: reported, counts: counts)
        let wording = Wording(isASCII ? .english : .chinese)
        let alerts = piles.prefix(20).enumerated().map { number, pile in
            Alert(
                id: "overstock-\(number)", rule: number % 4 == 3 ? .stockOut : number % 7 == 5 ? .lateOrder : .overstock,
                severity: number < 4 ? .critical : number < 12 ? .warning : .info, state: number % 9 == 8 ? .resolved : .firing,
                site: pairs[pile.pair].site, product: pairs[pile.pair].product, since: asOf - 7 * number, risk: pile.risk,
                summary: wording.said(zh: "库存远超需求", en: "far more stock than demand"), evidence: wording.evidence(pile),
                recommendedAction: wording.said(zh: "停止供货，核实盘点", en: "stop shipping, count"))
        }
        var sales = FileTotals(file: "sales.csv")
        sales.rows = 84_213
        sales.rowsSetAside = 57
        sales.units = 912_340
        sales.unitsSetAside = 402
        sales.firstDay = firstWeek.monday
        sales.lastDay = asOf - 1
        var stock = FileTotals(file: "stock.csv")
        stock.rows = 1_904
        stock.encoding = "gb18030"
        let diagnostics = [
            Diagnostic(
                file: "sales.csv", line: 12, column: 5, severity: .error, code: "quantity-not-a-number",
                message: "expected a quantity, found \"1O\"",
                help: "Write digits only."),
            Diagnostic(
                file: "sales.csv", line: 19, column: 2, severity: .error, code: "unknown-site", message: "no site \"S9\" in sites.csv"),
            Diagnostic(
                file: "sales.csv", line: 77, column: 2, severity: .error, code: "unknown-site", message: "no site \"S8\" in sites.csv"),
            Diagnostic(file: "stock.csv", line: 3, severity: .warning, code: "negative-stock", message: "stock of -3 taken as 0"),
        ]
        let transfers =
            siteCount > 20
            ? (0..<5).map {
                Transfer(
                    from: 17 + $0, to: 18 + $0, product: $0 % productCount, quantity: 24, saving: $0 == 2 ? nil : 310, excess: 60,
                    shortage: 31)
            } : []
        var record = RunRecord(
            network: network, ledger: ledger, files: [sales, stock], diagnostics: diagnostics, positions: positions,
            consumption: consumption,
            forecasts: forecasts, stockpiles: piles, plan: Plan(lines: lines, calculations: calculations, transfers: transfers),
            alerts: alerts,
            openOrders: [],
            review: ForecastReview(issuedOn: asOf - 7, weeks: 1, count: 516, wape: 0.31, naiveWape: 0.42, bias: 0.034, coverage90: 0.91),
            previous: nil, horizonWeeks: 13, overstockRisk: 0.7)
        record.stockPaths = paths
        record.plan.projection = projection(of: record)
        record.plan.limits = LimitReport(method: .program, value: 900, bound: 900, linesChanged: 3, costOfLimits: 120)
        let value = lines.reduce(0.0) { $0 + ($1.value ?? 0) }
        record.plan.limits?.budgets = [
            BudgetUse(available: value * 1.02, used: value, wanted: value * 1.1),
            BudgetUse(tier: 3, available: value * 2, used: value * 0.6, wanted: value * 0.6),
        ]
        if hasPrevious {
            record.review?.productWape = 0.17
            record.review?.productNaiveWape = 0.28
            record.review?.byCategory = [("面膜", "Masks", 0.24), ("精华", "Serums", 0.33), ("饮品", "Drinks", 0.41)].map {
                ForecastAccuracy(
                    name: isASCII ? $0.1 : $0.0, count: 172, actual: 4_000, wape: $0.2, naiveWape: $0.2 + 0.09, bias: 0.05 - $0.2 / 5,
                    coverage90: 0.9)
            }
            record.review?.byHorizon = (1...8).map {
                ForecastAccuracy(
                    name: "\($0)", count: 516, actual: 12_000, wape: 0.29 + 0.01 * Double($0), naiveWape: 0.4 + 0.02 * Double($0),
                    bias: 0.01,
                    coverage90: 0.91)
            }
            record.review?.track = (0..<13).filter { $0 != 5 }.map {
                let actual = 1_000 + 80 * sin(Double($0))
                return ForecastTrackWeek(
                    week: asOf.week - 13 + $0, actual: actual, forecast: 1_010, low: 930, high: 1_090)
            }
            var previous = record.headline
            previous.asOf = asOf - 7
            previous.stockValue = previous.stockValue.map { $0 * 0.97 }
            previous.excessValue = previous.excessValue.map { $0 * 0.9 }
            previous.consumptionPerWeek *= 0.98
            previous.alertsFiring += 3
            previous.inStockShare = previous.inStockShare.map { $0 - 0.012 }
            previous.forecastError = 0.325
            previous.expiringValue = previous.expiringValue.map { $0 * 0.8 }
            record.previous = previous
            record.history = [7, 6, 5, 3, 2, 1].map { back in
                var headline = previous
                headline.asOf = asOf - 7 * back
                headline.stockValue = previous.stockValue.map { $0 * (1 - 0.012 * Double(back - 1)) }
                headline.excessValue = previous.excessValue.map { $0 * (1 - 0.05 * Double(back - 1)) }
                headline.inStockShare = previous.inStockShare.map { $0 - 0.003 * Double(back % 3) }
                headline.forecastError = back == 7 ? nil : 0.3 + 0.01 * Double(back % 4)
                return headline
            }
        }
        return record
    }

    /// Twelve weeks: every known pair sells its mean, and gets its order in the second week and again every fourth.
    private func projection(of record: RunRecord) -> ProjectedBalance {
        var projection = ProjectedBalance(firstWeek: asOf.week, weeks: 12, pairs: record.ledger.pairs.count)
        let orders = Dictionary(record.plan.lines.map { ($0.pair, $0.quantity) }) { first, _ in first }
        for (pair, position) in record.positions.enumerated() where position.basis != .insufficient {
            projection.isKnown[pair] = true
            projection.opening[pair] = position.onHand
            let demand = max(1, (record.plan.calculations[pair]?.demandMean ?? 2) / 2)
            var (with, without) = (position.onHand, position.onHand)
            for (week, place) in projection.range(ofPair: pair).enumerated() {
                projection.demand[place] = demand
                projection.planned[place] = week % 4 == 1 ? orders[pair] ?? 0 : 0
                with = max(0, with + projection.planned[place] - demand)
                without = max(0, without - demand)
                projection.balance[place] = with
                projection.balanceWithoutOrders[place] = without
            }
        }
        return projection
    }

    /// A run that found nothing to read.
    static var empty: RunRecord {
        let asOf = Day(number: Week(number: 2930).monday.number)
        let ledger = Ledger(
            asOf: asOf, firstWeek: asOf.week, weekCount: 0, siteCount: 0, pairs: [], rows: [:], reported: [:], counts: [])
        return RunRecord(
            network: Network(sites: [], products: []), ledger: ledger, files: [], diagnostics: [], positions: [], consumption: [],
            forecasts: [],
            stockpiles: [], plan: Plan(lines: [], calculations: [], transfers: []), alerts: [], openOrders: [], review: nil, previous: nil,
            horizonWeeks: 13, overstockRisk: 0.7)
    }
}
