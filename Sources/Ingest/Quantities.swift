import DelimitedText

/// Numbers as people and their programs write them.
///
/// Sums are kept in whole ten-thousandths, so that adding them up in any order gives the same result. A number with more
/// than four decimals is rounded to four.
public enum Quantity {
    /// Ten-thousandths in one unit.
    public static let scale: Int64 = 10_000
    /// The largest amount a row may hold; 9 × 10⁵ rows of it still add up without overflow.
    public static let largest = 1e9

    /// The fast path: an optional minus, digits, at most one point and four decimals; `Int64.min` where it is anything else.
    @inline(__always) static func scaled(plain base: UnsafePointer<UInt8>, _ range: FieldRange) -> Int64 {
        var p = Int(range.start)
        let end = Int(range.end)
        guard p < end, end - p <= 13 else { return .min }
        let negative = base[p] == 0x2d
        if negative { p &+= 1 }
        var value: Int64 = 0
        let digitsStart = p
        while p < end {
            let digit = base[p] &- 0x30
            guard digit < 10 else { break }
            value = value &* 10 &+ Int64(digit)
            p &+= 1
        }
        guard p > digitsStart else { return .min }
        var decimals = 0
        if p < end {
            guard base[p] == 0x2e else { return .min }
            p &+= 1
            while p < end {
                let digit = base[p] &- 0x30
                guard digit < 10, decimals < 4 else { return .min }
                value = value &* 10 &+ Int64(digit)
                decimals &+= 1
                p &+= 1
            }
        }
        switch decimals {
        case 0: value = value &* 10_000
        case 1: value = value &* 1_000
        case 2: value = value &* 100
        case 3: value = value &* 10
        default: break
        }
        return negative ? 0 &- value : value
    }

    /// A number in any accepted spelling: `1,234.5`, `1.5e3`, `+7`, `(3)` for −3, full-width digits, a currency sign, a percent
    /// sign (a hundredth); with `decimalComma`, `1.234,5`.
    /// - Parameter text: folded by `FieldText.folded`.
    public static func parsed(_ text: String, decimalComma: Bool = false) -> Double? {
        var bytes = Array(text.utf8)
        var negative = false
        var hundredths = false
        if bytes.count > 2, bytes.first == 0x28, bytes.last == 0x29 {
            negative = true
            bytes = Array(bytes[1..<bytes.count - 1])
        }
        if bytes.last == 0x25 {
            hundredths = true
            bytes.removeLast()
        }
        var sign = 0
        func takeSign() {
            guard sign == 0, let first = bytes.first, first == 0x2d || first == 0x2b else { return }
            sign = first == 0x2d ? -1 : 1
            bytes.removeFirst()
        }
        takeSign()
        for currency in ["¥", "￥", "$", "€", "£", "元", "CNY", "RMB"] {
            let symbol = Array(currency.utf8)
            if bytes.starts(with: symbol) { bytes.removeFirst(symbol.count) }
            if bytes.count > symbol.count, bytes.suffix(symbol.count).elementsEqual(symbol) { bytes.removeLast(symbol.count) }
        }
        while bytes.first == 0x20 { bytes.removeFirst() }
        while bytes.last == 0x20 { bytes.removeLast() }
        takeSign()
        if decimalComma {
            guard let plain = separated(bytes, thousands: 0x2e, point: 0x2c) else { return nil }
            bytes = plain
        } else {
            guard let plain = separated(bytes, thousands: 0x2c, point: 0x2e) else { return nil }
            bytes = plain
        }
        guard let first = bytes.first, first == 0x2e || (0x30...0x39).contains(first) else { return nil }
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) || [0x2e, 0x65, 0x45, 0x2b, 0x2d].contains($0) }) else { return nil }
        guard var value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else { return nil }
        if hundredths { value /= 100 }
        return negative != (sign < 0) ? -value : value
    }

    /// The number without its thousands separators, or nil where they do not stand between groups of three digits (or four,
    /// as 万 are grouped).
    private static func separated(_ bytes: [UInt8], thousands: UInt8, point: UInt8) -> [UInt8]? {
        let whole = bytes.prefix { $0 != point && $0 | 0x20 != 0x65 }
        var result: [UInt8] = []
        let groups = whole.split(separator: thousands, omittingEmptySubsequences: false)
        if groups.count > 1 {
            guard let first = groups.first, (1...4).contains(first.count) else { return nil }
            let size = groups[1].count
            guard size == 3 || size == 4, groups.dropFirst().allSatisfy({ $0.count == size }), first.count <= size else { return nil }
        }
        for group in groups { result.append(contentsOf: group) }
        for byte in bytes[whole.count...] {
            if byte == thousands { return nil }
            result.append(byte == point ? 0x2e : byte)
        }
        return result
    }

    /// In ten-thousandths, rounded half to even; nil where it is too large to be a quantity.
    static func scaled(_ value: Double) -> Int64? {
        guard value.isFinite, abs(value) <= largest else { return nil }
        return Int64((value * Double(scale)).rounded(.toNearestOrEven))
    }

    static func unscaled(_ value: Int64) -> Double { Double(value) / Double(scale) }
}
