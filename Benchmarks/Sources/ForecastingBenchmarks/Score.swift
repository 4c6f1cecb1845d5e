import Foundation
import SupplyNetwork

/// What forecasts with the product's seven quantiles came to.
struct Score {
    private var absolute = 0.0
    private var signed = 0.0
    private var actual = 0.0
    private var loss = 0.0
    private var inside = 0.0
    private var count = 0.0

    mutating func add(_ forecast: Forecast?, week: Int, actual y: Double) {
        let mean = forecast?.mean[week] ?? 0
        absolute += abs(mean - y)
        signed += mean - y
        actual += y
        count += 1
        for (index, p) in Forecast.levels.enumerated() {
            let q = forecast?.quantile(index, week: week) ?? 0
            loss += 2 * max(p * (y - q), (p - 1) * (y - q)) / Double(Forecast.levels.count)
        }
        // The levels are 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, …: the second and the sixth hold 80 %.
        if let forecast {
            if y >= forecast.quantile(1, week: week) && y <= forecast.quantile(5, week: week) { inside += 1 }
        } else if y == 0 {
            inside += 1
        }
    }

    static let heading = "   WAPE     bias      WQL   in 80%   weeks"
    var text: String {
        String(format: "%7.3f  %+7.3f  %7.3f  %7.1f  %6.0f", absolute / actual, signed / actual, loss / actual, 100 * inside / count, count)
    }
}
