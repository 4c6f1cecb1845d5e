import ArgumentParser
import Delivery
import Foundation
import Penstock
import SupplyNetwork
import Wording

extension AlertsCommand {
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Show what the latest run would tell whom, and what stands in the way. Sends nothing.")
        @OptionGroup var place: AlertWorkspaceOptions

        func run() throws {
            try Exit.onUnusableInput {
                let delivery = try place.delivery()
                let plan = try delivery.plan()
                if place.json { return try Terminal.json(plan.messages) }
                let environment = ProcessInfo.processInfo.environment
                for finding in delivery.findings { Terminal.note(Terminal.safe(finding.description)) }
                guard delivery.configuration.alertRoutes.route != nil else {
                    print("penstock.yaml has no alerts.route: alerts are written down and sent to nobody")
                    return
                }
                for receiver in delivery.configuration.alertRoutes.receivers {
                    let messages = plan.messages.filter { $0.receiver == receiver.name }
                    print(Terminal.bold(Terminal.safe("\(receiver.name) (\(receiver.channel.rawValue)): \(messages.count) messages")))
                    // A message of no consequence shows whether everything it takes is there.
                    let trial = Message(
                        key: "trial", receiver: receiver.name, channel: receiver.channel, asOf: Day(number: 0), title: "", text: "{}",
                        alerts: [])
                    do { _ = try receiver.request(for: trial, seconds: 0, environment: environment) } catch {
                        print("  cannot be sent: \(Terminal.safe("\(error)"))")
                    }
                    for message in messages {
                        let size = receiver.channel.size(of: message.text)
                        print("\n  --- \(Terminal.safe(message.title)) [\(size) of \(receiver.channel.limits.size)]")
                        for line in message.text.split(separator: "\n", omittingEmptySubsequences: false) {
                            print("  " + Terminal.safe(String(line)))
                        }
                    }
                    print("")
                }
                let silent = plan.unrouted.filter { $0.subject.state == .firing }
                if !silent.isEmpty { print("\(silent.count) firing alerts lead to no receiver") }
            }
        }
    }

    struct Send: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "send", abstract: "Send the messages that wait in the outbox.",
            discussion: """
                A message is sent once, however often this is called. One that a chat or mail server may or may not have taken is
                `uncertain` and is not sent again unless --again uncertain says so. Exit status 1: something was not sent.
                """)
        @OptionGroup var place: AlertWorkspaceOptions
        @Option(help: "Try messages of the latest run again that are in this state: failed or uncertain. May be repeated.")
        var again: [MessageState] = []

        func validate() throws {
            guard again.allSatisfy({ $0 == .failed || $0 == .uncertain }) else {
                throw ValidationError("--again takes failed or uncertain")
            }
        }

        func run() throws {
            let reports = try Exit.onUnusableInput { try place.delivery().send(again: again) }
            if place.json {
                try Terminal.json(reports.map { OutboxLine($0) })
            } else {
                DeliveryText.show(reports, quiet: place.quiet)
            }
            if reports.contains(where: { $0.state != .sent }) { throw Exit.findings }
        }
    }
}

/// What became of messages, on the terminal.
enum DeliveryText {
    /// What was sent on standard output, what was not on standard error.
    static func show(_ reports: [Courier.Report], quiet: Bool) {
        if !quiet {
            let sent = reports.filter { $0.state == .sent }
            print("alerts: \(sent.count == 1 ? "1 message" : "\(sent.count) messages") sent")
        }
        for report in reports where report.state != .sent {
            let reason = report.error.map { ": " + $0 } ?? ""
            Terminal.note(Terminal.safe("alerts: \(report.message.receiver): “\(report.message.title)” \(report.state.rawValue)\(reason)"))
        }
    }
}

/// A message as JSON and tables show it.
struct OutboxLine: Encodable {
    var key: String
    var asOf: Day
    var receiver: String
    var title: String
    var alerts: Int
    var state: String
    var attempts: Int
    var error: String?

