import Numerical
import SupplyNetwork
import Testing
import Wording

@testable import Alerting

@Suite struct AlertingTests {
    static let asOf = Week(number: 2900).monday

    /// Sites S0 … with one SKU each: stock on hand (nil unknown), weekly mean demand, overstock risk.
    struct World {
        var stock: [Double?] = []
        var demand: [Double] = []
        var risk: [Double] = []
        var excess: [Double] = []
        var late: [(site: Int, due: Int, quantity: Double)] = []
        var reversed = false
        var unitCost: Double? = 2

        func run(
            previous: [PreviousAlert] = [], after days: Int = 0, language: Language = .english, options: AlertingOptions = AlertingOptions()
        ) -> (alerts: [Alert], memory: [PreviousAlert], network: Network) {
            let order = reversed ? Array(stock.indices.reversed()) : Array(stock.indices)
            let asOf = AlertingTests.asOf + days
            let network = Network(
                sites: order.map { Site(code: "S\($0)", name: "Site \($0)", tier: 1) },
                products: [Product(sku: "K", name: "Cream", unitCost: unitCost)])
            let ledger = Ledger(
                asOf: asOf, firstWeek: asOf.week - 1, weekCount: 1, siteCount: order.count,
                pairs: order.indices.map { Pair(site: $0, product: 0) }, rows: [:], reported: [:], counts: [])
            let positions = order.map {
                Position(
                    onHandLow: stock[$0] ?? 0, onHand: stock[$0] ?? 0, onHandHigh: stock[$0] ?? 0, consumptionLow: 0,
                    consumption: demand[$0], consumptionHigh: 0, basis: stock[$0] == nil ? .insufficient : .counted)
            }
            let forecasts = order.map { site -> Forecast? in
                guard demand[site] > 0 else { return nil }
                return Forecast(
                    firstWeek: asOf.week, model: "test", mean: [Double](repeating: demand[site], count: 4),
                    quantiles: [Double](repeating: demand[site], count: 4 * Forecast.levels.count),
                    cumulativeDeviation: (1...4).map { (demand[site] * Double($0)).squareRoot() })
            }
            let piles = order.indices.filter { risk[order[$0]] > 0 }.map { index in
                Stockpile(
                    pair: index, risk: risk[order[index]], excessUnits: excess[order[index]],
                    excessValue: unitCost.map { $0 * excess[order[index]] }, since: nil, cause: .pushed,
                    evidence: Stockpile.Evidence(received: 300, consumed: 40, weeks: 13, demandPerWeek: demand[order[index]]))
            }
            let plan = Plan(
                lines: [],
                calculations: order.map { _ in OrderCalculation(leadTimeDays: 14, reviewPeriodDays: 7, quantity: 6) }, transfers: [])
            let open = late.compactMap { entry in
                order.firstIndex(of: entry.site).map {
                    OpenOrder(dueOn: asOf + entry.due, site: $0, product: 0, quantity: entry.quantity)
                }
            }
            let result = Alerting(options: options).alerts(
                network: network, ledger: ledger, positions: positions, forecasts: forecasts, stockpiles: piles, plan: plan,
                openOrders: open,
                previous: previous, wording: Wording(language))
            return (result.alerts, result.memory, network)
        }
    }

    @Test func aStockThatCannotLastTheLeadTime() throws {
        let world = World(stock: [3, 100, 0], demand: [5, 5, 0], risk: [0, 0, 0], excess: [0, 0, 0])
        let alerts = world.run().alerts
        let alert = try #require(alerts.first)
        #expect(alerts.count == 1 && alert.rule == .stockOut && alert.site == 0 && alert.state == .pending)
        // P(Poisson(10) > 3) = 1 − e⁻¹⁰ (1 + 10 + 50 + 500/3).
        #expect(abs(alert.risk - 0.989663949) < 1e-8)
        #expect(alert.severity == .critical)
        #expect(alert.summary.contains("Cream") && alert.summary.contains("99%"))
        #expect(alert.recommendedAction == "Order 6 today and expedite it.")
        #expect(world.run(language: .chinese).alerts.first?.summary.contains("断货") == true)
    }

    @Test func whatIsDueInTimeCounts() {
        var world = World(stock: [3], demand: [5], risk: [0], excess: [0])
        world.late = [(0, 2, 30)]
        #expect(world.run().alerts.isEmpty)
        // The same goods due after a new order could be here do not help.
        world.late = [(0, 14, 30)]
        #expect(world.run().alerts.count == 1)
    }

    @Test func aLateOrderIsNotCountedOn() {
        var world = World(stock: [3], demand: [5], risk: [0], excess: [0])
        world.late = [(0, -4, 30)]
        #expect(Set(world.run().alerts.map(\.rule)) == [.stockOut, .lateOrder])
        world.late = [(0, -3, 30)]
        #expect(world.run().alerts.isEmpty, "within the grace it is expected now")
    }

