import Foundation
import Numerical
import TestSupport
import Testing

@testable import Forecasting

/// Orders and likelihoods against `auto.arima(x, approximation = FALSE)` of R's forecast 8.20. Made by Scripts/goldens/auto-arima.R, which
/// simulates the same series by the same arithmetic; of M3 only what R found is written down.
@Suite struct AutoARIMAReferenceTests {
    typealias Choice = (
        name: String, p: Int, d: Int, q: Int, P: Int, D: Int, Q: Int, constant: Bool, logLikelihood: Double, aicc: Double
    )

    /// Lehmer's generator, exact in both languages; normal deviates as sums of 12 uniforms less 6.
    struct Lehmer {
        var state: Int
        mutating func uniform() -> Double {
            state = 16807 * state % 2_147_483_647
            return Double(state) / 2_147_483_647
        }
        mutating func normal() -> Double {
            var sum = 0.0
            for _ in 0..<12 { sum += uniform() }
            return sum - 6
        }
    }

    struct Process {
        var name: String
        var n: Int
        var m = 1
        var ar = [Double]()
        var ma = [Double]()
        var sar = [Double]()
        var sma = [Double]()
        var d = 0
        var sd = 0
        var constant = 0.0

        func simulated(seed: Int) -> TimeSeries {
            var random = Lehmer(state: seed)
            let total = n + 100
            var e = [Double](repeating: 0, count: total)
            var w = e
            for t in 0..<total {
                e[t] = random.normal()
                var v = e[t] + constant
                for (i, a) in ar.enumerated() where t > i { v += a * w[t - i - 1] }
                for (i, a) in ma.enumerated() where t > i { v += a * e[t - i - 1] }
                for (i, a) in sar.enumerated() where t >= (i + 1) * m { v += a * w[t - (i + 1) * m] }
                for (i, a) in sma.enumerated() where t >= (i + 1) * m { v += a * e[t - (i + 1) * m] }
                w[t] = v
            }
            var y = Array(w[100...])
            if sd == 1 { for t in m..<n { y[t] += y[t - m] } }
            for _ in 0..<d { for t in 1..<n { y[t] += y[t - 1] } }
            return TimeSeries(y.map { ($0 * 100 + 0.5).rounded(.down) / 100 }, seasonLength: m)
        }
    }

    static let processes = [
        Process(name: "white noise", n: 80, constant: 3), Process(name: "autoregression", n: 90, ar: [0.7], constant: 1),
        Process(name: "two lags", n: 110, ar: [1.1, -0.5]), Process(name: "moving average", n: 90, ma: [0.6], constant: 2),
        Process(name: "both", n: 120, ar: [0.6], ma: [-0.3]), Process(name: "random walk", n: 80, d: 1),
        Process(name: "drift", n: 80, d: 1, constant: 0.5), Process(name: "smoothing", n: 100, ma: [-0.6], d: 1),
        Process(name: "walk of changes", n: 100, ar: [0.5], d: 1), Process(name: "two differences", n: 80, ma: [-0.7], d: 2),
        Process(name: "quarters", n: 80, m: 4, ar: [0.5], sar: [0.5], constant: 1),
        Process(name: "quarterly airline", n: 88, m: 4, ma: [-0.4], sma: [-0.5], d: 1, sd: 1),
        Process(name: "quarterly drift", n: 72, m: 4, ar: [0.4], sma: [-0.4], sd: 1, constant: 0.3),
        Process(name: "months", n: 120, m: 12, ar: [0.6], sar: [0.4], constant: 1),
        Process(name: "airline", n: 132, m: 12, ma: [-0.4], sma: [-0.6], d: 1, sd: 1),
        Process(name: "seasonal walk", n: 108, m: 12, ar: [0.3], sma: [-0.3], sd: 1),
    ]

