// An order program as a mixed-integer one. What a line orders at all is one binary column that stands for its minimum as a whole, its
// value and its uses; each further stretch of equal packs is an integer column. So a minimum needs no row of its own, and the linear
// relaxation is the concave envelope of the line's value.

struct MixedIntegerOrders {
    private(set) var program = MixedIntegerProgram(.maximize)
    /// Per line, the column of its minimum (−1 where nothing is to be ordered), and the first of its further stretches' columns.
    private var first: [Int32] = []
    private var further: [Int32] = []
    private var furtherCount: [Int32] = []
    /// Per constraint, the column that opens it or counts its containers; −1 for limits.
    private var counter: [Int32] = []
    /// Per constraint, its row.
    private(set) var row: [Int] = []

    init(_ orders: OrderProgram) {
        let segments = orders.segmentPacks.count
        program.reserve(
            columns: orders.lineCount + segments, rows: segments + 2 * orders.constraintCount,
            nonzeros: 3 * segments + 2 * (orders.useConstraint.count + segments))
        for l in 0..<orders.lineCount { addColumns(orders, l) }
        for i in orders.rules.indices { addCounter(orders.rules[i], orders, i) }
        for l in 0..<orders.lineCount { addLinks(orders, l) }
        addConstraints(orders)
    }

    private mutating func addColumns(_ orders: OrderProgram, _ l: Int) {
        let least = orders.minimumPacks[l]
        further.append(Int32(program.columnCount + 1))
        guard least <= orders.maximumPacks[l] else {
            first.append(-1)
            further[l] = Int32(program.columnCount)
            furtherCount.append(0)
            return
        }
        // One pack without a fixed cost is but the first of its stretch.
        let isPlain = least == 1 && orders.fixedCost[l] == 0
        if isPlain {
            first.append(-1)
            further[l] = Int32(program.columnCount)
        } else {
            first.append(Int32(program.addColumn(cost: orders.value(ofLine: l, packs: least), upper: 1, domain: .integer)))
        }
        var (before, count) = (0, Int32(0))
        for k in orders.segmentStart[l]..<orders.segmentStart[l + 1] {
            let packs = isPlain ? orders.segmentPacks[k] : before + orders.segmentPacks[k] - max(before, least)
            before += orders.segmentPacks[k]
            guard packs > 0 else { continue }
            program.addColumn(cost: orders.segmentValue[k], upper: Double(packs), domain: .integer)
            count += 1
        }
        furtherCount.append(count)
    }

    private mutating func addCounter(_ rule: OrderProgram.Rule, _ orders: OrderProgram, _ i: Int) {
        switch rule {
        case .limit: counter.append(-1)
        case .minimumWhenOrdered: counter.append(Int32(program.addColumn(cost: 0, upper: 1, domain: .integer)))
        case .containers(_, _, let cost, let most):
            counter.append(Int32(program.addColumn(cost: -cost, upper: Double(most), domain: .integer)))
        }
    }

    /// Nothing further without the minimum, and nothing at all of a supplier that gets no order.
    private mutating func addLinks(_ orders: OrderProgram, _ l: Int) {
        let (y, start, count) = (Int(first[l]), Int(further[l]), Int(furtherCount[l]))
        if y >= 0 {
            // While the mean value still rises beyond the minimum, each stretch is tied on its own; the rest can be tied together.
            var (packs, value, tiedAlone) = (Double(orders.minimumPacks[l]), program.cost[y], 0)
            while tiedAlone < count, program.cost[start + tiedAlone] * packs > value {
                let column = start + tiedAlone
                program.addRow(upper: 0)
                program.addEntry(column: column, 1)
                program.addEntry(column: y, -program.upper[column])
                packs += program.upper[column]
                value += program.cost[column] * program.upper[column]
                tiedAlone += 1
            }
            if tiedAlone < count {
                program.addRow(upper: 0)
                var sum = 0.0
                for column in (start + tiedAlone)..<(start + count) {
                    program.addEntry(column: column, 1)
                    sum += program.upper[column]
                }
                program.addEntry(column: y, -sum)
            }
        }
        for u in orders.useStart[l]..<orders.useStart[l + 1] {
            let i = orders.useConstraint[u]
            guard case .minimumWhenOrdered = orders.rules[i] else { continue }
            let open = Int(counter[i])
            if y >= 0 {
                program.addRow([(y, 1), (open, -1)], upper: 0)
            } else {
                for column in start..<(start + count) { program.addRow([(column, 1), (open, -program.upper[column])], upper: 0) }
            }
        }
    }

    private mutating func addConstraints(_ orders: OrderProgram) {
        let (start, line, perPack) = orders.usersByConstraint
        func fill(_ program: inout MixedIntegerProgram, _ i: Int) {
            for e in start[i]..<start[i + 1] {
                let l = line[e]
                if first[l] >= 0 { program.addEntry(column: Int(first[l]), perPack[e] * Double(orders.minimumPacks[l])) }
                for column in further[l]..<(further[l] + furtherCount[l]) { program.addEntry(column: Int(column), perPack[e]) }
            }
        }
        for i in orders.rules.indices {
            switch orders.rules[i] {
            case .limit(let capacity):
                row.append(program.addRow(upper: capacity))
                fill(&program, i)
            case .minimumWhenOrdered(let amount):
                row.append(program.addRow(lower: 0))
                fill(&program, i)
                program.addEntry(column: Int(counter[i]), -amount)
            case .containers(let capacity, let minimumFill, _, _):
                // K (k − 1) + φK ≤ use ≤ K k
                row.append(program.addRow(lower: -(1 - minimumFill) * capacity, upper: 0))
                fill(&program, i)
                program.addEntry(column: Int(counter[i]), -capacity)
            }
        }
    }

    /// Columns that stand for given quantities.
    func columns(of packs: [Int], _ orders: OrderProgram) -> [Double] {
        var x = [Double](repeating: 0, count: program.columnCount)
        for l in packs.indices where packs[l] > 0 {
            var left = Double(packs[l])
            if first[l] >= 0 {
                x[Int(first[l])] = 1
                left -= Double(orders.minimumPacks[l])
            }
            for column in Int(further[l])..<Int(further[l] + furtherCount[l]) {
                x[column] = min(left, program.upper[column])
                left -= x[column]
            }
        }
        let used = orders.used(by: packs)
        for i in orders.rules.indices {
            switch orders.rules[i] {
            case .limit: break
            case .minimumWhenOrdered: x[Int(counter[i])] = used[i] > 0 ? 1 : 0
            case .containers(let capacity, _, _, _): x[Int(counter[i])] = OrderProgram.containers(used[i], capacity)
            }
        }
        return x
    }

    /// Quantities that given columns stand for.
    func packs(_ x: [Double], _ orders: OrderProgram) -> [Int] {
        (0..<orders.lineCount).map { l in
            var packs = first[l] >= 0 ? Int(x[Int(first[l])].rounded()) * orders.minimumPacks[l] : 0
            for column in Int(further[l])..<Int(further[l] + furtherCount[l]) { packs += Int(x[column].rounded()) }
            return packs
        }
    }
}
