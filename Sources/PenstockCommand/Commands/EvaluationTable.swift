import DelimitedText
import Forecasting
import Wording

/// The results of `evaluate` as a table for the terminal, CSV and JSON.
enum EvaluationTable {
    /// `80` for 80 %, `99.5` for 99.5 %.
    static func name(_ level: Double) -> String { level == level.rounded() ? String(Int(level)) : String(level) }

    // MARK: - JSON

    struct Measures: Encodable {
        var count: Int
        var mase: Double?
        var rmsse: Double?
        var wape: Double?
        var bias: Double?
        var smape: Double?
        var owa: Double?
        var pinball: Double?
        var crps: Double?
        var coverage: [String: Double]
        var msis: [String: Double]
        var valueAdded: Double?
        var seasonalValueAdded: Double?

        init(_ measures: AccuracyMeasures) {
            count = measures.count
            mase = measures.mase
            rmsse = measures.rmsse
            wape = measures.wape
            bias = measures.bias
            smape = measures.smape
            owa = measures.owa
            pinball = measures.pinball
            crps = measures.crps
            coverage = [:]
            msis = [:]
            for interval in measures.intervals {
                coverage[name(interval.level)] = interval.coverage
                msis[name(interval.level)] = interval.msis
            }
            valueAdded = measures.valueAdded
            seasonalValueAdded = measures.seasonalValueAdded
        }
    }

    struct Row: Encodable {
        var model: String
        /// Absent for all series together.
        var group: String?
        var series: Int
        var windows: Int
        var failures: Int
        var overall: Measures
        var horizons: [Measures]

        init(_ result: ModelAccuracy) {
            model = result.model.rawValue
            group = result.group
            series = result.series
            windows = result.windows
            failures = result.failures
            overall = Measures(result.overall)
            horizons = result.steps.map(Measures.init)
        }

        private enum CodingKeys: String, CodingKey { case model, group, series, windows, failures, horizons }

        /// The figures over all horizons lie beside the model's name.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(model, forKey: .model)
            try container.encodeIfPresent(group, forKey: .group)
            try container.encode(series, forKey: .series)
            try container.encode(windows, forKey: .windows)
            try container.encode(failures, forKey: .failures)
            try container.encode(horizons, forKey: .horizons)
            try overall.encode(to: encoder)
        }
    }

    // MARK: - CSV

    /// One row per model, group and horizon; group `all` holds every series, horizon `all` every step.
    static func csv(_ results: [ModelAccuracy], levels: [Double]) -> [UInt8] {
        var table = CSVWriter(
            header: ["model", "group", "horizon", "series", "windows", "failures", "count"]
                + ["mase", "rmsse", "wape", "bias", "smape", "owa", "pinball", "crps", "fva_naive", "fva_seasonal_naive"]
                + levels.flatMap { ["coverage_\(name($0))", "msis_\(name($0))"] })
        for result in results {
            for (horizon, m) in [("all", result.overall)] + result.steps.enumerated().map({ (String($0 + 1), $1) }) {
                table.cell(result.model.rawValue)
                table.cell(result.group ?? "all")
                table.cell(horizon)
                table.cell(result.series)
                table.cell(result.windows)
                table.cell(result.failures)
                table.cell(m.count)
                for value in [m.mase, m.rmsse, m.wape, m.bias, m.smape, m.owa, m.pinball, m.crps, m.valueAdded, m.seasonalValueAdded] {
                    table.cell(value, decimals: 6)
                }
                for index in levels.indices {
                    let interval = index < m.intervals.count ? m.intervals[index] : nil
                    table.cell(interval?.coverage, decimals: 6)
                    table.cell(interval?.msis, decimals: 6)
                }
                table.endRow()
            }
        }
        return table.bytes
    }

    // MARK: - Terminal

    /// Levels that a line of 100 columns has room for.
    private static let mostLevels = 3

    /// Two tables, of means and of distributions, neither wider than 100 columns.
    static func text(_ results: [ModelAccuracy], levels: [Double]) -> String {
        func number(_ value: Double?, _ decimals: Int) -> String { value.map { Wording.grouped($0, decimals: decimals) } ?? "–" }
        func percent(_ value: Double?) -> String { value.map { Wording.grouped($0 * 100, decimals: 1) + "%" } ?? "–" }
        let isGrouped = results.contains { $0.group != nil }
        func subject(_ result: ModelAccuracy) -> [String] { [result.model.rawValue] + (isGrouped ? [result.group ?? "all"] : []) }
        let titles = ["model"] + (isGrouped ? ["group"] : [])
        let points = titles + ["MASE", "RMSSE", "WAPE", "bias", "sMAPE", "OWA", "FVA", "sFVA", "windows", "failed"]
        let pointRows = results.map { result in
            let m = result.overall
            return subject(result)
                + [
                    number(m.mase, 3), number(m.rmsse, 3), percent(m.wape), percent(m.bias), number(m.smape, 2), number(m.owa, 3),
                    percent(m.valueAdded), percent(m.seasonalValueAdded), "\(result.windows)", "\(result.failures)",
                ]
        }
        let shown = levels.indices.prefix(mostLevels)
        let spread = titles + ["WQL", "CRPS"] + shown.flatMap { ["in \(name(levels[$0]))%", "MSIS \(name(levels[$0]))"] }
        let spreadRows = results.map { result in
            let m = result.overall
            return subject(result) + [number(m.pinball, 3), number(m.crps, 3)]
                + shown.flatMap { index -> [String] in
                    let interval = index < m.intervals.count ? m.intervals[index] : nil
                    return [percent(interval?.coverage), number(interval?.msis, 2)]
                }
        }
        return [(points, pointRows), (spread, spreadRows)].map { header, rows in
            Terminal.table(header, rows, rightAligned: Set(titles.count..<header.count), maximumWidth: isGrouped ? 14 : 18)
        }.joined(separator: "\n\n")
    }
}
