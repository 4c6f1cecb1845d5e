import ArgumentParser
import DelimitedText
import Forecasting
import Foundation
import Ingest
import Penstock
import SupplyNetwork

extension ModelName: ExpressibleByArgument {}

/// What `forecast` and `evaluate` share: a file in the long format and how to look at it.
struct LongFormatOptions: ParsableArguments {
    @Argument(help: "A CSV (also .gz) with unique_id, ds, y; ds is a date or an integer.")
    var file: String

    @Option(help: ArgumentHelp("Steps ahead.", valueName: "N"))
    var horizon: Int

    @Option(
        help: ArgumentHelp(
            "Steps in a season; 1 for none that you know of: `auto` then looks for one that many series share.", valueName: "N"))
    var season: Int = 1

    @Option(help: ArgumentHelp("A model; may be repeated. `auto` combines the best by rolling origin.", valueName: "name"))
    var model: [ModelName] = []

    @Option(help: ArgumentHelp("Central intervals in percent, between commas.", valueName: "80,95"))
    var levels: String?

    @OptionGroup var common: CommonOptions

    var models: [ModelName] {
        var seen: Set<ModelName> = []
        return (model.isEmpty ? [.auto] : model).filter { seen.insert($0).inserted }
    }

    func validate() throws {
        guard (1...10_000).contains(horizon) else { throw ValidationError("--horizon must be from 1 to 10000") }
        guard (1...10_000).contains(season) else { throw ValidationError("--season must be from 1 to 10000") }
        _ = try parsedLevels()
    }

    func parsedLevels() throws -> [Double] {
        try LongFormatOptions.numbers(levels, named: "--levels") { $0 > 0 && $0 < 100 }
    }

    /// The numbers of a comma-separated option, all of which must satisfy `isValid`.
    static func numbers(_ text: String?, named name: String, _ isValid: (Double) -> Bool) throws -> [Double] {
        guard let text else { return [] }
        return try text.split(separator: ",").map { part in
            guard let value = Double(part.trimmingCharacters(in: .whitespaces)), isValid(value) else {
                throw ValidationError("\(name): “\(part)” is not a number it can be")
            }
            return value
        }
    }

    var reader: LongFormatReader { LongFormatReader(path: file, options: ReadingOptions(threads: common.threads)) }

    /// Reads the file; findings go to standard error.
    /// - Parameter column: one more column that the command uses, though values do not need it.
    func contents(using column: String? = nil) throws -> LongFormatContents {
        let contents = try reader.contents()
        guard !common.quiet else { return contents }
        for finding in contents.diagnostics {
            if let column, finding.code == "unknown-column", finding.message.contains("“\(column)”") { continue }
            Terminal.note(finding.description)
        }
        return contents
    }

    func series(_ long: LongSeries) -> TimeSeries {
        TimeSeries(
            values: long.values.map { $0 ?? 0 }, states: long.values.map { $0 == nil ? .missing : .observed }, seasonLength: season)
    }
}
