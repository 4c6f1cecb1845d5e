import Numerical
import SupplyNetwork
import Testing

@testable import NetworkHealth

@Suite struct FlowTests {
    private let weeks = 52

    /// A site receives 10 a week and people take 10: everything is absorbed. Half of it: what is left piles up, and of each week's 10 the part
    /// that first-in, first-out has reached 13 weeks later is gone.
    private func input(consumedPerWeek rate: Double) -> NetworkHealthInput {
        let network = Network(
            sites: [Site(code: "HQ", tier: 0), Site(code: "S", tier: 1, supplier: 0)],
            products: [Product(sku: "X", unitCost: 2, unitPrice: 5)])
        var made = HandMadeInput(weeks: weeks, network: network)
        made.shipped[0] = [Double](repeating: 10, count: weeks)
        made.received[1] = [Double](repeating: 10, count: weeks)
        made.consumed[1] = [Double](repeating: rate, count: weeks)
        made.stock[1] = (1...weeks).map { Double($0) * (10 - rate) }
        made.stock[0] = [Double](repeating: 100, count: weeks)
        return made.input
    }

    private func figure(_ input: NetworkHealthInput, _ measure: HealthMeasure, _ scope: HealthScope = .network) throws -> HealthFigure {
        let record = NetworkHealth().record(of: input)
        return try #require(record.sections.flatMap(\.figures).first { $0.measure == measure && $0.scope == scope })
    }

    @Test func whatIsTakenIsAbsorbed() throws {
        let full = try figure(input(consumedPerWeek: 10), .absorbedShare)
        #expect(full.value == 1 && full.low == 1 && full.high == 1)
        let half = input(consumedPerWeek: 5)
        // In week w (from 1) 5w lie there; 13 weeks on, 5(w + 13). Of the 140 that came in from w to w + 13, 140 − 5(w + 13) are gone, up to 10.
        var left = 0.0
        for week in 27...39 {
            let gone = 140 - 5 * Double(week + 13)
            left += min(10, max(0, gone))
        }
        let expected = left / 130
        let share = try #require(try figure(half, .absorbedShare).value)
        #expect(abs(share - expected) < 1e-12)
        #expect(try figure(half, .sellOutToSellIn).value == 0.5)
        // 260 units at 5 a week.
        #expect(try figure(half, .channelCover).value == 52)
        #expect(try figure(half, .sellIn).value == 130)
        #expect(try figure(half, .sellOut).value == 65)
    }

    @Test func keyFiguresByHand() throws {
        let half = input(consumedPerWeek: 5)
        // Site: 260 in stock, 65 sold in 13 weeks (2.99 months).
        let months: Double = 91 / (365.25 / 12)
        func value(_ measure: HealthMeasure) throws -> Double { try #require(try figure(half, measure, .site(1)).value) }
        let ratio: Double = 260 / (65 / months)
        let stockToSalesValue = try value(.stockToSales)
        #expect(abs(stockToSalesValue - ratio) < 1e-9)
        let sellThroughValue = try value(.sellThrough)
        #expect(abs(sellThroughValue - 0.2) < 1e-12)
        let daysOfInventoryValue = try value(.daysOfInventory)
        #expect(abs(daysOfInventoryValue - 364) < 1e-9)
        #expect(try figure(half, .stockOutRate, .site(1)).value == 0)
        #expect(try figure(half, .capitalTiedUp, .site(1)).value == 520)
        // Mean stock of the last 13 weeks ÷ 5 a week, by Little.
        let dwell = try #require(try figure(half, .weeksAtStep, .tier(1)).value)
        #expect(abs(dwell - 46) < 1e-9)
    }

    /// Without payouts, customers, prices or counts every section still stands, and says what is missing.
    @Test func whatIsMissingIsAbsentWithAReason() throws {
        let network = Network(sites: [Site(code: "HQ", tier: 0), Site(code: "S", tier: 1, supplier: 0)], products: [Product(sku: "X")])
        var made = HandMadeInput(weeks: 20, network: network)
        made.received[1] = [Double](repeating: 3, count: 20)
        let record = NetworkHealth().record(of: made.input)
        #expect(record.sections.map(\.file) == HealthFile.allCases)
        for section in record.sections {
            #expect(!section.figures.isEmpty, "\(section.file)")
            for figure in section.figures {
                #expect((figure.value == nil) == (figure.reason != nil), "\(figure.measure.rawValue)")
                #expect(figure.value?.isFinite ?? true, "\(figure.measure.rawValue)")
            }
        }
        func reason(_ measure: HealthMeasure) -> HealthReason? {
            record.sections.flatMap(\.figures).first { $0.measure == measure }?.reason
        }
        #expect(
            reason(.settledMoney) == .noIncentives && reason(.paidForRecruiting) == .noPayouts && reason(.repurchaseRate) == .noCustomers)
        #expect(reason(.outsideShare) == .noScans && reason(.capitalTiedUp) == .noCosts && reason(.recruitmentLevels) == .noSponsors)
        #expect(reason(.channelShare) == .noConsumerSales && reason(.promotedShare) == .noPromotions && reason(.cashConversion) == nil)
    }

