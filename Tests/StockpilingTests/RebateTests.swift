import SupplyNetwork
import Testing

@testable import Stockpiling

@Suite struct RebateTests {
    private let network = Network(
        sites: [Site(code: "h", tier: 0), Site(code: "s", tier: 2, supplier: 0)], products: [Product(sku: "a", unitPrice: 100)])
    private let incentives = StockpilingIncentives(
        rebateWindow: .month, rebates: [2: [.init(from: 1000, rate: 0.02), .init(from: 2000, rate: 0.03)]])

    private func day(_ year: Int, _ month: Int, _ day: Int) throws -> Day { try #require(Day(year: year, month: month, day: day)) }

    /// 60.6 at 3 % is 2,020 spent in the month before; at 2 % it would be 3,030, which earns the higher rate.
    @Test func aRebateTellsWhatWasSpent() throws {
        let payouts = [
            Payout(day: try day(2026, 1, 5), payee: 1, kind: .rebate, amount: 60.6),
            Payout(day: try day(2026, 2, 5), payee: 1, kind: .rebate, amount: 20),
            Payout(day: try day(2026, 3, 5), payee: 1, kind: .referral, amount: 500),
        ]
        let spending = RebateSpending(payouts: payouts, network: network, incentives: incentives)
        #expect(abs(try #require(spending.spent(site: 1, month: 2025 * 12 + 11)) - 2020) < 1e-9)
        #expect(spending.spent(site: 1, month: 2026 * 12) == 1000)
        #expect(spending.spent(site: 1, month: 2026 * 12 + 1) == nil && spending.spent(site: 0, month: 2026 * 12) == nil)
        #expect(spending.tells(tier: 2) && !spending.tells(tier: 0))
    }

    @Test func quartersArePaidForAfterwards() throws {
        var quarterly = incentives
        quarterly.rebateWindow = .quarter
        let payout = Payout(day: try day(2026, 1, 5), payee: 1, kind: .rebate, amount: 20)
        let spending = RebateSpending(payouts: [payout], network: network, incentives: quarterly)
        #expect(spending.spent(site: 1, month: 2025 * 12 + 9) == 1000)
    }

    @Test func aTierPaysItsShareOfTheListPrice() throws {
        let product = Product(sku: "b", unitPrice: 50)
        let change = PriceChange(product: 0, effectiveOn: try day(2026, 1, 1), unitPrice: 60, tier: 2)
        let prices = TierPrices(priceChanges: [change], network: network)
        #expect(prices.price(network.products[0], index: 0, tier: 2, on: try day(2026, 2, 1)) == 60)
        #expect(prices.price(product, index: 1, tier: 2, on: try day(2026, 2, 1)) == 30)
        #expect(prices.price(product, index: 1, tier: 1, on: try day(2026, 2, 1)) == 50)
    }
}
