import Foundation
import Numerical
import Testing

@testable import Reconciliation

/// The tridiagonal programme against the same programme solved densely and by brute force.
@Suite struct ConstrainedBalanceTests {
    private func weeks(_ count: Int, _ random: inout Xoshiro256) -> BalanceWeeks {
        func draw(_ n: Int, _ range: ClosedRange<Double>) -> [Double] {
            (0..<n).map { _ in range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform() }
        }
        var weeks = BalanceWeeks(
            net: draw(count, 0...12), known: draw(count, 0...2), silent: draw(count, 0.5...1.5), unrecorded: draw(count, 0.5...2),
            age: [Double](repeating: 1, count: count), isOrder: [Bool](repeating: false, count: count), count: draw(count, 20...60),
            countVariance: draw(count, 1...4), countSilent: [Double](repeating: 0, count: count), counted: draw(count, 0...0))
        for week in 0..<count where week % 3 != 2 { weeks.countVariance[week] = 0 }
        return weeks
    }

    private func setting(dispersion: Double = 1.5) -> ConstrainedBalance.Setting {
        ConstrainedBalance.Setting(
            opening: OpeningStock(units: 40, cover: 0, variance: 25), dispersion: dispersion, habit: nil, scaleError: 0, countBias: 0,
            reference: 5)
    }

    /// The objective in the header of the file, c and z eliminated.
    private func cost(_ s: [Double], _ w: BalanceWeeks, rate: Double, _ setting: ConstrainedBalance.Setting) -> Double {
        var sum = (s[0] - setting.opening.units) * (s[0] - setting.opening.units) / setting.opening.variance
        for t in 0..<w.weekCount {
            let missing = s[t] + w.net[t] - w.known[t] - s[t + 1]
            let (mean, q) = (rate * w.silent[t], setting.dispersion * rate * w.silent[t])
            if missing * q >= -mean * w.unrecorded[t] {
                sum += (missing - mean) * (missing - mean) / (q + w.unrecorded[t])
            } else {
                sum += mean * mean / q + missing * missing / w.unrecorded[t]
            }
            if w.countVariance[t] > 0 { sum += (s[t + 1] - w.count[t]) * (s[t + 1] - w.count[t]) / w.countVariance[t] }
        }
        return sum
    }

    /// No feasible change of one or two weeks lowers the objective.
    @Test(arguments: 1...12) func theSolutionIsAMinimum(seed: Int) {
        var random = Xoshiro256(seed: UInt64(seed))
        let w = weeks(14, &random)
        let setting = setting()
        var solver = ConstrainedBalance(weekCount: 14)
        solver.solve(w, rate: 5, setting: setting, temper: 1)
        let best = cost(solver.stock, w, rate: 5, setting)
        #expect(solver.stock.allSatisfy { $0 > 0 })
        for week in 0...14 {
            for step in [-0.5, -0.01, 0.01, 0.5] {
                var moved = solver.stock
                moved[week] += step
                #expect(cost(moved, w, rate: 5, setting) > best)
                if week < 14 { moved[week + 1] += step }
                #expect(cost(moved, w, rate: 5, setting) > best)
            }
        }
    }

    /// Where nothing binds, today's variance is the last diagonal element of the dense inverse.
    @Test func theVarianceIsThatOfTheDenseInverse() throws {
        var random = Xoshiro256(seed: 3)
        let w = weeks(9, &random)
        let setting = setting()
        var solver = ConstrainedBalance(weekCount: 9)
        solver.solve(w, rate: 5, setting: setting, temper: 1)
        var dense = [Double](repeating: 0, count: 100)
        dense[0] += 1 / setting.opening.variance
        for t in 0..<9 {
            let missing = solver.stock[t] + w.net[t] - w.known[t] - solver.stock[t + 1]
            let q = setting.dispersion * 5 * w.silent[t]
            let weight = missing * q >= -5 * w.silent[t] * w.unrecorded[t] ? 1 / (q + w.unrecorded[t]) : 1 / w.unrecorded[t]
            dense[t * 10 + t] += weight
            dense[(t + 1) * 10 + t + 1] += weight
            dense[t * 10 + t + 1] -= weight
            dense[(t + 1) * 10 + t] -= weight
            if w.countVariance[t] > 0 { dense[(t + 1) * 10 + t + 1] += 1 / w.countVariance[t] }
        }
        var unit = [Double](repeating: 0, count: 10)
        unit[9] = 1
        let column = try CholeskyFactorization(dense, order: 10).solution(unit)
        #expect(abs(solver.variance - column[9]) < 1e-9 * column[9])
    }

    /// Stock never falls below zero, and an empty shelf sells what there was.
    @Test func anEmptyShelfSellsWhatThereWas() {
        let count = 6
        let zeros = [Double](repeating: 0, count: count)
        let w = BalanceWeeks(
            net: [0, 0, 0, 20, 0, 0], known: zeros, silent: [Double](repeating: 1, count: count),
            unrecorded: [Double](repeating: 1e-6, count: count), age: [Double](repeating: 1, count: count),
            isOrder: [Bool](repeating: false, count: count), count: zeros, countVariance: zeros, countSilent: zeros, counted: zeros)
        var setting = setting()
        setting.opening = OpeningStock(units: 15, cover: 0, variance: 0)
        var solver = ConstrainedBalance(weekCount: count)
        solver.solve(w, rate: 10, setting: setting, temper: 1)
        #expect(zip(solver.stock, [15.0, 5, 0, 0, 10, 0, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(zip(solver.consumed, [10.0, 5, 0, 10, 10, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(solver.variance == 0 && solver.shortage < 1e-6)
    }

    /// One count at the end, spread over the weeks before as the noise of each allows.
    @Test func aCountIsSmoothedBack() {
        let count = 4
        let zeros = [Double](repeating: 0, count: count)
        var w = BalanceWeeks(
            net: zeros, known: zeros, silent: [Double](repeating: 1, count: count), unrecorded: [Double](repeating: 1e-9, count: count),
            age: [Double](repeating: 1, count: count), isOrder: [Bool](repeating: false, count: count), count: zeros,
            countVariance: zeros, countSilent: zeros, counted: zeros)
        w.count[3] = 20
        w.countVariance[3] = 1e-9
        var setting = setting()
        setting.opening = OpeningStock(units: 100, cover: 0, variance: 0)
        var solver = ConstrainedBalance(weekCount: count)
        solver.solve(w, rate: 10, setting: setting, temper: 1)
        // 80 in four weeks, not 40: twenty a week.
        #expect(zip(solver.stock, [100.0, 80, 60, 40, 20]).allSatisfy { abs($0 - $1) < 1e-5 })
    }
}
