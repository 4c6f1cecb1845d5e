import Foundation
import TestSupport
import Testing

@Suite struct ApplyCommandTests {
    private func workspace() throws -> (folder: TemporaryFolder, plan: String) {
        let folder = try TemporaryFolder()
        try SmallWorkspace.write(to: folder)
        let run = try CommandLineTool.run(["run", folder.path, "--as-of", "2026-03-02", "--quiet"])
        #expect(run.status == 0, "\(run.error)")
        return (folder, folder.path + "/reports/2026-03-02/")
    }

    @Test func anUnchangedPlanWritesNothing() throws {
        let (folder, plan) = try workspace()
        let result = try CommandLineTool.run(["apply", folder.path, plan + "plan.xlsx"])
        #expect(result.status == 0 && result.output.contains("No change"), "\(result.error)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data/overrides.csv"))
    }

    @Test func aChangeGoesIntoTheOverridesAndTheNextRunAppliesIt() throws {
        let (folder, plan) = try workspace()
        try folder.write(
            """
            date,site,sku,measure,quantity,reason,author
            2026-03-02,O1,A,order,6,"old, replaced",wang
            2026-03-09,O1,A,forecast,40,livestream,wang

            """, to: "data/overrides.csv")
        let rows = try String(contentsOfFile: plan + "plan.csv", encoding: .utf8).split(separator: "\n").map(String.init)
        let line = try #require(rows.first { $0.hasPrefix("O1,A,") })
        try folder.write(rows[0] + ",override,override_reason\n" + line + ",48,spring fair\n", to: "edited.csv")
        let result = try CommandLineTool.run(["apply", folder.path, folder.path + "/edited.csv", "--author", "li"])
        #expect(result.status == 0, "\(result.error)")
        #expect(
            try String(contentsOfFile: folder.path + "/data/overrides.csv", encoding: .utf8) == """
                date,site,sku,measure,quantity,reason,author
                2026-03-09,O1,A,forecast,40,livestream,wang
                2026-03-02,O1,A,order,48,spring fair,li

                """)
        #expect(try CommandLineTool.run(["run", folder.path, "--as-of", "2026-03-02", "--quiet"]).status == 0)
        let after = try String(contentsOfFile: plan + "plan.csv", encoding: .utf8)
        #expect(after.contains("\nO1,A,P,2026-03-02,2026-03-05,48,"), "\(after)")
        // Applied twice it stands there once.
        #expect(try CommandLineTool.run(["apply", folder.path, folder.path + "/edited.csv", "--author", "li", "--quiet"]).status == 0)
        let twice = try String(contentsOfFile: folder.path + "/data/overrides.csv", encoding: .utf8)
        #expect(twice.split(separator: "\n").count == 3)
    }

    /// Four weeks on, the demand that a changed order was to cover is known.
    @Test func aChangedOrderIsScoredOnceItsTimeIsOver() throws {
        let folder = try TemporaryFolder()
        try SmallWorkspace.write(to: folder)
        try folder.write("date,site,sku,measure,quantity,reason,author\n2026-01-26,O1,A,order,96,fair,li\n", to: "data/overrides.csv")
        #expect(try CommandLineTool.run(["run", folder.path, "--as-of", "2026-01-26", "--quiet"]).status == 0)
        let result = try CommandLineTool.run(["run", folder.path, "--as-of", "2026-03-02", "--json"])
        let json = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let review = try #require(json["review"] as? [String: Any])
        let orders = try #require(review["orderOverrides"] as? [String: Any])
        #expect(orders["count"] as? Int == 1 && orders["worse"] as? Int == 1, "\(orders)")
        let (left, suggested) = (orders["overriddenLeft"] as? Double ?? 0, orders["suggestedLeft"] as? Double ?? 0)
        #expect(left > suggested && (orders["saved"] as? Double ?? 0) < 0)
        let report = try String(contentsOfFile: folder.path + "/reports/2026-03-02/report.md", encoding: .utf8)
        #expect(report.contains("planners' orders whose time is over: 1, 0 better and 1 worse"), "\(report)")
    }

    @Test func aWrongRowIsNamedAndNothingIsWritten() throws {
        let (folder, _) = try workspace()
        try folder.write("site,sku,order_on,override\nO1,A,2026-03-02,12\nO9,A,2026-03-02,12\nO1,B,2026-03-02,some\n", to: "edited.csv")
        let result = try CommandLineTool.run(["apply", folder.path, folder.path + "/edited.csv"])
        #expect(result.status == 2 && result.output.isEmpty)
        #expect(result.error.contains("“O9”") && result.error.contains("“some”") && result.error.contains("nothing was written"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data/overrides.csv"))
    }

    @Test func aFileInAnotherLayoutIsLeftAlone() throws {
        let (folder, _) = try workspace()
        let own = "日期,网点,商品编码,项目,数量\n2026-03-02,O1,B,order,3\n"
        try folder.write(own, to: "data/overrides.csv")
        try folder.write("site,sku,order_on,override\nO1,A,2026-03-02,12\n", to: "edited.csv")
        let result = try CommandLineTool.run(["apply", folder.path, folder.path + "/edited.csv", "--json"])
        #expect(result.status == 0, "\(result.error)")
        #expect(try String(contentsOfFile: folder.path + "/data/overrides.csv", encoding: .utf8) == own)
        #expect(
            try String(contentsOfFile: folder.path + "/data/overrides-plan.csv", encoding: .utf8).contains("2026-03-02,O1,A,order,12,,"))
        let json = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(json["schemaVersion"] as? Int == 1 && (json["changes"] as? [Any])?.count == 1)
    }

    /// Every table of the run, with the columns of its file; forecasts by site and SKU.
    @Test func runPrintsEverythingAsJSON() throws {
        let (folder, plan) = try workspace()
        let result = try CommandLineTool.run(["run", folder.path, "--as-of", "2026-03-02", "--json"])
        let json = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(json["schemaVersion"] as? Int == 1 && json["asOf"] as? String == "2026-03-02")
        let tables = try #require(json["tables"] as? [String: [[String: Any]]])
        for name in ["plan", "rebalance", "stockpile", "position", "diagnostics"] {
            let rows = try String(contentsOfFile: plan + name + ".csv", encoding: .utf8).split(separator: "\n")
            let objects = try #require(tables[name])
            #expect(objects.count == rows.count - 1, "\(name)")
            if let first = objects.first { #expect(Set(first.keys) == Set(rows[0].split(separator: ",").map(String.init)), "\(name)") }
        }
        let forecast = try #require(tables["forecast"]?.first)
        #expect((forecast["mean"] as? [Double])?.count == (forecast["q95"] as? [Double])?.count)
        #expect(tables["alerts"] != nil)
        let page = try String(contentsOf: Repository.root.appendingPathComponent("docs/outputs.md"), encoding: .utf8)
        for member in json.keys { #expect(page.contains("\n| `\(member)` |"), "\(member) is not in docs/outputs.md") }
    }
}