    /// In the order of `processes`, three of each.
    static let simulated: [Choice] = [
        ("white noise 1", 0, 0, 2, 0, 0, 0, true, -112.097800, 232.728933),
        ("white noise 2", 0, 0, 0, 0, 0, 0, true, -113.440162, 231.036168),
        ("white noise 3", 0, 0, 2, 0, 0, 0, true, -100.375164, 209.283661),
        ("autoregression 1", 2, 0, 0, 0, 0, 0, true, -123.863817, 256.198223),
        ("autoregression 2", 2, 0, 2, 0, 0, 0, true, -133.186789, 279.385625),
        ("autoregression 3", 0, 1, 0, 0, 0, 0, false, -138.279098, 278.604172),
        ("two lags 1", 2, 0, 0, 0, 0, 0, false, -156.475075, 319.176566),
        ("two lags 2", 1, 0, 2, 0, 0, 0, false, -150.210309, 308.801570),
        ("two lags 3", 2, 0, 0, 0, 0, 0, false, -156.836934, 319.900284),
        ("moving average 1", 0, 0, 1, 0, 0, 0, true, -110.593077, 227.465225),
        ("moving average 2", 0, 0, 1, 0, 0, 0, true, -118.389925, 243.058921),
        ("moving average 3", 0, 0, 1, 0, 0, 0, true, -129.979241, 266.237551),
        ("both 1", 0, 0, 1, 0, 0, 0, true, -169.115868, 344.438633),
        ("both 2", 1, 0, 0, 0, 0, 0, false, -161.671536, 327.445637),
        ("both 3", 1, 0, 0, 0, 0, 0, true, -163.973864, 334.154625),
        ("random walk 1", 0, 1, 0, 0, 0, 0, false, -112.670449, 227.392846),
        ("random walk 2", 0, 1, 0, 0, 0, 0, false, -108.583923, 219.219794),
        ("random walk 3", 0, 1, 0, 0, 0, 0, true, -120.365208, 244.888311),
        ("drift 1", 1, 1, 0, 0, 0, 0, true, -109.467448, 225.254896),
        ("drift 2", 0, 1, 1, 0, 0, 0, true, -108.885802, 224.091605),
        ("drift 3", 0, 2, 1, 0, 0, 0, false, -109.172669, 222.505338),
        ("smoothing 1", 0, 1, 1, 0, 0, 0, false, -149.625655, 303.376311),
        ("smoothing 2", 2, 0, 0, 0, 0, 0, true, -141.092283, 290.605618),
        ("smoothing 3", 0, 1, 1, 0, 0, 0, false, -151.779574, 307.684147),
        ("walk of changes 1", 1, 1, 0, 0, 0, 0, false, -140.914203, 285.953406),
        ("walk of changes 2", 0, 1, 1, 0, 0, 0, false, -145.690059, 295.505118),
        ("walk of changes 3", 1, 1, 0, 0, 0, 0, false, -138.160748, 280.446497),
        ("two differences 1", 0, 2, 1, 0, 0, 0, false, -110.226232, 224.612465),
        ("two differences 2", 3, 2, 0, 0, 0, 0, false, -100.033621, 208.615188),
        ("two differences 3", 0, 2, 1, 0, 0, 0, false, -103.502197, 211.164395),
        ("quarters 1", 3, 1, 2, 0, 0, 1, true, -109.590972, 237.239087),
        ("quarters 2", 1, 1, 3, 0, 0, 1, true, -110.304351, 236.186167),
        ("quarters 3", 0, 1, 2, 0, 0, 0, true, -101.643797, 211.828135),
        ("quarterly airline 1", 1, 0, 0, 0, 1, 1, false, -127.948271, 262.196542),
        ("quarterly airline 2", 1, 0, 2, 0, 1, 0, false, -127.159593, 262.825516),
        ("quarterly airline 3", 1, 0, 1, 0, 1, 1, true, -121.142576, 253.054384),
        ("quarterly drift 1", 1, 0, 0, 0, 1, 1, true, -97.811181, 204.257282),
        ("quarterly drift 2", 1, 0, 0, 0, 1, 1, true, -97.203270, 203.041460),
        ("quarterly drift 3", 1, 0, 0, 2, 1, 1, true, -106.242826, 225.862701),
        ("months 1", 0, 1, 2, 0, 0, 1, true, -179.614876, 369.760725),
        ("months 2", 0, 1, 2, 2, 0, 1, true, -164.561800, 344.132609),
        ("months 3", 2, 1, 2, 1, 0, 1, true, -145.640519, 308.590130),
        ("airline 1", 1, 0, 1, 2, 1, 0, true, -179.291840, 371.327042),
        ("airline 2", 0, 1, 2, 0, 1, 1, false, -164.888830, 338.128537),
        ("airline 3", 0, 1, 1, 0, 1, 1, false, -172.288187, 350.785070),
        ("seasonal walk 1", 1, 0, 0, 0, 1, 2, true, -136.865044, 284.396754),
        ("seasonal walk 2", 1, 0, 0, 0, 1, 1, false, -122.850629, 251.962129),
        ("seasonal walk 3", 0, 1, 1, 1, 0, 0, false, -140.575299, 287.383608),
    ]

