import Numerical
import SupplyNetwork

extension PlanningBasis {
    /// How the order of one site × SKU comes about, before any planner's decision.
    func calculation(ofPair index: Int) -> OrderCalculation {
        let basis = pairs[index]
        let product = network.products[basis.product]
        let (lead, review) = (basis.leadTimeDays, basis.reviewPeriodDays)
        let protection = lead + review
        let target = TargetProbability(
            policy: basis.policy, unitCost: product.unitCost, reviewPeriodDays: review, fallback: options.fallbackServiceLevel)
        var result = OrderCalculation(
            leadTimeDays: lead, reviewPeriodDays: review, targetProbability: target.value, targetIsCostBased: target.isCostBased,
            onHand: basis.onHand ?? 0, inTransit: basis.inTransit, openOrders: basis.due(before: protection),
            openOrdersLater: basis.due(from: protection), packSize: product.packSize > 0 ? product.packSize : 1,
            minOrderQuantity: max(0, product.minOrderQuantity))
        let terms = CostTerms(policy: basis.policy, product: product, reviewPeriodDays: review, target: target)
        result.shortageCost = terms.shortage
        result.holdingCost = terms.holding
        if let closure = basis.closure {
            result.constraint = closure
            return result
        }
        result.transferred = basis.transferred
        if !basis.lots.isEmpty { result.expiring = expiringUnits(ofPair: index, before: protection) }

        let echelon = echelon(site: basis.site, product: basis.product, days: protection, probability: target.value)
        let late = leadTimeDeviation(mean: echelon.mean, days: protection, of: basis)
        let distribution = echelon.distribution(correlation: options.demandCorrelation, beside: late)
        result.demandMean = distribution.mean
        result.demandDeviation = distribution.deviation
        result.downstream = echelon.downstream
        result.downstreamDays = echelon.lastDay - protection
        result.demandQuantile = distribution.quantile(target.value)
        result.orderUpTo = result.demandQuantile
        guard distribution.mean > 0 else {
            result.constraint = basis.onHand == nil ? .unknownPosition : .noForecast
            return result
        }
        guard let onHand = basis.onHand else {
            result.constraint = .unknownPosition
            return result
        }
        // Where people buy, what cannot be served before the order arrives is lost and needs no stock. A site above serves
        // its customers late rather than not at all: its level is the plain quantile.
        // A promised service level hedges the whole spread of the stock it will find; least cost only the share that pays.
        if basis.policy.unmetDemand == .lost && !echelon.servesOthers {
            let order = LostSalesOrder(
                onHand: onHand + basis.inTransit + basis.transferred - result.expiring, arrivals: basis.arrivals, leadTimeDays: lead,
                reviewPeriodDays: review, probability: target.value, spread: target.isCostBased ? options.pipelineSpread : 1,
                demand: { days in
                    let moments = demand(ofPair: index, days: days)
                    guard late > 0, days.upperBound == protection else { return moments }
                    return (moments.mean, (moments.deviation * moments.deviation + late * late).squareRoot())
                })
            result.expectedLostSales = order.expectedLostSales
            result.orderUpTo = max(0, result.echelonPosition + order.quantity)
        }
        var ceiling = OrderCalculation.Constraint.shelfLife
        if let life = product.shelfLifeDays, life > 0 {
            result.maximumStock = meanDemand(site: basis.site, product: basis.product, days: lead + life)
        }
        if let weeks = basis.policy.maximumWeeks {
            let most = meanDemand(site: basis.site, product: basis.product, days: lead + Int((7 * weeks).rounded()))
            if most < result.maximumStock ?? .infinity {
                result.maximumStock = most
                ceiling = .maximumStock
            }
        }
        let level = min(result.orderUpTo, result.maximumStock ?? .infinity)
        result.need = max(0, level - result.echelonPosition)
        let cost = LineCost(result)
        result.expectedCostWithoutOrder = cost.expected(ordering: 0)
        result.expectedCost = result.expectedCostWithoutOrder
        if basis.isOverstocked {
            result.constraint = .overstocked
            return result
        }
        if !basis.isOrderDay {
            result.constraint = .orderDay
            return result
        }
        let order = OrderQuantity(
            need: result.need, packSize: result.packSize, minimum: result.minOrderQuantity,
            room: result.maximumStock.map { $0 - result.echelonPosition }, ceiling: ceiling,
            roundsDown: basis.endDay.map { $0 <= echelon.lastDay } ?? false,
            cost: target.isCostBased ? { cost.expected(ordering: $0) } : nil)
        result.quantity = order.quantity
        result.constraint = order.constraint
        result.expectedCost = cost.expected(ordering: order.quantity)
        let uncapped = result.orderUpTo - result.echelonPosition
        if level < result.orderUpTo && uncapped > OrderQuantity.noise { result.constraint = ceiling }
        return result
    }

    /// What an uncertain lead time adds to the deviation of demand over the protection interval: the demand of a day times the
    /// deviation of the lead time in days (Hadley & Whitin 1963, § 3-5).
    private func leadTimeDeviation(mean: Double, days: Int, of basis: PairBasis) -> Double {
        basis.policy.leadTimeDeviationDays > 0 && days > 0 ? mean / Double(days) * basis.policy.leadTimeDeviationDays : 0
    }

    /// The nearest open site upstream, from which goods are ordered; nil at the head of the network.
    func supplier(ofSite site: Int) -> Int? {
        var next = network.sites[site].supplier
        while let candidate = next, let left = network.sites[candidate].leftOn, left <= asOf { next = network.sites[candidate].supplier }
        return next
    }
}
