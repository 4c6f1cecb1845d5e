import Foundation
import TestSupport
import Testing

@Suite struct RunCommandTests {
    static let contractFiles = [
        "alerts.json", "diagnostics.csv", "exceptions.csv", "forecast.csv", "network.csv", "plan.csv", "plan.xlsx", "position.csv",
        "projection.csv", "rebalance.csv",
        "rejected.csv", "report.html", "report.md", "stockpile.csv",
    ]
    static let healthFiles =
        [
            "absorption", "activity", "assortment", "brand", "capital", "clearance", "cohorts", "diversion", "figures", "flow", "funnel",
            "incentives", "kpi", "leaders", "members", "recruiting", "settlement",
        ].map { "health/\($0).csv" } + ["health/network.graphml", "health/network.json"]

    /// docs/outputs.md says what the files of health/ hold: a table has its own columns where there is something to say, else those of figures.
    @Test func everyColumnOfHealthIsOnThePage() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        #expect(try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02"]).status == 0)
        let page = try String(contentsOf: Repository.root.appendingPathComponent("docs/outputs.md"), encoding: .utf8)
        let sections = page.components(separatedBy: "\n## ")
        func columns(_ heading: String) -> [String] {
            let section = sections.first { $0.hasPrefix("`\(heading)`") } ?? ""
            return section.matches(of: /\n\| `([a-z0-9_A-Z]+)` \|/).map { String($0.output.1) }
        }
        let figures = columns("health/figures.csv")
        #expect(figures.count == 14)
        for name in RunCommandTests.healthFiles where name.hasSuffix(".csv") {
            let text = try String(contentsOfFile: workspace.path + "/reports/2026-03-02/" + name, encoding: .utf8)
            let header = text.split(separator: "\n").first.map { $0.split(separator: ",").map(String.init) } ?? []
            #expect(header == columns(name) || header == Array(figures.dropFirst()), "\(name): \(header)")
        }
    }

    @Test func aRunWritesEveryFileOfTheContractAndEndsWithAShortTable() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        let result = try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02"])
        #expect(result.status == 0, "\(result.error)")
        let files = try CommandLineTool.contents(of: workspace.path + "/reports/2026-03-02")
        #expect(files.keys.sorted() == (RunCommandTests.contractFiles + RunCommandTests.healthFiles).sorted())
        for (name, data) in files { #expect(!data.isEmpty, "\(name)") }
        #expect(result.output.contains("5 files read") && result.output.contains("reports/2026-03-02/report.html"))
        // A terminal of 24 lines shows all of it, and none is wider than a hundred columns.
        #expect(result.output.components(separatedBy: "\n").count <= 24, "\(result.output)")
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 100 || $0.contains("report.html") })
    }

    @Test func scenariosStandSideBySideAndLeaveNoState() throws {
        let workspace = try TemporaryFolder()
        let yaml = """
            language: en
            policy: {service_level: 0.9, rules: [{class: AX, service_level: 0.95}]}
            scenarios:
              - {name: slow, lead_time_days: 14}
              - {name: tight, budget: -50%}
              - {name: lost, sites_lost: [O1]}
              - {name: more, demand: +50%}

            """
        try SmallWorkspace.write(to: workspace, yaml: yaml)
        let all = try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02", "--scenario", "all"])
        #expect(all.status == 0 && all.output.contains("tight"), "\(all.error)")
        let folder = workspace.path + "/reports/2026-03-02/"
        let table = try String(contentsOfFile: folder + "scenarios.csv", encoding: .utf8)
        let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows.map { $0[0] } == ["base", "slow", "tight", "lost", "more"])
        let units = rows.compactMap { Double($0[1]) }
        let value = rows.compactMap { Double($0[2]) }
        try #require(units.count == 5 && value.count == 5)
        #expect(units[1] > units[0] && units[4] > units[0] && units[3] < units[0] && value[2] <= 0.5 * value[0])
        #expect(try String(contentsOfFile: folder + "report.html", encoding: .utf8).contains("What if"))

        let before = try #require(FileManager.default.contents(atPath: workspace.path + "/penstock.db"))
        let one = try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02", "--scenario", "slow", "--quiet"])
        #expect(one.status == 0, "\(one.error)")
        #expect(FileManager.default.fileExists(atPath: workspace.path + "/reports/2026-03-02-slow/plan.csv"))
        #expect(FileManager.default.contents(atPath: workspace.path + "/penstock.db") == before)
        let none = try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02", "--scenario", "other", "--quiet"])
        #expect(none.status == 2 && none.error.contains("slow, tight"))
    }

    @Test func anOverstockedOwnerIsFoundAndGetsNothing() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        _ = try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02", "--quiet"])
        let folder = workspace.path + "/reports/2026-03-02/"
        let stockpile = try String(contentsOfFile: folder + "stockpile.csv", encoding: .utf8)
        #expect(stockpile.contains("\nO2,A,"), "\(stockpile)")
        let plan = try String(contentsOfFile: folder + "plan.csv", encoding: .utf8)
        #expect(!plan.contains("O2,A,"))
        #expect(plan.contains("O1,A,P,2026-03-02,2026-03-05,"), "\(plan)")
    }

    @Test func sameInputsGiveTheSameBytesOnAnyNumberOfThreadsAndTwiceInARow() throws {
        let workspace = try TemporaryFolder()
        let world = workspace.path + "/world"
        let made = try CommandLineTool.run([
            "simulate", world, "--seed", "11", "--weeks", "40", "--partners", "1", "--leaders-per-partner", "2", "--owners-per-leader", "3",
            "--products", "4", "--quiet",
        ])
        #expect(made.status == 0, "\(made.error)")
        var runs: [[String: Data]] = []
        for threads in ["1", "2", "2", "3"] {
            let result = try CommandLineTool.run(["run", world, "--as-of", "2026-03-02", "--threads", threads, "--quiet"])
            #expect(result.status == 0, "\(result.error)")
            runs.append(try CommandLineTool.contents(of: world + "/reports/2026-03-02"))
        }
        let first = try #require(runs.first)
        #expect(first.count == (RunCommandTests.contractFiles + RunCommandTests.healthFiles).count)
        for run in runs.dropFirst() {
            #expect(run.keys.sorted() == first.keys.sorted())
            for (name, data) in first { #expect(run[name] == data, "\(name) differs") }
        }
    }

    /// Totals stand behind the leaves, and their means are the sums of the leaves' means; without asking there are none.
    @Test func totalsThatTheConfigurationAsksFor() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace, yaml: "language: en\nforecast: {totals: [all, region, category]}\n")
        let result = try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02", "--quiet"])
        #expect(result.status == 0, "\(result.error)")
        func rows() throws -> [[String]] {
            try String(contentsOfFile: workspace.path + "/reports/2026-03-02/forecast.csv", encoding: .utf8)
                .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
        }
        let all = try rows()
        let leaves = all.filter { $0[11] != "total" }
        let totals = all.filter { $0[11] == "total" }
        #expect(Set(totals.map { $0[0] + " " + $0[1] }) == ["* *", "region=East *", "* category=Masks", "* category=Serums"])
        #expect(all.last?[11] == "total" && all.first?[11] != "total")
        for total in totals {
            let sku = ["category=Masks": "A", "category=Serums": "B"][total[1]]
            let parts = leaves.filter { $0[2] == total[2] && (sku == nil || $0[1] == sku) }
            let sum = parts.reduce(0) { $0 + (Double($1[3]) ?? .nan) }
            // Four decimals each.
            #expect(abs(sum - (Double(total[3]) ?? .nan)) < 1e-3)
        }
        try workspace.write("language: en\n", to: "penstock.yaml")
        #expect(try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02", "--quiet"]).status == 0)
        #expect(try rows() == leaves)
    }

    @Test func theStateMayBeDeletedOrSpoiled() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        let arguments = ["run", workspace.path, "--as-of", "2026-03-02", "--quiet"]
        #expect(try CommandLineTool.run(arguments).status == 0)
        try FileManager.default.removeItem(atPath: workspace.path + "/penstock.db")
        #expect(try CommandLineTool.run(arguments).status == 0)
        try workspace.write(String(repeating: "spoiled ", count: 4000), to: "penstock.db")
        #expect(try CommandLineTool.run(arguments).status == 0)
        let findings = try String(contentsOfFile: workspace.path + "/reports/2026-03-02/diagnostics.csv", encoding: .utf8)
        #expect(findings.contains("state-unreadable"))
        #expect(try String(contentsOfFile: workspace.path + "/penstock.db", encoding: .utf8).hasPrefix("spoiled"))
    }

    @Test func aLaterRunKnowsWhatTheEarlierOneForecast() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        for day in ["2026-02-16", "2026-03-02"] {
            #expect(try CommandLineTool.run(["run", workspace.path, "--as-of", day, "--quiet"]).status == 0)
        }
        let report = try String(contentsOfFile: workspace.path + "/reports/2026-03-02/report.md", encoding: .utf8)
        #expect(report.contains("2026-02-16"), "\(report)")
    }

    /// The promise: killed at any moment, the old folder is whole, the new one absent or whole, the state opens, and the next
    /// run succeeds.
    @Test func killedAtAnyMomentNothingIsHalfWritten() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        let arguments = ["run", workspace.path, "--as-of", "2026-03-02", "--quiet"]
        let start = Date()
        #expect(try CommandLineTool.run(arguments).status == 0)
        let duration = Date().timeIntervalSince(start)
        let whole = try CommandLineTool.contents(of: workspace.path + "/reports/2026-03-02")
        var random = SystemRandomNumberGenerator()
        var killed = 0
        for round in 0..<16 {
            // Half of the rounds replace the folder, half make it anew.
            if round % 2 == 1 { try FileManager.default.removeItem(atPath: workspace.path + "/reports/2026-03-02") }
            let delay = Double.random(in: 0...duration * 1.1, using: &random)
            let result = try CommandLineTool.run(arguments, killedAfter: delay)
            if result.wasKilled { killed += 1 }
            let present = FileManager.default.fileExists(atPath: workspace.path + "/reports/2026-03-02")
            #expect(present || round % 2 == 1, "the old folder vanished after \(delay) s")
            if present {
                let now = try CommandLineTool.contents(of: workspace.path + "/reports/2026-03-02")
                #expect(now == whole, "a folder that is not whole after \(delay) s")
            }
            let next = try CommandLineTool.run(arguments)
            #expect(next.status == 0, "after \(delay) s: \(next.error)")
            #expect(try CommandLineTool.contents(of: workspace.path + "/reports/2026-03-02") == whole)
        }
        #expect(killed > 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.path + "/reports").sorted() == [".lock", "2026-03-02"])
    }

    @Test func hostileNamesStayText() throws {
        let workspace = try TemporaryFolder()
        let (script, formula) = ("<script>alert(1)</script>", "=HYPERLINK(\"http://x\",\"y\")")
        try SmallWorkspace.write(to: workspace, names: ["Owner two": script, "Alpha mask": formula])
        #expect(try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02"]).status == 0)
        let files = try CommandLineTool.contents(of: workspace.path + "/reports/2026-03-02")
        let html = String(decoding: try #require(files["report.html"]), as: UTF8.self)
        #expect(!html.contains(script) && html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        for (name, data) in files where name.hasSuffix(".csv") {
            for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
                for cell in line.split(separator: ",") { #expect(!cell.hasPrefix("=") && !cell.hasPrefix("\"="), "\(name): \(line)") }
            }
        }
    }
}
