import Numerical
import SupplyNetwork
import Testing
import Wording

@testable import Reporting

struct SummaryTests {
    static let sample = SampleRecord(siteCount: 40, productCount: 6, weekCount: 90).record
    var record: RunRecord { SummaryTests.sample }

    /// Mean, and quantiles of a gamma or Poisson demand, as a forecast of one week.
    private func forecast(mean: Double, deviation: Double) -> Forecast {
        let demand = DemandDistribution(mean: mean, deviation: deviation)
        return Forecast(
            firstWeek: Week(number: 10), model: "x", mean: [mean], quantiles: Forecast.levels.map { demand.quantile($0) },
            cumulativeDeviation: [deviation])
    }

    @Test func deviationReadOffQuantilesIsThatOfTheDistribution() {
        // Seven quantiles and a mean leave a few percent open; for rare demand, whose quantiles are mostly zero, more.
        for (mean, deviation, tolerance) in [
            (1000.0, 100.0, 0.04), (1000.0, 400.0, 0.06), (300.0, 300.0, 0.1), (20.0, 6.0, 0.08), (2.0, 1.5, 0.15), (0.2, 0.5, 0.35),
        ] {
            let found = forecast(mean: mean, deviation: deviation).variance(week: 0).squareRoot()
            #expect(abs(found / deviation - 1) < tolerance, "mean \(mean): \(found) for \(deviation)")
        }
        #expect(forecast(mean: 0, deviation: 0).variance(week: 0) == 0)
        #expect(forecast(mean: 5, deviation: 0).variance(week: 0) < 1e-9)
    }

    @Test func networkForecastIsTheSumOfItsPairs() {
        let outlook = ReportSummary(record: record).network
        for week in 0..<13 {
            let sum = record.forecasts.compactMap { $0?.mean[week] }.reduce(0, +)
            #expect(abs(outlook.mean[week] - sum) < 1e-9 * sum)
        }
        #expect(outlook.pairCount == record.forecasts.compactMap { $0 }.count)
    }

    @Test func bandsAreOrderedAndIndependenceIsTheNarrowerOne() {
        let outlook = ReportSummary(record: record).network
        for week in outlook.mean.indices {
            for level in 1..<Forecast.levels.count {
                #expect(outlook.independent[level][week] >= outlook.independent[level - 1][week])
                #expect(outlook.together[level][week] >= outlook.together[level - 1][week])
            }
            #expect(outlook.independent[6][week] < outlook.together[6][week])
            #expect(outlook.independent[0][week] > outlook.together[0][week])
            #expect(outlook.independent[0][week] < outlook.mean[week] && outlook.mean[week] < outlook.independent[6][week])
        }
    }

    @Test func aWeekThatNobodyReportedIsLeftOutAndNotZero() throws {
        var record = record
        for pair in record.consumption.indices {
            guard record.consumption[pair].count > 50 else { continue }
            record.consumption[pair].states[50] = .missing
            record.consumption[pair].values[50] = 0
        }
        let outlook = DemandOutlook(record: record, pairs: Array(record.ledger.pairs.indices), historyWeeks: 90)
        #expect(outlook.history.count == 90)
        #expect(outlook.history[50] == nil)
        #expect(try #require(outlook.history[51]) > 0)
        #expect(outlook.knownShare[50] == 0)
    }

    @Test func historyEndsBeforeTheWeekUnderWay() {
        // As of a Wednesday the last bucket is incomplete and must not be drawn as a fall.
        let ledger = record.ledger
        let wednesday = Ledger(
            asOf: record.asOf + 2, firstWeek: ledger.firstWeek, weekCount: ledger.weekCount + 1, siteCount: record.network.sites.count,
            pairs: ledger.pairs, rows: [:], reported: [:], counts: [])
        var later = record
        later.ledger = wednesday
        let outlook = ReportSummary(record: later).network
        #expect(outlook.historyStart + outlook.history.count == record.asOf.week)
    }

