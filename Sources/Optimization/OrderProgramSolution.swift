extension OrderProgram {
    /// The best order, as far as the options go.
    ///
    /// First every line decides alone. Where that breaks a constraint, prices of what is shared are sought and an order is chosen
    /// greedily by them. Where the gap is still too wide and HiGHS is installed, it finds better prices by the linear relaxation, and where
    /// that is not enough, branch and cut goes on from there. The bound is the lowest found.
    public func solution(options: OrderProgramOptions = OrderProgramOptions()) -> OrderSolution {
        let alone = (0..<lineCount).map { bestResponse(ofLine: $0, price: 0).packs }
        if brokenConstraints(alone).isEmpty && containerCost(of: used(by: alone)) == 0 {
            let value = value(of: alone)
            return OrderSolution(
                packs: alone, value: value, bound: value, method: .unconstrained, unconstrainedPacks: alone, used: used(by: alone),
                prices: rules.map { _ in 0 }, remark: nil)
        }
        var best = greedy(alone, options)
        guard best.gap > options.relativeGap, options.usesSolver else { return best }
        guard lineCount <= options.solverLines else {
            best.remark = "\(lineCount) lines are more than HiGHS is asked for"
            return best
        }
        guard case .success = Solver.version else {
            if case .failure(let failure) = Solver.version { best.remark = failure.description }
            return best
        }
        let orders = MixedIntegerOrders(self)
        if let λ = linearProgramPrices(orders) {
            var uses = λ
            keep(λ, bound: relaxation(at: λ, uses: &uses), &best)
        }
        if best.gap > options.relativeGap { improve(&best, options, orders) }
        return best
    }

    private func greedy(_ alone: [Int], _ options: OrderProgramOptions) -> OrderSolution {
        let zero = [Double](repeating: 0, count: constraintCount)
        var best = OrderSolution(
            packs: [Int](repeating: 0, count: lineCount), value: 0, bound: .infinity, method: .greedy, unconstrainedPacks: alone,
            used: zero,
            prices: zero, remark: nil)
        keep(zero, bound: .infinity, &best)
        let first = prices(target: best.value, steps: options.priceSteps, relativeGap: options.relativeGap)
        keep(first.perUnit, bound: first.bound, &best)
        if best.gap > options.relativeGap {
            // A better order makes better steps towards better prices.
            let again = prices(from: first.perUnit, target: best.value, steps: options.priceSteps / 2, relativeGap: options.relativeGap)
            if again.bound < first.bound { keep(again.perUnit, bound: again.bound, &best) }
        }
        return best
    }

    /// Takes the greedy order at these prices where it is better, and the prices where their bound is.
    private func keep(_ λ: [Double], bound: Double, _ best: inout OrderSolution) {
        let packs = GreedyOrders(self, price: λ).packs()
        let value = value(of: packs)
        if value > best.value {
            (best.packs, best.value) = (packs, value)
            best.used = used(by: packs)
        }
        if bound < best.bound { (best.bound, best.prices) = (bound, λ) }
        best.bound = max(best.bound, best.value)
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

    private func improve(_ best: inout OrderSolution, _ options: OrderProgramOptions, _ orders: MixedIntegerOrders) {
        var solver = SolverOptions()
        solver.relativeGap = options.relativeGap
        solver.absoluteGap = min(solver.absoluteGap, options.relativeGap * abs(best.bound))
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
