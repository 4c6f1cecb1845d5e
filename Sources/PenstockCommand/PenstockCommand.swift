import ArgumentParser
import Foundation
import Logging
import Penstock

/// `penstock`: the command line. It parses, calls `Penstock`, and prints; nothing is worked out here.
@main
struct PenstockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "penstock",
        abstract: "Where stock really lies in a multi-tier network, what people consume, and what to order.",
        discussion: """
            Reads a workspace of CSV files (sales, stock counts, sites, products …) and leaves a plan, a stock-piling list, alerts,
            a workbook and a report. Begin with `penstock init FOLDER`, or look at a made-up network with
            `penstock simulate FOLDER` and `penstock run FOLDER`.

            Exit status: 0 done; 1 done, but with findings (only with --fail-on-findings); 2 unusable input; 64 wrong usage.
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, ApplyCommand.self, CheckCommand.self, ForecastCommand.self, EvaluateCommand.self, SimulateCommand.self,
            ReplayCommand.self, PlaceCommand.self,
            ExplainCommand.self, AlertsCommand.self, InitCommand.self,
        ])
}

/// Options that every subcommand takes.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Threads to use at most; the results are the same on any number.", valueName: "N"))
    var threads: Int = ProcessInfo.processInfo.activeProcessorCount

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    @Flag(help: "Print the result as JSON on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Log what is done and how long it takes, on standard error.")
    var verbose = false

    func validate() throws {
        guard (1...1024).contains(threads) else { throw ValidationError("--threads must be from 1 to 1024") }
    }

    var logger: Logger {
        var logger = Logger(label: "penstock", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = verbose ? .info : .error
        return logger
    }
}

/// Endings that scripts can tell apart.
enum Exit {
    static let findings = ExitCode(1)
    static let unusable = ExitCode(2)

    /// Runs `work`; what it throws is printed as one clear message, and ends the process with status 2.
    static func onUnusableInput<Value>(_ progress: ProgressLine? = nil, _ work: () throws -> Value) throws -> Value {
        do { return try work() } catch let error as ExitCode { throw error } catch let error as ValidationError { throw error } catch {
            progress?.clear()
            Terminal.error("\(error)")
            throw unusable
        }
    }
}
