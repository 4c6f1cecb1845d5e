// Orders chosen by the marginal value of the next pack, relative to what it uses at the constraints' prices. A line's first step is
// its minimum, or as much as has the best value per pack where ordering at all costs something; then pack by pack. Minimums of
// suppliers and the last container are settled supplier by supplier: topped up or given up, whichever loses less at those prices.

struct GreedyOrders {
    let program: OrderProgram
    /// λ, per constraint.
    let price: [Double]
    /// p_l = Σ λ_i a_il.
    private let packPrice: [Double]
    private let steps: [Step]
    /// Lines of every constraint that may force them: not of plain limits.
    private let lines: [[Int]]

    /// The next packs of a line, worth the same each; the first step of a line stands for going from nothing to its whole size.
    private struct Step {
        var line: Int
        var packs: Int
        /// The line's packs before it.
        var before: Int
        /// Of all its packs, money.
        var value: Double
        /// Value per money of price; larger goes first.
        var merit: Double
        var isFirst: Bool
    }

    /// What may be used of every constraint, and what must be.
    private struct Range {
        var least: [Double]
        var most: [Double]
    }

    init(_ program: OrderProgram, price: [Double]) {
        self.program = program
        self.price = price
        var packPrice = [Double](repeating: 0, count: program.lineCount)
        // Where a constraint has no price yet, a trace of one keeps the greedy honest about what it takes.
        let trace = Self.traces(program, price)
        var merit = packPrice
        var lines = [[Int]](repeating: [], count: program.constraintCount)
        for l in 0..<program.lineCount {
            for u in program.useStart[l]..<program.useStart[l + 1] {
                let i = program.useConstraint[u]
                packPrice[l] += price[i] * program.usePerPack[u]
                merit[l] += trace[i] * program.usePerPack[u]
                if case .limit = program.rules[i] { continue }
                lines[i].append(l)
            }
        }
        self.packPrice = packPrice
        self.lines = lines
        var steps = [Step]()
        steps.reserveCapacity(program.segmentPacks.count)
        for l in 0..<program.lineCount { Self.append(&steps, program, l, price: packPrice[l] + merit[l]) }
        // Ties in the order of the lines.
        let order = steps.indices.sorted { (-steps[$0].merit, $0) < (-steps[$1].merit, $1) }
        self.steps = order.map { steps[$0] }
    }

    private static func traces(_ program: OrderProgram, _ price: [Double]) -> [Double] {
        let worth = program.segmentValue.reduce(0) { $0 + max(0, $1) } / Double(max(1, program.segmentValue.count))
        return program.rules.indices.map { i in
            let capacity = program.capacity(i)
            return capacity > 0 && capacity < .infinity ? 1e-3 * worth / capacity : 0
        }
    }

    private static func append(_ steps: inout [Step], _ program: OrderProgram, _ l: Int, price: Double) {
        let (least, end) = (program.minimumPacks[l], program.segmentStart[l + 1])
        let divisor = max(price, 1e-300)
        var k = program.segmentStart[l]
        // The first step: to the minimum, then on while the mean value per pack rises.
        var (packs, value, inSegment) = (0, -program.fixedCost[l], 0)
        while k < end {
            let slope = program.segmentValue[k]
            if packs < least {
                inSegment = min(program.segmentPacks[k], least - packs)
            } else if slope * Double(packs) > value {
                inSegment = program.segmentPacks[k]
            } else {
                break
            }
            packs += inSegment
            value += Double(inSegment) * slope
            if inSegment < program.segmentPacks[k] { break }
            inSegment = 0
            k += 1
        }
        guard packs >= least, packs > 0 else { return }
        // A minimum that ends inside a segment whose packs still raise the mean.
        if inSegment > 0, k < end, program.segmentValue[k] * Double(packs) > value {
            let rest = program.segmentPacks[k] - inSegment
            packs += rest
            value += Double(rest) * program.segmentValue[k]
            (inSegment, k) = (0, k + 1)
            while k < end, program.segmentValue[k] * Double(packs) > value {
                packs += program.segmentPacks[k]
                value += Double(program.segmentPacks[k]) * program.segmentValue[k]
                k += 1
            }
        }
        steps.append(Step(line: l, packs: packs, before: 0, value: value, merit: value / Double(packs) / divisor, isFirst: true))
        while k < end {
            let rest = program.segmentPacks[k] - inSegment
            inSegment = 0
            if rest > 0 {
                let slope = program.segmentValue[k]
                steps.append(
                    Step(line: l, packs: rest, before: packs, value: slope * Double(rest), merit: slope / divisor, isFirst: false))
                packs += rest
            }
            k += 1
        }
    }

    /// Quantities that keep every constraint.
    func packs() -> [Int] {
        var range = Range(least: [Double](repeating: 0, count: price.count), most: price.indices.map(program.capacity))
        // Every round settles each broken constraint once more, towards less at the latest the second time; so it ends.
        var rounds = [Int](repeating: 0, count: price.count)
        while true {
            let packs = filled(range)
            let broken = program.brokenConstraints(packs)
            if broken.isEmpty { return packs }
            let used = program.used(by: packs)
            for i in broken {
                rounds[i] += 1
                settle(i, used[i], packs, &range, mayTopUp: rounds[i] == 1)
            }
        }
    }

