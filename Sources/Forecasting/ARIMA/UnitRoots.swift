/// How often a series must be differenced, seasonally and then from step to step, before it may be called stationary: the rules of
/// Hyndman & Khandakar (2008, §3.1) as today's `auto.arima` applies them.
enum UnitRoots {
    /// F_s above this asks for a seasonal difference: the rule that did best on the M3 and M4 data in `forecast::nsdiffs`.
    static let seasonalStrength = 0.64
    /// Critical values of the level-stationarity statistic at 5 % (Kwiatkowski, Phillips, Schmidt & Shin 1992, table 1,
    /// doi:10.1016/0304-4076(92)90104-Y).
    static let kpssCritical = 0.463

    /// D: 0 or 1.
    static func seasonalDifferences(_ values: [Double], seasonLength m: Int) -> Int {
        guard m > 1, values.count > 2 * m, !isConstant(values), let parts = try? STL().decomposition(values, period: m) else { return 0 }
        return parts.seasonalStrength > seasonalStrength ? 1 : 0
    }

    /// d, from 0 to `most`.
    static func differences(_ values: [Double], most: Int) -> Int {
        var values = values
        var d = 0
        while d < most, values.count > 2, !isConstant(values), kpss(values) > kpssCritical {
            values = zip(values.dropFirst(), values).map { $0 - $1 }
            d += 1
        }
        return d
    }

    /// The statistic for stationarity around a level: n⁻² Σ Sₜ² / s²(l), Sₜ being partial sums of what deviates from the mean and s²(l)
    /// its long-run variance with Bartlett weights up to lag l = ⌊3√n/13⌋.
    static func kpss(_ values: [Double]) -> Double {
        let n = values.count
        let mean = values.reduce(0, +) / Double(n)
        let e = values.map { $0 - mean }
        var partial = 0.0
        var sums = 0.0
        for value in e {
            partial += value
            sums += partial * partial
        }
        var long = e.reduce(0) { $0 + $1 * $1 }
        let lag = Int(3 * Double(n).squareRoot() / 13)
        for s in 1..<max(1, lag + 1) where s < n {
            var product = 0.0
            for t in s..<n { product += e[t] * e[t - s] }
            long += 2 * (1 - Double(s) / Double(lag + 1)) * product
        }
        return long > 0 ? sums / (Double(n) * long) : 0
    }

    /// All values alike, up to rounding.
    static func isConstant(_ values: [Double]) -> Bool {
        guard let first = values.first else { return true }
        return values.allSatisfy { abs($0 - first) <= 1e-10 * max(1, abs(first)) }
    }
}
