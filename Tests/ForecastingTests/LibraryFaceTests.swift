import Forecasting
import Foundation
import TestSupport
import Testing

/// The few lines with which the readme and the guides fit a series, compiled as they stand there and run.
@Suite struct LibraryFaceTests {
    /// A level of 100, a trend, a season and a little noise.
    private static func sales(_ count: Int, season: Double, slope: Double) -> [Double] {
        (0..<count).map { (t: Int) -> Double in
            let wave: Double = sin(2 * Double.pi * Double(t) / season)
            return 100 + slope * Double(t) + 20 * wave + Double(t * 7 % 5)
        }
    }

    @Test func readme() throws {
        let sales = Self.sales(60, season: 12, slope: 1)
        let fitted = try AutoETS().fit(TimeSeries(sales, seasonLength: 12))
        let next = fitted.forecast(horizon: 18)
        #expect(next.mean.count == 18 && next.variance.count == 18)
        #expect(next.quantile(0.1, step: 0) < next.mean[0] && next.mean[0] < next.quantile(0.9, step: 0))
        #expect(next.deviation(ofFirst: 3) > next.deviation(ofFirst: 1))
        // With the trend, one season later.
        #expect(abs(next.mean[0] - (100 + 60 + 2)) < 8)
        print(next.mean, next.quantile(0.95, step: 0), next.deviation(ofFirst: 3))
    }

    @Test func analysts() throws {
        let sales = Self.sales(120, season: 52, slope: 0)
        let fitted = try AutoETS().fit(TimeSeries(sales, seasonLength: 52))
        let next = fitted.forecast(horizon: 13)
        let stock = next.quantile(0.95, step: 3)
        #expect(next.mean.count == 13 && stock > next.mean[3])
    }

    /// Every line of Swift that is shown is one of the above.
    @Test(arguments: ["README.md", "docs/guide/analysts.md", "Sources/Forecasting/Forecasting.docc/Forecasting.md"])
    func shownLinesAreThese(path: String) throws {
        func lines(_ text: Substring) -> [Substring] { text.split(separator: "\n") }
        func code(_ line: Substring) -> String { String(line.prefix { $0 != "/" }).trimmingCharacters(in: .whitespaces) }
        let own = try String(
            contentsOf: Repository.root.appendingPathComponent("Tests/ForecastingTests/LibraryFaceTests.swift"), encoding: .utf8)
        let compiled = Set(lines(own[...]).map(code))
        let page = try String(contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8)
        let blocks = page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        #expect(!blocks.isEmpty)
        for block in blocks {
            for line in lines(block[...]).map(code) where !line.isEmpty { #expect(compiled.contains(line), "\(path): \(line)") }
        }
    }
}
