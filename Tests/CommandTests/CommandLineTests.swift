import Foundation
import TestSupport
import Testing

@Suite struct CommandLineTests {
    @Test func helpNamesEverySubcommand() throws {
        let help = try CommandLineTool.run(["--help"])
        #expect(help.status == 0)
        for name in ["run", "check", "forecast", "evaluate", "simulate", "replay", "place", "explain", "init"] {
            #expect(help.output.contains("  \(name) "), "\(name)")
            let own = try CommandLineTool.run([name, "--help"])
            #expect(own.status == 0 && own.output.contains("--threads") && own.output.contains("--json"), "\(name)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func shellsGetCompletions(shell: String) throws {
        let script = try CommandLineTool.run(["--generate-completion-script", shell])
        #expect(script.status == 0 && script.output.contains("penstock"))
    }

    @Test(arguments: [["frobnicate"], ["run"], ["run", "x", "--as-of", "2026-02-30"], ["check", "x", "--threads", "0"]])
    func wrongUsageIs64(arguments: [String]) throws { #expect(try CommandLineTool.run(arguments).status == 64) }

    @Test func aMissingWorkspaceIsUnusableInput() throws {
        let result = try CommandLineTool.run(["run", "no/such/folder"])
        #expect(result.status == 2 && result.error.contains("no such folder") && result.output.isEmpty)
    }

    @Test func aMissingRequiredColumnEndsTheRunAndNamesTheClosest() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        try workspace.write("date,seller,buyer,sku,quantty\n2026-02-02,O1,,A,1\n", to: "data/sales.csv")
        for command in ["run", "check"] {
            let result = try CommandLineTool.run([command, workspace.path])
            #expect(result.status == 2)
            #expect(
                result.error.contains("quantity") && result.error.contains("quantty") && result.error.contains("sales.csv"),
                "\(result.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: workspace.path + "/reports/2026-03-02"))
    }

    @Test func aMissingRequiredFileEndsTheRunAndNamesTheClosest() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        try FileManager.default.moveItem(atPath: workspace.path + "/data/sites.csv", toPath: workspace.path + "/data/site.csv")
        let result = try CommandLineTool.run(["check", workspace.path])
        #expect(result.status == 2 && result.error.contains("sites.csv") && result.error.contains("site.csv"), "\(result.error)")
    }

    @Test func badConfigurationEndsTheRunWithItsLine() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace, yaml: "policy:\n  service_level: 95\n")
        let result = try CommandLineTool.run(["run", workspace.path])
        #expect(result.status == 2 && result.error.contains("penstock.yaml:2:18"), "\(result.error)")
    }

    @Test func checkWritesNothingAndReportsFindings() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        try workspace.write(
            "date,seller,buyer,sku,quantity\n2026-02-02,O1,,A,1O\n2026-02-02,O9,,A,1\n2026-02-03,O1,,A,3\n", to: "data/sales.csv")
        let before = try CommandLineTool.contents(of: workspace.path)
        let result = try CommandLineTool.run(["check", workspace.path, "--as-of", "2026-03-02"])
        #expect(result.status == 0)
        #expect(result.output.contains("sales.csv:2:5: error:") && result.output.contains("1O"), "\(result.output)")
        #expect(result.output.contains("sales.csv:3:2: error:"), "\(result.output)")
        #expect(try CommandLineTool.contents(of: workspace.path) == before)
        #expect(try CommandLineTool.run(["check", workspace.path, "--fail-on-findings", "--quiet"]).status == 1)
    }

    @Test func jsonIsJSON() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        for arguments in [
            ["check", workspace.path], ["run", workspace.path], ["explain", workspace.path, "O1", "A"],
            ["replay", workspace.path, "--weeks", "3"],
        ] {
            let result = try CommandLineTool.run(arguments + ["--json"])
            #expect(result.status == 0, "\(result.error)")
            #expect((try? JSONSerialization.jsonObject(with: Data(result.output.utf8))) != nil, "\(arguments)")
        }
    }

    @Test func explainTracesAPlanLine() throws {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace)
        let result = try CommandLineTool.run(["explain", workspace.path, "O1", "A", "--as-of", "2026-03-02"])
        #expect(result.status == 0, "\(result.error)")
        for part in ["stock.csv", "sales.csv", "2026-02-22", "pack size", "minimum order", "So:"] {
            #expect(result.output.contains(part), "\(part) in \(result.output)")
        }
        let unknown = try CommandLineTool.run(["explain", workspace.path, "o1", "A"])
        #expect(unknown.status == 2 && unknown.error.contains("the closest one is “O1”"))
        #expect(try CommandLineTool.run(["explain", workspace.path, "O1", "Z"]).status == 2)
        #expect(!FileManager.default.fileExists(atPath: workspace.path + "/penstock.db"))
    }

    @Test func initMakesAWorkspaceThatChecksAndRuns() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/new"
        #expect(try CommandLineTool.run(["init", path]).status == 0)
        let check = try CommandLineTool.run(["check", path, "--as-of", "2026-03-02"])
        #expect(check.status == 0, "\(check.error)")
        let run = try CommandLineTool.run(["run", path, "--as-of", "2026-03-02"])
        #expect(run.status == 0, "\(run.error)")
        #expect(
            try CommandLineTool.contents(of: path + "/reports/2026-03-02").keys.sorted()
                == (RunCommandTests.contractFiles + RunCommandTests.healthFiles).sorted())
        #expect(try CommandLineTool.run(["init", path]).status == 2)
    }

    @Test func forecastReadsAndWritesTheLongFormat() throws {
        let folder = try TemporaryFolder()
        var rows = "unique_id,ds,y\n"
        for month in 1...36 {
            rows +=
                "a,\(2022 + (month - 1) / 12)-\(month % 12 == 0 ? "12" : String(format: "%02d", month % 12))-01,\(100 + month % 12 * 5)\n"
        }
        for month in 7...30 { rows += "b,\(2022 + (month - 1) / 12)-\(String(format: "%02d", (month - 1) % 12 + 1))-01,\(month % 4)\n" }
        let input = try folder.write(rows, to: "series.csv")
        let output = folder.path + "/out.csv"
        let result = try CommandLineTool.run([
            "forecast", input, "--horizon", "3", "--season", "12", "--model", "auto-ets", "--model", "naive", "--levels", "80,95",
            "--quantiles", "0.05,0.5", "--output", output,
        ])
        #expect(result.status == 0, "\(result.error)")
        let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(
            lines.first
                == "unique_id,ds,auto-ets,auto-ets-lo-80,auto-ets-hi-80,auto-ets-lo-95,auto-ets-hi-95,auto-ets-q05,auto-ets-q50,"
                + "naive,naive-lo-80,naive-hi-80,naive-lo-95,naive-hi-95,naive-q05,naive-q50")
        try #require(lines.count == 7)
        #expect(lines[1].hasPrefix("a,2025-01-01,") && lines[3].hasPrefix("a,2025-03-01,"))
        #expect(lines[4].hasPrefix("b,2024-07-01,"))
        let evaluation = try CommandLineTool.run([
            "evaluate", input, "--horizon", "3", "--season", "12", "--windows", "2", "--model", "naive", "--model", "seasonal-naive",
        ])
        #expect(
            evaluation.status == 0 && evaluation.output.contains("MASE") && evaluation.output.contains("seasonal-naive"),
            "\(evaluation.error)")
    }

    @Test func evaluateByGroupAndHorizon() throws {
        let folder = try TemporaryFolder()
        var rows = "unique_id,ds,y,colour\n"
        for month in 1...30 {
            for (id, colour) in [("a", "red"), ("b", "red"), ("c", "blue"), ("d", "")] {
                rows += "\(id),\(month),\(id == "c" ? (month % 3 == 0 ? 2 : 0) : 20 + (month * 7 + id.utf8.count) % 5),\(colour)\n"
            }
        }
        let input = try folder.write(rows, to: "series.csv")
        let output = folder.path + "/accuracy.csv"
        let arguments = ["evaluate", input, "--horizon", "3", "--windows", "2", "--model", "theta", "--model", "seasonal-naive"]
        let result = try CommandLineTool.run(arguments + ["--group", "colour", "-o", output])
        #expect(result.status == 0 && !result.error.contains("colour"), "\(result.error)")
        for line in result.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(
            lines.first
                == "model,group,horizon,series,windows,failures,count,mase,rmsse,wape,bias,smape,owa,pinball,crps,fva_naive,"
                + "fva_seasonal_naive,coverage_80,msis_80,coverage_95,msis_95")
        // Three models × (all, blue, red) × (all, 1, 2, 3).
        try #require(lines.count == 1 + 3 * 3 * 4)
        #expect(lines[1].hasPrefix("theta,all,all,4,8,0,24,") && lines[2].hasPrefix("theta,all,1,4,8,0,8,"))
        #expect(lines.contains { $0.hasPrefix("naive,blue,3,1,2,0,2,") } && lines.contains { $0.hasPrefix("naive,red,all,2,4,0,12,") })
        let classes = try CommandLineTool.run(arguments + ["--group", "intermittency", "--json"])
        #expect(classes.status == 0 && classes.output.contains("\"group\" : \"intermittent\""), "\(classes.error)")
        #expect((try? JSONSerialization.jsonObject(with: Data(classes.output.utf8))) != nil)
        let wrong = try CommandLineTool.run(arguments + ["--group", "color"])
        #expect(wrong.status == 2 && wrong.error.contains("colour"), "\(wrong.error)")
        let threads = try [1, 2].map { try CommandLineTool.run(arguments + ["--json", "--threads", "\($0)"]).output }
        #expect(threads[0] == threads[1])
    }
}
