import SupplyNetwork
import Testing

@testable import Simulation

/// A small, busy world: three seeds are enough to meet returns, transfers, diversion, launches, leavers and every habit.
private func options(seed: UInt64) -> SimulationOptions {
    var options = SimulationOptions()
    options.seed = seed
    options.partners = 2
    options.products = 8
    options.weeks = 80
    options.divertingShare = 0.3
    options.leavingShare = 0.15
    options.joiningShare = 0.3
    options.pathologyShare = 0.4
    return options
}

@Suite struct Conservation {
    @Test(arguments: [UInt64(1), 2, 3]) func everyUnitOfEveryWeekIsAccountedFor(seed: UInt64) {
        let world = Simulator(options: options(seed: seed)).world()
        let truth = world.truth
        var moved = 0
        for pair in truth.pairs.indices {
            for week in 0..<truth.weekCount {
                func value(_ quantity: Truth.Quantity) -> Int { truth.value(quantity, pair: pair, week: week) }
                let opening = truth.value(.onHand, pair: pair, week: week - 1)
                let added = value(.received) + value(.returnedIn) + value(.soldBack)
                let taken = value(.shipped) + value(.returnedOut) + value(.consumption) + value(.lost)
                #expect(value(.onHand) == opening + added - taken, "seed \(seed), \(truth.pairs[pair]), week \(week)")
                #expect(value(.onHand) >= 0 && value(.consumption) <= value(.demand))
                moved += added + taken
            }
        }
        #expect(moved > 10_000)
    }

    /// Nothing is made or lost between the tiers: what the sites of a SKU received below tier 0 was shipped before, and what
    /// was shipped and has not come is at most what travels.
    @Test func whatIsShippedArrives() {
        let world = Simulator(options: options(seed: 4)).world()
        let truth = world.truth
        for product in world.network.products.indices {
            var (shipped, received, lastWeeks) = (0, 0, 0)
            for (index, pair) in truth.pairs.enumerated() where pair.product == product {
                for week in 0..<truth.weekCount {
                    shipped += truth.value(.shipped, pair: index, week: week)
                    if pair.site > 0 { received += truth.value(.received, pair: index, week: week) }
                    if week >= truth.weekCount - 1 { lastWeeks += truth.value(.shipped, pair: index, week: week) }
                }
            }
            // At the start of history some goods were on their way, at its end others are.
            #expect(abs(shipped - received) <= max(lastWeeks, shipped / 20))
        }
    }

    /// With nothing left out, the rows of `sales.csv` are the weekly truth.
    @Test func completeReportsAddUpToTruth() {
        var options = options(seed: 5)
        options.underReporting = 0
        options.unreportedMovements = 0
        options.divertingShare = 0
        let world = Simulator(options: options).world()
        let truth = world.truth
        let width = world.network.products.count
        var reported: [Truth.Quantity: [Int]] = [:]
        func add(_ quantity: Truth.Quantity, _ site: Int32, _ record: MovementRecord) {
            let week = record.day.week - truth.firstWeek
            let cell = (Int(site) * width + Int(record.product)) * truth.weekCount + week
            reported[quantity, default: [Int](repeating: 0, count: world.network.sites.count * width * truth.weekCount)][cell] += Int(
                record.quantity)
        }
        for record in world.movements {
            switch (record.kind, record.isToConsumer) {
            case (.sale, true): add(.consumption, record.seller, record)
            case (.return, true): add(.soldBack, record.seller, record)
            case (.sale, false), (.transfer, false): add(.shipped, record.seller, record)
            case (.return, false):
                add(.returnedIn, record.seller, record)
                add(.returnedOut, record.buyer, record)
            case (.transfer, true): Issue.record("a transfer to a consumer")
            }
        }
        for quantity in [Truth.Quantity.consumption, .soldBack, .shipped, .returnedIn, .returnedOut] {
            let cells = reported[quantity] ?? []
            #expect(cells.contains { $0 > 0 })
            for (index, pair) in truth.pairs.enumerated() {
                let start = (pair.site * width + pair.product) * truth.weekCount
                #expect(Array(cells[start..<start + truth.weekCount]) == truth.series(quantity, pair: index), "\(quantity) \(pair)")
            }
        }
    }
}

@Suite struct Labels {
    @Test func theLabelIsTheFuture() throws {
        let world = Simulator(options: options(seed: 6)).world()
        let truth = world.truth
        #expect(truth.labels.count == truth.pairs.count)
        var piled = 0
        for (index, label) in truth.labels.enumerated() {
            #expect(label.pair == truth.pairs[index])
            // The label's stock is the truth at the end of the last week before the as-of date.
            #expect(label.onHand == truth.value(.onHand, pair: index, week: truth.weekCount - 1))
            let ahead = (truth.weekCount..<truth.weekCount + 12).reduce(0) {
                $0 + truth.value(.demand, pair: index, week: $1) + truth.value(.asked, pair: index, week: $1)
            }
            #expect(label.demandAhead == ahead)
            #expect(label.bound == Double(ahead) * 16 / 12 || abs(label.bound - Double(ahead) * 16 / 12) < 1e-9)
            #expect(label.piled == (Double(label.onHand) > label.bound))
            #expect((label.cause != nil) == label.piled && (label.since != nil) == label.piled)
            guard label.piled else { continue }
            piled += 1
            let since = try #require(label.since)
            #expect(since >= truth.firstWeek && since.monday < world.options.asOf)
        }
        #expect(piled > 10)
    }