    /// Every 43rd yearly series from the seventh, every 63rd quarterly, 95th monthly and 43rd of the others, by their names in M3's files.
    static let m3: [Choice] = [
        ("N0007", 0, 1, 0, 0, 0, 0, false, -101.053518, 204.470672),
        ("N0050", 0, 1, 0, 0, 0, 0, false, -102.757845, 207.879326),
        ("N0093", 0, 1, 0, 0, 0, 0, true, -85.325921, 175.851842),
        ("N0136", 0, 0, 0, 0, 0, 0, true, -111.638487, 228.367882),
        ("N0179", 0, 1, 0, 0, 0, 0, false, -294.223965, 590.553192),
        ("N0222", 0, 1, 1, 0, 0, 0, true, -314.490822, 635.648310),
        ("N0265", 0, 1, 0, 0, 0, 0, true, -94.016790, 192.956656),
        ("N0308", 0, 1, 0, 0, 0, 0, true, -100.674806, 206.272689),
        ("N0351", 0, 1, 0, 0, 0, 0, true, -110.239130, 225.678260),
        ("N0394", 0, 1, 0, 0, 0, 0, false, -333.154321, 668.416751),
        ("N0437", 0, 1, 0, 0, 0, 0, true, -92.529414, 190.149738),
        ("N0480", 0, 2, 0, 0, 0, 0, false, -95.079317, 192.425300),
        ("N0523", 0, 1, 1, 0, 0, 0, false, -135.467876, 275.735752),
        ("N0566", 1, 0, 0, 0, 0, 0, true, -133.540519, 274.681038),
        ("N0609", 0, 1, 0, 0, 0, 0, true, -114.099741, 232.999481),
        ("N0652", 0, 1, 0, 0, 0, 0, true, -245.506950, 495.400996),
        ("N0715", 0, 1, 0, 1, 0, 0, false, -270.830155, 546.035311),
        ("N0778", 0, 1, 0, 1, 1, 0, false, -228.990737, 462.410046),
        ("N0841", 0, 1, 1, 0, 0, 0, false, -286.044483, 576.452602),
        ("N0904", 1, 0, 0, 0, 1, 1, true, -424.620155, 857.981051),
        ("N0967", 0, 1, 0, 0, 0, 0, true, -199.849430, 403.998860),
        ("N1030", 0, 1, 0, 2, 0, 1, true, -261.396972, 534.415565),
        ("N1093", 1, 0, 0, 2, 1, 1, false, -237.291324, 486.347354),
        ("N1156", 0, 0, 0, 0, 1, 0, false, -81.454983, 165.309966),
        ("N1219", 0, 1, 0, 1, 1, 0, false, -240.564669, 485.462672),
        ("N1282", 0, 1, 0, 0, 0, 0, false, -212.315902, 426.774661),
        ("N1345", 0, 1, 0, 1, 0, 0, true, -149.883887, 306.453489),
        ("N1408", 0, 0, 0, 0, 0, 0, true, -430.276767, 864.808854),
        ("N1503", 0, 1, 1, 0, 0, 1, false, -401.458372, 809.438484),
        ("N1598", 0, 1, 1, 0, 0, 0, true, -380.424418, 767.370576),
        ("N1693", 0, 1, 1, 1, 0, 0, true, -900.036352, 1808.464862),
        ("N1788", 0, 0, 1, 0, 1, 2, true, -845.516012, 1701.698690),
        ("N1883", 0, 1, 1, 0, 0, 0, true, -664.405793, 1335.009932),
        ("N1978", 0, 1, 1, 2, 0, 0, false, -834.695472, 1677.724277),
        ("N2073", 0, 1, 0, 2, 1, 1, false, -683.702697, 1375.775764),
        ("N2168", 0, 1, 1, 1, 0, 0, false, -908.489513, 1823.179026),
        ("N2263", 1, 1, 0, 0, 0, 0, true, -595.239084, 1196.694385),
        ("N2358", 0, 1, 1, 0, 0, 0, true, -653.340778, 1312.897773),
        ("N2453", 0, 1, 1, 1, 0, 0, true, -845.018232, 1698.403437),
        ("N2548", 0, 1, 1, 1, 0, 1, false, -731.810023, 1471.983682),
        ("N2643", 1, 1, 1, 0, 0, 0, true, -369.441076, 747.583906),
        ("N2738", 3, 1, 0, 0, 1, 0, false, -794.498526, 1597.405215),
        ("N2836", 0, 1, 0, 0, 0, 0, false, -509.829707, 1021.702425),
        ("N2879", 1, 0, 0, 0, 0, 0, true, -363.872321, 734.119642),
        ("N2922", 0, 1, 0, 0, 0, 0, true, -333.913731, 672.030852),
        ("N2965", 0, 2, 1, 0, 0, 0, false, -312.092572, 628.392040),
    ]

