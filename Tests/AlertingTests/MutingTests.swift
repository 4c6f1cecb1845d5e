import SupplyNetwork
import Testing

@testable import Alerting

/// W supplies P and Q, P supplies A, A supplies B.
@Suite struct MutingTests {
    static let asOf = Day(number: 20_514)
    let network = Network(
        sites: [
            Site(code: "W", tier: 0), Site(code: "P", tier: 1, supplier: 0, region: "East"),
            Site(code: "Q", tier: 1, supplier: 0, region: "West"), Site(code: "A", tier: 2, supplier: 1, region: "East"),
            Site(code: "B", tier: 3, supplier: 3, region: "East"),
        ],
        products: [Product(sku: "K", category: "Masks"), Product(sku: "L")])

    func alert(
        _ site: String, _ state: Alert.State = .firing, _ severity: Alert.Severity = .warning, rule: Alert.Rule = .overstock, sku: Int = 0
    ) throws -> Alert {
        Alert(
            id: "\(rule.rawValue)/\(site)/\(sku)", rule: rule, severity: severity, state: state, site: try #require(network.site(site)),
            product: sku, since: MutingTests.asOf, risk: 0.8, summary: "", evidence: "", recommendedAction: "")
    }

    func muted(_ alerts: [Alert], _ silences: [Silence] = []) -> [Alert] {
        Muting(silences: silences, asOf: MutingTests.asOf).muted(alerts, network: network)
    }

    func silence(_ kind: Silence.Kind = .silence, from: Int = 0, until: Int = 0, _ restrict: (inout AlertMatcher) -> Void) -> Silence {
        var matcher = AlertMatcher()
        restrict(&matcher)
        return Silence(
            id: 7, kind: kind, matcher: matcher, author: "li", reason: "counting", from: MutingTests.asOf + from,
            until: MutingTests.asOf + until)
    }

    @Test func theSameAlertUpstreamInhibits() throws {
        let alerts = muted([try alert("B"), try alert("A", .pending), try alert("P"), try alert("Q")])
        #expect(alerts.map(\.state) == [.silenced, .silenced, .firing, .firing])
        #expect(alerts.map(\.inhibitedBy) == ["overstock/P/0", "overstock/P/0", nil, nil], "the shown one is named, not the hidden one")
    }

    @Test func anotherRuleSKUOrBranchDoesNot() throws {
        let alerts = muted([
            try alert("P"), try alert("A", rule: .stockOut), try alert("B", sku: 1), try alert("Q"), try alert("W", .pending),
        ])
        #expect(alerts.allSatisfy { $0.inhibitedBy == nil && $0.state != .silenced })
    }

    @Test func theWorseCaseBelowIsNotHiddenByAMilderOneAbove() throws {
        let alerts = muted([try alert("A", .firing, .critical), try alert("B", .firing, .warning), try alert("P", .firing, .info)])
        #expect(alerts.map(\.state) == [.firing, .silenced, .firing])
        #expect(alerts[1].inhibitedBy == "overstock/A/0")
    }

    @Test func pendingResolvedAndSilencedAlertsInhibitNothing() throws {
        for state in [Alert.State.pending, .resolved] {
            #expect(muted([try alert("P", state), try alert("A")])[1].state == .firing)
        }
        let alerts = muted([try alert("P"), try alert("A")], [silence { $0.sites = ["P"] }])
        #expect(alerts.map(\.state) == [.silenced, .firing])
        #expect(alerts.map(\.silencedBy) == [7, nil])
    }

    @Test func aSilenceHoldsFromItsFirstToItsLastDay() throws {
        for (from, until, holds) in [(0, 0, true), (-7, 0, true), (1, 7, false), (-7, -1, false)] {
            let alerts = muted([try alert("A")], [silence(from: from, until: until) { $0.skus = ["K"] }])
            #expect((alerts[0].state == .silenced) == holds, "\(from)…\(until)")
        }
    }

    @Test func anAcknowledgementLeavesTheStateAndNamesWhoHasIt() throws {
        let alerts = muted([try alert("A"), try alert("Q")], [silence(.acknowledgement) { $0.ids = ["overstock/A/0"] }])
        #expect(alerts.map(\.state) == [.firing, .firing])
        #expect(alerts.map(\.acknowledgedBy) == ["li", nil])
    }

    @Test func alertsAsTheyAreToldAreMutedAlike() throws {
        let alerts = [try alert("B"), try alert("A", .pending), try alert("P"), try alert("Q"), try alert("W", .resolved)]
        let silences = [silence { $0.sites = ["Q"] }]
        let notices = Muting(silences: silences, asOf: MutingTests.asOf).muted(alerts.map { AlertNotice($0, network: network) })
        #expect(notices == muted(alerts, silences).map { AlertNotice($0, network: network) })
        #expect(notices.map(\.subject.state) == [.silenced, .silenced, .firing, .silenced, .resolved])
    }

    @Test func resolvedAlertsAreLeftAlone() throws {
        #expect(muted([try alert("A", .resolved)], [silence { _ in }])[0].state == .resolved)
    }

    @Test func matchersAgreeInEveryFieldAndInAnyOfItsValues() throws {
        let subject = AlertSubject(try alert("B", .firing, .critical), network: network)
        #expect(subject.path == ["B", "A", "P", "W"] && subject.upline == "P" && subject.site == "B")
        func matches(_ restrict: (inout AlertMatcher) -> Void) -> Bool {
            var matcher = AlertMatcher()
            restrict(&matcher)
            return matcher.matches(subject)
        }
        #expect(matches { _ in })
        #expect(matches { $0.subtrees = ["Q", "P"] } && matches { $0.subtrees = ["B"] } && !matches { $0.subtrees = ["Q"] })
        #expect(matches { $0.sites = ["A", "B"] } && !matches { $0.sites = ["A"] })
        #expect(matches { $0.rules = [.overstock] } && !matches { $0.rules = [.stockOut, .lateOrder] })
        #expect(matches { $0.severities = [.critical] } && !matches { $0.severities = [.warning] })
        #expect(matches { $0.regions = ["East"] } && !matches { $0.regions = ["West"] })
        #expect(matches { $0.categories = ["Masks"] } && !matches { $0.categories = ["Soaps"] })
        #expect(
            !matches {
                $0.subtrees = ["P"]; $0.skus = ["L"]
            }, "all fields must agree")
        let other = AlertSubject(try alert("W", sku: 1), network: network)
        #expect(other.upline == "W" && other.category == nil)
        var categories = AlertMatcher()
        categories.categories = ["Masks"]
        #expect(!categories.matches(other), "what has no category is not in it")
    }
}
