import SupplyNetwork
import Testing

@testable import Penstock

@Suite struct ConfigurationTests {
    @Test func theContractsExampleIsReadWhole() throws {
        let text = """
            calendar: {week_starts: monday}
            language: zh
            policy:
              holding_cost: 0.2
              shortage_cost: 1.0
              unmet_demand: lost
              review_period_days: 7
              lead_time_days: 14
              rules:
                - {tier: 3, lead_time_days: 3}
                - {site: S1, sku: K9, service_level: 0.99}
            horizon_weeks: 8
            stockpile: {horizon_weeks: 10, allowance_weeks: 2}
            incentives:
              quota_period: quarter
              rebates:
                window: month
                tiers:
                  3: [{from: 22000, rate: 0.04}, {from: 12000, rate: 0.02}]
              referral_rate: 0.05
              dividends:
                1: 0.02
            columns: {sales: {quantity: [件数, 箱数], date: 过账日期}}
            """
        let (configuration, findings) = try Configuration.read(yaml: text)
        #expect(findings.isEmpty)
        #expect(configuration.language == .chinese)
        #expect(
            configuration.policy
                == Policy(
                    holding: .costPerUnitWeek(0.2), target: .shortageCost(1), unmetDemand: .lost, reviewPeriodDays: 7, leadTimeDays: 14))
        #expect(configuration.policyRules.map(\.leadTimeDays) == [3, nil])
        #expect(configuration.policyRules.last?.target == .serviceLevel(0.99))
        #expect(configuration.horizonWeeks == 8 && configuration.stockpileHorizonWeeks == 10 && configuration.stockpileAllowanceWeeks == 2)
        let incentives = try #require(configuration.incentives)
        #expect(incentives.quotaPeriod == .quarter && incentives.rebateWindow == .month)
        #expect(incentives.rebates[3]?.map(\.from) == [12000, 22000] && incentives.dividends == [1: 0.02])
        #expect(configuration.columns["sales"] == ["quantity": ["件数", "箱数"], "date": ["过账日期"]])
    }

    @Test(arguments: ["", "# only a comment\n", "{}", "~"])
    func nothingSaidIsTheDefaults(text: String) throws {
        let (configuration, findings) = try Configuration.read(yaml: text)
        #expect(configuration == Configuration() && findings.isEmpty)
    }

    @Test func unknownKeysAreFindingsWithTheirPlaceAndTheClosestName() throws {
        let (_, findings) = try Configuration.read(yaml: "policy:\n  holding_cots: 0.2\n")
        let finding = try #require(findings.first)
        #expect(findings.count == 1 && finding.code == "unknown-configuration-key")
        #expect(finding.line == 2 && finding.column == 3)
        #expect(finding.help.contains("did you mean “holding_cost”"))
    }

    @Test(arguments: [
        ("policy: {service_level: 1.2}", "penstock.yaml:1:25"), ("policy: {lead_time_days: soon}", "penstock.yaml:1:26"),
        ("language: fr", "zh, en"), ("policy: {holding_cost: 1, holding_rate: 0.1}", "not both"), ("policy: [1]", "keys and values"),
        ("a: [", "not YAML"), ("policy: {review_period_days: 1.5}", "whole number"), ("calendar: {week_starts: sunday}", "monday"),
    ])
    func valuesNoRunCouldHonourEndIt(text: String, part: String) {
        do {
            _ = try Configuration.read(yaml: text)
            Issue.record("accepted \(text)")
        } catch { #expect("\(error)".contains(part), "\(error)") }
    }
}