    init(_ entry: StateStore.OutboxEntry) {
        self.init(entry.message, entry.state, entry.attempts, entry.error)
    }

    init(_ report: Courier.Report) {
        self.init(report.message, report.state, report.attempts, report.error)
    }

    private init(_ message: Message, _ state: MessageState, _ attempts: Int, _ error: String?) {
        key = message.key
        asOf = message.asOf
        receiver = message.receiver
        title = message.title
        alerts = message.alerts.count
        self.state = state.rawValue
        self.attempts = attempts
        self.error = error
    }
}

/// Tables of alerts, silences and messages.
struct AlertText {
    let wording: Wording

    private func said(_ zh: String, _ en: String) -> String { wording.said(zh: zh, en: en) }

    func alerts(_ notices: [AlertNotice], asOf: Day) -> String {
        let title = Terminal.bold(said("截至 \(wording.date(asOf)) 的预警：\(notices.count) 条", "Alerts as of \(asOf): \(notices.count)"))
        guard !notices.isEmpty else { return title }
        let rows = notices.map { notice in
            let why =
                notice.inhibitedBy.map { said("上级 \($0.prefix(8))", "inhibited by \($0.prefix(8))") }
                ?? notice.silencedBy.map { said("静默 \($0)", "silence \($0)") }
                ?? notice.acknowledgedBy.map { said("\($0) 处理中", "taken on by \($0)") } ?? ""
            return [
                String(notice.subject.id.prefix(8)), wording.name(notice.subject.severity), wording.name(notice.subject.rule),
                wording.name(notice.subject.state), notice.siteTitle, notice.productTitle, notice.since.iso8601,
                wording.probability(notice.risk), why,
            ]
        }
        let header = [
            said("编号", "id"), said("级别", "severity"), said("规则", "rule"), said("状态", "state"), said("网点", "site"),
            said("商品", "SKU"), said("始于", "since"), said("概率", "risk"), "",
        ]
        return title + "\n" + Terminal.table(header, rows, rightAligned: [7], maximumWidth: 26)
    }

    func silences(_ list: [Silence], asOf: Day) -> String {
        guard !list.isEmpty else { return said("没有静默。", "No silences.") }
        let rows = list.map { silence in
            [
                String(silence.id), silence.kind == .silence ? said("静默", "silence") : said("确认", "acknowledged"),
                silence.matcher.description, silence.from.iso8601, silence.until.iso8601,
                silence.holds(on: asOf) ? said("有效", "in force") : said("已过", "over"), silence.author, silence.reason,
            ]
        }
        let header = [
            "", said("类型", "kind"), said("范围", "alerts"), said("从", "from"), said("至", "until"), "", said("作者", "author"),
            said("原因", "reason"),
        ]
        return Terminal.table(header, rows, rightAligned: [0], maximumWidth: 40)
    }

    func outbox(_ list: [StateStore.OutboxEntry]) -> String {
        guard !list.isEmpty else { return said("发件箱是空的。", "The outbox is empty.") }
        let rows = list.map { entry in
            [
                entry.message.asOf.iso8601, entry.message.receiver, entry.message.title, entry.state.rawValue, String(entry.attempts),
                entry.error ?? "",
            ]
        }
        let header = [said("截至", "as of"), said("接收方", "receiver"), said("标题", "title"), said("状态", "state"), said("次数", "tries"), ""]
        return Terminal.table(header, rows, rightAligned: [4], maximumWidth: 60)
    }

    func added(_ silence: Silence, covered: Int) -> String {
        said(
            "\(silence.kind == .silence ? "静默" : "确认") \(silence.id)：\(silence.matcher)，有效至 \(wording.date(silence.until))，现覆盖 \(covered) 条",
            "\(silence.kind == .silence ? "Silence" : "Acknowledgement") \(silence.id): \(silence.matcher), until \(silence.until); covers \(covered) alerts now"
        )
    }
}
