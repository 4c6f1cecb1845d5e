import Foundation
import SupplyNetwork
import Testing
import Wording

@testable import Delivery

@Suite struct NotificationPlanTests {
    let hook = Receiver(name: "hook", channel: .slack, address: .environment("HOOK"))
    let mail = Receiver(name: "mail", channel: .email, address: .environment("SMTP"), mail: .init(from: "a@b", to: ["c@d"]))

    func plan(
        _ notices: [AlertNotice], receivers: [Receiver]? = nil, asOf: Day = Sample.asOf, history: NotificationHistory = .init(),
        _ change: (inout Route) -> Void = { _ in }
    ) -> NotificationPlan {
        var route = Route()
        route.receiver = "hook"
        change(&route)
        return NotificationPlan(
            notices: notices, route: route, receivers: receivers ?? [hook], asOf: asOf, history: history, wording: Wording(.english))
    }

    func told(_ plan: NotificationPlan) -> [[String]] { plan.messages.map { $0.alerts.map(\.id) } }

    func history(_ id: String, weeksAgo: Int, _ severity: Alert.Severity = .warning, _ state: Alert.State = .firing) -> NotificationHistory
    {
        NotificationHistory(["hook": [id: .init(asOf: Sample.asOf - 7 * weeksAgo, severity: severity, state: state)]])
    }

    @Test func groupedByRegionAndUplineInTheOrderOfTheirWorst() {
        let notices = [
            Sample.notice(1, path: ["G1", "P01", "BW"]), Sample.notice(2, path: ["G2", "P02", "BW"]),
            Sample.notice(3, path: ["G3", "P01", "BW"]),
            Sample.notice(4, path: ["G4", "P01", "BW"], region: "West"),
        ]
        let messages = plan(notices)
        #expect(told(messages) == [["id1", "id3"], ["id2"], ["id4"]])
        #expect(messages.messages.map(\.title).first == "Supply alerts 2026-03-02: East · Partner P01, 2 alerts")
        #expect(told(plan(notices) { $0.groupBy = [] }) == [["id1", "id2", "id3", "id4"]])
    }

    @Test func atMostSoManyAReceiverWorstFirstAndTheRestCounted() throws {
        let notices = (1...9).map { Sample.notice($0, path: ["G\($0)", "P0\($0 % 2)", "BW"]) }
        let messages = plan(notices) { $0.limit = 4 }
        #expect(Set(told(messages).flatMap { $0 }) == ["id1", "id2", "id3", "id4"])
        #expect(try #require(messages.messages.last).text.contains("… and 5 more"))
        #expect(!messages.messages[0].text.contains("more"))
    }

    @Test func pendingSilencedAndAcknowledgedAlertsAreToldToNobody() {
        var acknowledged = Sample.notice(3)
        acknowledged.acknowledgedBy = "li"
        #expect(plan([Sample.notice(1, state: .pending), Sample.notice(2, state: .silenced), acknowledged]).messages.isEmpty)
    }

    @Test func aCaseThatGoesOnIsToldAgainAfterSoManyWeeksOrWhenItGetsWorse() {
        let notice = Sample.notice(1, since: Sample.asOf - 70)
        #expect(plan([notice], history: history("id1", weeksAgo: 3)).messages.isEmpty)
        #expect(told(plan([notice], history: history("id1", weeksAgo: 4))) == [["id1"]])
        #expect(told(plan([notice], history: history("id1", weeksAgo: 1)) { $0.repeatWeeks = 1 }) == [["id1"]])
        let worse = Sample.notice(1, severity: .critical, since: Sample.asOf - 70)
        #expect(told(plan([worse], history: history("id1", weeksAgo: 1))) == [["id1"]])
        #expect(plan([Sample.notice(1, severity: .info, since: Sample.asOf - 70)], history: history("id1", weeksAgo: 1)).messages.isEmpty)
        #expect(told(plan([Sample.notice(1, since: Sample.asOf - 7)], history: history("id1", weeksAgo: 2))) == [["id1"]], "it began anew")
    }

    @Test func anEndIsToldOnceToThoseWhoHeardOfTheCase() {
        let over = Sample.notice(1, severity: .info, state: .resolved, since: Sample.asOf - 70)
        #expect(plan([over]).messages.isEmpty)
        #expect(told(plan([over], history: history("id1", weeksAgo: 1))) == [["id1"]])
        #expect(plan([over], history: history("id1", weeksAgo: 1, .info, .resolved)).messages.isEmpty)
        #expect(plan([over], history: history("id1", weeksAgo: 1)) { $0.sendsResolved = false }.messages.isEmpty)
    }

    @Test func theKeyNamesWhatIsToldAndNotHowItIsWorded() throws {
        let first = try #require(plan([Sample.notice(1, summary: "a")]).messages.first)
        #expect(plan([Sample.notice(1, summary: "b")]).messages.first?.key == first.key)
        #expect(plan([Sample.notice(1, severity: .critical)]).messages.first?.key != first.key)
        #expect(plan([Sample.notice(1), Sample.notice(2)]).messages.first?.key != first.key)
        #expect(plan([Sample.notice(1)], asOf: Sample.asOf + 7).messages.first?.key != first.key)
    }

    @Test func aWebhookIsSentEveryFieldAsJSON() throws {
        let receiver = Receiver(name: "hook", channel: .webhook, address: .literal("http://127.0.0.1"))
        let message = try #require(plan([Sample.notice(1), Sample.notice(2)], receivers: [receiver]) { $0.limit = 1 }.messages.first)
        let body = try #require(try JSONSerialization.jsonObject(with: Data(message.text.utf8)) as? [String: Any])
        #expect(body["version"] as? Int == 1 && body["as_of"] as? String == "2026-03-02" && body["omitted"] as? Int == 1)
        #expect(body["group"] as? [String: String] == ["region": "East", "upline": "P01"])
        let alert = try #require((body["alerts"] as? [[String: Any]])?.first)
        #expect(
            alert["recommended_action"] as? String == "Stop shipping and run the stock down." && alert["site_name"] as? String == "Owner G1"
        )
        #expect(alert["risk"] as? Double == 0.9 && alert["state"] as? String == "firing")
    }

    @Test func severalReceiversEachOnTheirOwnCount() {
        let messages = plan([Sample.notice(1)], receivers: [mail, hook]) {
            var copy = Route()
            copy.receiver = "mail"
            copy.continues = true
            var rest = Route()
            rest.receiver = "hook"
            $0.routes = [copy, rest]
        }.messages
        #expect(messages.map(\.receiver) == ["hook", "mail"])
        #expect(Set(messages.map(\.key)).count == 2)
        let nowhere = plan([Sample.notice(1)]) { $0.receiver = nil }
        #expect(nowhere.messages.isEmpty && nowhere.unrouted.map(\.subject.id) == ["id1"])
    }
}
