extension OrderProgram {
    /// The best order, as far as the options go.
    ///
    /// First every line decides alone. Where that breaks a constraint, prices of what is shared are sought, an order is chosen greedily by
    /// them, and where the gap is still too wide and HiGHS is installed, branch and cut goes on from there. The bound is the
    /// lower of both methods'.
    public func solution(options: OrderProgramOptions = OrderProgramOptions()) -> OrderSolution {
        let alone = (0..<lineCount).map { bestResponse(ofLine: $0, price: 0).packs }
        if brokenConstraints(alone).isEmpty && containerCost(of: used(by: alone)) == 0 {
            let value = value(of: alone)
            return OrderSolution(
                packs: alone, value: value, bound: value, method: .unconstrained, unconstrainedPacks: alone, used: used(by: alone),
                prices: rules.map { _ in 0 }, remark: nil)
        }
        let orders = options.usesSolver && Solver.isAvailable ? MixedIntegerOrders(self) : nil
        var best = greedy(alone, options, orders)
        guard best.gap > options.relativeGap, options.usesSolver else { return best }
        improve(&best, options, orders)
        return best
    }

    private func greedy(_ alone: [Int], _ options: OrderProgramOptions, _ orders: MixedIntegerOrders?) -> OrderSolution {
        let zero = [Double](repeating: 0, count: constraintCount)
        var best = (packs: [Int](repeating: 0, count: lineCount), value: 0.0)
        func keep(_ λ: [Double]) {
            let packs = GreedyOrders(self, price: λ).packs()
            let value = value(of: packs)
            if value > best.value { best = (packs, value) }
        }
        var prices: Prices
        if let orders, let λ = linearProgramPrices(orders) {
            var uses = zero
            prices = Prices(perUnit: λ, bound: relaxation(at: λ, uses: &uses))
            keep(λ)
        } else {
            keep(zero)
            prices = self.prices(target: best.value, steps: options.priceSteps, relativeGap: options.relativeGap)
            keep(prices.perUnit)
            // A better order makes better steps towards better prices.
            let again = self.prices(
                from: prices.perUnit, target: best.value, steps: options.priceSteps / 2, relativeGap: options.relativeGap)
            if again.bound < prices.bound {
                prices = again
                keep(prices.perUnit)
            }
        }
        return OrderSolution(
            packs: best.packs, value: best.value, bound: max(best.value, prices.bound), method: .greedy, unconstrainedPacks: alone,
            used: used(by: best.packs), prices: prices.perUnit, remark: nil)
    }

    /// Prices from the linear relaxation, at which the bound is lowest; nil where the solver fails.
    private func linearProgramPrices(_ orders: MixedIntegerOrders) -> [Double]? {
        guard let result = try? Solver.solution(of: orders.program.relaxed), result.ending == .optimal else { return nil }
        return rules.indices.map { i in
            // A minimum's price would ask for more, not ration; the bound leaves it out.
            if case .minimumWhenOrdered = rules[i] { return 0 }
            return max(floorPrice(i), result.rowDuals[orders.row[i]])
        }
    }

    private func improve(_ best: inout OrderSolution, _ options: OrderProgramOptions, _ orders: MixedIntegerOrders?) {
        let orders = orders ?? MixedIntegerOrders(self)
        var solver = SolverOptions()
        solver.relativeGap = options.relativeGap
        solver.iterationLimit = options.iterationLimit
        solver.timeLimit = options.timeLimit
        do {
            let result = try Solver.solution(of: orders.program, options: solver, initial: orders.columns(of: best.packs, self))
            let packs = orders.packs(result.values, self)
            let worth = value(of: packs)
            if worth > best.value && brokenConstraints(packs).isEmpty {
                best.packs = packs
                best.value = worth
                best.used = used(by: packs)
            }
            best.method = .mixedInteger
            best.bound = max(best.value, min(best.bound, result.bound))
            switch result.ending {
            case .optimal: best.remark = nil
            case .timeLimit:
                best.remark = "stopped by the clock after \(Int(options.timeLimit ?? 0)) s: another machine may order differently"
            case .iterationLimit, .nodeLimit: best.remark = "stopped at its limit of work"
            }
        } catch {
            best.remark = error.description
        }
    }
}
