import Foundation
import Numerical

/// The weeks of one site × SKU as the constrained balance reads them: columns, one entry a week.
struct BalanceWeeks: Sendable {
    /// Reported movements between sites, in minus out.
    var net: [Double]
    /// Consumption that is reported, scaled to what reports leave out.
    var known: [Double]
    /// Weeks of silent consumption (exposure times the product's profile).
    var silent: [Double]
    /// Variance of goods that moved, or were sold, without a row.
    var unrecorded: [Double]
    /// How much vaguer the rate of that week is for being long past: at least 1.
    var age: [Double]
    /// Goods came in.
    var isOrder: [Bool]
    /// A count at the end of the week, with what was reported after its day added; variance 0 where there is none.
    var count: [Double]
    var countVariance: [Double]
    /// Silent consumption between the day of the count and the end of the week, in units of the rate.
    var countSilent: [Double]
    /// Of the count, what a relative error that all counts of the site share would multiply.
    var counted: [Double]

    var weekCount: Int { net.count }
}

/// What was there before the first week.
struct OpeningStock: Sendable {
    /// Units, and weeks of consumption at the rate, on top of each other.
    var units: Double
    var cover: Double
    /// 0: known exactly.
    var variance: Double
}

/// Stock and consumption of one site × SKU over all weeks, given its rate of consumption: a quadratic programme with one unknown a week,
/// whose matrix is tridiagonal.
///
///     min  Σ (c − λa)²/q + Σ z²/w + Σ (y − s)²/v + Σ (s⁻ − κλ)²/r + (s₀ − o)²/p
///     s.t. s(t) = s(t−1) + n(t) − k(t) − c(t) + z(t),   c ≥ 0,   s ≥ 0
///
/// | s, c, z | stock at the week's end, consumption of silent weeks, goods that moved without a row |
/// | n, k | movements between sites; reported consumption |
/// | λa, q | expected silent consumption and its variance; w, v, r, p: variances of z, counts y, reorder levels κλ, opening o |
///
/// c and z are eliminated: what is missing, D = s(t−1) + n − k − s(t), costs (D − λa)²/(q + w) while c ≥ 0, and beyond that
/// (λa)²/q + D²/w, once differentiable and convex. A shelf that runs empty (s = 0) sells what there was, 0 ≤ D ≤ λa, at no cost: more was
/// wanted (lost sales). Solved by an active set over c ≥ 0 and s ≥ 0, each step one L D Lᵀ of the tridiagonal matrix; a step that cuts a
/// week at zero splits the chain. (Data reconciliation: Crowe 1996, doi:10.1016/0959-1524(96)00012-1; smoothing under inequality
/// constraints: Simon 2010, doi:10.1049/iet-cta.2009.0032; the information form of the Rauch–Tung–Striebel smoother.)
///
/// Errors that all weeks of a site share (reorder level, share reported, counts too high or low) are columns beside the matrix: the
/// sensitivity of today's stock to each adds to its variance (the Schur complement of a bordered system, to first order).
struct ConstrainedBalance {
    /// How weeks stand at the solution.
    private enum Link: UInt8 {
        /// Something was consumed.
        case regular
        /// Nothing was: c = 0.
        case none
        /// The shelf ran empty.
        case empty
        /// Reported movements asked for more than there was.
        case short
    }

    /// s(0) … s(T): the opening and the end of each week.
    private(set) var stock: [Double]
    /// What is missing in each week: the consumption of a silent one, losses and goods that left unseen with it.
    private(set) var consumed: [Double]
    /// Variance of today's stock.
    private(set) var variance = 0.0
    /// Logarithm of the probability of counts, reorder levels and constraints, given the rate.
    private(set) var evidence = 0.0
    /// Goods that reported movements took and that were not there.
    private(set) var shortage = 0.0

    private var links: [Link]
    private var diagonal: [Double]
    private var off: [Double]
    private var right: [Double]
    private var common: [Double]

    /// Errors shared by all weeks of the site: reorder level (weeks of cover), share reported, counts.
    private static let shared = 3
    private static let steps = 12

