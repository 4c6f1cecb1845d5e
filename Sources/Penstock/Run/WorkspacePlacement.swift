import Numerical
import SafetyStockPlacement
import SupplyNetwork

/// Where a workspace's safety stock would lie cheapest, SKU by SKU, by the guaranteed-service model (Graves & Willems 2000).
///
/// Every site that stands between a SKU's maker and somebody who wants it is a stage. Its time is its lead time and review period, in
/// days: what it orders, it can pass on only after both. Its demand is what the consumers of all sites below it want; a day's deviation is the
/// forecast's over that time, divided by √days, and deviations of sites are summed as the plan sums them. Sites that sell to people serve
/// them from the shelf.
public struct WorkspacePlacement: Sendable {
    /// One site × SKU.
    public struct Stage: Sendable, Hashable, Codable {
        public var site: String
        public var sku: String
        /// Days its suppliers and it itself may take to serve an order (SI and S), and the days of demand it must bridge with stock.
        public var inboundServiceTime: Double
        public var outboundServiceTime: Double
        public var netReplenishmentTime: Double
        /// Units, and money a day (units where no cost is known).
        public var safetyStock: Double
        public var cost: Double
    }

    /// One SKU.
    public struct Item: Sendable, Hashable, Codable {
        public var sku: String
        public var cost: Double
        /// Cost if only sites that supply nobody held safety stock.
        public var costAtDemandStages: Double
        public var isProven: Bool
        public var stages: [Stage]
    }

    public var asOf: Day
    /// Dearest first.
    public var items: [Item]
    /// Units of safety stock by tier, over all SKUs.
    public var unitsByTier: [Int: Double]

    /// - Parameters:
    ///   - record: of the workspace's run.
    ///   - correlation: of the errors of two sites' demand, as in the plan.
    ///   - serviceLevel: probability of covering the demand that a stage bridges; nil for what the plan aims at, site by site.
    init(record: RunRecord, correlation: Double, serviceLevel: Double?, threads: Int) {
        let network = record.network
        var pairs = [[Int]](repeating: [], count: network.products.count)
        for (pair, key) in record.ledger.pairs.enumerated() where network.sites[key.site].leftOn.map({ $0 > record.asOf }) ?? true {
            pairs[key.product].append(pair)
        }
        let known = pairs
        let found = Parallel.map(count: network.products.count, threads: threads, chunk: 1) { product in
            Self.item(product, pairs: known[product], record: record, correlation: correlation, serviceLevel: serviceLevel)
        }.compactMap { $0 }
        asOf = record.asOf
        items = found.sorted { ($1.cost, $0.sku) < ($0.cost, $1.sku) }
        unitsByTier = [:]
        for stage in found.flatMap(\.stages) {
            guard let site = network.site(stage.site) else { continue }
            unitsByTier[network.sites[site].tier, default: 0] += stage.safetyStock
        }
    }

    /// Nil where nobody wants the SKU.
    private static func item(
        _ product: Int, pairs: [Int], record: RunRecord, correlation ρ: Double, serviceLevel: Double?
    ) -> Item? {
        let (network, ledger) = (record.network, record.ledger)
        var own: [Int: (variance: Double, cost: Double, time: Int, probability: Double)] = [:]
        for pair in pairs {
            guard let c = record.plan.calculations[pair] else { continue }
            let days = max(1, c.leadTimeDays + c.reviewPeriodDays)
            let deviation = record.forecasts[pair]?.total(weeks: Double(days) / 7).deviation ?? 0
            own[ledger.pairs[pair].site] = (
                deviation * deviation / Double(days), c.holdingCost / Double(max(1, c.reviewPeriodDays)), days, c.targetProbability
            )
        }
        // Sums over what lies below, from the ends of the tree upwards; sites without any demand below are no stages.
        var sums = [(variance: Double, deviation: Double)](repeating: (0, 0), count: network.sites.count)
        for site in network.downstreamOrder.reversed() {
            let mine = own[site]?.variance ?? 0
            sums[site].variance += mine
            sums[site].deviation += mine.squareRoot()
            guard let supplier = network.sites[site].supplier else { continue }
            sums[supplier].variance += sums[site].variance
            sums[supplier].deviation += sums[site].deviation
        }
        let sites = network.downstreamOrder.filter { sums[$0].deviation > 0 }
        guard !sites.isEmpty else { return nil }
        let place = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1, $0) })
        let costs = own.values.map(\.cost).filter { $0 > 0 }
        let typical = costs.isEmpty ? 1 : costs.reduce(0, +) / Double(costs.count)
        let stages = sites.map { site in
            let entry = own[site]
            let pooled = ((1 - ρ) * sums[site].variance + ρ * sums[site].deviation * sums[site].deviation).squareRoot()
            let probability = min(max(serviceLevel ?? entry?.probability ?? 0.95, 0.5), 0.9999)
            return GuaranteedServiceNetwork.Stage(
                time: Double(entry?.time ?? max(0, network.sites[site].leadTimeDays ?? 0) + 1),
                // Where no file names the SKU nothing is kept: it passes through.
                holdingCost: entry == nil ? 1e6 * typical : entry?.cost ?? typical,
                demandBound: .normal(factor: Normal.quantile(probability), deviation: pooled),
                maximumServiceTime: (entry?.variance ?? 0) > 0 ? 0 : nil)
        }
        let arcs = sites.compactMap { site in
            network.sites[site].supplier.flatMap { place[$0] }.map { GuaranteedServiceNetwork.Arc(from: $0, to: place[site] ?? 0) }
        }
        guard let built = try? GuaranteedServiceNetwork(stages: stages, arcs: arcs) else { return nil }
        let placement = built.placement()
        return Item(
            sku: network.products[product].sku, cost: placement.cost, costAtDemandStages: placement.costAtDemandStages,
            isProven: placement.proof == .optimal,
            stages: sites.indices.map { index in
                Stage(
                    site: network.sites[sites[index]].code, sku: network.products[product].sku,
                    inboundServiceTime: placement.inboundServiceTimes[index], outboundServiceTime: placement.outboundServiceTimes[index],
                    netReplenishmentTime: placement.netReplenishmentTimes[index], safetyStock: placement.safetyStocks[index],
                    cost: placement.costs[index])
            })
    }
}

extension WeeklyRun {
    /// The placement for the workspace as its run would see it, without writing anything.
    public func safetyStockPlacement(serviceLevel: Double?) throws -> WorkspacePlacement {
        let inputs = try inputs()
        let store = try? StateStore(path: workspace.databaseFile, readOnly: true)
        let record = try record(of: inputs, memory: try store?.memory(before: inputs.contents.ledger.asOf)).record
        return WorkspacePlacement(
            record: record, correlation: inputs.configuration.replenishment.demandCorrelation, serviceLevel: serviceLevel, threads: threads)
    }
}
