import Foundation
import Optimization

/// A gzip file's text, by the system's own tool: the readers of instances must not test the product's reader.
enum Unzipped {
    struct Failed: Error { var path: String }

    static func text(_ url: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", url.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(path: url.path) }
        return String(decoding: data, as: UTF8.self)
    }
}

/// DIMACS' format of minimum-cost flow problems: `p min nodes arcs`, `n node supply`, `a from to lower capacity cost`, from 1.
enum DIMACS {
    static func problem(_ text: String) throws -> MinimumCostFlow {
        var problem = MinimumCostFlow(nodes: 0)
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            let numbers = fields.dropFirst().compactMap { Int($0) }
            switch fields.first {
            case "p": problem = MinimumCostFlow(nodes: numbers[0])
            case "n": problem.supply[numbers[0] - 1] = numbers[1]
            case "a":
                problem.addArc(from: numbers[0] - 1, to: numbers[1] - 1, lower: numbers[2], capacity: numbers[3], cost: numbers[4])
            default: break
            }
        }
        return problem
    }
}