    init(weekCount: Int) {
        let n = weekCount + 1
        stock = [Double](repeating: 0, count: n)
        consumed = [Double](repeating: 0, count: weekCount)
        links = [Link](repeating: .regular, count: weekCount)
        diagonal = stock
        off = [Double](repeating: 0, count: weekCount)
        right = stock
        common = [Double](repeating: 0, count: n * ConstrainedBalance.shared)
    }

    /// What does not change with the rate.
    struct Setting {
        var opening: OpeningStock
        /// Variance over mean of weekly consumption.
        var dispersion: Double
        /// Usual cover at an order and its deviation, weeks; nil where the path buys without looking, or no such thing is known.
        var habit: ReorderHabit?
        /// Relative standard errors of the scale of reported sales and of all counts of the site together.
        var scaleError: Double
        var countBias: Double
        /// A rate that noise is measured by where the path's own is next to nothing.
        var reference: Double
    }

    /// Solves for one rate. Nothing is allocated.
    mutating func solve(_ weeks: BalanceWeeks, rate λ: Double, setting: Setting, temper: Double) {
        let count = weeks.weekCount
        let n = count + 1
        let pace = max(λ, 0.02 * setting.reference)
        start(weeks, rate: λ, setting: setting)
        let opening = setting.opening.units + setting.opening.cover * λ
        let glance = setting.habit.map { 1 / ($0.deviation * $0.deviation * pace * pace) * temper } ?? 0
        let level = (setting.habit?.cover ?? 0) * λ
        let isOpeningFixed = setting.opening.variance <= 0
        var step = 0
        while true {
            step += 1
            for i in 0..<n { (diagonal[i], right[i]) = (0, 0) }
            if isOpeningFixed {
                (diagonal[0], right[0]) = (1, max(0, opening))
            } else {
                diagonal[0] = 1 / setting.opening.variance
                right[0] = opening / setting.opening.variance
            }
            var before = isOpeningFixed
            for t in 0..<count {
                let mean = λ * weeks.silent[t]
                let noise = setting.dispersion * pace * weeks.silent[t] * weeks.age[t]
                let drop = weeks.net[t] - weeks.known[t]
                let link = links[t]
                let fixed = link == .empty || link == .short
                off[t] = 0
                // Orders look at what is left of the week before.
                if glance > 0, weeks.isOrder[t], !before {
                    diagonal[t] += glance
                    right[t] += glance * level
                }
                switch link {
                case .regular, .none:
                    let weight = link == .regular ? 1 / (noise + weeks.unrecorded[t]) : 1 / weeks.unrecorded[t]
                    let shift = drop - (link == .regular ? mean : 0)
                    // (s⁻ + shift − s)² · weight
                    diagonal[t + 1] += weight
                    right[t + 1] += weight * shift
                    if before {
                        right[t + 1] += weight * right[t]
                    } else {
                        diagonal[t] += weight
                        right[t] -= weight * shift
                        off[t] = -weight
                    }
                case .short:
                    if !before {
                        diagonal[t] += 1 / weeks.unrecorded[t]
                        right[t] -= drop / weeks.unrecorded[t]
                    }
                case .empty: break
                }
                if fixed {
                    (diagonal[t + 1], right[t + 1]) = (1, 0)
                } else if weeks.countVariance[t] > 0 {
                    let v = weeks.countVariance[t] + setting.dispersion * pace * weeks.countSilent[t]
                    diagonal[t + 1] += 1 / v
                    right[t + 1] += (weeks.count[t] - λ * weeks.countSilent[t]) / v
                }
                before = fixed
            }
            guard Tridiagonal.solve(diagonal: &diagonal, off: &off, right: &right) else { break }
            swap(&stock, &right)
            if step == ConstrainedBalance.steps || !revised(weeks, rate: λ, setting: setting, pace: pace, glance: glance, level: level) {
                break
            }
        }
        if isShared(weeks, setting: setting, glance: glance) {
            fillShared(weeks, rate: λ, setting: setting, glance: glance, isOpeningFixed: isOpeningFixed, pace: pace)
            Tridiagonal.solve(factored: diagonal, off, right: &common, columns: ConstrainedBalance.shared)
        } else {
            for column in 1...ConstrainedBalance.shared { common[column * n - 1] = 0 }
        }
        finish(
            weeks, rate: λ, setting: setting, pace: pace, glance: glance, level: level, opening: opening, temper: temper,
            isOpeningFixed: isOpeningFixed)
    }

