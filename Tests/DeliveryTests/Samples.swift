import Foundation
import SupplyNetwork
import Synchronization
import Wording

@testable import Delivery

enum Sample {
    static let asOf = Day(number: 20_514)

    static func notice(
        _ number: Int = 1, rule: Alert.Rule = .overstock, severity: Alert.Severity = .warning, state: Alert.State = .firing,
        path: [String] = ["G1", "L1", "P01", "BW"], region: String? = "East", sku: String = "MM05", since: Day = asOf - 21,
        summary: String = "Owner one holds about 120 units of mask too many", evidence: String = "In 13 weeks it bought 300 and sold 40.",
        action: String = "Stop shipping and run the stock down."
    ) -> AlertNotice {
        AlertNotice(
            subject: AlertSubject(
                id: "id\(number)", rule: rule, severity: severity, state: state, path: path, tier: path.count - 1, region: region, sku: sku,
                category: "Masks"),
            siteTitle: "Owner \(path.first ?? "")", productTitle: "Mask", uplineTitle: "Partner \(path.dropLast().last ?? "")",
            since: since,
            risk: 0.9, summary: summary, evidence: evidence, recommendedAction: action)
    }

    static func message(_ number: Int = 1, to receiver: String = "r", channel: Channel = .webhook, text: String = "{\"n\":1}") -> Message {
        Message(
            key: "key\(number)", receiver: receiver, channel: channel, asOf: asOf, title: "Alerts \(number)", text: text,
            alerts: [.init(id: "id\(number)", severity: .warning, state: .firing)])
    }
}

/// A clock that only sleeping moves.
final class StandingClock: DeliveryClock {
    private let time: Mutex<(now: Double, slept: [Double])>
    init(now: Double = 1_700_000_000) { time = Mutex((now, [])) }
    var now: Double { time.withLock { $0.now } }
    var slept: [Double] { time.withLock { $0.slept } }
    func sleep(_ seconds: Double) {
        time.withLock {
            $0.now += seconds
            $0.slept.append(seconds)
        }
    }
}

/// An outbox that remembers what it was told.
final class Notebook: Outbox {
    private(set) var lines: [String] = []
    func begin(_ key: String) { lines.append("\(key) begins") }
    func settle(_ key: String, _ state: MessageState, error: String?, at: Double) { lines.append("\(key) \(state.rawValue)") }
}
