import ArgumentParser
import DelimitedText
import Forecasting
import Foundation
import Ingest
import Penstock
import SupplyNetwork

struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast", abstract: "Forecast series in the long format: unique_id, ds, y.",
        discussion: """
            Writes unique_id, ds and, for each model, its mean, then <model>-lo-<level> and <model>-hi-<level> for each of --levels, then
            <model>-q05 … for each of --quantiles. A step that the file does not hold is missing, not zero.
            """)

    @OptionGroup var long: LongFormatOptions

    @Option(help: ArgumentHelp("Probabilities, between commas.", valueName: "0.05,0.5,0.95"))
    var quantiles: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; standard output by default.", valueName: "file.csv"))
    var output: String?

    func validate() throws { _ = try probabilities() }

    private func probabilities() throws -> [Double] {
        try LongFormatOptions.numbers(quantiles, named: "--quantiles") { $0 > 0 && $0 < 1 }
    }

    struct Result: Encodable {
        struct Row: Encodable {
            var uniqueID: String
            var ds: [String]
            var models: [String: [String: [Double]]]
        }
        var series: [Row]
    }

    func run() throws {
        let (levels, probabilities, models) = (try long.parsedLevels(), try probabilities(), long.models)
        let progress = ProgressLine(quiet: long.common.quiet)
        try Exit.onUnusableInput(progress) {
            let contents = try long.contents()
            let series = contents.series.map(long.series)
            let byModel = models.map {
                predictions(
                    model: $0, series: series, horizon: long.horizon, levels: levels, quantiles: probabilities, threads: long.common.threads
                )
            }
            let forecasts = series.indices.map { index in byModel.map { $0[index] } }
            progress.clear()
            if !long.common.quiet { for warning in warnings(contents, byModel, models) { Terminal.note(warning) } }
            let names = columns(models, levels: levels, probabilities: probabilities)
            if long.common.json {
                try Terminal.json(json(contents, forecasts, models, names))
                return
            }
            var writer = CSVWriter()
            for name in ["unique_id", "ds"] + names.flatMap(\.self) { writer.cell(name) }
            writer.endRow()
            for (series, row) in zip(contents.series, forecasts) {
                for (step, label) in contents.labels(after: series, horizon: long.horizon).enumerated() {
                    writer.cell(series.id)
                    writer.cell(label)
                    for forecast in row { for value in values(forecast) { writer.cell(value[step], decimals: 6) } }
                    writer.endRow()
                }
            }
            if let output {
                try Data(writer.bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
            } else {
                FileHandle.standardOutput.write(Data(writer.bytes))
            }
        }
    }

    /// One line per model and reason for giving way, with the first series that it happened to.
    private func warnings(_ contents: LongFormatContents, _ byModel: [[SeriesForecast]], _ models: [ModelName]) -> [String] {
        zip(models, byModel).flatMap { model, forecasts -> [String] in
            var order = [String]()
            var members = [String: [Int]]()
            for (index, forecast) in forecasts.enumerated() {
                guard let failure = forecast.failure else { continue }
                let what = "\(model.rawValue) gave way to \(forecast.model): \(failure)"
                if members[what] == nil { order.append(what) }
                members[what, default: []].append(index)
            }
            return order.map { what in
                let which = members[what] ?? []
                let id = which.first.map { Terminal.safe(contents.series[$0].id) } ?? ""
                let more = which.count > 1 ? " and \(which.count - 1) more" : ""
                return "\(long.file): warning: series \(id)\(more): \(what) [model-failed]"
            }
        }
    }

    /// One list of column names per model: mean, intervals, quantiles.
    private func columns(_ models: [ModelName], levels: [Double], probabilities: [Double]) -> [[String]] {
        func trimmed(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }
        func percent(_ p: Double) -> String {
            let text = trimmed((p * 1e6).rounded() / 1e4)
            return p < 0.1 ? "0" + text : text
        }
        return models.map { model in
            [model.rawValue]
                + levels.flatMap { ["\(model.rawValue)-lo-\(trimmed($0))", "\(model.rawValue)-hi-\(trimmed($0))"] }
                + probabilities.map { "\(model.rawValue)-q\(percent($0))" }
        }
    }

    /// One list of values per column of a model.
    private func values(_ forecast: SeriesForecast) -> [[Double]] {
        [forecast.mean] + zip(forecast.low, forecast.high).flatMap { [$0, $1] } + forecast.quantiles
    }

    private func json(
        _ contents: LongFormatContents, _ forecasts: [[SeriesForecast]], _ models: [ModelName], _ names: [[String]]
    ) -> Result {
        Result(
            series: zip(contents.series, forecasts).map { series, row in
                var byModel: [String: [String: [Double]]] = [:]
                for (index, forecast) in row.enumerated() {
                    byModel[models[index].rawValue] = Dictionary(uniqueKeysWithValues: zip(names[index], values(forecast)))
                }
                return Result.Row(uniqueID: series.id, ds: contents.labels(after: series, horizon: long.horizon), models: byModel)
            })
    }
}
