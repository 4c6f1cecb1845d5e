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
        if let closure = basis.closure {
            result.constraint = closure
            return result
        }

        let echelon = echelon(site: basis.site, product: basis.product, days: protection, probability: target.value)
        let distribution = echelon.distribution(correlation: options.demandCorrelation)
        result.demandMean = distribution.mean
        result.demandDeviation = distribution.deviation
        result.downstream = echelon.downstream
        result.downstreamDays = echelon.lastDay - protection
        result.orderUpTo = distribution.quantile(target.value)
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
                onHand: onHand + basis.inTransit, arrivals: basis.arrivals, leadTimeDays: lead, reviewPeriodDays: review,
                probability: target.value, spread: target.isCostBased ? options.pipelineSpread : 1,
                demand: { demand(ofPair: index, days: $0) })
            result.expectedLostSales = order.expectedLostSales
            result.orderUpTo = max(0, result.echelonPosition + order.quantity)
        }
        if let life = product.shelfLifeDays, life > 0 {
            result.maximumStock = meanDemand(site: basis.site, product: basis.product, days: lead + life)
        }
        let level = min(result.orderUpTo, result.maximumStock ?? .infinity)
        result.need = max(0, level - result.echelonPosition)
        if basis.isOverstocked {
            result.constraint = .overstocked
            return result
        }
        let order = OrderQuantity(
            need: result.need, packSize: result.packSize, minimum: result.minOrderQuantity,
            room: result.maximumStock.map { $0 - result.echelonPosition },
            roundsDown: basis.endDay.map { $0 <= echelon.lastDay } ?? false)
        result.quantity = order.quantity
        result.constraint = order.constraint
        let uncapped = result.orderUpTo - result.echelonPosition
        if level < result.orderUpTo && uncapped > OrderQuantity.noise { result.constraint = .shelfLife }
        return result
    }

    /// The nearest open site upstream, from which goods are ordered; nil at the head of the network.
    func supplier(ofSite site: Int) -> Int? {
        var next = network.sites[site].supplier
        while let candidate = next, let left = network.sites[candidate].leftOn, left <= asOf { next = network.sites[candidate].supplier }
        return next
    }
}
