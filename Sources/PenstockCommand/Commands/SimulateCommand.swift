import ArgumentParser
import Foundation
import Penstock
import Simulation
import SupplyNetwork

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Make a workspace with known hidden truth.",
        discussion: """
            Agents order, recruit, chase thresholds, are pushed, misreport and churn; what really happened is written to truth/,
            which a run never reads. The same seed makes the same bytes.
            """)

    @Argument(help: "The folder to make.")
    var folder: String

    @Option(help: "Another seed is another world.")
    var seed: UInt64 = SimulationOptions().seed

    @Option(help: ArgumentHelp("The first day not yet known.", valueName: "yyyy-mm-dd"))
    var asOf: Day?

    @Option(help: ArgumentHelp("Weeks of history.", valueName: "N"))
    var weeks: Int?

    @Option(help: ArgumentHelp("Sites of tier 1.", valueName: "N"))
    var partners: Int?

    @Option(help: ArgumentHelp("Sites of tier 2 for each partner.", valueName: "N"))
    var leadersPerPartner: Int?

    @Option(help: ArgumentHelp("Sites of tier 3 for each leader, on average.", valueName: "N"))
    var ownersPerLeader: Int?

    @Option(help: ArgumentHelp("SKUs in the catalogue.", valueName: "N"))
    var products: Int?

    @Option(help: ArgumentHelp("A network of about this many site × SKU, in place of the options above.", valueName: "N"))
    var siteProducts: Int?

    @Option(help: ArgumentHelp("Share of sites with a habit that piles up stock; 0 for a null world.", valueName: "0…1"))
    var pathologyShare: Double?

    @Option(help: ArgumentHelp("Share of monthly counts never taken.", valueName: "0…1"))
    var countsMissing: Double?

    @Option(help: ArgumentHelp("Share of consumer units that nobody reports.", valueName: "0…1"))
    var underReporting: Double?

    @Flag(help: "Draw size, demand, reporting, churn and habits from wide ranges by the seed; options given here still hold.")
    var varied = false

    @Flag(
        help: ArgumentHelp(
            "Consumers react to prices, promotions, launches and empty shelves, newcomers win them from neighbours, goods are diverted and scanned; truth/health.csv says what the figures of the network's health should be. With --varied how strongly is drawn by the seed."
        ))
    var market = false

    @Flag(help: "A null world: nobody piles up stock out of habit, nobody sells on, nobody reacts in a market.")
    var null = false

    @Flag(help: "Write into a folder that already has something in it.")
    var force = false

    @Flag(inversion: .prefixedNo, help: "Plant the few faults in the files that the reader should find.")
    var blemishes = true

    @OptionGroup var common: CommonOptions

    func validate() throws {
        for (name, share) in [
            ("--pathology-share", pathologyShare), ("--counts-missing", countsMissing), ("--under-reporting", underReporting),
        ] {
            if let share, !(0...1).contains(share) { throw ValidationError("\(name) must be from 0 to 1") }
        }
    }

    struct Result: Encodable {
        var folder: String
        var sites: Int
        var products: Int
    }

    func run() throws {
        var options = siteProducts.map { SimulationOptions.large(siteProducts: $0) } ?? SimulationOptions()
        if varied { options = market ? .variedMarket(seed: seed, base: options) : .varied(seed: seed, base: options) }
        if market, options.market == nil { options.market = MarketOptions() }
        options.seed = seed
        options.threads = common.threads
        options.blemishes = blemishes
        if let asOf { options.asOf = asOf }
        if let weeks { options.weeks = weeks }
        if let partners { options.partners = partners }
        if let leadersPerPartner { options.leadersPerPartner = leadersPerPartner }
        if let ownersPerLeader { options.ownersPerLeader = ownersPerLeader }
        if let products { options.products = products }
        if let pathologyShare { options.pathologyShare = pathologyShare }
        if let countsMissing { options.countsMissing = countsMissing }
        if let underReporting { options.underReporting = underReporting }
        if null { options = options.null }
        try Exit.onUnusableInput {
            let existing = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            guard existing.isEmpty || force else {
                throw Workspace.Unusable(description: "\(folder) is not empty; name another folder, or say --force")
            }
            let world = Simulator(options: options).world()
            try world.write(to: folder)
            let result = Result(folder: folder, sites: world.network.sites.count, products: world.network.products.count)
            if common.json {
                try Terminal.json(result)
            } else if !common.quiet {
                print("\(folder): \(result.sites) sites, \(result.products) SKUs; the truth lies in truth/")
                print("next: penstock run \(folder) --as-of \(options.validated.asOf)")
            }
        }
    }
}
