import SupplyNetwork

/// On which share of each ledger week's days promotions run, are about to, or have just run, by SKU and the sites that they reach.
struct PromotionDays {
    /// Running; within a week before; within a week after; within the second week after. A day counts once, for the first of these that holds.
    static let columns = 4

    private let weeks: Int
    /// By site: index into `regions`.
    private let regionOfSite: [Int]
    /// By region of promotions and product; nil where nothing is promoted.
    private let tables: [[[Double]?]]

    init(_ input: NetworkHealthInput, weeks: Int) {
        self.weeks = weeks
        let promotions = input.promotions
        // Sites that the same regional promotions reach are alike.
        let named = Set(promotions.compactMap(\.region)).sorted()
        var kinds: [[String]: Int] = [:]
        var wanted: [[String]] = []
        regionOfSite = input.network.sites.map { site in
            let own = named.filter { PromotionDays.concerns($0, region: site.region) }
            if let kind = kinds[own] { return kind }
            kinds[own] = wanted.count
            wanted.append(own)
            return wanted.count - 1
        }
        let start = input.ledger.firstWeek.monday
        let count = weeks * 7
        tables = wanted.map { names in
            let reached = promotions.filter { $0.region.map { names.contains($0) } ?? true }
            return input.network.products.indices.map { product in
                let own = reached.filter { ($0.product ?? product) == product }
                guard !own.isEmpty else { return nil }
                var states = [Int](repeating: PromotionDays.columns, count: count)
                for promotion in own {
                    let (first, last) = (promotion.startsOn - start, promotion.endsOn - start)
                    guard first <= last else { continue }
                    func mark(_ from: Int, _ to: Int, _ state: Int) {
                        guard max(0, from) < min(count, to) else { return }
                        for day in max(0, from)..<min(count, to) { states[day] = min(states[day], state) }
                    }
                    mark(first, last + 1, 0)
                    mark(first - 7, first, 1)
                    mark(last + 1, last + 8, 2)
                    mark(last + 8, last + 15, 3)
                }
                var shares = [Double](repeating: 0, count: PromotionDays.columns * weeks)
                for day in 0..<count where states[day] < PromotionDays.columns { shares[states[day] * weeks + day / 7] += 1.0 / 7 }
                return shares
            }
        }
    }

    /// `column * weeks + week`, 0–1; nil where nothing is ever promoted.
    func shares(product: Int, site: Int) -> [Double]? { tables[regionOfSite[site]][product] }

    /// A promotion of a region reaches all places in it: `浙江省` those of `浙江省/杭州市`.
    private static func concerns(_ wanted: String, region: String?) -> Bool {
        guard let region else { return false }
        return region == wanted || region.hasPrefix(wanted + "/")
    }
}
