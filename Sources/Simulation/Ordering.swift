import Foundation
import SupplyNetwork

extension Rollout {
    /// What sites believe of a product nobody has sold yet: owners guess, the others hear of it from below.
    mutating func guessDemand(of product: Int) {
        let width = setting.width
        for site in setting.membership.sites.indices { belief[site * width + product] = 0 }
        for site in setting.membership.sites.indices.reversed() {
            let pair = site * width + product
            let rate = setting.membership.baseRate[pair]
            guard rate > 0 else { continue }
            belief[pair] = rate * exp(0.25 * random.normal() - 0.03)
            guard setting.membership.agents[site].isOpen(day) else { continue }
            var upper = setting.membership.sites[site].supplier
            while let above = upper {
                belief[above * width + product] += rate
                upper = setting.membership.sites[above].supplier
            }
        }
    }

    /// Sunday evening: news changes beliefs, slowly. Nobody believes a holiday, nor an order many times the usual.
    mutating func learn() {
        let width = setting.width
        for pair in 0..<setting.pairCount where setting.membership.carries[pair] {
            defer { heard[pair] = 0 }
            let agent = setting.membership.agents[pair / width]
            let product = pair % width
            guard agent.isOpen(day), day - setting.launches[product] > 9, !setting.isHoliday[day] else { continue }
            if agent.joins > 0 && day - agent.joins < 10 { continue }
            if pathologiesOn, let from = setting.pathologies.standingOrders[pair], day >= from { continue }
            let news = min(heard[pair], 2.5 * belief[pair] + 4)
            belief[pair] += agent.gain * (news - belief[pair])
        }
    }

    mutating func placeOrders(weekday: Int) {
        let width = setting.width
        if pathologiesOn { placeImpulses() }
        // Outer tiers first: their orders are known when the tier above decides.
        for site in setting.membership.sites.indices.reversed() {
            let agent = setting.membership.agents[site]
            guard agent.isOpen(day) else { continue }
            if pathologiesOn { chaseThreshold(site: site) }
            guard weekday == agent.orderWeekday, week % agent.reviewWeeks == agent.reviewPhase else { continue }
            for product in 0..<width where setting.membership.carries[site * width + product] {
                let pair = site * width + product
                let quantity = ordinaryOrder(pair: pair, agent: agent, product: product)
                if quantity > 0 { order(quantity, pair: pair, asked: true) }
            }
        }
    }

    private func ordinaryOrder(pair: Int, agent: Agent, product: Int) -> Int {
        let width = setting.width
        let lead: Double
        if agent.tier == 0 {
            lead = Double(setting.catalogue.products[product].supplierLeadTimeDays ?? 28) / 7
            guard day < setting.endings[product] - 70, day >= setting.launches[product] - 14 else { return 0 }
        } else {
            lead = Double(agent.leadTimeDays) / 7
            let early = [14, 11, 7, 3][min(agent.tier, 3)]
            guard day < setting.endings[product], day >= setting.launches[product] - early else { return 0 }
        }
        if pathologiesOn, let from = setting.pathologies.standingOrders[pair], day >= from {
            return packed(belief[pair] * Double(agent.reviewWeeks), pair: pair, agent: agent)
        }
        if agent.isPaused(product, day: day, timeline: setting.timeline) { return 0 }
        var target = belief[pair] * (agent.coverWeeks + lead + Double(agent.reviewWeeks))
        let ahead = min(day + (agent.tier == 0 ? 28 : 0), setting.isBeforeFestival.count - 1)
        if setting.isBeforeFestival[ahead] { target *= agent.foresight }
        let position = Double(onHand[pair] + onOrder[pair] - owes[pair])
        // Nobody orders a trifle; a site that owes more than it will have orders at once.
        guard position < 0.85 * target || position < 0 else { return 0 }
        if agent.tier == 0 && day - setting.launches[pair % width] < 0 && onOrder[pair] > 0 { return 0 }
        return packed(target - position, pair: pair, agent: agent)
    }

    private func packed(_ units: Double, pair: Int, agent: Agent) -> Int {
        guard units > 0 else { return 0 }
        let product = setting.catalogue.products[pair % setting.width]
        if agent.ordersPieces { return Int(units.rounded()) }
        let pack = Int(product.packSize)
        let packs = agent.tier == 3 ? Int((units / product.packSize).rounded()) : Int((units / product.packSize).rounded(.up))
        let least = agent.tier <= 1 ? Int(product.minOrderQuantity) : 0
        return packs == 0 ? 0 : max(packs * pack, least)
    }

    /// - Parameter asked: whether the buyer wanted it; goods that were pushed were never asked for.
    mutating func order(_ quantity: Int, pair: Int, asked: Bool) {
        guard quantity > 0 else { return }
        onOrder[pair] += quantity
        guard let source = setting.supplierPair(pair) else {
            let lead = setting.catalogue.products[pair].supplierLeadTimeDays ?? 28
            let arrives = min(day + lead + random.integer(-2, 8), arrivals.count - 1)
            makerOrders.append(MakerOrder(product: pair, quantity: quantity, promised: day + lead, arrives: arrives))
            arrivals[arrives].append(Arrival(pair: pair, quantity: quantity))
            return
        }
        if owed[pair] == 0 { owedSince[pair] = day }
        owed[pair] += quantity
        owes[source] += quantity
        if asked {
            heard[source] += Double(quantity)
            flows.add(quantity, .asked, pair: source, week: week)
        }
    }

    // MARK: Planted habits

    private mutating func placeImpulses() {
        let impulses = setting.pathologies.impulses
        while nextImpulse < impulses.count, impulses[nextImpulse].day <= day {
            let impulse = impulses[nextImpulse]
            nextImpulse += 1
            guard impulse.day == day else { continue }
            let agent = setting.membership.agents[impulse.pair / setting.width]
            let quantity = packed(max(impulse.weeks * belief[impulse.pair], 6), pair: impulse.pair, agent: agent)
            order(quantity, pair: impulse.pair, asked: impulse.cause != .pushed)
            planted[impulse.pair, default: 0] += quantity
        }
    }

    /// Five days before a month ends, what is missing to the next rebate step is spent on the favourites.
    private mutating func chaseThreshold(site: Int) {
        guard let chase = setting.pathologies.chases[site], day >= chase.from else { return }
        guard setting.timeline.day(day + 6).civil.day == 1 else { return }
        let width = setting.width
        let agent = setting.membership.agents[site]
        var pending = 0.0
        for product in 0..<width { pending += Double(owed[site * width + product]) * price(product, tier: agent.tier) }
        let gap = chase.step - spent[site] - pending
        guard gap > 0 else { return }
        for product in chase.products {
            let cost = price(product, tier: agent.tier)
            guard cost > 0 else { continue }
            let pair = site * width + product
            let quantity = packed(gap / Double(chase.products.count) / cost + 1, pair: pair, agent: agent)
            order(quantity, pair: pair, asked: true)
            planted[pair, default: 0] += quantity
        }
    }
}