    /// A first guess at which weeks ran empty: the balance run forward from count to count.
    private mutating func start(_ weeks: BalanceWeeks, rate λ: Double, setting: Setting) {
        var s = max(0, setting.opening.units + setting.opening.cover * λ)
        for t in 0..<weeks.weekCount {
            let available = s + weeks.net[t] - weeks.known[t]
            let wanted = λ * weeks.silent[t]
            links[t] = .regular
            if weeks.countVariance[t] > 0 {
                s = max(0, weeks.count[t] - λ * weeks.countSilent[t])
                if s > 0 || available >= wanted { continue }
            }
            if weeks.silent[t] > 0, available <= wanted {
                links[t] = available < 0 ? .short : .empty
                s = 0
            } else {
                s = max(0, available - wanted)
            }
        }
    }

    private func isShared(_ weeks: BalanceWeeks, setting: Setting, glance: Double) -> Bool {
        glance > 0 || setting.scaleError > 0 || setting.countBias > 0
    }

    /// Columns of sensitivity to what all weeks share.
    private mutating func fillShared(
        _ weeks: BalanceWeeks, rate λ: Double, setting: Setting, glance: Double, isOpeningFixed: Bool, pace: Double
    ) {
        let count = weeks.weekCount
        let n = count + 1
        for i in 0..<ConstrainedBalance.shared * n { common[i] = 0 }
        var before = isOpeningFixed
        for t in 0..<count {
            let fixed = links[t] == .empty || links[t] == .short
            if glance > 0, weeks.isOrder[t], !before { common[t] += glance * λ }
            if links[t] == .regular || links[t] == .none, weeks.known[t] != 0 {
                let noise = setting.dispersion * pace * weeks.silent[t] * weeks.age[t]
                let weight = links[t] == .regular ? 1 / (noise + weeks.unrecorded[t]) : 1 / weeks.unrecorded[t]
                common[n + t + 1] -= weight * weeks.known[t]
                if !before { common[n + t] += weight * weeks.known[t] }
            }
            if !fixed, weeks.countVariance[t] > 0 {
                let v = weeks.countVariance[t] + setting.dispersion * pace * weeks.countSilent[t]
                common[2 * n + t + 1] += weeks.counted[t] / v
            }
            if fixed { for column in 0..<ConstrainedBalance.shared { common[column * n + t + 1] = 0 } }
            before = fixed
        }
        if isOpeningFixed { for column in 0..<ConstrainedBalance.shared { common[column * n] = 0 } }
    }

    /// Moves constraints in and out of the active set; false where none moved.
    private mutating func revised(
        _ weeks: BalanceWeeks, rate λ: Double, setting: Setting, pace: Double, glance: Double, level: Double
    ) -> Bool {
        var moved = false
        let count = weeks.weekCount
        let crumb = 1e-9 * (setting.reference + 1e-300)
        for t in 0..<count {
            let mean = λ * weeks.silent[t]
            let (w, noise) = (weeks.unrecorded[t], setting.dispersion * pace * weeks.silent[t] * weeks.age[t])
            let missing = stock[t] + weeks.net[t] - weeks.known[t] - stock[t + 1]
            switch links[t] {
            case .regular, .none:
                if stock[t + 1] < -crumb {
                    links[t] = weeks.silent[t] == 0 || missing + stock[t + 1] < 0 ? .short : .empty
                    moved = true
                } else if weeks.silent[t] > 0 {
                    let next: Link = missing * noise < -mean * w ? .none : .regular
                    if next != links[t] {
                        links[t] = next
                        moved = true
                    }
                }
            case .empty, .short:
                // Stock is held at zero here: does what follows pull it up, or was there more than was wanted?
                var pull = 0.0
                if weeks.countVariance[t] > 0 {
                    pull +=
                        (weeks.count[t] - λ * weeks.countSilent[t])
                        / (weeks.countVariance[t] + setting.dispersion * pace * weeks.countSilent[t])
                }
                if t + 1 < count {
                    if glance > 0, weeks.isOrder[t + 1] { pull += glance * level }
                    let next = links[t + 1]
                    let drop = weeks.net[t + 1] - weeks.known[t + 1]
                    if next == .regular || next == .none {
                        let q = setting.dispersion * pace * weeks.silent[t + 1] * weeks.age[t + 1]
                        let shift = drop - (next == .regular ? λ * weeks.silent[t + 1] : 0)
                        pull += (stock[t + 2] - shift) / (weeks.unrecorded[t + 1] + (next == .regular ? q : 0))
                    } else if next == .short {
                        pull += max(0, -drop) / weeks.unrecorded[t + 1]
                    }
                }
                if missing > mean + crumb || pull > 1e-9 / (setting.reference + 1e-300) && missing - mean + pull * (w + noise) > crumb {
                    links[t] = .regular
                    moved = true
                } else {
                    let next: Link = weeks.silent[t] == 0 || missing < 0 ? .short : .empty
                    if next != links[t] {
                        links[t] = next
                        moved = true
                    }
                }
            }
        }
        return moved
    }

