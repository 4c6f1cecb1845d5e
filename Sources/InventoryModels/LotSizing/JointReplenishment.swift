/// Items ordered together share a fixed cost: a base cycle T, and each item every mᵢ-th time.
///
/// | symbol | meaning |
/// | --- | --- |
/// | K, kᵢ | fixed cost of an order; of item i in it |
/// | hᵢ, λᵢ | holding cost, demand rate |
/// | T, mᵢ | base cycle, multiple of item i |
///
///     C(T, m) = (K + Σ kᵢ/mᵢ)/T + T/2 Σ hᵢ λᵢ mᵢ
///
/// Silver 1976 (doi:10.1287/mnsc.22.12.1351) for the heuristic; Goyal 1974 (doi:10.1287/mnsc.20.9.1332) for the optimum among cyclic policies;
/// Snyder & Shen 2019, §3.8.
public struct JointReplenishment: Sendable, Hashable {
    /// T, unit of time.
    public let baseCycle: Double
    /// mᵢ ≥ 1.
    public let multiples: [Int]
    /// Qᵢ = λᵢ mᵢ T, units.
    public let quantities: [Double]
    /// Money per unit of time.
    public let costRate: Double

    public struct Item: Sendable, Hashable, Codable {
        public var fixedCost: Double
        public var holdingCost: Double
        public var demandRate: Double

        public init(fixedCost: Double, holdingCost: Double, demandRate: Double) {
            precondition(fixedCost >= 0 && holdingCost > 0 && demandRate > 0, "k \(fixedCost), h \(holdingCost), λ \(demandRate)")
            self.fixedCost = fixedCost
            self.holdingCost = holdingCost
            self.demandRate = demandRate
        }
    }

    /// The cycle that suits given multiples best.
    private init(_ items: [Item], sharedCost: Double, multiples: [Int]) {
        var fixed = sharedCost
        var holding = 0.0
        for (item, m) in zip(items, multiples) {
            fixed += item.fixedCost / Double(m)
            holding += item.holdingCost * item.demandRate * Double(m)
        }
        let cycle = (2 * fixed / holding).squareRoot()
        baseCycle = cycle
        self.multiples = multiples
        quantities = zip(items, multiples).map { $0.demandRate * Double($1) * cycle }
        costRate = (2 * fixed * holding).squareRoot()
    }

    /// Silver's heuristic: the item of the least kᵢ/(hᵢλᵢ) goes every time, the others every round(√(kᵢ/(hᵢλᵢ) · h₁λ₁/(K + k₁))).
    /// - Precondition: at least one item, K ≥ 0, some fixed cost.
    public static func heuristic(_ items: [Item], sharedCost K: Double) -> JointReplenishment {
        let ratios = items.map { $0.fixedCost / ($0.holdingCost * $0.demandRate) }
        guard let first = ratios.indices.min(by: { ratios[$0] < ratios[$1] }) else { preconditionFailure("no items") }
        let scale = items[first].holdingCost * items[first].demandRate / (K + items[first].fixedCost)
        let multiples = items.indices.map { $0 == first ? 1 : max(1, Int((ratios[$0] * scale).squareRoot().rounded(.toNearestOrEven))) }
        return JointReplenishment(items, sharedCost: K, multiples: multiples)
    }

    /// The best cyclic policy in which some item goes every time.
    ///
    /// At a given T item i is best at the mᵢ with mᵢ(mᵢ − 1) < 2kᵢ/(hᵢλᵢT²) ≤ mᵢ(mᵢ + 1), so the best multiples change only at
    /// finitely many T; each stretch between them is solved in closed form, from the longest sensible cycle down to where even the shared
    /// cost alone, K/T, costs more than the best found.
    public static func optimum(_ items: [Item], sharedCost K: Double) -> JointReplenishment {
        precondition(!items.isEmpty && K > 0, "\(items.count) items, shared cost \(K)")
        var best = heuristic(items, sharedCost: K)
        // Longer than every item's own EOQ cycle with the whole shared cost, all multiples are 1 and the cost only grows.
        var multiples = [Int](repeating: 1, count: items.count)
        func consider() {
            let candidate = JointReplenishment(items, sharedCost: K, multiples: multiples)
            if candidate.costRate < best.costRate { best = candidate }
        }
        consider()
        /// T at which item i passes from m to m + 1.
        func threshold(_ i: Int) -> Double {
            let m = Double(multiples[i])
            return (2 * items[i].fixedCost / (items[i].holdingCost * items[i].demandRate * m * (m + 1))).squareRoot()
        }
        while true {
            guard let i = items.indices.max(by: { threshold($0) < threshold($1) }) else { break }
            let cycle = threshold(i)
            if cycle <= 0 || K / cycle >= best.costRate { break }
            multiples[i] += 1
            consider()
        }
        return best
    }
}
