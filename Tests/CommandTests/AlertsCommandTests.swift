import Foundation
import TestSupport
import Testing

/// `penstock alerts` on a network whose owner two is overstocked, as a user goes about it.
@Suite struct AlertsCommandTests {
    static let yaml = """
        language: en
        alerts:
          route: {receiver: file, group_by: [rule]}
          receivers:
            - {name: file, type: webhook, url_env: PENSTOCK_TEST_URL}

        """

    /// Two runs, so that what holds fires.
    func workspace(_ yaml: String = AlertsCommandTests.yaml) throws -> TemporaryFolder {
        let workspace = try TemporaryFolder()
        try SmallWorkspace.write(to: workspace, yaml: yaml)
        for day in ["2026-02-23", "2026-03-02"] {
            let run = try CommandLineTool.run(["run", workspace.path, "--as-of", day, "--quiet"])
            #expect(run.status == 0, "\(run.error)")
        }
        return workspace
    }

    func list(_ workspace: TemporaryFolder) throws -> [[String: Any]] {
        let result = try CommandLineTool.run(["alerts", "list", workspace.path, "--json"])
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]], "\(result.error)")
    }

    func states(_ alerts: [[String: Any]], site: String) -> [String] {
        alerts.compactMap { alert in
            guard let subject = alert["subject"] as? [String: Any], (subject["path"] as? [String])?.first == site else { return nil }
            return subject["state"] as? String
        }
    }

    @Test func silencedAndSaidAgain() throws {
        let workspace = try workspace()
        #expect(states(try list(workspace), site: "O2").contains("firing"))
        let silence = try CommandLineTool.run([
            "alerts", "silence", workspace.path, "--subtree", "O2", "--weeks", "2", "--author", "li", "--reason", "recount",
        ])
        #expect(
            silence.status == 0 && silence.output.contains("Silence 1: subtree=O2, until 2026-03-16"), "\(silence.output)\(silence.error)")
        #expect(Set(states(try list(workspace), site: "O2")) == ["silenced"])
        // The next run writes it down, the run after it is over does not.
        for (day, expected) in [("2026-03-02", true), ("2026-03-23", false)] {
            _ = try CommandLineTool.run(["run", workspace.path, "--as-of", day, "--quiet"])
            let text = try String(contentsOfFile: workspace.path + "/reports/\(day)/alerts.json", encoding: .utf8)
            #expect(text.contains("\"silenced_by\": 1") == expected, "\(day)")
        }
        let table = try CommandLineTool.run(["alerts", "list", workspace.path, "--silences"])
        #expect(table.output.contains("recount") && table.output.contains("over"))
    }

    @Test func unsilencedAndAcknowledged() throws {
        let workspace = try workspace()
        _ = try CommandLineTool.run(["alerts", "silence", workspace.path, "--rule", "overstock", "--author", "li"])
        #expect(try CommandLineTool.run(["alerts", "unsilence", workspace.path, "1"]).status == 0)
        #expect(states(try list(workspace), site: "O2").contains("firing"))
        #expect(try CommandLineTool.run(["alerts", "unsilence", workspace.path, "1"]).status == 2)
        let alert = try #require(try list(workspace).first { states([$0], site: "O2") == ["firing"] })
        let id = try #require((alert["subject"] as? [String: Any])?["id"] as? String)
        let result = try CommandLineTool.run(["alerts", "acknowledge", workspace.path, String(id.prefix(10)), "--author", "wang"])
        #expect(result.status == 0, "\(result.error)")
        let taken = try #require(try list(workspace).first { ($0["subject"] as? [String: Any])?["id"] as? String == id })
        #expect(taken["acknowledgedBy"] as? String == "wang" && states([taken], site: "O2") == ["firing"])
        #expect(try CommandLineTool.run(["alerts", "acknowledge", workspace.path, "zzzz"]).status == 64)
    }

    @Test func testShowsWhatWouldGoWhereAndSendsNothing() throws {
        let workspace = try workspace()
        let result = try CommandLineTool.run(["alerts", "test", workspace.path])
        #expect(result.status == 0 && result.output.contains("file (webhook): "), "\(result.output)\(result.error)")
        #expect(result.output.contains("PENSTOCK_TEST_URL is not set") && result.output.contains("\"version\":1"))
        let outbox = try CommandLineTool.run(["alerts", "list", workspace.path, "--outbox"])
        #expect(outbox.output.contains("queued") && !outbox.output.contains("sent"))
    }

    @Test func whatCannotBeSentStaysAndIsSaid() throws {
        let workspace = try workspace()
        let result = try CommandLineTool.run(["alerts", "send", workspace.path])
        #expect(result.status == 1 && result.error.contains("the environment variable PENSTOCK_TEST_URL is not set"), "\(result.error)")
        #expect(try CommandLineTool.run(["alerts", "list", workspace.path, "--outbox"]).output.contains("queued"))
    }

    /// A run that delivers ends as it would have without: what is not sent is said and kept.
    @Test func aRunThatDeliversIsARunAllTheSame() throws {
        let workspace = try workspace()
        let result = try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02", "--deliver"])
        #expect(result.status == 0 && result.error.contains("PENSTOCK_TEST_URL"), "\(result.error)")
        let quiet = try CommandLineTool.run(["run", workspace.path, "--as-of", "2026-03-02"])
        #expect(!quiet.error.contains("PENSTOCK_TEST_URL"))
    }

    @Test func wrongUseIsSaid() throws {
        let empty = try TemporaryFolder()
        #expect(try CommandLineTool.run(["alerts", "list", empty.path]).status == 2)
        #expect(try CommandLineTool.run(["alerts", "silence", empty.path]).status == 64, "silences of everything are not meant")
        #expect(try CommandLineTool.run(["alerts", "send", empty.path, "--again", "sent"]).status == 64)
    }
}
