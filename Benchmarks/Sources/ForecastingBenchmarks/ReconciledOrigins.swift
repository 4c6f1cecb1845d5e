import Forecasting
import Foundation
import SupplyNetwork

/// Leaves and totals reconciled over category and site × category against leaves added up, at twelve origins eight weeks apart. The file has
/// one series a line: site, SKU, category, first week's number, then one letter (o observed, c censored, m missing) and value a week.
struct ReconciledOrigins {
    static let origins = 12
    static let horizon = 8

    private var histories = [DemandHistory]()
    private var sites = [String]()
    private var products = [String]()
    private var categories = [String]()

    init(file: String) throws {
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
            let cells = line.split(separator: " ").map(String.init)
            sites.append(cells[0])
            products.append(cells[1])
            categories.append(cells[2])
            var values = [Double]()
            var states = [DemandHistory.State]()
            for cell in cells[4...] {
                values.append(Double(cell.dropFirst()) ?? 0)
                states.append(cell.first == "m" ? .missing : cell.first == "c" ? .censored : .observed)
            }
            histories.append(DemandHistory(start: Week(number: Int32(cells[3]) ?? 0), values: values, states: states))
        }
    }

    func printed() throws {
        var options = ForecastingOptions()
        options.horizon = Self.horizon
        let forecasting = DemandForecasting(options: options)
        let numbers = Dictionary(uniqueKeysWithValues: Set(products).sorted().enumerated().map { ($1, $0) })
        let crossed = zip(sites, categories).map { $0 + "/" + $1 }
        guard let end = histories.map({ $0.start + $0.count }).max() else { return }
        let totals: [(String, [String?])] = [
            ("all", sites.map { _ in "all" }), ("by category", categories), ("by SKU", products), ("by site", sites),
        ]
        var scores = [String: Score]()
        for back in 1...Self.origins {
            let asOf = end - Self.horizon * back
            let past = histories.map { history in
                let n = max(0, min(history.count, asOf - history.start))
                return DemandHistory(start: history.start, values: Array(history.values.prefix(n)), states: Array(history.states.prefix(n)))
            }
            let base = forecasting.forecasts(for: past, firstWeek: asOf, groups: products.map { numbers[$0] ?? 0 }, threads: 2).forecasts
            for (name, method, groupings) in [
                ("bottom-up", CoherenceOptions.Method.bottomUp, [[String]]()), ("MinT", .minimumTrace, [categories, crossed]),
            ] {
                var coherence = CoherenceOptions()
                coherence.method = method
                let model = CoherentForecasting(options: coherence, forecasting: forecasting)
                let made = try model.reconciled(
                    base, histories: past, groupings: groupings.map { $0.map(Optional.some) }, firstWeek: asOf, threads: 2)
                for index in histories.indices where made[index] != nil {
                    for k in 0..<Self.horizon {
                        if let y = observed(index, asOf + k) {
                            scores["leaves, \(name)", default: Score()].add(made[index], week: k, actual: y)
                        }
                    }
                }
                for (label, grouping) in totals {
                    let sums = model.totals(of: made, histories: past, groupings: [grouping], firstWeek: asOf, threads: 2)
                    let labels = Set(zip(grouping, made).compactMap { $1 == nil ? nil : $0 }).sorted()
                    for (place, group) in labels.enumerated() {
                        for k in 0..<Self.horizon {
                            // Weeks of leaves that say nothing are taken as forecast; where these are many the total is not compared.
                            var (sum, unknown) = (0.0, 0.0)
                            for index in histories.indices where grouping[index] == group {
                                if let y = observed(index, asOf + k) { sum += y } else { unknown += made[index]?.mean[k] ?? 0 }
                            }
                            guard unknown < 0.05 * sums[place].mean[k] else { continue }
                            scores["\(label), \(name)", default: Score()].add(sums[place], week: k, actual: sum + unknown)
                        }
                    }
                }
            }
        }
        print(
            "reconciled, \(histories.count) leaves, \(Self.origins) origins x \(Self.horizon) weeks\n                             \(Score.heading)"
        )
        for label in ["leaves", "all", "by category", "by SKU", "by site"] {
            for name in ["bottom-up", "MinT"] {
                guard let score = scores["\(label), \(name)"] else { continue }
                print("\(label), \(name)".padding(toLength: 29, withPad: " ", startingAt: 0) + score.text)
            }
        }
    }

    private func observed(_ index: Int, _ week: Week) -> Double? {
        let step = week - histories[index].start
        guard step >= 0, step < histories[index].count, histories[index].states[step] == .observed else { return nil }
        return histories[index].values[step]
    }
}
