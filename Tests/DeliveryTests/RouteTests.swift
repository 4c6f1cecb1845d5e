import SupplyNetwork
import Testing

@testable import Delivery

/// Semantics of Alertmanager's route tree.
@Suite struct RouteTests {
    func route(_ receiver: String? = nil, continues: Bool = false, _ routes: [Route] = [], _ restrict: (inout Route) -> Void = { _ in })
        -> Route
    {
        var route = Route()
        route.receiver = receiver
        route.continues = continues
        route.routes = routes
        restrict(&route)
        return route
    }

    func receivers(_ route: Route, _ notice: AlertNotice) -> [String] { route.destinations(of: notice.subject).map(\.receiver) }

    @Test func theFirstChildThatMatchesTakesIt() {
        let tree = route(
            "all",
            [
                route("critical") { $0.matcher.severities = [.critical] },
                route("east") { $0.matcher.regions = ["East"] },
            ])
        #expect(receivers(tree, Sample.notice(severity: .critical)) == ["critical"])
        #expect(receivers(tree, Sample.notice()) == ["east"])
        #expect(receivers(tree, Sample.notice(region: "West")) == ["all"], "what no child takes stays with the parent")
    }

    @Test func continueGoesOnToTheNext() {
        let tree = route(
            "all",
            [
                route("audit", continues: true), route("east") { $0.matcher.regions = ["East"] }, route("rest"),
            ])
        #expect(receivers(tree, Sample.notice()) == ["audit", "east"])
        #expect(receivers(tree, Sample.notice(region: nil)) == ["audit", "rest"])
    }

    @Test func childrenInheritWhatTheyDoNotSay() throws {
        let tree = route(
            "all",
            [
                route(nil, [route("deep") { $0.limit = 3 }]) {
                    $0.matcher.subtrees = ["P01"]
                    $0.groupBy = [.rule]
                    $0.repeatWeeks = 1
                }
            ]
        ) { $0.sendsResolved = false }
        let found = try #require(tree.destinations(of: Sample.notice().subject).first)
        #expect(found.receiver == "deep" && found.groupBy == [.rule] && found.limit == 3 && found.repeatWeeks == 1 && !found.sendsResolved)
        let other = try #require(tree.destinations(of: Sample.notice(path: ["Q", "BW"]).subject).first)
        #expect(
            other
                == {
                    var route = ResolvedRoute(receiver: "all"); route.sendsResolved = false; return route
                }())
    }

    @Test func noReceiverAnywhereIsNowhere() {
        #expect(receivers(route(), Sample.notice()).isEmpty)
        #expect(receivers(route(nil, [route("x") { $0.matcher.skus = ["other"] }]), Sample.notice()).isEmpty)
    }

    @Test func theSameWayTwiceIsOnce() {
        #expect(receivers(route("all", [route("a", continues: true), route("a")]), Sample.notice()) == ["a"])
        #expect(route("a", [route("b", [route("a")]), route(nil, [route("c")])]).receivers == ["a", "b", "c"])
    }
}
