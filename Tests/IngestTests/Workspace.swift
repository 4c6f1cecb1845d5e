import DelimitedText
import Foundation
import SupplyNetwork
import TestSupport

@testable import Ingest

/// A small workspace on disk: a brand, two partners, a group owner; three SKUs. Tests replace what they are about.
struct Workspace {
    let folder: TemporaryFolder

    static let products = "sku,name,unit_cost,unit_price,launched_on\nA1,Alpha,10,20,2024-01-01\nB2,Beta,5,9.5,2026-01-05\n货三,丙,1,2,\n"
    static let sites =
        "site,name,tier,supplier,sponsor,joined_on,left_on\nHQ,Brand,0,,,,\nP1,Partner one,1,HQ,,2024-01-01,\n"
        + "P2,Partner two,1,HQ,P1,,2026-02-15\nG1,Group,2,P1,P2,,\n"
    static let sales = "date,seller,buyer,sku,quantity,amount,kind,promotion\n"

    init(
        products: String = products, sites: String = sites, sales: String = sales + "2026-02-02,HQ,P1,A1,10,100,,\n",
        others: [String: String] = [:]
    ) throws {
        folder = try TemporaryFolder()
        for (name, text) in ["products.csv": products, "sites.csv": sites, "sales.csv": sales] where others[name] == nil {
            try folder.write(text, to: "data/" + name)
        }
        for (name, text) in others where text != "absent" { try folder.write(text, to: "data/" + name) }
    }

    static let asOf = Day(year: 2026, month: 3, day: 2)

    func read(_ change: (inout ReadingOptions) -> Void = { _ in }) throws -> (contents: WorkspaceContents, rejected: String) {
        var options = ReadingOptions(asOf: Workspace.asOf, threads: 1)
        change(&options)
        var rejected: [UInt8] = []
        let contents = try WorkspaceReader(dataFolder: folder.path + "/data", options: options).contents(rejected: { rejected += $0 })
        return (contents, String(decoding: rejected, as: UTF8.self))
    }

    /// `file:line:column code` of every finding, but for the ones that a test does not look at.
    static func places(_ contents: WorkspaceContents, except codes: Set<String> = ["no-supplier"]) -> [String] {
        contents.diagnostics.filter { !codes.contains($0.code) }.map { finding in
            finding.file + (finding.line.map { ":\($0)" } ?? "") + (finding.column.map { ":\($0)" } ?? "") + " " + finding.code
        }
    }
}

extension WorkspaceContents {
    func value(_ movement: Movement, _ site: String, _ sku: String, week: String) -> Double? {
        guard let site = network.site(site), let product = network.product(sku), let pair = ledger.pair(site: site, product: product),
            let values = ledger.values(movement, pair: pair), let day = Day(iso8601: week)
        else { return nil }
        let place = day.week - ledger.firstWeek
        return values.indices.contains(place) ? values[place] : nil
    }
}
