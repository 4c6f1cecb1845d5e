import Foundation
import SupplyNetwork
import TestSupport
import Testing

@testable import Simulation

@Suite struct MarketWorldTests {
    private static func world(_ seed: UInt64, _ change: (inout MarketOptions) -> Void = { _ in }, isNull: Bool = false) -> SimulatedWorld {
        var options = SimulationOptions()
        options.seed = seed
        options.products = 14
        options.weeks = 60
        options.partners = 2
        options.leadersPerPartner = 2
        options.divertingShare = 0.3
        options.underReporting = 0
        var market = MarketOptions()
        change(&market)
        options.market = market
        return Simulator(options: isNull ? options.null : options).world()
    }

    private static func value(_ world: SimulatedWorld, _ measure: String) throws -> Double {
        try #require(world.healthTruth?.entries.first { $0.measure == measure && $0.scope == "network" }?.value, "\(measure)")
    }

    @Test func withoutAMarketNothingOfItIsThere() throws {
        var options = SimulationOptions()
        options.partners = 1
        options.leadersPerPartner = 2
        options.weeks = 30
        let world = Simulator(options: options).world()
        #expect(world.healthTruth == nil && world.movements.allSatisfy { !$0.isDiverted })
        let text = String(decoding: try JSONEncoder().encode(options), as: UTF8.self)
        #expect(!text.contains("market"))
        let folder = try TemporaryFolder()
        try world.write(to: folder.path)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/truth/health.csv"))
        options.market = MarketOptions()
        try Simulator(options: options).world().write(to: folder.path)
        let truth = try String(contentsOfFile: folder.path + "/truth/health.csv", encoding: .utf8)
        #expect(truth.hasPrefix("measure,scope,key,value\n") && truth.contains("price_elasticity,network,,-"))
    }

    @Test func varyingIsWideAndNullReactsToNothing() {
        let markets = (1...60).map { MarketOptions.varied(seed: $0) }
        #expect(MarketOptions.varied(seed: 7) == markets[6])
        #expect(markets.allSatisfy { $0 == $0.validated && (-2.5 ... -0.5).contains($0.priceElasticity) })
        #expect((markets.map(\.promotionUplift).min() ?? 1) < 0.5 && (markets.map(\.promotionUplift).max() ?? 0) > 1.5)
        let null = markets[0].null
        #expect([null.priceElasticity, null.promotionUplift, null.pullForward, null.promotionOnlyMembers].allSatisfy { $0 == 0 })
        #expect([null.cannibalisation, null.substitution, null.diversion, null.discountCreep].allSatisfy { $0 == 0 })
        #expect(null.scannedSites == markets[0].scannedSites)
        var wild = MarketOptions()
        wild.priceElasticity = .nan
        wild.promotionUplift = 99
        #expect(wild.validated.priceElasticity == 0 && wild.validated.promotionUplift == 5)
        let options = SimulationOptions.variedMarket(seed: 5)
        #expect(options.market == .varied(seed: 5) && options.divertingShare >= 0.1 && (14...20).contains(options.products))
    }

    /// The truth of what people sell follows what they are made to do: a strong reaction more than a weak one, none where there is none.
    @Test func reactionsAreTold() throws {
        let strong = Self.world(3) {
            $0.promotionUplift = 1.5
            $0.priceElasticity = -2.5
            $0.pullForward = 0.5
        }
        let weak = Self.world(3) {
            $0.promotionUplift = 0.4
            $0.priceElasticity = -0.5
            $0.pullForward = 0.1
        }
        // Empty shelves take some of it.
        let uplift = try (Self.value(strong, "promotion_uplift"), Self.value(weak, "promotion_uplift"))
        #expect((0.9...1.6).contains(uplift.0) && (0.2...0.55).contains(uplift.1), "\(uplift)")
        let elasticity = try (Self.value(strong, "price_elasticity"), Self.value(weak, "price_elasticity"))
        #expect((-3 ... -1.5).contains(elasticity.0) && (-1 ... -0.1).contains(elasticity.1), "\(elasticity)")
        let pulled = try (Self.value(strong, "pulled_forward"), Self.value(weak, "pulled_forward"))
        #expect(pulled.0 > 0.25 && pulled.1 < pulled.0, "\(pulled)")
        let null = Self.world(3, isNull: true)
        #expect(try Self.value(null, "promotion_uplift") == 0 && Self.value(null, "price_elasticity") == 0)
        #expect(try Self.value(null, "diverted_units") == 0)
        #expect(null.healthTruth?.entries.contains { $0.measure.hasPrefix("substitute") } == false)
    }

    @Test func divertedGoodsAreScannedElsewhere() throws {
        let world = Self.world(5) { $0.scannedSites = 1 }
        let diverted = world.movements.filter(\.isDiverted)
        #expect(diverted.count > 20)
        func province(_ site: Int) -> Substring? { world.network.sites[site].region?.split(separator: "/").first }
        for movement in diverted {
            #expect(movement.isToConsumer && movement.scannedNear >= 0)
            #expect(province(Int(movement.seller)) != province(Int(movement.scannedNear)))
        }
        let year = world.options.asOf - 364
        let units = diverted.filter { $0.day >= year }.reduce(0) { $0 + Int($1.quantity) }
        #expect(try Self.value(world, "diverted_units") == Double(units))
        // The habits in truth/ are those who do.
        let owners = Set(diverted.map { Int($0.seller) })
        #expect(owners.isSubset(of: Set(world.truth.habits.filter(\.diverts).map(\.site))))
    }

    /// A launch takes from its category what it is told to; members who wait for promotions buy on them only.
    @Test func launchesAndMembers() throws {
        let world = Self.world(8) {
            $0.cannibalisation = 0.6
            $0.promotionOnlyMembers = 0.4
        }
        let shares = try #require(world.healthTruth).entries.filter { $0.measure == "cannibalised_share" }
        #expect(!shares.isEmpty && shares.allSatisfy { $0.value > 0 && $0.value <= 0.6 + 1e-9 }, "\(shares)")
        let bound = world.movements.filter { $0.customer >= Int32(ReportBook.firstPromotionMember) }
        #expect(bound.count > 10 && bound.allSatisfy { $0.promotion >= 0 })
        #expect(try (0.05...0.6).contains(Self.value(world, "promotion_bound_share")))
    }

    /// Nobody loses a consumer that a neighbour does not win: without newcomers, who take all of theirs from neighbours, about as much is bought.
    @Test func newcomersTakeFromNeighbours() throws {
        func ratio(_ share: Double) throws -> Double {
            var options = SimulationOptions()
            options.seed = 9
            options.joiningShare = 0.4
            options.causes = []
            options.pathologyShare = 0
            var market = MarketOptions()
            market.neighboursConsumers = share
            options.market = market
            let setting = Setting(options: options.validated)
            let without = setting.withoutNewcomers(since: setting.timeline.asOfIndex - 7 * 39)
            func wanted(_ setting: Setting) -> Double {
                setting.demand.units.reduce(0.0) { sum, days in
                    days.isEmpty
                        ? sum : sum + days[setting.timeline.asOfIndex - 91..<setting.timeline.asOfIndex].reduce(0.0) { $0 + Double($1) }
                }
            }
            return wanted(without) / wanted(setting)
        }
        let (all, none) = try (ratio(1), ratio(0))
        #expect((0.93...1.07).contains(all) && none < all - 0.02, "\(all) \(none)")
    }
}