    /// Every step in order of merit, as far as it pays or is needed, and fits.
    private func filled(_ range: Range) -> [Int] {
        var packs = [Int](repeating: 0, count: program.lineCount)
        var used = [Double](repeating: 0, count: price.count)
        for i in price.indices where range.least[i] > 0 {
            for step in steps where used[i] < range.least[i] && uses(step.line, i) { take(step, needed: i, range, &packs, &used) }
        }
        for step in steps where step.value > 0 { take(step, needed: nil, range, &packs, &used) }
        // A first step that did not fit as a whole may fit at the minimum.
        for step in steps where step.isFirst && packs[step.line] == 0 {
            let l = step.line
            let least = program.minimumPacks[l]
            guard least < step.packs, program.value(ofLine: l, packs: least) > 0 else { continue }
            let room = room(l, range, used)
            guard room >= least else { continue }
            // Up to where the next pack would cost.
            let count = min(room, step.packs)
            add(l, count, &packs, &used)
        }
        return packs
    }

    private func uses(_ l: Int, _ i: Int) -> Bool {
        for u in program.useStart[l]..<program.useStart[l + 1] where program.useConstraint[u] == i { return true }
        return false
    }

    /// Packs more of line l that fit.
    private func room(_ l: Int, _ range: Range, _ used: [Double]) -> Int {
        var room = program.maximumPacks[l]
        for u in program.useStart[l]..<program.useStart[l + 1] {
            let i = program.useConstraint[u]
            guard range.most[i] < .infinity else { continue }
            let left = range.most[i] * (1 + OrderProgram.slack) - used[i]
            room = min(room, left <= 0 ? 0 : Int(min(1e9, left / program.usePerPack[u])))
        }
        return room
    }

    private func take(_ step: Step, needed: Int?, _ range: Range, _ packs: inout [Int], _ used: inout [Double]) {
        let l = step.line
        if step.isFirst {
            if packs[l] == 0 && room(l, range, used) >= step.packs { add(l, step.packs, &packs, &used) }
            return
        }
        // Only where all before it was taken, which has more merit and was offered first.
        guard packs[l] >= step.before else { return }
        var count = min(step.before + step.packs - packs[l], room(l, range, used))
        if let needed, let u = (program.useStart[l]..<program.useStart[l + 1]).first(where: { program.useConstraint[$0] == needed }) {
            let missing = (range.least[needed] - used[needed]) / program.usePerPack[u]
            if step.value <= 0 { count = min(count, Int(missing.rounded(.up))) }
        }
        if count > 0 { add(l, count, &packs, &used) }
    }

    private func add(_ l: Int, _ count: Int, _ packs: inout [Int], _ used: inout [Double]) {
        packs[l] += count
        for u in program.useStart[l]..<program.useStart[l + 1] {
            used[program.useConstraint[u]] += Double(count) * program.usePerPack[u]
        }
    }

    /// Narrows a broken constraint's range: up to what it asks, or down to what it allows.
    private func settle(_ i: Int, _ used: Double, _ packs: [Int], _ range: inout Range, mayTopUp: Bool) {
        let (floor, ceiling, saved): (Double, Double, Double)
        switch program.rules[i] {
        case .limit(let capacity): (floor, ceiling, saved) = (capacity, capacity, 0)
        case .minimumWhenOrdered(let amount): (floor, ceiling, saved) = (amount, 0, 0)
        case .containers(let capacity, let fill, let cost, _):
            let count = OrderProgram.containers(used, capacity)
            (floor, ceiling, saved) = ((count - 1 + fill) * capacity, (count - 1) * capacity, cost)
        }
        if mayTopUp && floor <= range.most[i] {
            let gain = changed(i, packs, by: floor - used)
            let loss = changed(i, packs, by: ceiling - used)
            if let gain, gain >= (loss ?? -.infinity) + saved {
                range.least[i] = floor
                if case .containers(let capacity, _, _, _) = program.rules[i] {
                    range.most[i] = OrderProgram.containers(used, capacity) * capacity
                }
                return
            }
        }
        range.least[i] = 0
        range.most[i] = max(0, ceiling)
    }

    /// What changing the use of constraint i by an amount gains at the prices of all others, by the cheapest steps; nil where it cannot.
    private func changed(_ i: Int, _ packs: [Int], by amount: Double) -> Double? {
        var candidates = [(gain: Double, use: Double, line: Int)]()
        for l in lines[i] {
            guard let u = (program.useStart[l]..<program.useStart[l + 1]).first(where: { program.useConstraint[$0] == i }) else { continue }
            let price = packPrice[l] - price[i] * program.usePerPack[u]
            let (more, n) = (amount > 0, packs[l])
            if more {
                var before = 0
                for k in program.segmentStart[l]..<program.segmentStart[l + 1] {
                    let extra = before + program.segmentPacks[k] - max(n, before)
                    before += program.segmentPacks[k]
                    if n == 0 || extra <= 0 { continue }
                    candidates.append(((program.segmentValue[k] - price) * Double(extra), program.usePerPack[u] * Double(extra), l))
                }
                if n == 0 {
                    let least = program.minimumPacks[l]
                    guard least <= program.maximumPacks[l] else { continue }
                    let gain = program.value(ofLine: l, packs: least) - price * Double(least)
                    candidates.append((gain, program.usePerPack[u] * Double(least), l))
                }
            } else if n > 0 {
                candidates.append((price * Double(n) - program.value(ofLine: l, packs: n), program.usePerPack[u] * Double(n), l))
            }
        }
        candidates.sort { ($0.gain / $0.use, -$0.line) > ($1.gain / $1.use, -$1.line) }
        var (left, gain) = (abs(amount), 0.0)
        for candidate in candidates {
            if left <= 0 { break }
            let share = min(1, left / candidate.use)
            gain += candidate.gain * share
            left -= candidate.use
        }
        return left <= OrderProgram.slack * max(1, abs(amount)) ? gain : nil
    }
}
