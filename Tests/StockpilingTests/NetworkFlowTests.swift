import Numerical
import SupplyNetwork
import Testing

@testable import Stockpiling

@Suite struct AbsorbingChainTests {
    /// A chain from `edges[i]`: target and probability; `leaving[i]`: the exits.
    func chain(_ edges: [[(Int, Double)]], _ leaving: [[Double]]) -> AbsorbingChain {
        var offsets = [0]
        for list in edges { offsets.append((offsets.last ?? 0) + list.count) }
        return AbsorbingChain(
            count: edges.count, exits: leaving.first?.count ?? 0, offsets: offsets, targets: edges.flatMap { $0.map(\.0) },
            probabilities: edges.flatMap { $0.map(\.1) }, leaving: leaving.flatMap { $0 })
    }

    func expect(_ found: [Double], _ expected: [Double], _ place: SourceLocation = #_sourceLocation) {
        #expect(found.count == expected.count, sourceLocation: place)
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-13, "\(found)", sourceLocation: place) }
    }

    /// By hand: from 2 (0.7, 0.3); from 1 0.2 + 0.5·0.7 = 0.55 and 0.3 + 0.5·0.3 = 0.45; from 0 0.6·0.55 = 0.33 and 0.4 + 0.6·0.45.
    @Test func aTree() throws {
        let b = try chain([[(1, 0.6)], [(2, 0.5)], []], [[0, 0.4], [0.2, 0.3], [0.7, 0.3]]).absorption()
        expect(b, [0.33, 0.67, 0.55, 0.45, 0.7, 0.3])
    }

    /// By hand: b₀ = 0.5 e₁ + 0.5 b₁ and b₁ = 0.5 e₂ + 0.5 b₀, so b₀ = (2/3, 1/3).
    @Test func backAndForth() throws {
        expect(try chain([[(1, 0.5)], [(0, 0.5)]], [[0.5, 0], [0, 0.5]]).absorption(), [2.0 / 3, 1.0 / 3, 1.0 / 3, 2.0 / 3])
    }

    @Test func aStateThatKeepsToItself() throws { expect(try chain([[(0, 0.9)]], [[0.06, 0.04]]).absorption(), [0.6, 0.4]) }

    @Test func goingRoundForEverIsNotAnAnswer() {
        #expect(throws: LinearSystem.Failure.self) { try chain([[(1, 1)], [(0, 1)]], [[0], [0]]).absorption() }
    }

    /// Random sparse graphs with cycles: every row sums to 1 and satisfies b = r + Q b, which has one solution.
    @Test func agreesWithItsEquation() throws {
        var random = Xoshiro256(seed: 31)
        for _ in 0..<100 {
            let count = 1 + Int(random.uniform() * 40)
            var edges: [[(Int, Double)]] = []
            var leaving: [[Double]] = []
            for _ in 0..<count {
                let targets = (0..<Int(random.uniform() * 4)).map { _ in Int(random.uniform() * Double(count)) }
                let raw = targets.map { _ in random.uniform() }
                let out = (0..<3).map { _ in random.uniform() + 0.01 }
                let total = raw.reduce(0, +) + out.reduce(0, +)
                edges.append(zip(targets, raw).map { ($0, $1 / total) })
                leaving.append(out.map { $0 / total })
            }
            let b = try chain(edges, leaving).absorption()
            for state in 0..<count {
                #expect(abs(b[state * 3..<state * 3 + 3].reduce(0, +) - 1) < 1e-12)
                for exit in 0..<3 {
                    let right = leaving[state][exit] + edges[state].reduce(0) { $0 + $1.1 * b[$1.0 * 3 + exit] }
                    #expect(abs(b[state * 3 + exit] - right) < 1e-12)
                }
            }
        }
    }
}

@Suite struct NetworkFlowTests {
    /// A trade written by hand: 26 weeks, everything in one week of each half; one product unless told otherwise.
    struct Trade {
        var sites: [Site]
        var product = Product(sku: "k")
        var movements: [Movement: [Int: [Double]]] = [:]
        var consumption: [[Double]]
        var stock: [[Double?]]
        var counts: [StockCount] = []
        let weeks = 26

