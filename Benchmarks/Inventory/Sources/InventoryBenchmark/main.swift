import Foundation
import InventoryModels

/// `InventoryBenchmark simulate|serial|gsm FILE`: solves the problem in a JSON file some times over and prints one JSON object: the
/// results, and the median of the processor's seconds a solution took. Reading the file is not counted.

struct Simulation: Decodable {
    var tree: SupplyTree
    var periods: Int
    var seed: UInt64
}

struct Report: Encodable {
    var cost: Double
    var levels: [Double] = []
    var seconds: Double
    var runs: Int
}

/// Seconds of the processor this process has used.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// The last value, and the median time of at least three runs and half a second.
func timed<Value>(_ body: () throws -> Value) rethrows -> (value: Value, seconds: Double, runs: Int) {
    var value = try body()
    var times: [Double] = []
    let start = processorSeconds()
    repeat {
        let before = processorSeconds()
        value = try body()
        times.append(processorSeconds() - before)
    } while times.count < 3 || (processorSeconds() - start < 0.5 && times.count < 1000)
    times.sort()
    return (value, times[times.count / 2], times.count)
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    FileHandle.standardError.write(Data("usage: InventoryBenchmark simulate|serial|gsm FILE\n".utf8))
    exit(64)
}
let file = try Data(contentsOf: URL(fileURLWithPath: arguments[2]))
let report: Report
switch arguments[1] {
case "simulate":
    let problem = try JSONDecoder().decode(Simulation.self, from: file)
    let (result, seconds, runs) = try timed { try TreeSimulation(problem.tree, periods: problem.periods, seed: problem.seed) }
    report = Report(cost: result.totalCost, seconds: seconds, runs: runs)
case "serial":
    let system = try JSONDecoder().decode(SerialSystem.self, from: file)
    let (policy, seconds, runs) = timed { system.optimum }
    report = Report(cost: policy.costRate, levels: policy.echelonLevels, seconds: seconds, runs: runs)
case "gsm":
    report = try guaranteedService(file)
default:
    FileHandle.standardError.write(Data("unknown problem \(arguments[1])\n".utf8))
    exit(64)
}
let encoder = JSONEncoder()
encoder.outputFormatting = .sortedKeys
FileHandle.standardOutput.write(try encoder.encode(report) + Data("\n".utf8))
