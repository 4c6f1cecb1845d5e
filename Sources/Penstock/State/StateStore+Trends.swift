import Foundation
import GRDB
import SupplyNetwork

/// What the state remembers of runs before the last one: headline figures, and single weeks of the forecasts they issued.
extension StateStore {
    /// Weeks of headline figures that a report shows beside this run's.
    public static let trendWeeks = 7
    /// Weeks before the as-of date whose forecasts a report looks back on.
    public static let lookBackWeeks = 13

    /// Headlines of the runs of the `weeks` weeks before `day`, oldest first.
    public func headlines(before day: Day, weeks: Int) throws -> [Headline] {
        try queue.read { database in
            try String.fetchAll(
                database, sql: "SELECT headline FROM run WHERE as_of < ? AND as_of >= ? ORDER BY as_of",
                arguments: [day.iso8601, (day - 7 * weeks).iso8601]
            ).map { try JSONDecoder().decode(Headline.self, from: Data($0.utf8)) }
        }
    }

    /// As-of dates of the runs of the `weeks` weeks before `day`, oldest first.
    func runs(before day: Day, weeks: Int) throws -> [Day] {
        try queue.read { database in
            try String.fetchAll(
                database, sql: "SELECT as_of FROM run WHERE as_of < ? AND as_of >= ? ORDER BY as_of",
                arguments: [day.iso8601, (day - 7 * weeks).iso8601]
            ).compactMap { Day(iso8601: $0) }
        }
    }

    /// One week of one issued forecast.
    struct IssuedWeek: Sendable, Hashable {
        var site: String
        var sku: String
        var mean: Double
        var q05: Double
        var q95: Double
    }

    /// What the run of `asOf` had forecast for `week`, by site and SKU.
    func issued(asOf: Day, for week: Week) throws -> [IssuedWeek] {
        // A row's figures are four columns of as many little-endian Float32 as there are weeks: mean, q05, q50, q95.
        let sql = """
            SELECT site, sku,
              substr(figures, 1 + 4 * (:week - first_week), 4) AS mean,
              substr(figures, 1 + length(figures) / 4 + 4 * (:week - first_week), 4) AS q05,
              substr(figures, 1 + 3 * (length(figures) / 4) + 4 * (:week - first_week), 4) AS q95
            FROM issued_forecast
            WHERE as_of = :asOf AND :week >= first_week AND :week < first_week + length(figures) / 16
            ORDER BY site, sku
            """
        func value(_ data: Data) -> Double { Double(StateStore.floats(data).first ?? 0) }
        return try queue.read { database in
            try Row.fetchAll(database, sql: sql, arguments: ["week": week.number, "asOf": asOf.iso8601]).map { row in
                IssuedWeek(
                    site: row["site"], sku: row["sku"], mean: value(row["mean"]), q05: value(row["q05"]), q95: value(row["q95"]))
            }
        }
    }
}
