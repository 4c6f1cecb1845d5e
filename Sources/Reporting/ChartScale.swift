import Foundation

/// A linear axis from zero to a round number at or above the largest value.
struct ChartScale {
    let top: Double
    let ticks: [Double]

    /// Steps of 1, 2 or 5 times a power of ten, three to five of them.
    init(largest: Double) {
        guard largest.isFinite, largest > 0 else {
            top = 1
            ticks = [0]
            return
        }
        let raw = largest / 4
        let power = pow(10, log10(raw).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= raw * 0.999 } ?? 10 * power
        let count = Int((largest / step * 0.999_999).rounded(.up))
        top = Double(count) * step
        ticks = (0...count).map { Double($0) * step }
    }

    /// Share of the axis, 0–1.
    func share(_ value: Double) -> Double { value.isFinite ? min(max(value / top, 0), 1) : 0 }
}