        init(_ sites: [Site]) {
            self.sites = sites
            consumption = sites.map { _ in [Double](repeating: 0, count: 26) }
            stock = sites.map { _ in [Double?](repeating: 0, count: 26) }
        }

        mutating func move(_ units: Double, from seller: Int, to buyer: Int, week: Int) {
            add(.shipped, seller, units, week)
            add(.received, buyer, units, week)
        }

        mutating func giveBack(_ units: Double, from buyer: Int, to seller: Int, week: Int) {
            add(.returnedOut, buyer, units, week)
            add(.returnedIn, seller, units, week)
        }

        mutating func add(_ movement: Movement, _ site: Int, _ units: Double, _ week: Int) {
            movements[movement, default: [:]][site, default: [Double](repeating: 0, count: weeks)][week] += units
        }

        /// Stock from `week` on.
        mutating func hold(_ units: Double?, at site: Int, from week: Int) { for later in week..<weeks { stock[site][later] = units } }

        func flows(_ options: NetworkFlowOptions = .init(), piles: [Stockpile] = [], threads: Int = 1) -> [NetworkFlow] {
            let start = Week(number: 2800)
            let ledger = Ledger(
                asOf: (start + weeks).monday, firstWeek: start, weekCount: weeks, siteCount: sites.count,
                pairs: sites.indices.map { Pair(site: $0, product: 0) }, rows: movements, reported: [:], counts: counts)
            return NetworkFlowView(options: options).flows(
                ledger: ledger, network: Network(sites: sites, products: [product]),
                consumption: consumption.map { DemandHistory(start: start, values: $0) }, stockPaths: stock, stockpiles: piles,
                threads: threads)
        }

        /// Of the latest window.
        func latest(_ scope: NetworkFlow.Scope) throws -> NetworkFlow { try #require(flows().last { $0.scope == scope }) }
    }

    /// W ships 100 to P, P ships 60 to O, who sells 45, gives 5 back and keeps 10; P keeps 45, those 5 among them.
    func chainTrade() -> Trade {
        var trade = Trade([
            Site(code: "W", tier: 0), Site(code: "P", tier: 1, supplier: 0), Site(code: "O", tier: 2, supplier: 1),
        ])
        trade.move(100, from: 0, to: 1, week: 15)
        trade.move(60, from: 1, to: 2, week: 16)
        trade.giveBack(5, from: 2, to: 1, week: 18)
        trade.consumption[2][17] = 45
        trade.hold(100, at: 0, from: 0)
        trade.hold(0, at: 0, from: 15)
        trade.hold(45, at: 1, from: 18)
        trade.hold(10, at: 2, from: 18)
        return trade
    }

