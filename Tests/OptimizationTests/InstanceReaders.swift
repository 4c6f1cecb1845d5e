import Optimization
import TestSupport

/// DIMACS' format of minimum-cost flow problems: `p min nodes arcs`, `n node supply`, `a from to lower capacity cost`, from 1.
enum DIMACS {
    static func problem(_ text: String) throws -> MinimumCostFlow {
        var problem = MinimumCostFlow(nodes: 0)
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            let numbers = fields.dropFirst().compactMap { Int($0) }
            switch fields.first {
            case "p": problem = MinimumCostFlow(nodes: numbers[0])
            case "n": problem.supply[numbers[0] - 1] = numbers[1]
            case "a":
                problem.addArc(from: numbers[0] - 1, to: numbers[1] - 1, lower: numbers[2], capacity: numbers[3], cost: numbers[4])
            default: break
            }
        }
        return problem
    }
}

extension MPSFile {
    var program: MixedIntegerProgram {
        var program = MixedIntegerProgram()
        for j in objective.indices { program.addColumn(cost: objective[j], upper: upper[j], domain: isInteger[j] ? .integer : .continuous) }
        var rows = [[(column: Int, coefficient: Double)]](repeating: [], count: rightHandSide.count)
        for j in entries.indices {
            for entry in entries[j] { rows[entry.row].append((j, entry.value)) }
        }
        for i in rows.indices {
            let side = rightHandSide[i]
            program.addRow(rows[i], lower: rowIsAtLeast[i] ? side : -.infinity, upper: rowIsAtLeast[i] ? .infinity : side)
        }
        return program
    }

    /// The instance of orders behind the program: five columns a line, namely packs, whether ordered, and three stretches of value.
    var orders: OrderProgram {
        var orders = OrderProgram()
        let ownRows = objective.count / 5 * 3
        for i in ownRows..<rightHandSide.count { orders.addConstraint(.limit(capacity: rightHandSide[i])) }
        for l in 0..<(objective.count / 5) {
            let (n, y) = (5 * l, 5 * l + 1)
            let own = { (column: Int, row: Int) in entries[column].first { $0.row == 3 * l + row }?.value ?? 0 }
            orders.addLine(
                OrderProgram.Line(
                    packSize: -own(n, 0), minimumPacks: Int(-own(y, 2)), maximumPacks: Int(-own(y, 1)), fixedCost: objective[y],
                    value: (n + 2...n + 4).map { OrderProgram.ValueSegment(units: upper[$0], valuePerUnit: -objective[$0]) },
                    uses: entries[n].filter { $0.row >= ownRows }.map { OrderProgram.Use(constraint: $0.row - ownRows, perPack: $0.value) })
            )
        }
        return orders
    }
}
