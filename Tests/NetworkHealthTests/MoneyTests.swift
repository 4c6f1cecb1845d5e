import Numerical
import SupplyNetwork
import Testing

@Suite struct MoneyTests {
    @Test func ratesAreRoundedOnceToTheCent() {
        #expect(Money(100).times(0.05) == Money(5))
        #expect(Money(0.1).times(0.05) == Money(0.01))
        #expect(Money(0.3).times(0.05) == Money(0.02))
        #expect(Money(-0.3).times(0.05) == Money(-0.02))
        #expect(Money(12_345_678_901.23).times(0.123457) == Money(1_524_160_480.11))
    }

    /// Shares sum to the amount, and none is further than a cent from its exact part.
    @Test func sharesAddUp() {
        var random = Xoshiro256(seed: 7)
        for _ in 0..<500 {
            let amount = Money(tenThousandths: Int64.random(in: -90_000_000...90_000_000, using: &random) * 100)
            let weights = (0..<Int.random(in: 1...9, using: &random)).map { _ in Double.random(in: 0...5, using: &random) }
            let shares = amount.shared(over: weights)
            #expect(shares.reduce(.zero, +) == amount)
            let total = weights.reduce(0, +)
            for (share, weight) in zip(shares, weights) { #expect(abs(share.amount - amount.amount * weight / total) <= 0.0101) }
        }
    }
}
