// Lines of an order program as the solvers see them: value by whole packs.

extension OrderProgram {
    /// Adds a line and returns its index.
    ///
    /// The value is evaluated at whole packs: a pack that straddles two segments is worth what its units are worth, so that the packs'
    /// values fall as the segments' do and the program stays exact.
    @discardableResult
    public mutating func addLine(_ line: Line) -> Int {
        precondition(line.packSize > 0 && line.minimumPacks >= 1 && line.maximumPacks >= 0 && line.fixedCost >= 0, "line \(line)")
        let most = line.minimumPacks <= line.maximumPacks ? line.maximumPacks : 0
        packSize.append(line.packSize)
        minimumPacks.append(line.minimumPacks)
        maximumPacks.append(most)
        fixedCost.append(line.fixedCost)
        appendSegments(line, most: most)
        segmentStart.append(segmentPacks.count)
        for use in line.uses where use.perPack != 0 {
            precondition(use.constraint >= 0 && use.constraint < rules.count, "constraint \(use.constraint) of \(rules.count)")
            precondition(use.perPack > 0, "a pack that uses \(use.perPack)")
            useConstraint.append(use.constraint)
            usePerPack.append(use.perPack)
        }
        useStart.append(useConstraint.count)
        return packSize.count - 1
    }

    private mutating func appendSegments(_ line: Line, most: Int) {
        let (s, segments) = (line.packSize, line.value)
        var slope = Double.infinity
        for segment in segments {
            let slack = 1e-9 * max(1, abs(slope))
            precondition(segment.units > 0 && segment.valuePerUnit <= slope + slack, "values per unit that rise: \(segments)")
            slope = segment.valuePerUnit
        }
        // Rounding must not make a later pack worth more than an earlier one.
        var ceiling = Double.infinity
        func push(_ packs: Int, _ value: Double) {
            guard packs > 0 else { return }
            let value = min(value, ceiling)
            ceiling = value
            if segmentPacks.count > (segmentStart.last ?? 0), let last = segmentValue.last, last - value <= 1e-12 * abs(last) {
                segmentPacks[segmentPacks.count - 1] += packs
            } else {
                segmentPacks.append(packs)
                segmentValue.append(value)
            }
        }
        var (k, end, packs) = (0, segments.first?.units ?? .infinity, 0)
        let tail = segments.isEmpty ? 0 : min(0, slope)
        func perUnit(_ k: Int) -> Double { k < segments.count ? segments[k].valuePerUnit : tail }
        while packs < most {
            // Whole packs inside the segment.
            let whole = end == .infinity ? Double(most - packs) : ((end + 1e-9 * s) / s).rounded(.down) - Double(packs)
            let inside = max(0, min(most - packs, Int(whole)))
            push(inside, s * perUnit(k))
            packs += inside
            if packs == most { break }
            // The pack that straddles this segment's end, and perhaps more ends.
            var (position, value) = (Double(packs) * s, 0.0)
            let packEnd = Double(packs + 1) * s
            while position < packEnd - 1e-9 * s {
                let stop = min(packEnd, end)
                if stop > position {
                    value += (stop - position) * perUnit(k)
                    position = stop
                }
                if end <= packEnd + 1e-9 * s {
                    k += 1
                    end = k < segments.count ? end + segments[k].units : .infinity
                }
            }
            push(1, value)
            packs += 1
        }
    }

    /// What `packs` packs of line l are worth, its fixed cost taken off.
    func value(ofLine l: Int, packs: Int) -> Double {
        guard packs > 0 else { return 0 }
        var (left, sum) = (packs, -fixedCost[l])
        for k in segmentStart[l]..<segmentStart[l + 1] {
            let taken = min(left, segmentPacks[k])
            sum += Double(taken) * segmentValue[k]
            left -= taken
            if left == 0 { break }
        }
        return sum
    }

    /// What line l orders when a pack costs `price` more than its value counts already, and what that gains.
    func bestResponse(ofLine l: Int, price: Double) -> (packs: Int, gain: Double) {
        let (least, end) = (minimumPacks[l], segmentStart[l + 1])
        var (k, packs, gain) = (segmentStart[l], 0, -fixedCost[l])
        while k < end {
            let margin = segmentValue[k] - price
            if margin > 0 {
                packs += segmentPacks[k]
                gain += margin * Double(segmentPacks[k])
            } else if packs < least {
                // Only as far as the minimum asks.
                let taken = min(segmentPacks[k], least - packs)
                packs += taken
                gain += margin * Double(taken)
            } else {
                break
            }
            k += 1
        }
        return gain > 0 && packs >= least ? (packs, gain) : (0, 0)
    }

    /// What all orders are worth: lines' values less containers' costs.
    public func value(of packs: [Int]) -> Double {
        precondition(packs.count == lineCount, "\(packs.count) quantities for \(lineCount) lines")
        var sum = 0.0
        for l in 0..<lineCount { sum += value(ofLine: l, packs: packs[l]) }
        return sum - containerCost(of: used(by: packs))
    }

    /// What is used of every constraint.
    public func used(by packs: [Int]) -> [Double] {
        var used = [Double](repeating: 0, count: rules.count)
        for l in 0..<lineCount where packs[l] > 0 {
            for u in useStart[l]..<useStart[l + 1] { used[useConstraint[u]] += Double(packs[l]) * usePerPack[u] }
        }
        return used
    }

    func containerCost(of used: [Double]) -> Double {
        var sum = 0.0
        for i in rules.indices {
            if case .containers(let capacity, _, let cost, _) = rules[i] { sum += cost * Self.containers(used[i], capacity) }
        }
        return sum
    }

    /// Whole containers that hold `amount`.
    static func containers(_ amount: Double, _ capacity: Double) -> Double { (amount / capacity - slack).rounded(.up) }

    /// Share of a capacity by which sums of floating-point uses may pass it.
    static let slack = 1e-9

    /// Rules that these quantities break, in order of index; empty for a valid order.
    public func brokenConstraints(_ packs: [Int]) -> [Int] {
        let used = used(by: packs)
        return rules.indices.filter { !isKept(rules[$0], used[$0]) }
    }

    func isKept(_ rule: Rule, _ used: Double) -> Bool {
        switch rule {
        case .limit(let capacity): return used <= capacity * (1 + Self.slack) + Self.slack
        case .minimumWhenOrdered(let amount): return used <= Self.slack || used >= amount * (1 - Self.slack)
        case .containers(let capacity, let fill, _, let most):
            let count = Self.containers(used, capacity)
            if count <= 0 { return true }
            return count <= Double(most) && used >= capacity * ((count - 1 + fill) * (1 - Self.slack) - Self.slack)
        }
    }
}
