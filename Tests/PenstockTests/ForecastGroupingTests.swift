import SupplyNetwork
import Testing

@testable import Penstock

@Suite struct ForecastGroupingTests {
    @Test(arguments: ["all", "tier", "region", "brand", "site", "category", "sku", "region/category", "site/category", "tier/sku"])
    func namesThatAreKnown(name: String) { #expect(ForecastGrouping(name: name) != nil) }

    @Test(arguments: ["", "/", "colour", "category/region", "region/", "site/sku", "region/category/sku"])
    func namesThatMeanNothing(name: String) { #expect(ForecastGrouping(name: name) == nil) }

    @Test func labels() throws {
        let network = Network(
            sites: [
                Site(code: "W", tier: 0), Site(code: "P", tier: 1, supplier: 0, region: "East"), Site(code: "X", tier: 0),
                Site(code: "Q", tier: 1, supplier: 2),
            ], products: [Product(sku: "A", category: "Masks"), Product(sku: "B")])
        let pairs = [Pair(site: 1, product: 0), Pair(site: 1, product: 1), Pair(site: 3, product: 0)]
        func labels(_ name: String) throws -> [String?] {
            try #require(ForecastGrouping(name: name)).labels(of: pairs, network: network).map { $0.map { $0.site + " " + $0.sku } }
        }
        #expect(try labels("all") == ["* *", "* *", "* *"])
        #expect(try labels("region") == ["region=East *", "region=East *", nil])
        #expect(try labels("category") == ["* category=Masks", nil, "* category=Masks"])
        #expect(try labels("brand") == ["brand=W *", "brand=W *", "brand=X *"])
        #expect(try labels("tier/sku") == ["tier=1 A", "tier=1 B", "tier=1 A"])
        #expect(try labels("region/category") == ["region=East category=Masks", nil, nil])
    }

    @Test func configuration() throws {
        let (configuration, findings) = try Configuration.read(
            yaml: "forecast:\n  totals: [all, region/category, all]\n  reconcile: bottom_up\n")
        #expect(findings.isEmpty)
        #expect(configuration.forecastTotals == [ForecastGrouping(), ForecastGrouping(site: .region, product: .category)])
        #expect(configuration.coherence.method == .bottomUp)
        #expect(try Configuration.read(yaml: "forecast: {totals: region}\n").configuration.forecastTotals.count == 1)
        #expect(throws: UnusableConfiguration.self) { try Configuration.read(yaml: "forecast: {totals: [colour]}\n") }
        #expect(throws: UnusableConfiguration.self) { try Configuration.read(yaml: "forecast: {reconcile: best}\n") }
        #expect(Configuration().forecastTotals.isEmpty)
    }
}
