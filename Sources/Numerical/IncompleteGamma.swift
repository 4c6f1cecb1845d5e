import Foundation

/// The regularized incomplete gamma functions P(a, x) = γ(a, x) / Γ(a) and Q = 1 − P.
///
/// DLMF 8.11.4 (series) below x = a + 1, and the continued fraction 8.9.2 evaluated by Lentz's method above it; from
/// a = 10⁵ on the Wilson–Hilferty cube root (1931), whose error there is below 1e-6.
public enum IncompleteGamma {
    /// P(a, x), the distribution function at x of a gamma variable of shape a and scale 1.
    /// - Precondition: a > 0.
    public static func lower(_ a: Double, _ x: Double) -> Double {
        precondition(a > 0, "a gamma shape of \(a)")
        if x <= 0 { return 0 }
        if !x.isFinite { return 1 }
        if a > wilsonHilfertyShape { return Normal.cumulative(3 * a.squareRoot() * (cbrt(x / a) - 1 + 1 / (9 * a))) }
        return x < a + 1 ? series(a, x) : 1 - fraction(a, x)
    }

    /// Q(a, x) = 1 − P(a, x), with relative accuracy in the upper tail.
    public static func upper(_ a: Double, _ x: Double) -> Double {
        precondition(a > 0, "a gamma shape of \(a)")
        if x <= 0 { return 1 }
        if !x.isFinite { return 0 }
        if a > wilsonHilfertyShape { return Normal.cumulative(-3 * a.squareRoot() * (cbrt(x / a) - 1 + 1 / (9 * a))) }
        return x < a + 1 ? 1 - series(a, x) : fraction(a, x)
    }

    static let wilsonHilfertyShape = 1e5

    private static func weight(_ a: Double, _ x: Double) -> Double { exp(a * log(x) - x - logGamma(a)) }

    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        var n = a
        while abs(term) > abs(sum) * 1e-16 {
            n += 1
            term *= x / n
            sum += term
        }
        return sum * weight(a, x)
    }

    private static func fraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / (b == 0 ? tiny : b)
        var h = d
        var i = 1.0
        while i < 1e6 {
            let an = -i * (i - a)
            b += 2
            d = an * d + b
            if abs(d) < tiny { d = tiny }
            c = b + an / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            let delta = d * c
            h *= delta
            if abs(delta - 1) < 1e-16 { break }
            i += 1
        }
        return h * weight(a, x)
    }
}

/// ln |Γ(x)|. The C library's `lgamma` writes a global sign; the reentrant form does not.
public func logGamma(_ x: Double) -> Double {
    #if os(Linux)
        var sign: Int32 = 0
        return lgamma_r(x, &sign)
    #else
        return lgamma(x)
    #endif
}
