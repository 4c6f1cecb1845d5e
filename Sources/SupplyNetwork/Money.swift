/// An exact amount of the workspace's currency, in whole ten-thousandths.
///
/// Sums of `Money` do not depend on the order of adding. Products with a rate are made by `times(_:)`, rounded once.
public struct Money: Hashable, Comparable, AdditiveArithmetic, Sendable {
    /// Ten-thousandths of the currency's unit.
    public var tenThousandths: Int64

    @inlinable public init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// The nearest ten-thousandth, half away from zero.
    /// - Precondition: `amount` is finite and below 9 × 10¹⁴ in size.
    public init(_ amount: Double) {
        precondition(amount.isFinite && abs(amount) < 9e14, "an amount of money of \(amount)")
        tenThousandths = Int64((amount * 10_000).rounded(.toNearestOrAwayFromZero))
    }

    @inlinable public static var zero: Money { Money(tenThousandths: 0) }
    @inlinable public static func + (a: Money, b: Money) -> Money { Money(tenThousandths: a.tenThousandths + b.tenThousandths) }
    @inlinable public static func - (a: Money, b: Money) -> Money { Money(tenThousandths: a.tenThousandths - b.tenThousandths) }
    @inlinable public static func < (a: Money, b: Money) -> Bool { a.tenThousandths < b.tenThousandths }
    @inlinable public static prefix func - (a: Money) -> Money { Money(tenThousandths: -a.tenThousandths) }

    /// For arithmetic that need not be exact.
    @inlinable public var amount: Double { Double(tenThousandths) / 10_000 }

    /// The nearest cent, half away from zero.
    public var roundedToCents: Money {
        let rest = tenThousandths % 100
        let whole = tenThousandths - rest
        return Money(tenThousandths: rest >= 50 ? whole + 100 : rest <= -50 ? whole - 100 : whole)
    }

    /// The product with a rate, rounded once to the nearest cent, half away from zero. The rate counts to a millionth.
    public func times(_ rate: Double) -> Money {
        let millionths = Int64((rate * 1_000_000).rounded(.toNearestOrAwayFromZero))
        let (high, low) = tenThousandths.multipliedFullWidth(by: millionths)
        // Ten-thousandths × millionths → cents: divide by 10⁸.
        let divisor: Int64 = 100_000_000
        let negative = high < 0
        var magnitude: (high: UInt64, low: UInt64) = (UInt64(bitPattern: high), low)
        if negative {
            magnitude.low = ~magnitude.low &+ 1
            magnitude.high = ~magnitude.high &+ (magnitude.low == 0 ? 1 : 0)
        }
        precondition(magnitude.high < UInt64(divisor), "\(amount) × \(rate) is too large an amount of money")
        let (whole, rest) = UInt64(divisor).dividingFullWidth(magnitude)
        let value = Int64(whole + (rest >= UInt64(divisor) / 2 ? 1 : 0)) * 100
        return Money(tenThousandths: negative ? -value : value)
    }

    /// Shares that sum to this amount exactly: each in proportion to its weight, to the cent, the largest remainders rounded up
    /// (Hamilton's method). All zero where no weight is positive.
    public func shared(over weights: [Double]) -> [Money] {
        let total = weights.reduce(0) { $0 + max($1, 0) }
        guard total > 0 else { return weights.map { _ in .zero } }
        let cents = (tenThousandths / 100)
        let exact = weights.map { Double(cents) * max($0, 0) / total }
        var shares = exact.map { Int64($0.rounded(.towardZero)) }
        var left = cents - shares.reduce(0, +)
        let order = exact.indices.sorted {
            (abs(exact[$1] - exact[$1].rounded(.towardZero)), $0) < (abs(exact[$0] - exact[$0].rounded(.towardZero)), $1)
        }
        let step: Int64 = left < 0 ? -1 : 1
        for index in order where left != 0 && weights[index] > 0 {
            shares[index] += step
            left -= step
        }
        var result = shares.map { Money(tenThousandths: $0 * 100) }
        // What is finer than a cent, or left by rounding of the weights, belongs to the heaviest.
        if let heaviest = weights.indices.max(by: { (weights[$0], $1) < (weights[$1], $0) }) {
            result[heaviest] += self - result.reduce(.zero, +)
        }
        return result
    }
}