    @Test func tiersAddUpToTheNetwork() throws {
        let summary = ReportSummary(record: record)
        #expect(summary.tiers.map(\.tier) == [0, 1, 2, 3])
        #expect(abs(summary.tiers.reduce(0) { $0 + $1.units } - summary.headline.stockUnits) < 1e-6)
        #expect(summary.tiers.reduce(0) { $0 + $1.sites } == 40)
        #expect(summary.tiers.reduce(0) { $0 + $1.pairs } == record.ledger.pairs.count)
        #expect(abs(summary.tiers.reduce(0) { $0 + $1.excessUnits } - summary.headline.excessUnits) < 1e-6)
        // All that consumers take passes the brand's warehouse: its cover divides by the whole network's consumption.
        let brand = try #require(summary.tiers.first)
        #expect(abs(brand.consumption - summary.headline.consumptionPerWeek) < 1e-6)
        #expect(abs(try #require(brand.weeksOfCover) - brand.units / summary.headline.consumptionPerWeek) < 1e-9)
    }

    @Test func suppliersHoldEveryLineOnceLargestFirst() {
        let summary = ReportSummary(record: record)
        #expect(summary.suppliers.flatMap(\.lines).sorted() == Array(record.plan.lines.indices))
        let values = summary.suppliers.map { $0.value ?? 0 }
        #expect(values == values.sorted(by: >))
        for group in summary.suppliers {
            #expect(Set(group.lines.map { record.plan.lines[$0].supplier }) == [group.supplier])
            let values = group.lines.map { record.plan.lines[$0].value ?? 0 }
            #expect(values == values.sorted(by: >))
        }
    }

    @Test func atMostThreeRisksWorstSiteFirst() throws {
        let summary = ReportSummary(record: record)
        let risks = KeyFindings(summary: summary, wording: Wording(.chinese)).risks
        #expect(risks.count == 3)
        let worst = try #require(summary.excessBySite.first)
        #expect(try #require(risks.first).contains(record.network.sites[worst.site].title))
        #expect(summary.excessBySite.allSatisfy { ($0.value ?? 0) <= (worst.value ?? 0) })
        #expect(KeyFindings(summary: ReportSummary(record: SampleRecord.empty), wording: Wording(.chinese)).risks.isEmpty)
    }

    @Test func pageOneSaysWhatHappenedWhatIsComingAndWhatToDecide() throws {
        let summary = ReportSummary(record: record)
        let english = KeyFindings(summary: summary, wording: Wording(.english))
        #expect(english.happened.count == 3 && english.outlook.count == 1)
        #expect(english.decisions.contains { $0.hasPrefix("Order ") } && english.decisions.contains { $0.hasPrefix("Move ") })
        #expect(english.decisions.contains { $0.hasPrefix("Stop shipping: ") } && english.decisions.contains { $0.hasPrefix("Count: ") })
        for sentence in english.happened + english.outlook + english.decisions + english.risks { #expect(!sentence.contains("×")) }
        let empty = KeyFindings(summary: ReportSummary(record: SampleRecord.empty), wording: Wording(.english))
        #expect(empty.outlook.isEmpty && empty.decisions == [Wording(.english).nothing(of: .plan)])
    }

    @Test func pilesAreRankedByWhatTheyCost() {
        let piles = ReportSummary(record: record).piles
        #expect(Set(piles.map(\.pair)) == Set(record.stockpiles.map(\.pair)) && piles.count == record.stockpiles.count)
        let flagged = piles.prefix { $0.risk >= record.overstockRisk }
        #expect(flagged.count == record.stockpiles.filter { $0.risk >= record.overstockRisk }.count)
        let values = flagged.map { $0.excessValue ?? 0 }
        #expect(values == values.sorted(by: >) && values.count > 2)
    }

    @Test func allFilesAreTheSameTwice() {
        for language in Language.allCases {
            let folder = ReportFolder(options: ReportingOptions(language: language))
            let (first, second) = (folder.files(for: record), folder.files(for: record))
            for (a, b) in zip(first, second) { #expect(a.name == b.name && a.bytes == b.bytes) }
        }
    }

    @Test func axesEndInRoundNumbersAboveTheData() {
        for largest in [0.3, 1, 7, 12, 99, 100, 101, 4_437, 123_456, 9e8] {
            let scale = ChartScale(largest: largest)
            #expect(scale.top >= largest * 0.999_99 && scale.top < largest * 1.7)
            #expect((3...7).contains(scale.ticks.count), "\(largest): \(scale.ticks)")
        }
        #expect(ChartScale(largest: 0).ticks == [0] && ChartScale(largest: .nan).top == 1)
    }
}
