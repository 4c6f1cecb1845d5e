import SupplyNetwork

/// What one product's sites did within some weeks, and the chain that makes of it.
///
/// A unit that is at a site in these weeks, having lain there or come in, leaves it for each place in proportion to what left
/// for there (well mixed: lots are not told apart): to a site it supplies, to a consumer, back to the seller, or not at all.
///
/// The ledger knows what each site shipped and received, not from whom. Receipts are taken to come from the site's supplier as
/// far as it shipped that much, shared in proportion where it did not. What is left on either side moved past the supplier
/// links: it goes through one common state, *elsewhere*, from those who shipped it to those who received it. Both margins of
/// the ledger hold; goods that skip tiers and transfers between branches, also back and forth, are so covered.
struct ProductFlow {
    enum Exit: Int, CaseIterable { case consumed, returned, expired, held, unaccounted }

    /// State 0 is elsewhere; state i + 1 is the site of `pairs[i]`.
    let pairs: [Int]
    /// B of the chain, rows of five; nil where goods went round without leaving.
    let absorption: [Double]?
    /// Per pair: units received, those of them that came by the supplier link, units shipped past its links, closing stock.
    let received: [Double]
    let linked: [Double]
    let elsewhere: [Double]
    let closing: [Double?]

    /// - Parameters:
    ///   - pairs: of one product.
    ///   - weeks: of the ledger.
    init(pairs: [Int], weeks: Range<Int>, ledger: Ledger, network: Network, consumption: [DemandHistory], stockPaths: [[Double?]]) {
        self.pairs = pairs
        let count = pairs.count
        var local: [Int: Int] = [:]
        for (index, pair) in pairs.enumerated() { local[ledger.pairs[pair].site] = index }
        func totals(_ movement: Movement) -> [Double] { pairs.map { ledger.total(movement, pair: $0, weeks: weeks) } }
        let (received, shipped) = (totals(.received), totals(.shipped))
        let (returnedOut, returnedIn) = (totals(.returnedOut), totals(.returnedIn))

        var wanted = [Double](repeating: 0, count: count)
        let suppliers = pairs.map { pair in network.sites[ledger.pairs[pair].site].supplier.flatMap { local[$0] } }
        for (index, supplier) in suppliers.enumerated() { if let supplier { wanted[supplier] += received[index] } }
        var linked = [Double](repeating: 0, count: count)
        var surplus = shipped
        for (index, supplier) in suppliers.enumerated() {
            guard let supplier, wanted[supplier] > 0 else { continue }
            linked[index] = received[index] * min(1, shipped[supplier] / wanted[supplier])
            surplus[supplier] -= linked[index]
        }
        // Rounding leaves crumbs where all was shared out.
        for index in 0..<count where surplus[index] < 1e-9 * shipped[index] { surplus[index] = 0 }
        let deficit = (0..<count).map { index in
            let rest = received[index] - linked[index]
            return rest < 1e-9 * received[index] ? 0 : rest
        }
        let moved = surplus.reduce(0, +)
        let taken = deficit.reduce(0, +)

        let exits = Exit.allCases.count
        var leaving = [Double](repeating: 0, count: (count + 1) * exits)
        var edges = [[(target: Int, units: Double)]](repeating: [], count: count + 1)
        var closing = [Double?](repeating: nil, count: count)
        for index in 0..<count where deficit[index] > 0 && moved > 0 {
            edges[0].append((index + 1, min(moved, taken) * deficit[index] / taken))
        }
        leaving[Exit.unaccounted.rawValue] = max(0, moved - taken)
        for (index, supplier) in suppliers.enumerated() where linked[index] > 0 {
            if let supplier { edges[supplier + 1].append((index + 1, linked[index])) }
        }
        for (index, pair) in pairs.enumerated() {
            if surplus[index] > 0 { edges[index + 1].append((0, surplus[index])) }
            let path = stockPaths[pair]
            let opening = weeks.lowerBound > 0 ? path[weeks.lowerBound - 1] : nil
            let end = weeks.isEmpty ? nil : path[weeks.upperBound - 1]
            closing[index] = end
            let consumed = ProductFlow.consumed(consumption[pair], weeks: weeks, ledger: ledger)
            let product = network.products[ledger.pairs[pair].product]
            let expired = end.map { ProductFlow.expired(of: $0, pair: pair, weeks: weeks, ledger: ledger, product: product) } ?? 0
            let incoming = (opening ?? 0) + received[index] + returnedIn[index]
            let outgoing = consumed + returnedOut[index] + shipped[index] + (end ?? 0)
            let row = (index + 1) * exits
            leaving[row + Exit.consumed.rawValue] = consumed
            leaving[row + Exit.returned.rawValue] = returnedOut[index]
            leaving[row + Exit.expired.rawValue] = expired
            leaving[row + Exit.held.rawValue] = (end ?? 0) - expired
            leaving[row + Exit.unaccounted.rawValue] = max(0, incoming - outgoing)
        }

        var offsets = [0]
        var targets: [Int] = []
        var probabilities: [Double] = []
        for state in 0...count {
            let row = state * exits..<(state + 1) * exits
            let total = leaving[row].reduce(0, +) + edges[state].reduce(0) { $0 + $1.units }
            if total > 0 {
                for edge in edges[state] {
                    targets.append(edge.target)
                    probabilities.append(edge.units / total)
                }
                for entry in row { leaving[entry] /= total }
            } else {
                leaving[row.lowerBound + Exit.unaccounted.rawValue] = 1
            }
            offsets.append(targets.count)
        }
        absorption = try? AbsorbingChain(
            count: count + 1, exits: exits, offsets: offsets, targets: targets, probabilities: probabilities, leaving: leaving
        ).absorption()
        self.received = received
        self.linked = linked
        elsewhere = surplus
        self.closing = closing
    }

    /// What consumers took in the weeks of which that is known.
    private static func consumed(_ history: DemandHistory, weeks: Range<Int>, ledger: Ledger) -> Double {
        let shift = history.start - ledger.firstWeek
        var sum = 0.0
        for week in weeks {
            let index = week - shift
            if history.values.indices.contains(index), history.states[index] != .missing { sum += history.values[index] }
        }
        return sum
    }

    /// Of the closing stock, what is past its date: lots of the latest count within the weeks or before that had expired by
    /// then, or, where more, what must be older than the shelf life because it was not received since. At most the stock.
    private static func expired(of closing: Double, pair: Int, weeks: Range<Int>, ledger: Ledger, product: Product) -> Double {
        let end = (ledger.firstWeek + weeks.upperBound).monday
        var expired = 0.0
        if let last = ledger.counts(pair: pair).last(where: { $0.day < end })?.day {
            for count in ledger.counts(pair: pair) where count.day == last {
                if let expiry = count.expiresOn, expiry < end { expired += count.onHand }
            }
        }
        if let life = product.shelfLifeDays {
            let first = weeks.upperBound - (life + 6) / 7
            if first >= 0 {
                let fresh =
                    ledger.total(.received, pair: pair, weeks: first..<weeks.upperBound)
                    + ledger.total(.returnedIn, pair: pair, weeks: first..<weeks.upperBound)
                // A head's goods come from makers, whose deliveries are not movements: nothing can be told from them.
                if fresh > 0 { expired = max(expired, closing - fresh) }
            }
        }
        return min(max(0, expired), max(0, closing))
    }
}
