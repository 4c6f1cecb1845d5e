import Foundation
import SupplyNetwork
import TestSupport
import Testing

@testable import Simulation

@Suite struct WorkspaceFiles {
    private static func contents(of folder: String) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
            if !isFolder.boolValue { contents[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)) }
        }
        return contents
    }

    private static func small(seed: UInt64, threads: Int) -> SimulationOptions {
        var options = SimulationOptions()
        options.seed = seed
        options.threads = threads
        options.partners = 2
        options.weeks = 60
        return options
    }

    private static func written(_ options: SimulationOptions) throws -> [String: Data] {
        let folder = try TemporaryFolder()
        try Simulator(options: options).world().write(to: folder.path)
        return try contents(of: folder.path)
    }

    @Test func theSameOptionsGiveTheSameBytesOnAnyNumberOfThreads() throws {
        let once = try Self.written(Self.small(seed: 11, threads: 1))
        let again = try Self.written(Self.small(seed: 11, threads: 3))
        #expect(once == again)
        let other = try Self.written(Self.small(seed: 12, threads: 1))
        for name in ["data/sites.csv", "data/sales-2025.csv", "data/stock.csv", "truth/labels.csv", "truth/demand.csv"] {
            #expect(once[name] != nil && once[name] != other[name], "\(name)")
        }
    }

    /// The names of the data contract, table by table.
    @Test func columnsAreThoseOfTheContract() throws {
        let files = try Self.written(Self.small(seed: 13, threads: 2))
        let headers = [
            "products.csv": "sku,name,category,unit_cost,unit_price,shelf_life_days,pack_size,min_order_quantity,launched_on,"
                + "discontinued_on,supplier_lead_time_days",
            "sites.csv": "site,name,tier,supplier,sponsor,joined_on,left_on,region,lead_time_days,review_period_days",
            "sales-2025.csv": "date,seller,buyer,sku,quantity,amount,kind,promotion,channel,customer,region",
            "sales-2026.csv": "date,seller,buyer,sku,quantity,amount,kind,promotion,channel,customer,region",
            "stock.csv": "日期,站点,商品编码,库存",
            "stock-warehouse.csv": "date,site,sku,on_hand,expires_on",
            "open_orders.csv": "due_on,site,sku,quantity",
            "promotions.csv": "promotion,starts_on,ends_on,sku,region,discount",
            "prices.csv": "sku,effective_on,unit_price,tier",
            "events.csv": "date,event,region",
            "payouts.csv": "date,payee,source,kind,amount",
            "overrides.csv": "date,site,sku,measure,quantity,reason,author",
        ]
        for (name, header) in headers {
            let text = String(decoding: try #require(files["data/\(name)"]), as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.first.map(String.init) == header)
            #expect(lines.count > 3, "\(name) is empty")
            #expect(lines.last == "", "\(name) ends without a line feed")
            let width = header.split(separator: ",").count
            // No name here holds a comma, so that cells can be counted.
            #expect(lines.dropLast().allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == width }, "\(name)")
        }
        #expect(Set(files.keys.filter { $0.hasPrefix("data/") }) == Set(headers.keys.map { "data/" + $0 } + ["data/sales-2025.csv"]))
        #expect(files["penstock.yaml"] != nil && files["SOURCE.md"] != nil)
    }

    @Test func faultsAreThereOnlyWhenAskedFor() throws {
        var options = Self.small(seed: 14, threads: 2)
        func sales(_ files: [String: Data]) -> String {
            files.keys.sorted().filter { $0.hasPrefix("data/") }.map { String(decoding: files[$0] ?? Data(), as: UTF8.self) }.joined()
        }
        let faulty = sales(try Self.written(options))
        options.blemishes = false
        let clean = sales(try Self.written(options))
        for fault in ["1O", "XX99", "G9999", "2062-01-05", "１２", "2026/1/15", ",-3\n"] {
            #expect(faulty.contains(fault) && !clean.contains(fault), "\(fault)")
        }
        let lines = faulty.split(separator: "\n").count - clean.split(separator: "\n").count
        #expect(lines == 10)
    }

    @Test func englishWorldsAreEnglish() throws {
        var options = Self.small(seed: 15, threads: 2)
        options.language = .english
        options.blemishes = false
        let files = try Self.written(options)
        for (name, data) in files where name.hasPrefix("data/") {
            #expect(data.allSatisfy { $0 < 0x80 }, "\(name)")
        }
    }

    @Test func theSampleIsSmallAndLikeItsDescription() {
        let world = Simulator(options: SimulationOptions()).world()
        #expect((55...70).contains(world.network.sites.count))
        #expect(Set(world.network.sites.map(\.tier)) == [0, 1, 2, 3])
        #expect(world.network.products.count == 12)
        #expect((35_000...80_000).contains(world.movements.count))
        let launched = world.network.products.filter { ($0.launchedOn ?? world.options.asOf) > world.truth.firstWeek.monday }
        #expect(launched.count == 2 && world.network.products.filter { $0.discontinuedOn != nil }.count == 1)
        let festivals = world.events.filter { $0.event == "spring-festival" }.map(\.day.iso8601)
        #expect(Set(["2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"]).isSubset(of: festivals))
        // Goods may be sold on by anybody, but only the last tier sells to people.
        #expect(world.movements.allSatisfy { !$0.isToConsumer || world.network.sites[Int($0.seller)].tier == 3 })
    }

    /// A fifth of the network that benchmarks use: about a second alone; the bound leaves room for a busy machine.
    @Test func aMiddlingNetworkTakesSeconds() {
        let clock = ContinuousClock()
        var pairs = 0
        let elapsed = clock.measure { pairs = Simulator(options: .large(siteProducts: 4_000, weeks: 104)).world().truth.pairs.count }
        #expect(pairs > 2_000)
        #expect(elapsed < .seconds(120))
    }
}

@Suite struct Draws {
    /// Sample mean and variance of 40,000 draws; the tolerances are five standard errors.
    @Test func momentsAreRight() {
        var random = RandomSource(seed: 99, stream: .demand)
        func moments(_ draw: () -> Double) -> (mean: Double, variance: Double) {
            let values = (0..<40_000).map { _ in draw() }
            let mean = values.reduce(0, +) / 40_000
            return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39_999)
        }
        let small = moments { Double(random.poisson(1.7)) }
        #expect(abs(small.mean - 1.7) < 0.033 && abs(small.variance - 1.7) < 0.08)
        let large = moments { Double(random.poisson(90)) }
        #expect(abs(large.mean - 90) < 0.25 && abs(large.variance - 90) < 3.5)
        let gamma = moments { random.gamma(shape: 2.5) }
        #expect(abs(gamma.mean - 1) < 0.016 && abs(gamma.variance - 0.4) < 0.03)
        let peaked = moments { random.gamma(shape: 0.5) }
        #expect(abs(peaked.mean - 1) < 0.036 && abs(peaked.variance - 2) < 0.2)
        let normal = moments { random.normal() }
        #expect(abs(normal.mean) < 0.025 && abs(normal.variance - 1) < 0.036)
    }
}
