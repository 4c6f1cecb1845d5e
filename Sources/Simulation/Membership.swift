import Foundation
import SupplyNetwork

/// Who is in the network, what each site carries, and how it behaves.
struct Membership: Sendable {
    var sites: [Site] = []
    var agents: [Agent] = []
    /// Whether a site carries a product: `site * products + product`.
    var carries: [Bool]
    /// Units a week that people ordinarily want, before seasons and events; zero above the last tier. Indexed like `carries`.
    var baseRate: [Double]
    let productCount: Int
    let ownerTier = 3

    init(options: SimulationOptions, catalogue: Catalogue, timeline: Timeline) {
        productCount = catalogue.products.count
        carries = []
        baseRate = []
        var random = RandomSource(seed: options.seed, stream: .membership)
        var names = RandomSource(seed: options.seed, stream: .names)
        placeSites(options: options, timeline: timeline, random: &random, names: &names)
        chooseHabits(options: options)
        chooseReporting(options: options)
        chooseAssortments(options: options, catalogue: catalogue, random: &random)
    }

    // MARK: Structure

    private mutating func placeSites(
        options: SimulationOptions, timeline: Timeline, random: inout RandomSource, names: inout RandomSource
    ) {
        func add(_ code: String, tier: Int, supplier: Int?, province: Int, city: Int) -> Int {
            sites.append(
                Site(
                    code: code, name: Names.site(tier: tier, province: province, city: city, random: &names, options.language),
                    tier: tier, supplier: supplier, region: Names.region(province: province, city: city, options.language)))
            agents.append(Agent(tier: tier, province: province))
            return sites.count - 1
        }
        func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }
        let brand = add("BW", tier: 0, supplier: nil, province: 0, city: 0)
        let provinces = random.shuffled(Array(Names.provinces.indices))
        var leaderNumber = 0
        var ownerNumber = 0
        var partners: [Int] = []
        var leaders: [(site: Int, partner: Int)] = []
        for number in 0..<options.partners {
            let province = provinces[number % provinces.count]
            partners.append(add("P\(padded(number + 1, 2))", tier: 1, supplier: brand, province: province, city: 0))
        }
        for partner in partners {
            for number in 0..<options.leadersPerPartner {
                leaderNumber += 1
                let site = add(
                    "L\(padded(leaderNumber, 3))", tier: 2, supplier: partner, province: agents[partner].province, city: number)
                leaders.append((site, partner))
                sites[site].sponsor =
                    random.chance(0.75) || leaders.count == 1 ? partner : leaders[random.integer(0, leaders.count - 2)].site
            }
        }
        for leader in leaders {
            let count = max(1, options.ownersPerLeader + random.integer(-1, 1))
            var siblings: [Int] = []
            for _ in 0..<count {
                ownerNumber += 1
                // A few owners buy from the partner over their leader's head.
                let supplier = random.chance(0.05) ? leader.partner : leader.site
                let city = random.chance(0.7) ? Int(sites[leader.site].code.suffix(3)) ?? 0 : random.integer(0, 3)
                let province = random.chance(0.9) ? agents[leader.site].province : random.integer(0, Names.provinces.count - 1)
                let site = add("G\(padded(ownerNumber, 4))", tier: 3, supplier: supplier, province: province, city: city)
                sites[site].sponsor = siblings.isEmpty || random.chance(0.65) ? leader.site : random.element(siblings)
                siblings.append(site)
            }
        }
        let owners = sites.indices.filter { sites[$0].tier == ownerTier }
        let shuffled = random.shuffled(owners)
        let joining = Int((Double(owners.count) * options.joiningShare).rounded())
        let leaving = Int((Double(owners.count) * options.leavingShare).rounded())
        for site in sites.indices {
            let joined = timeline.day(timeline.historyStart) - random.integer(60, 1200)
            sites[site].joinedOn = site == brand ? nil : joined
        }
        for (rank, site) in shuffled.enumerated() {
            if rank < joining {
                // Later joiners are likelier: such a network grows by recruiting.
                let share = random.uniform().squareRoot() * 0.95
                let day = timeline.day(atShare: share)
                sites[site].joinedOn = day
                agents[site].joins = timeline.index(day)
            } else if rank < joining + leaving {
                let day = timeline.day(atShare: random.uniform(0.35, 0.93))
                sites[site].leftOn = day
                agents[site].leaves = timeline.index(day)
            }
        }
    }

    // MARK: Habits

    private mutating func chooseHabits(options: SimulationOptions) {
        for site in sites.indices {
            var random = RandomSource(seed: options.seed, stream: .habits, index: site)
            var agent = agents[site]
            agent.orderWeekday = random.integer(0, 4)
            agent.gain = random.uniform(0.08, 0.3)
            agent.foresight = random.uniform(1.05, 1.35)
            switch agent.tier {
            case 0:
                agent.coverWeeks = random.uniform(3, 4.5)
                agent.gain = random.uniform(0.08, 0.14)
                agent.shippingWeekdays = [0, 1, 2, 3, 4]
                agent.leadTimeDays = 0
            case 1:
                agent.coverWeeks = random.uniform(2.5, 4.5)
                agent.gain = random.uniform(0.08, 0.18)
                agent.transportDays = random.integer(3, 6)
                agent.shippingWeekdays = [0, 2, 4]
                agent.leadTimeDays = agent.transportDays + 1
            case 2:
                agent.coverWeeks = random.uniform(2, 4.5)
                agent.gain = random.uniform(0.08, 0.2)
                agent.reviewWeeks = random.chance(0.7) ? 1 : 2
                agent.transportDays = random.integer(2, 4)
                agent.shippingWeekdays = random.chance(0.5) ? [1, 4] : [0, 2, 5]
                agent.leadTimeDays = agent.transportDays + 2
            default:
                agent.coverWeeks = random.uniform(1.5, 4)
                agent.reviewWeeks = random.element([1, 1, 2, 2, 3])
                agent.transportDays = random.integer(1, 3)
                agent.leadTimeDays = agent.transportDays + 3
                agent.size = options.unitsPerOwnerWeek * exp(0.7 * random.normal())
                agent.trend = 0.2 * random.normal()
                if random.chance(0.06) { agent.trend += 0.6 }
                agent.ordersPieces = random.chance(agent.size < 1.5 * options.unitsPerOwnerWeek ? 0.9 : 0.3)
                agent.diverts = random.chance(options.divertingShare)
            }
            if let market = options.market { chooseMarketHabits(market, options: options, site: site, agent: &agent) }
            agent.reviewPhase = random.integer(0, agent.reviewWeeks - 1)
            agents[site] = agent
            if site > 0 {
                sites[site].leadTimeDays = agent.leadTimeDays
                sites[site].reviewPeriodDays = 7 * agent.reviewWeeks
            } else {
                sites[site].reviewPeriodDays = 7
            }
        }
    }

    /// Where an owner who diverts sells, who is scanned, and SKUs that a site forgets to order for ten weeks, one in four.
    private func chooseMarketHabits(_ market: MarketOptions, options: SimulationOptions, site: Int, agent: inout Agent) {
        guard agent.tier == ownerTier else { return }
        var random = RandomSource(seed: options.seed, stream: .market, index: 1 + site)
        let away = sites.indices.filter { agents[$0].province != agent.province && agents[$0].tier > 0 }
        let target = away.isEmpty ? nil : random.element(away)
        agent.divertsTo = agent.diverts && market.diversion > 0 ? target : nil
        let spread = random.uniform()
        agent.travelShare = 0.01 + 0.05 * spread * spread
        agent.isScanned = random.chance(market.scannedSites)
        agent.pauses = (0..<productCount).map { _ in
            let (isPaused, share) = (random.chance(0.25), random.uniform(0.05, 0.95))
            return isPaused ? share : nil
        }
    }

    /// Splits a share `m` of what is missing between those who never tell (`m²`) and what the others leave out
    /// (`m / (1 + m)` of theirs), which together is `m`.
    private mutating func chooseReporting(options: SimulationOptions) {
        for site in sites.indices {
            var random = RandomSource(seed: options.seed, stream: .reports, index: site)
            var agent = agents[site]
            let silent = random.chance(options.underReporting * options.underReporting)
            agent.report = silent ? .silent : random.element([.weekly, .weekly, .weekly, .daily, .orders])
            agent.omission = random.chance(0.8) ? .weeks : .rows
            agent.omissionShare = options.underReporting / (1 + options.underReporting)
            agent.scans = random.chance(0.35)
            if let isScanned = agent.isScanned { agent.scans = isScanned }
            agent.channel = random.element(["group", "group", "online", "offline"])
            let never = random.chance(options.countsMissing * options.countsMissing)
            let untrue = random.chance(options.untrueCounts)
            let kind = random.integer(0, 3)
            let share = random.uniform(0.55, 0.85)
            agent.countOmissionShare = options.countsMissing / (1 + options.countsMissing)
            if agent.tier == 0 {
                agent.count = .careful
                agent.countOmissionShare = 0
            } else if never {
                agent.count = .never
            } else if untrue {
                agent.count = [.copied, .rounded(agent.tier == 3 ? 5 : 10), .misstated(share), .misstated(2 - share)][kind]
            }
            agents[site] = agent
        }
    }

    // MARK: Assortments

    private mutating func chooseAssortments(options: SimulationOptions, catalogue: Catalogue, random: inout RandomSource) {
        carries = [Bool](repeating: false, count: sites.count * productCount)
        baseRate = [Double](repeating: 0, count: sites.count * productCount)
        let totalPopularity = catalogue.popularity.reduce(0, +)
        for site in sites.indices where agents[site].tier == ownerTier {
            let relative = agents[site].size / options.unitsPerOwnerWeek
            let share = min(1, options.assortment * (0.75 + 0.25 * min(relative, 2)))
            let count = max(1, Int((share * Double(productCount)).rounded()))
            // Popular products are likelier to be carried.
            let keys = catalogue.popularity.map { log(1 - random.uniform()) / $0 }
            let chosen = catalogue.products.indices.sorted { keys[$0] > keys[$1] }.prefix(count)
            for product in catalogue.products.indices {
                let taste = exp(0.45 * random.normal())
                let rate = agents[site].size * catalogue.popularity[product] / totalPopularity * taste
                // Most owners do not keep what hardly anybody asks for.
                let kept = random.chance(0.25) || rate >= 0.02 * options.unitsPerOwnerWeek
                guard chosen.contains(product), kept || product == chosen.first else { continue }
                carries[site * productCount + product] = true
                baseRate[site * productCount + product] = rate
                var upper = sites[site].supplier
                while let above = upper {
                    carries[above * productCount + product] = true
                    upper = sites[above].supplier
                }
            }
        }
        for product in 0..<productCount { carries[product] = true }
    }
}
