import Delivery
import SupplyNetwork
import Testing

@testable import Penstock

@Suite struct AlertRoutesTests {
    func read(_ yaml: String) throws -> (routes: AlertRoutes, findings: [Diagnostic]) {
        let (configuration, findings) = try Configuration.read(yaml: yaml)
        return (configuration.alertRoutes, findings)
    }

    @Test func nobodyIsToldByDefault() throws {
        let (routes, findings) = try read("alerts: {overstock_risk: 0.6}\n")
        #expect(routes == AlertRoutes() && routes.route == nil && !routes.delivers && findings.isEmpty)
    }

    @Test func aWholeTree() throws {
        let (routes, findings) = try read(
            """
            alerts:
              deliver: true
              route:
                receiver: planners
                group_by: [region, upline]
                limit: 15
                repeat_weeks: 2
                send_resolved: false
                routes:
                  - match: {subtree: [P01, P02], severity: critical, rule: [overstock, stock-out], region: 湖北省, sku: MM05, category: 面膜, site: G1}
                    receiver: hook
                    continue: true
                    routes: [{match: {severity: [info]}, limit: 3}]
              receivers:
                - {name: planners, type: wecom, url: "${PENSTOCK_WECOM_URL}"}
                - {name: hook, type: webhook, url: "https://example.org/in", secret_env: HOOK_SECRET}
                - {name: ding, type: dingtalk, url_env: DING_URL, secret: "${DING_SECRET}"}
                - {name: lark, type: feishu, url_env: LARK_URL}
                - {name: chat, type: slack, url_env: SLACK_URL}
                - name: mail
                  type: email
                  smtp: smtp://mail.example.org:587
                  user: penstock
                  password: ${SMTP_PASSWORD}
                  from: Penstock <a@example.org>
                  to: [b@example.org, c@example.org]
                  starttls: opportunistic

            """)
        #expect(findings.isEmpty, "\(findings)")
        let route = try #require(routes.route)
        #expect(routes.delivers && route.receiver == "planners" && route.groupBy == [.region, .upline] && route.limit == 15)
        #expect(route.repeatWeeks == 2 && route.sendsResolved == false)
        let child = try #require(route.routes.first)
        #expect(child.continues && child.receiver == "hook" && child.routes.first?.limit == 3)
        #expect(child.matcher.subtrees == ["P01", "P02"] && child.matcher.severities == [.critical] && child.matcher.categories == ["面膜"])
        #expect(child.matcher.rules == [.overstock, .stockOut] && child.matcher.sites == ["G1"] && child.matcher.skus == ["MM05"])
        #expect(routes.receivers.map(\.name) == ["planners", "hook", "ding", "lark", "chat", "mail"])
        #expect(routes.receivers[0].address == .environment("PENSTOCK_WECOM_URL"))
        #expect(
            routes.receivers[1].address == .literal("https://example.org/in") && routes.receivers[1].secret == .environment("HOOK_SECRET"))
        #expect(routes.receivers[2].address == .environment("DING_URL") && routes.receivers[2].secret == .environment("DING_SECRET"))
        let mail = try #require(routes.receivers[5].mail)
        #expect(mail.to.count == 2 && mail.user == .literal("penstock") && mail.password == .environment("SMTP_PASSWORD"))
        #expect(mail.startTLS == .opportunistic && routes.receivers[5].address == .literal("smtp://mail.example.org:587"))
    }

    @Test(arguments: [
        "{name: r, type: wecom, url: \"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=SECRETVALUE\"}",
        "{name: r, type: slack, url: \"https://hooks.slack.com/services/SECRETVALUE\"}",
        "{name: r, type: dingtalk, url_env: U, secret: SECRETVALUE}", "{name: r, type: webhook, url: \"https://x\", secret: SECRETVALUE}",
        "{name: r, type: email, smtp: \"smtps://x\", from: a@b, to: c@d, password: SECRETVALUE}",
    ])
    func aSecretInTheFileIsAFindingAndItsReceiverIsOff(receiver: String) throws {
        let (routes, findings) = try read("alerts:\n  route: {receiver: r}\n  receivers:\n    - \(receiver)\n")
        #expect(routes.receivers.isEmpty)
        let finding = try #require(findings.first)
        #expect(findings.count == 1 && finding.code == "secret-in-configuration" && finding.severity == .error && finding.line == 4)
        #expect(!(finding.message + finding.help).contains("SECRETVALUE"), "a finding goes into files that people pass on")
    }

    @Test(arguments: [
        "route: {receiver: nobody}", "receivers: [{name: a, type: fax, url: x}]", "receivers: [{type: slack, url_env: X}]",
        "receivers: [{name: a, type: slack}]", "receivers: [{name: a, type: email, smtp: x}]",
        "receivers: [{name: a, type: slack, url_env: X}, {name: a, type: slack, url_env: Y}]", "route: {group_by: [colour]}",
        "route: {routes: [{match: {severity: high}}]}", "deliver: perhaps", "receivers: [{name: a, type: slack, url: x, url_env: Y}]",
        "route: {limit: 0}",
    ])
    func whatCannotBeMeantIsRefused(yaml: String) throws {
        #expect(throws: UnusableConfiguration.self) { try read("alerts:\n  \(yaml)\n") }
    }

    @Test func aMisspeltKeyIsAFinding() throws {
        let (_, findings) = try read("alerts: {route: {recevier: r}}\n")
        #expect(findings.map(\.code) == ["unknown-configuration-key"] && findings.first?.help.contains("receiver") == true)
    }
}