    private mutating func finish(
        _ weeks: BalanceWeeks, rate λ: Double, setting: Setting, pace: Double, glance: Double, level: Double, opening: Double,
        temper: Double, isOpeningFixed: Bool
    ) {
        let count = weeks.weekCount
        let n = count + 1
        let last = count > 0 ? links[count - 1] : .regular
        let isEmpty = last == .empty || last == .short
        variance = isEmpty || count == 0 && isOpeningFixed ? 0 : 1 / diagonal[count]
        if !isEmpty {
            let habit = common[n - 1] * (setting.habit?.deviation ?? 0)
            let scale = common[2 * n - 1] * setting.scaleError
            let bias = common[3 * n - 1] * setting.countBias
            variance += habit * habit + scale * scale + bias * bias
        }
        var cost = 0.0
        // Determinants, as a product whose logarithm is taken now and then.
        var volume = 1.0
        if !isOpeningFixed {
            let miss = stock[0] - opening
            cost += miss * miss / setting.opening.variance
            volume = setting.opening.variance * diagonal[0]
        }
        shortage = 0
        var before = isOpeningFixed
        for i in 0..<n { stock[i] = max(0, stock[i]) }
        for t in 0..<count {
            let mean = λ * weeks.silent[t]
            let (w, noise) = (weeks.unrecorded[t], setting.dispersion * pace * weeks.silent[t] * weeks.age[t])
            let missing = stock[t] + weeks.net[t] - weeks.known[t] - stock[t + 1]
            switch links[t] {
            case .regular:
                cost += (missing - mean) * (missing - mean) / (noise + w)
                volume *= (noise + w) * diagonal[t + 1]
                consumed[t] = max(0, missing)
            case .none:
                cost += (noise > 0 ? mean * mean / noise : 0) + missing * missing / w
                volume *= (noise + w) * diagonal[t + 1]
                consumed[t] = max(0, missing)
            case .empty: consumed[t] = max(0, missing)
            case .short:
                cost += missing * missing / w
                shortage -= min(0, missing)
                consumed[t] = 0
            }
            let fixed = links[t] == .empty || links[t] == .short
            if volume > 1e100 || volume < 1e-100 {
                cost += log(volume)
                volume = 1
            }
            if glance > 0, weeks.isOrder[t], !before {
                let miss = stock[t] - level
                cost += glance * miss * miss - temper * log(glance / temper * setting.reference * setting.reference)
            }
            if weeks.countVariance[t] > 0 {
                let v = weeks.countVariance[t] + setting.dispersion * pace * weeks.countSilent[t]
                let miss = stock[t + 1] - weeks.count[t] + λ * weeks.countSilent[t]
                cost += miss * miss / v + log(v / weeks.countVariance[t])
            }
            before = fixed
        }
        evidence = -0.5 * (cost + log(volume))
    }
}