    @Test func nothingIsSaidOfAStockNobodyKnows() {
        #expect(World(stock: [nil], demand: [5], risk: [0], excess: [0]).run().alerts.isEmpty)
    }

    @Test func worstFirst() {
        let world = World(
            stock: [500, 500, 500, 0], demand: [1, 1, 5, 5], risk: [0.95, 0.95, 0.6, 0], excess: [100, 200, 30, 0])
        let alerts = world.run().alerts
        #expect(alerts.map(\.severity) == [.critical, .critical, .critical, .warning])
        #expect(alerts.map { "S\($0.site)" } == ["S1", "S0", "S3", "S2"])
    }

    @Test func anAlertKeepsItsNameAndItsBeginning() throws {
        var world = World(stock: [500, 3], demand: [1, 0], risk: [0.8, 0], excess: [100, 0])
        let first = world.run()
        world.reversed = true
        let second = world.run(previous: first.memory, after: 7)
        let (a, b) = (try #require(first.alerts.first), try #require(second.alerts.first))
        #expect(a.id == b.id && a.site != b.site)
        #expect(a.state == .pending && b.state == .firing && b.since == AlertingTests.asOf)
        world.risk = [0.4, 0]
        let third = world.run(previous: second.memory, after: 14)
        #expect(third.alerts.map(\.state) == [.firing], "between the bounds it goes on")
        world.risk = [0.3, 0]
        let fourth = world.run(previous: third.memory, after: 21)
        #expect(fourth.alerts.map(\.state) == [.resolved])
        #expect(fourth.alerts.first?.since == AlertingTests.asOf)
        #expect(world.run(previous: fourth.memory, after: 28).alerts.isEmpty)
    }

    @Test func aFiringCaseWhoseStockIsNoLongerKnownGoesOn() {
        var world = World(stock: [500], demand: [1], risk: [0.8], excess: [100])
        var memory = world.run().memory
        memory = world.run(previous: memory, after: 7).memory
        world.stock = [nil]
        world.risk = [0]
        let run = world.run(previous: memory, after: 14)
        #expect(run.alerts.map(\.state) == [.firing])
        #expect(run.alerts.first?.risk == 0.8)
    }

    @Test func everyWordInBothLanguages() {
        var world = World(stock: [3, 500, 0], demand: [5, 1, 4], risk: [0, 0.9, 0], excess: [0, 200, 0])
        world.late = [(1, -9, 5)]
        let (english, chinese) = (world.run(language: .english).alerts, world.run(language: .chinese).alerts)
        #expect(Set(english.map(\.rule)) == Set(Alert.Rule.allCases) && english.map(\.id) == chinese.map(\.id))
        func isHan(_ text: String) -> Bool { text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }
        for (a, b) in zip(english, chinese) {
            for (en, zh) in [(a.summary, b.summary), (a.evidence, b.evidence), (a.recommendedAction, b.recommendedAction)] {
                #expect(!en.isEmpty && !isHan(en) && isHan(zh), "\(en) | \(zh)")
            }
        }
    }

    @Test func smallMoneyIsInformation() {
        var options = AlertingOptions()
        options.materialValue = 1_000
        let world = World(stock: [500], demand: [1], risk: [0.95], excess: [100])
        #expect(world.run(options: options).alerts.map(\.severity) == [.info])
    }

    @Test func severalLateOrdersAreOneAlert() throws {
        var world = World(stock: [50], demand: [5], risk: [0], excess: [0])
        world.late = [(0, -20, 4), (0, -5, 6), (0, -2, 9)]
        let alerts = world.run().alerts
        let alert = try #require(alerts.first)
        #expect(alerts.count == 1 && alert.rule == .lateOrder && alert.severity == .warning && alert.risk == 1)
        #expect(alert.summary == "10 units of Cream for Site 0 are 20 days late")
    }

    /// Sites listed in another order give the same alerts, by code.
    @Test func independentOfTheOrderOfSites() {
        var random = Xoshiro256(seed: 11)
        var world = World()
        for _ in 0..<40 {
            world.stock.append(random.uniform() < 0.2 ? nil : (40 * random.uniform()).rounded())
            world.demand.append((6 * random.uniform()).rounded())
            world.risk.append(random.uniform() < 0.5 ? 0 : random.uniform())
            world.excess.append((90 * random.uniform()).rounded())
        }
        world.late = (0..<20).map { ($0, -Int(10 * random.uniform()), 3) }
        let forward = world.run()
        world.reversed = true
        let backward = world.run()
        func said(_ run: (alerts: [Alert], memory: [PreviousAlert], network: Network)) -> [String] {
            run.alerts.map { "\($0.id) \(run.network.sites[$0.site].code) \($0.severity) \($0.risk) \($0.summary)" }
        }
        #expect(forward.alerts.count > 10)
        #expect(said(forward) == said(backward))
        #expect(forward.memory == backward.memory)
    }
}
