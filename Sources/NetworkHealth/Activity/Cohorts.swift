import Foundation
import SupplyNetwork

/// `cohorts.csv`: for each quarter of joining, how many are still there so many quarters later.
///
/// Survival by Kaplan & Meier (1958, doi:10.1080/01621459.1958.10501452), its 90 % interval by Greenwood's variance on the log(−log) scale. A
/// site goes on the day it left, or where it is lost by its rhythm, after its last week of trade; others are censored at the as-of date.
struct Cohorts {
    let activity: Activity

    private static let quarterDays = 91

    private struct Life {
        var joined: Day
        var days: Int
        var isOver: Bool
        var bought: Double
    }

    var section: HealthSection {
        let input = activity.input
        guard input.network.sites.contains(where: { $0.joinedOn != nil }) else {
            return HealthSection(.cohorts, figures: [.absent(.yearSurvival, .noJoinDates)])
        }
        let asOf = input.ledger.asOf
        var lives: [Int: Life] = [:]
        for row in activity.rows {
            let site = input.network.sites[row.site]
            guard let joined = site.joinedOn, joined < asOf else { continue }
            var (end, isOver) = (asOf, false)
            if let left = site.leftOn, left < asOf {
                (end, isOver) = (left, true)
            } else if row.state == .lost, let weeks = row.weeks {
                (end, isOver) = ((input.ledger.firstWeek + weeks.last).sunday, true)
            }
            lives[row.site] = Life(joined: joined, days: max(1, end - joined), isOver: isOver, bought: row.weeks?.boughtUnits ?? 0)
        }
        var table = HealthTable(
            columns: ["cohort", "sites", "quarter", "at_risk", "gone", "survival", "low", "high", "bought_units"].map {
                HealthTable.Column($0)
            },
            shownRows: 24)
        var cohorts: [Settlement.Period: [Life]] = [:]
        for (_, life) in lives.sorted(by: { $0.key < $1.key }) {
            cohorts[Settlement.Period(of: life.joined, window: .quarter), default: []].append(life)
        }
        // Those who joined long before the files began are survivors by choice: only cohorts whose beginning the files hold say how many left.
        let begin = input.ledger.firstWeek.monday
        for (period, lives) in cohorts.sorted(by: { $0.key > $1.key }) where period.firstDay >= begin {
            for point in Cohorts.survival(lives.map { ($0.days, $0.isOver) }, every: Cohorts.quarterDays, until: asOf - period.firstDay) {
                table.rows.append([
                    .text(period.name), .count(lives.count), .count(point.quarter), .count(point.atRisk), .count(point.gone),
                    .number(point.survival),
                    .optional(point.interval?.low), .optional(point.interval?.high),
                    point.quarter == 1 ? .number(lives.reduce(0) { $0 + $1.bought }) : .missing,
                ])
            }
        }
        let within: [(days: Int, isOver: Bool)] = lives.values.filter { $0.joined >= begin }.map { (days: $0.days, isOver: $0.isOver) }
        guard within.count >= 10, let year = Cohorts.survival(within, every: Cohorts.quarterDays, until: 4 * Cohorts.quarterDays).last,
            year.quarter == 4
        else { return HealthSection(.cohorts, figures: [.absent(.yearSurvival, .tooFew)], table: table) }
        return HealthSection(
            .cohorts,
            figures: [
                HealthFigure(
                    .yearSurvival, value: year.survival, low: year.interval?.low ?? year.survival,
                    high: year.interval?.high ?? year.survival,
                    sample: Double(within.count))
            ], table: table)
    }

    struct Point {
        var quarter: Int
        var atRisk: Int
        var gone: Int
        var survival: Double
        var interval: (low: Double, high: Double)?
    }

    /// Kaplan–Meier at the end of each quarter that some life reaches into.
    static func survival(_ lives: [(days: Int, isOver: Bool)], every step: Int, until end: Int) -> [Point] {
        let sorted = lives.sorted { ($0.days, $0.isOver ? 0 : 1) < ($1.days, $1.isOver ? 0 : 1) }
        var points: [Point] = []
        var (survival, greenwood, index) = (1.0, 0.0, 0)
        var quarter = 1
        while quarter * step <= end {
            let atRisk = sorted.count - index
            guard atRisk > 0 else { break }
            var gone = 0
            while index < sorted.count, sorted[index].days <= quarter * step {
                let day = sorted[index].days
                let risk = Double(sorted.count - index)
                var events = 0.0
                while index < sorted.count, sorted[index].days == day {
                    if sorted[index].isOver { events += 1 }
                    index += 1
                }
                gone += Int(events)
                survival *= 1 - events / risk
                if risk > events { greenwood += events / (risk * (risk - events)) }
            }
            var interval: (Double, Double)?
            if survival > 0, survival < 1 {
                let scale = 1.644853626951473 * greenwood.squareRoot() / abs(log(survival))
                interval = (pow(survival, exp(scale)), pow(survival, exp(-scale)))
            } else if survival == 1 {
                // Nobody of n has gone: the exact bound of a binomial.
                interval = (pow(0.1, 1 / Double(max(1, atRisk))), 1)
            }
            points.append(Point(quarter: quarter, atRisk: atRisk, gone: gone, survival: survival, interval: interval))
            quarter += 1
        }
        return points
    }
}