    /// The future of the labels has no planted order; were the habits left on, there would be some.
    @Test func plantedHabitsEndWithHistory() {
        var options = options(seed: 9)
        options.causes = [.threshold]
        var on = Rollout(setting: Setting(options: options.validated))
        on.run(to: on.setting.timeline.asOfIndex)
        let before = on.planted
        #expect(!before.isEmpty)
        var off = on
        off.pathologiesOn = false
        off.run(to: off.setting.timeline.dayCount)
        on.run(to: on.setting.timeline.dayCount)
        #expect(off.planted == before && on.planted != before)
    }

    @Test func theFutureIsWithoutPlantedHabits() {
        var options = options(seed: 9)
        options.causes = [.threshold]
        let setting = Setting(options: options.validated)
        var present = Rollout(setting: setting)
        present.run(to: setting.timeline.asOfIndex)
        var off = present
        off.pathologiesOn = false
        off.run(to: setting.timeline.dayCount)
        var on = present
        on.run(to: setting.timeline.dayCount)
        let labels = Simulator(options: options).world().truth.labels
        #expect(labels == Truth(present: present, future: off).labels)
        #expect(labels != Truth(present: present, future: on).labels)
    }

    @Test func nullWorldsArePlacesOfFewPiles() {
        var shares: [Double] = []
        for seed in UInt64(1)...4 {
            var options = SimulationOptions()
            options.seed = seed
            options.pathologyShare = 0
            let truth = Simulator(options: options).world().truth
            #expect(truth.pathologies.isEmpty)
            #expect(truth.labels.allSatisfy { $0.cause == nil || $0.cause == .unknown || $0.cause == .demandDrop })
            shares.append(Double(truth.labels.filter(\.piled).count) / Double(truth.labels.count))
        }
        #expect(shares.allSatisfy { $0 < 0.08 }, "\(shares)")
    }

    /// Half of what is planted, and more, piles up in truth; every habit can be found among the labels.
    @Test func plantedHabitsPileUpStock() {
        var (planted, piled) = (0, 0)
        var causes: Set<Stockpile.Cause> = []
        for seed in UInt64(1)...4 {
            var options = SimulationOptions()
            options.seed = seed
            let truth = Simulator(options: options).world().truth
            let touched = Set(truth.pathologies.flatMap { pathology in pathology.products.map { Pair(site: pathology.site, product: $0) } })
            planted += truth.labels.filter { touched.contains($0.pair) }.count
            piled += truth.labels.filter { touched.contains($0.pair) && $0.piled }.count
            causes.formUnion(truth.labels.compactMap(\.cause))
            #expect(truth.pathologies.count >= 10)
        }
        #expect(Double(piled) > 0.5 * Double(planted), "\(piled) of \(planted)")
        #expect(causes == Set(Stockpile.Cause.allCases))
    }

    /// What is told changes nothing that happens.
    @Test func truthDoesNotDependOnWhatIsTold() {
        let open = Simulator(options: options(seed: 7)).world()
        var closed = options(seed: 7)
        closed.countsMissing = 0.9
        closed.untrueCounts = 1
        closed.underReporting = 0.9
        let silent = Simulator(options: closed).world()
        #expect(open.truth.labels == silent.truth.labels)
        #expect(open.movements.count > silent.movements.count && open.counts.count > silent.counts.count)
    }
}

@Suite struct Shares {
    @Test(arguments: [0.2, 0.5, 0.8]) func countsAndSalesAreLeftOutAsAsked(share: Double) {
        var options = SimulationOptions()
        options.partners = 8
        options.leadersPerPartner = 6
        options.ownersPerLeader = 6
        options.products = 3
        options.weeks = 40
        options.countsMissing = share
        options.underReporting = share
        let truth = Simulator(options: options).world().truth
        let missing = 1 - Double(truth.countsTaken) / Double(truth.countsDue)
        let untold = 1 - Double(truth.unitsReported) / Double(truth.unitsSold)
        // Some 340 sites: the share of those who never tell alone has a deviation of 0.03.
        #expect(abs(missing - share) < 0.1, "counts missing \(missing)")
        #expect(abs(untold - share) < 0.12, "sales untold \(untold)")
    }

    @Test func nothingIsDatedOutsideHistory() {
        let world = Simulator(options: options(seed: 8)).world()
        let history = world.truth.firstWeek.monday..<world.options.asOf
        #expect(world.movements.allSatisfy { history.contains($0.day) && $0.quantity > 0 })
        #expect(world.counts.allSatisfy { history.contains($0.day) && $0.onHand >= 0 })
        #expect(zip(world.movements, world.movements.dropFirst()).allSatisfy { $0.day <= $1.day })
        #expect(world.payouts.allSatisfy { $0.day < world.options.asOf })
    }
}