    /// A recruit bought 100 and 25 are left: of the referral a quarter is pay for recruiting, the rest for goods that went on. A second recruit never
    /// traded, and is said to.
    @Test func recruitingIsWhatIsNotSoldOn() throws {
        let joined = (Week(number: 2900) + 30).monday
        let network = Network(
            sites: [
                Site(code: "HQ", tier: 0), Site(code: "S", tier: 1, supplier: 0),
                Site(code: "R", tier: 1, supplier: 0, sponsor: 1, joinedOn: joined), Site(code: "T", tier: 1, supplier: 0),
            ], products: [Product(sku: "X", unitCost: 2, unitPrice: 5)])
        var made = HandMadeInput(weeks: 40, network: network)
        made.received[1] = [Double](repeating: 10, count: 40)
        made.received[2] = [Double](repeating: 0, count: 30) + [Double](repeating: 10, count: 10)
        made.consumed[2] = [Double](repeating: 0, count: 30) + [Double](repeating: 7.5, count: 10)
        var input = made.input
        input.payouts = [
            Payout(day: (Week(number: 2900) + 36).monday, payee: 1, source: 2, kind: .referral, amount: 8),
            Payout(day: (Week(number: 2900) + 36).monday, payee: 1, kind: .rebate, amount: 2),
        ]
        #expect(try figure(input, .paidForRecruiting).value == 0.2 && figure(input, .paidForDownline).value == 0.6)
        #expect(try figure(input, .paidForOwnPurchases).value == 0.2)
        #expect(try figure(input, .neverTraded).value == 1)
        let section = try #require(NetworkHealth().record(of: input).sections.first { $0.file == .activity })
        let table = try #require(section.table)
        let state = try #require(table.columns.firstIndex { $0.name == "state" })
        let own = try #require(table.rows.first { $0[0] == .site(3) })
        #expect(own[state] == .word(HealthWord("never_traded")))
    }

    @Test func anEmptyNetworkIsNoCrash() {
        let network = Network(sites: [Site(code: "HQ", tier: 0)], products: [Product(sku: "X")])
        let record = NetworkHealth().record(of: HandMadeInput(weeks: 1, network: network).input)
        #expect(record.sections.count == HealthFile.allCases.count)
    }
}

@Suite struct GraphTests {
    /// Components against reachability, on random graphs.
    @Test(arguments: 0..<50) func componentsAreMutualReach(seed: Int) {
        var random = Xoshiro256(seed: UInt64(seed))
        let count = Int.random(in: 1...14, using: &random)
        var next = [[Int]](repeating: [], count: count)
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            next[Int.random(in: 0..<count, using: &random)].append(Int.random(in: 0..<count, using: &random))
        }
        var reach = (0..<count).map { from in (0..<count).map { from == $0 } }
        for _ in 0..<count { for a in 0..<count { for b in next[a] { for c in 0..<count where reach[b][c] { reach[a][c] = true } } } }
        let (number, size) = StronglyConnected.components(next)
        for a in 0..<count { for b in 0..<count { #expect((number[a] == number[b]) == (reach[a][b] && reach[b][a]), "seed \(seed)") } }
        #expect(size.reduce(0, +) == count)
    }

    @Test func aLongChainNeedsNoStack() {
        let count = 200_000
        let components = StronglyConnected.components((0..<count).map { $0 + 1 < count ? [$0 + 1] : [0] })
        #expect(components.size == [count])
    }

    @Test func teamsAndLevels() {
        let tree = RecruitmentTree(SmallNetwork.network)
        // P recruited L, L recruited A, A recruited B.
        #expect(
            tree.levels == [1, 4, 3, 2, 1] && tree.downline == [0, 3, 2, 1, 0] && tree.depth == [0, 0, 1, 2, 3] && tree.entangled == 0)
    }

    @Test func cyclesOrphansAndIncome() throws {
        let network = Network(
            sites: [
                Site(code: "HQ", tier: 0), Site(code: "a", tier: 1, supplier: 0, sponsor: 2),
                Site(code: "b", tier: 1, supplier: 0, sponsor: 1),
                Site(code: "c", tier: 1),
            ], products: [Product(sku: "X")])
        var made = HandMadeInput(weeks: 4, network: network)
        made.trade = { trade in
            trade.purchases = [
                .init(day: Week(number: 2901).monday, buyer: 1, seller: 0, units: 5, pricedUnits: 5, amount: Money(10)),
                .init(day: Week(number: 2901).monday, buyer: 2, seller: 1, units: 3, pricedUnits: 3, amount: Money(6)),
            ]
        }
        var input = made.input
        input.payouts = [
            Payout(day: Week(number: 2902).monday, payee: 1, source: 2, kind: .referral, amount: 3),
            Payout(day: Week(number: 2902).monday, payee: 1, source: 0, kind: .dividend, amount: 1),
        ]
        let graph = try #require(NetworkHealth().record(of: input).graph)
        #expect(graph.edges.filter { $0.relation == .recruitment }.allSatisfy { $0.isOnCycle })
        #expect(graph.edges.filter { $0.relation == .supply }.allSatisfy { !$0.isOnCycle })
        #expect(graph.nodes.map(\.isOrphan) == [false, false, false, true])
        #expect(graph.nodes[1].largestSourceShare == 0.75 && graph.nodes[2].largestSourceShare == nil)
        #expect(graph.edges.first { $0.relation == .supply && $0.from == 0 && $0.to == 1 }?.weight == 5)
    }
}
