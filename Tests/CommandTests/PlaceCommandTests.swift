import Foundation
import TestSupport
import Testing

@Suite struct PlaceCommandTests {
    private let header = "stage,suppliers,time,holding_cost,demand_deviation,service_time\n"

    private func place(_ rows: String, _ arguments: String...) throws -> (status: Int32, output: String, error: String) {
        let folder = try TemporaryFolder()
        try folder.write(header + rows, to: "stages.csv")
        let result = try CommandLineTool.run(["place", folder.url.appendingPathComponent("stages.csv").path] + arguments)
        return (result.status, result.output, result.error)
    }

    /// A supplier of 4 periods at cost 1 and a shop of 1 period at cost 5. Decoupled they hold k·10·(√4·1 + √1·5) = 70 k a period;
    /// with all of it at the shop, k·10·√5·5 = 111.8 k. k is 1.645 at 95 %.
    @Test func stockAtTheSupplierIsCheaper() throws {
        let result = try place("maker,,4,1,,\nshop,maker,1,5,10,0\n", "--json")
        #expect(result.status == 0, "\(result.error)")
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let (cost, lone) = (try #require(answer["cost"] as? Double), try #require(answer["costAtDemandStages"] as? Double))
        #expect(abs(cost - 70 * 1.6448536269514722) < 1e-6)
        #expect(abs(lone - 50 * 5.0.squareRoot() * 1.6448536269514722) < 1e-6)
        #expect(answer["proof"] as? String == "optimal" && answer["schemaVersion"] as? Int == 1)
        #expect((answer["stages"] as? [[String: Any]])?.map { $0["outboundServiceTime"] as? Double } == [0, 0])
    }

    /// A workspace is its own network: every site a stage, served from the shelf where people buy.
    @Test func aWorkspaceIsPlaced() throws {
        let folder = try TemporaryFolder()
        try SmallWorkspace.write(to: folder)
        let result = try CommandLineTool.run(
            ["place", folder.path, "--as-of", "2026-03-02", "--json", "--output", folder.path + "/placement.csv"])
        #expect(result.status == 0, "\(result.error)")
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let products = try #require(answer["products"] as? [[String: Any]])
        #expect(products.count == 2)
        for product in products {
            let stages = try #require(product["stages"] as? [[String: Any]])
            let cost = try #require(product["cost"] as? Double), alone = try #require(product["costAtDemandStages"] as? Double)
            #expect(cost > 0 && cost <= alone + 1e-9 && product["isProven"] as? Bool == true)
            #expect(Set(stages.compactMap { $0["site"] as? String }) == ["W", "P", "O1", "O2"])
            #expect(abs(stages.reduce(0) { $0 + ($1["cost"] as? Double ?? 0) } - cost) < 1e-9 * max(1, cost))
            for stage in stages where ["O1", "O2"].contains(stage["site"] as? String) {
                #expect(stage["outboundServiceTime"] as? Double == 0 && (stage["safetyStock"] as? Double ?? 0) > 0)
            }
        }
        let rows = try String(contentsOfFile: folder.path + "/placement.csv", encoding: .utf8).split(separator: "\n")
        #expect(rows.count == 9 && rows[0].hasPrefix("site,sku,inbound_service_time"))
        // A higher level of service costs more.
        func cost(_ level: String) throws -> Double {
            let result = try CommandLineTool.run(["place", folder.path, "--as-of", "2026-03-02", "--json", "--service-level", level])
            let answer = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
            return (answer["products"] as? [[String: Any]] ?? []).reduce(0) { $0 + ($1["cost"] as? Double ?? 0) }
        }
        #expect(try cost("0.9") < cost("0.99"))
    }

    @Test(arguments: [
        ("a,,x,1,5,0\n", ":2", "“x”"), ("a,b,1,1,5,0\n", ":2", "no stage “b”"), ("a,,1,1,5,\n", ":2", "service_time"),
        ("a,b,1,1,,\nb,a,1,1,,\n", ":", "supplies itself"), ("", "", "no stage"),
    ])
    func whatIsWrongIsNamed(rows: String, line: String, problem: String) throws {
        let result = try place(rows)
        #expect(result.status == 2 && result.output.isEmpty)
        #expect(result.error.contains("stages.csv\(line)") && result.error.contains(problem), "\(result.error)")
    }
}