    struct Comparison {
        func check() {
            #expect(compared >= 40)
            #expect(sameDifferences == compared && sameLikelihood == compared, "\(notes)")
            #expect(Double(asGood) >= 0.95 * Double(compared), "\(notes)")
        }

        var compared = 0
        /// AICc no more than 0.5 above R's: a stepwise search from other starts may stop elsewhere.
        var asGood = 0
        var sameDifferences = 0
        /// Likelihood of R's own order, fitted here, within 0.001 of R's or above it: R's search may stop at a lower maximum.
        var sameLikelihood = 0
        var notes = [String]()

        /// The same order fitted by both, and what each chose. AICc of different differences cannot be compared.
        mutating func add(_ golden: Choice, _ series: TimeSeries) throws {
            let order = ARIMAOrder(golden.p, golden.d, golden.q)
            let seasonal = ARIMAOrder(golden.P, golden.D, golden.Q)
            let same = try ARIMA(order: order, seasonal: seasonal, includesConstant: golden.constant).fit(series)
            let gap = same.logLikelihood - golden.logLikelihood
            if gap > -1e-3 { sameLikelihood += 1 }
            if abs(gap) > 1e-3 { notes.append("\(golden.name) \(order) \(seasonal): log L \(gap)") }
            let chosen = try AutoARIMA().fit(series)
            compared += 1
            guard chosen.form.order.d == golden.d, chosen.form.seasonal.d == golden.D else {
                notes.append("\(golden.name): \(chosen.form), d \(golden.d) D \(golden.D)")
                return
            }
            sameDifferences += 1
            if chosen.aicc <= golden.aicc + 0.5 {
                asGood += 1
            } else {
                notes.append("\(golden.name): \(chosen.form) AICc +\(chosen.aicc - golden.aicc)")
            }
        }
    }

    @Test func simulatedSeries() throws {
        var comparison = Comparison()
        for (index, golden) in Self.simulated.enumerated() {
            let process = Self.processes[index / 3]
            #expect(golden.name == "\(process.name) \(index % 3 + 1)")
            try comparison.add(golden, process.simulated(seed: 1000 + 7919 * (index + 1)))
        }
        comparison.check()
    }

    @Test(.enabled(if: Repository.referenceData != nil, "skipped: no reference data (PENSTOCK_REFERENCE_DATA)"))
    func seriesOfM3() throws {
        let folder = try #require(Repository.referenceData).appendingPathComponent("m3")
        let wanted = Set(Self.m3.map(\.name))
        var series = [String: TimeSeries]()
        for (file, season) in [("yearly", 1), ("quarterly", 4), ("monthly", 12), ("other", 1)] {
            let process = Foundation.Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["gzip", "-dc", folder.appendingPathComponent("\(file)-train.csv.gz").path]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            for line in text.split(separator: "\n").dropFirst() {
                let cells = line.split(separator: ",")
                let id = String(cells[0])
                guard wanted.contains(id), let value = Double(cells[2]) else { continue }
                series[id, default: TimeSeries([], seasonLength: season)].values.append(value)
                series[id]?.states.append(.observed)
            }
        }
        var comparison = Comparison()
        for golden in Self.m3 { try comparison.add(golden, try #require(series[golden.name])) }
        comparison.check()
    }
}
