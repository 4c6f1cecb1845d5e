import SupplyNetwork
import Testing

@testable import Replenishment

@Suite struct PolicyTableTests {
    let network = Network(
        sites: [Site(code: "W", tier: 0), Site(code: "A", tier: 1, supplier: 0), Site(code: "B", tier: 1, supplier: 0)],
        products: [Product(sku: "1", category: "care"), Product(sku: "2", category: "care"), Product(sku: "3")])

    @Test func theNarrowerRuleWinsFieldByField() {
        let lead = { (days: Int) in PolicyChange(leadTimeDays: days) }
        // Narrow rules first: the order in the file must not matter between scopes.
        let rules = [
            PolicyRule(.skuAtSite(sku: "1", site: "A"), lead(60)), PolicyRule(.site("A"), lead(50)), PolicyRule(.sku("1"), lead(40)),
            PolicyRule(.tier(1), lead(30)), PolicyRule(.category("care"), PolicyChange(reviewPeriodDays: 20, leadTimeDays: 20)),
        ]
        let table = PolicyTable(default: Policy(reviewPeriodDays: 9, leadTimeDays: 10), rules: rules, network: network)
        func leadTime(_ site: Int, _ product: Int) -> Int { table.policy(site: site, product: product).leadTimeDays }
        #expect(leadTime(1, 0) == 60)
        #expect(leadTime(1, 1) == 50)
        #expect(leadTime(2, 0) == 40)
        #expect(leadTime(2, 1) == 30)
        #expect(leadTime(0, 1) == 20)
        #expect(leadTime(0, 2) == 10)
        // A field that the narrower rules leave open comes from the widest that gives it.
        #expect(table.policy(site: 1, product: 0).reviewPeriodDays == 20)
        #expect(table.policy(site: 1, product: 2).reviewPeriodDays == 9)
    }

    @Test func ofOneScopeTheLaterRuleWins() {
        let rules = [PolicyRule(.sku("1"), PolicyChange(leadTimeDays: 1)), PolicyRule(.sku("1"), PolicyChange(leadTimeDays: 2))]
        #expect(PolicyTable(rules: rules, network: network).policy(site: 0, product: 0).leadTimeDays == 2)
    }

    @Test func rulesForNobodyAreShown() {
        let rules = [PolicyRule(.site("Z"), PolicyChange()), PolicyRule(.sku("1"), PolicyChange())]
        #expect(PolicyTable(rules: rules, network: network).unmatched == [rules[0]])
    }
}
