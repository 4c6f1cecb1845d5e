import ArgumentParser
import Delivery
import Foundation
import Penstock
import SupplyNetwork
import Wording

/// `penstock alerts …`: the alerts of the latest run, who hears of them, and who does not.
struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "The alerts of the latest run: list, silence, acknowledge, test the routes, send.",
        discussion: """
            Silences and acknowledgements are kept in penstock.db. They count as-of dates of runs, not days of the calendar: one
            that holds until 2026-03-30 mutes every run up to the one as of that date.
            """,
        subcommands: [List.self, SilenceAlerts.self, Unsilence.self, Acknowledge.self, Test.self, Send.self], defaultSubcommand: List.self)
}

/// The workspace an `alerts` command works on.
struct AlertWorkspaceOptions: ParsableArguments {
    @Argument(help: "The workspace: a folder with data/ and, usually, penstock.yaml.")
    var workspace: String

    @Option(help: ArgumentHelp("The folder that holds penstock.db, where `run --output` wrote it.", valueName: "folder"))
    var output: String?

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    @Flag(help: "Print the result as JSON on standard output.")
    var json = false

    func delivery() throws -> AlertDelivery { try AlertDelivery(workspace: Workspace(folder: workspace, output: output)) }
}

/// Which alerts are meant; options that are repeated mean any of their values.
struct AlertMatcherOptions: ParsableArguments {
    @Option(help: "overstock, stock-out or late-order.") var rule: [Alert.Rule] = []
    @Option(help: "critical, warning or info.") var severity: [Alert.Severity] = []
    @Option(help: "A site's code.") var site: [String] = []
    @Option(help: "A site's code: it and everything below it.") var subtree: [String] = []
    @Option(help: "A region.") var region: [String] = []
    @Option(help: "A SKU.") var sku: [String] = []
    @Option(help: "A category of products.") var category: [String] = []

    var matcher: AlertMatcher {
        var matcher = AlertMatcher()
        matcher.rules = rule
        matcher.severities = severity
        matcher.sites = site
        matcher.subtrees = subtree
        matcher.regions = region
        matcher.skus = sku
        matcher.categories = category
        return matcher
    }
}

/// Who says so, why, and for how long.
struct SilenceOptions: ParsableArguments {
    @Option(help: "Who decides it; by default the name you are logged in with.")
    var author: String?

    @Option(help: "Why.")
    var reason: String = ""

    @Option(help: ArgumentHelp("The last as-of date it holds for.", valueName: "yyyy-mm-dd"))
    var until: Day?

    @Option(help: ArgumentHelp("Weeks after the latest run that it holds for, in place of --until.", valueName: "N"))
    var weeks: Int = 4

    func validate() throws {
        guard (0...520).contains(weeks) else { throw ValidationError("--weeks must be from 0 to 520") }
    }

    var who: String { author ?? ProcessInfo.processInfo.environment["USER"] ?? NSUserName() }
}

extension Alert.Rule: ExpressibleByArgument {}
extension Alert.Severity: ExpressibleByArgument {}
extension MessageState: ExpressibleByArgument {}

extension AlertsCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "The latest run's alerts, worst first, as silences now have them.")
        @OptionGroup var place: AlertWorkspaceOptions
        @OptionGroup var which: AlertMatcherOptions
        @Flag(help: "List silences and acknowledgements instead.") var silences = false
        @Flag(help: "List the messages of the outbox instead.") var outbox = false

        func run() throws {
            try Exit.onUnusableInput {
                let delivery = try place.delivery()
                let wording = Wording(delivery.configuration.language)
                let (asOf, notices) = try delivery.latest()
                if silences {
                    let list = try delivery.silences()
                    if place.json { return try Terminal.json(list) }
                    print(AlertText(wording: wording).silences(list, asOf: asOf))
                } else if outbox {
                    let list = try delivery.outbox()
                    if place.json { return try Terminal.json(list.map { OutboxLine($0) }) }
                    print(AlertText(wording: wording).outbox(list))
                } else {
                    let list = notices.filter { which.matcher.matches($0.subject) }
                    if place.json { return try Terminal.json(list) }
                    print(AlertText(wording: wording).alerts(list, asOf: asOf))
                }
            }
        }
    }

    struct SilenceAlerts: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "silence", abstract: "Tell nobody of some alerts for a while.",
            discussion: "penstock alerts silence WORKSPACE --subtree P01 --rule overstock --weeks 4 --reason 'recount under way'")
        @OptionGroup var place: AlertWorkspaceOptions
        @OptionGroup var which: AlertMatcherOptions
        @OptionGroup var terms: SilenceOptions

        func validate() throws {
            guard !which.matcher.isEmpty else {
                throw ValidationError("say which alerts: --rule, --site, --subtree, --region, --sku, --category or --severity")
            }
        }

        func run() throws {
            try Exit.onUnusableInput {
                let delivery = try place.delivery()
                let silence = try delivery.silence(
                    which.matcher, kind: .silence, author: terms.who, reason: terms.reason, until: terms.until, weeks: terms.weeks)
                let covered = try delivery.latest().notices.filter { $0.silencedBy == silence.id }.count
                if place.json { return try Terminal.json(silence) }
                if !place.quiet {
                    print(AlertText(wording: Wording(delivery.configuration.language)).added(silence, covered: covered))
                }
            }
        }
    }

    struct Acknowledge: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "acknowledge", abstract: "Take alerts on: they stay as they are, and nobody is told of them again for a while.")
        @OptionGroup var place: AlertWorkspaceOptions
        @Argument(help: "Ids of alerts, as `alerts list` shows them; their beginning will do where it is unique.") var ids: [String]
        @OptionGroup var terms: SilenceOptions

        func run() throws {
            try Exit.onUnusableInput {
                let delivery = try place.delivery()
                let all = try delivery.latest().notices.map(\.subject.id)
                var matcher = AlertMatcher()
                matcher.ids = try ids.map { id in
                    let found = all.filter { $0.hasPrefix(id) }
                    guard let full = found.first, found.count == 1, !id.isEmpty else {
                        throw ValidationError(found.isEmpty ? "no alert \(id)" : "\(id) begins the ids of \(found.count) alerts")
                    }
                    return full
                }
                let silence = try delivery.silence(
                    matcher, kind: .acknowledgement, author: terms.who, reason: terms.reason, until: terms.until, weeks: terms.weeks)
                if place.json { return try Terminal.json(silence) }
                if !place.quiet {
                    print(AlertText(wording: Wording(delivery.configuration.language)).added(silence, covered: ids.count))
                }
            }
        }
    }

    struct Unsilence: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "unsilence", abstract: "End silences or acknowledgements.")
        @OptionGroup var place: AlertWorkspaceOptions
        @Argument(help: "Numbers, as `alerts list --silences` shows them.") var numbers: [Int]

        func run() throws {
            try Exit.onUnusableInput {
                let delivery = try place.delivery()
                for number in numbers { try delivery.unsilence(number) }
            }
        }
    }
}
