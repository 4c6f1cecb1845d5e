import Foundation
import SupplyNetwork

/// Numbers and dates as the reader's language writes them.
extension Wording {
    /// A quantity: whole where it is (nearly) whole or large, else one decimal; thousands separated.
    public func quantity(_ value: Double) -> String {
        let rounded = value.rounded()
        if abs(value) >= 100 || abs(value - rounded) < 0.05 { return Wording.grouped(rounded, decimals: 0) }
        return Wording.grouped(value, decimals: 1)
    }

    /// Weeks of cover: from two years on how much longer no longer matters, and a divisor near zero makes it meaningless.
    public func cover(_ weeks: Double) -> String { weeks > 104 ? ">104" : quantity(weeks) }

    /// Money: whole, thousands separated; in 万 and 亿 from ten thousand on for Chinese readers.
    public func money(_ value: Double) -> String {
        let size = abs(value)
        switch language {
        case .chinese where size >= 99_995_000: return Wording.grouped(value / 1e8, decimals: 2) + " 亿"
        case .chinese where size >= 9_999.5: return Wording.grouped(value / 1e4, decimals: 1) + " 万"
        default: return Wording.grouped(value, decimals: 0)
        }
    }

    /// A share of one as a percentage: `93%`, `0.4%`. What is little is not nothing, and what is nearly all is not all:
    /// `<0.1%`, `>99.9%`.
    public func percentage(_ share: Double) -> String {
        let percent = share * 100
        if percent != 0, abs(percent) < 0.05 { return (percent < 0 ? "-" : "") + "<0.1%" }
        if percent >= 99.95, percent < 100 { return ">99.9%" }
        let hasDecimal = abs(percent) < 10 || (abs(percent) > 99 && abs(percent) < 100)
        let decimals = hasDecimal && abs(percent - percent.rounded()) >= 0.05 ? 1 : 0
        return Wording.grouped(percent, decimals: decimals) + "%"
    }

    /// An estimated probability in whole percent. An estimate is never certain: `>99%` and `<1%` at the ends.
    public func probability(_ probability: Double) -> String {
        guard probability.isFinite else { return "–" }
        if probability > 0.99 { return ">99%" }
        if probability < 0.01 { return "<1%" }
        return Wording.grouped(probability * 100, decimals: 0) + "%"
    }

    /// A date in the order the language writes it.
    public func date(_ day: Day) -> String {
        let (year, month, dayOfMonth) = day.civil
        return said(zh: "\(year)年\(month)月\(dayOfMonth)日", en: day.iso8601)
    }

    /// Fixed decimals, halves away from zero, with `,` between thousands; never `-0`.
    public static func grouped(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        // Beyond 2⁵³ a double holds no decimals, and no integer is exact.
        guard scaled < 9e15 else { return String(format: "%.\(decimals)f", value) }
        let whole = Array(String(Int64(scaled) / Int64(scale)).utf8)
        var digits = ""
        for (index, digit) in whole.enumerated() {
            if index > 0 && (whole.count - index) % 3 == 0 { digits.append(",") }
            digits.unicodeScalars.append(UnicodeScalar(digit))
        }
        if decimals > 0 {
            let fraction = String(Int64(scaled) % Int64(scale))
            digits += "." + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
        }
        let isZero = scaled == 0
        return value < 0 && !isZero ? "-" + digits : digits
    }
}
