import SupplyNetwork

extension Rollout {
    /// Once a week: breakage, people's returns, faulty or unwanted goods sent back, neighbours helping out, goods sold on
    /// where nobody should sell them.
    mutating func haveIrregularities() {
        let width = setting.width
        for pair in 0..<setting.pairCount where onHand[pair] > 0 && random.chance(0.003) { lose(1, pair: pair) }
        for site in setting.membership.sites.indices {
            let agent = setting.membership.agents[site]
            guard agent.isOpen(day), agent.tier > 0 else { continue }
            if agent.size > 0 { takeBackFromPeople(site: site) }
            if random.chance(0.03) {
                let pair = site * width + random.integer(0, width - 1)
                giveBack(min(onHand[pair], random.integer(1, agent.tier == 3 ? 3 : 12)), pair: pair)
            }
            guard agent.tier == 3 else { continue }
            if random.chance(0.012) { helpOut(site: site) }
            if let market = setting.options.market {
                if agent.divertsTo != nil { sellElsewhere(site: site, share: market.diversion) }
            } else if agent.diverts && random.chance(0.3) {
                divert(site: site)
            }
        }
    }

    private mutating func takeBackFromPeople(site: Int) {
        for product in 0..<setting.width {
            let pair = site * setting.width + product
            let consumed = flows.value(.consumed, pair: pair, week: week)
            guard consumed > 0, random.chance(min(0.3, 0.008 * Double(consumed))) else { continue }
            onHand[pair] += 1
            flows.add(1, .soldBack, pair: pair, week: week)
            if isRecorded { book.soldBack(pair: pair, day: day, setting: setting) }
        }
    }

    /// A neighbour below the same supplier who is out of something gets a little.
    private mutating func helpOut(site: Int) {
        guard let supplier = setting.membership.sites[site].supplier else { return }
        let neighbours = setting.customers[supplier].filter { $0 != site && setting.membership.agents[$0].isOpen(day) }
        guard !neighbours.isEmpty else { return }
        let neighbour = random.element(neighbours)
        for product in 0..<setting.width {
            let (mine, theirs) = (site * setting.width + product, neighbour * setting.width + product)
            guard setting.membership.carries[theirs], onHand[theirs] == 0, onHand[mine] > 8 else { continue }
            handOver(min(onHand[mine] / 3, random.integer(2, 10)), from: site, to: neighbour, product: product, .transfer, told: true)
            return
        }
    }

    /// Goods sold to people of another region over the week, where they are scanned if the owner's goods are.
    private mutating func sellElsewhere(site: Int, share: Double) {
        for product in 0..<setting.width where setting.membership.carries[site * setting.width + product] {
            let pair = site * setting.width + product
            // People elsewhere want what people here want.
            let here = setting.demand.units[pair].isEmpty ? 0 : (day - 6...day).reduce(0) { $0 + Int(setting.demand.units[pair][$1]) }
            let wanted = marketRandom.poisson(Double(here) * share)
            let units = min(wanted, onHand[pair])
            guard units > 0 else { continue }
            onHand[pair] -= units
            heard[pair] += Double(units)
            flows.add(units, .wanted, pair: pair, week: week)
            flows.add(units, .consumed, pair: pair, week: week)
            take(units, pair: pair)
            noteSold(units, pair: pair)
            guard isRecorded else { continue }
            divertedUnits += units
            book.soldElsewhere(units, pair: pair, day: day, setting: setting)
        }
    }

    /// A quarter of what lies there goes to an owner of another province; two in five of these deals are written down.
    private mutating func divert(site: Int) {
        let agent = setting.membership.agents[site]
        let product = random.integer(0, setting.width - 1)
        let target = random.integer(1, setting.membership.sites.count - 1)
        let told = random.chance(0.4)
        let share = random.uniform(0.15, 0.35)
        let other = setting.membership.agents[target]
        let quantity = Int(Double(onHand[site * setting.width + product]) * share)
        guard quantity > 0, other.tier == 3, other.province != agent.province, other.isOpen(day),
            setting.membership.carries[target * setting.width + product]
        else { return }
        handOver(quantity, from: site, to: target, product: product, .sale, told: told)
        divertedUnits += quantity
    }
}