    func expect(_ shares: NetworkFlow.Shares?, _ expected: [Double], _ place: SourceLocation = #_sourceLocation) throws {
        let shares = try #require(shares, sourceLocation: place)
        let found = [shares.consumed, shares.returned, shares.expired, shares.held, shares.unaccounted]
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-12, "\(found)", sourceLocation: place) }
    }

    /// By hand: what P has (100 + 5 back) goes 60/105 to O and stays 45/105; O's 60 go 45, 5 and 10.
    @Test func aChainByHand() throws {
        let trade = chainTrade()
        let below = 60.0 / 105
        let tier = try trade.latest(.tier(0))
        #expect(tier.shipped == 100)
        try expect(tier.shares, [below * 0.75, below / 12, 0, 45.0 / 105 + below / 6, 0])
        let next = try trade.latest(.tier(1))
        #expect(next.shipped == 60)
        try expect(next.shares, [0.75, 1.0 / 12, 0, 1.0 / 6, 0])
        #expect(try trade.latest(.product(0)).shares == tier.shares && trade.latest(.network).shares == tier.shares)
        #expect(try trade.latest(.upline(1)).shares == tier.shares)
        #expect(try trade.latest(.upline(1)).onHand == 55 && trade.latest(.network).onHand == 55 && trade.latest(.tier(2)).onHand == 10)
        #expect(try trade.latest(.tier(2)).shipped == 0 && trade.latest(.tier(2)).shares == nil)
    }

    @Test func windowsTellHowItMoved() throws {
        let flows = chainTrade().flows().filter { $0.scope == .network }
        #expect(flows.map(\.firstWeek) == [Week(number: 2800), Week(number: 2813)] && flows.map(\.weekCount) == [13, 13])
        #expect(flows.map(\.shipped) == [0, 100] && flows[0].shares == nil)
        var options = NetworkFlowOptions()
        options.windows = 1
        #expect(chainTrade().flows(options).filter { $0.scope == .network }.count == 1)
    }

    /// A gives 40 to B, B gives 20 back to A, outside the supplier links: both can still only end where goods end.
    @Test func transfersBackAndForth() throws {
        var trade = Trade([
            Site(code: "W", tier: 0), Site(code: "A", tier: 1, supplier: 0), Site(code: "B", tier: 1, supplier: 0),
        ])
        trade.move(100, from: 0, to: 1, week: 14)
        trade.move(40, from: 1, to: 2, week: 15)
        trade.move(20, from: 2, to: 1, week: 16)
        trade.consumption[1][17] = 80
        trade.consumption[2][17] = 20
        // W's 100 are shared between A and B as they received (120 and 40); the other 60 go through elsewhere.
        let tier = try trade.latest(.tier(0))
        try expect(tier.shares, [1, 0, 0, 0, 0])
        #expect(tier.shipped == 100)
        trade.consumption[2][17] = 0
        trade.hold(20, at: 2, from: 17)
        let shares = try #require(try trade.latest(.tier(0)).shares)
        #expect(abs(shares.consumed + shares.held - 1) < 1e-12 && shares.held > 0 && shares.consumed > 0.5)
        // What ends where is what ended there: weighting by where the goods came in, 80 consumed and 20 held.
        #expect(abs(100 * shares.held - 20) < 1e-9)
    }

    /// The brand ships past the tier between: no link exists, the goods arrive all the same.
    @Test func goodsThatSkipATier() throws {
        var trade = Trade([
            Site(code: "W", tier: 0), Site(code: "P", tier: 1, supplier: 0), Site(code: "O", tier: 2, supplier: 1),
        ])
        trade.move(80, from: 0, to: 2, week: 14)
        trade.consumption[2][15] = 60
        trade.hold(20, at: 2, from: 15)
        let tier = try trade.latest(.tier(0))
        #expect(tier.shipped == 80)
        try expect(tier.shares, [0.75, 0, 0, 0.25, 0])
    }

    @Test func stockThatNobodyKnowsIsNotSaidToBeHeldOrSold() throws {
        var trade = chainTrade()
        trade.hold(nil, at: 2, from: 0)
        trade.consumption[2][17] = 15
        try expect(try trade.latest(.tier(1)).shares, [0.25, 5.0 / 60, 0, 0, 40.0 / 60])
        #expect(!trade.flows().contains { $0.scope == .tier(2) && $0.onHand != nil })
    }

    @Test func lotsPastTheirDateAreExpired() throws {
        var trade = chainTrade()
        let day = (Week(number: 2800) + 20).monday
        trade.counts = [
            StockCount(pair: 2, day: day, onHand: 4, expiresOn: day + 7), StockCount(pair: 2, day: day, onHand: 6, expiresOn: day + 700),
        ]
        try expect(try trade.latest(.tier(1)).shares, [0.75, 5.0 / 60, 4.0 / 60, 6.0 / 60, 0])
        trade.counts = [StockCount(pair: 2, day: day, onHand: 400, expiresOn: day + 7)]
        try expect(try trade.latest(.tier(1)).shares, [0.75, 5.0 / 60, 10.0 / 60, 0, 0])
    }

    @Test func stockOlderThanItsShelfLifeIsExpired() throws {
        var trade = chainTrade()
        trade.move(4, from: 1, to: 2, week: 24)
        trade.hold(41, at: 1, from: 24)
        trade.hold(14, at: 2, from: 24)
        trade.product.shelfLifeDays = 28
        let shares = try #require(try trade.latest(.tier(1)).shares)
        // Of the 14, four came within four weeks.
        #expect(abs(shares.expired - 10.0 / 64) < 1e-12 && abs(shares.held - 4.0 / 64) < 1e-12)
    }

    @Test func whatRecruitsBought() throws {
        var trade = chainTrade()
        #expect(try trade.latest(.network).recruitShare == nil, "nobody's joining is known")
        trade.sites[1].joinedOn = Week(number: 2700).monday
        trade.sites[2].joinedOn = Week(number: 2810).monday
        #expect(abs((try #require(try trade.latest(.network).recruitShare)) - 60.0 / 160) < 1e-12)
        #expect(try trade.latest(.tier(1)).recruitShare == 0 && trade.latest(.tier(2)).recruitShare == 1)
        trade.sites[2].joinedOn = Week(number: 2803).monday
        #expect(try trade.latest(.tier(2)).recruitShare == 0, "13 weeks later it is young no more")
    }

    @Test func whereThePileSits() throws {
        let evidence = Stockpile.Evidence(received: 0, consumed: 0, weeks: 13, demandPerWeek: 1)
        func pile(_ pair: Int, _ risk: Double, _ units: Double) -> Stockpile {
            Stockpile(pair: pair, risk: risk, excessUnits: units, excessValue: nil, since: nil, cause: .unknown, evidence: evidence)
        }
        let flows = chainTrade().flows(piles: [pile(1, 0.9, 30), pile(2, 0.6, 7), pile(0, 0.4, 500)])
        func excess(_ scope: NetworkFlow.Scope) -> [Double?] { flows.filter { $0.scope == scope }.map(\.excess) }
        #expect(excess(.tier(1)) == [nil, 30] && excess(.tier(2)) == [nil, 7] && excess(.upline(1)) == [nil, 37])
        #expect(excess(.network) == [nil, 37] && excess(.tier(0)) == [nil, 0])
    }

    /// Random trades on random trees: shares sum to 1 and lie between 0 and 1, whatever the data; threads change nothing.
    @Test func sharesAreShares() throws {
        var random = Xoshiro256(seed: 20_260_302)
        for round in 0..<60 {
            let count = 2 + Int(random.uniform() * 12)
            var trade = Trade(
                (0..<count).map { index in
                    Site(code: "S\(index)", tier: min(index, 3), supplier: index == 0 ? nil : Int(random.uniform() * Double(index)))
                })
            for _ in 0..<40 {
                let (a, b) = (Int(random.uniform() * Double(count)), Int(random.uniform() * Double(count)))
                let units = (random.uniform() * 50).rounded()
                let week = Int(random.uniform() * 26)
                if random.uniform() < 0.15 {
                    trade.giveBack(units, from: a, to: b, week: week)
                } else {
                    trade.move(units, from: a, to: b, week: week)
                }
                trade.consumption[b][week] += (random.uniform() * 20).rounded()
            }
            for site in 0..<count {
                trade.hold(random.uniform() < 0.2 ? nil : (random.uniform() * 90).rounded(), at: site, from: Int(random.uniform() * 26))
            }
            let flows = trade.flows()
            #expect(!flows.isEmpty)
            for flow in flows {
                guard let shares = flow.shares else {
                    #expect(flow.shipped == 0)
                    continue
                }
                let list = [shares.consumed, shares.returned, shares.expired, shares.held, shares.unaccounted]
                #expect(list.allSatisfy { $0 >= -1e-12 && $0 <= 1 + 1e-12 }, "round \(round): \(list)")
                #expect(abs(list.reduce(0, +) - 1) < 1e-9, "round \(round): \(list)")
            }
            #expect(trade.flows(threads: 4) == flows)
        }
    }
}
