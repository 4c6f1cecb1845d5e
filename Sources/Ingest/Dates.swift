import DelimitedText
import SupplyNetwork

/// Dates as people and their programs write them.
///
/// Year first, always: `2026-03-02`, `2026/3/2`, `2026.3.2`, `2026年3月2日`, `20260302`, any of them with a time behind, which is
/// left out; and Excel's serial days (1900 system, ECMA-376 part 1, 18.17.4.1: day 25,569 is 1970-01-01). `3/2/2026` is not
/// read, because half the world means another day by it.
public enum CivilDate {
    /// Serial days that are taken for dates: 1990-01-01 … 2099-12-31.
    static let serials = 32_874...73_050

    /// The fast path, `2026-03-02` or `2026/03/02`; `Int32.min` where it is anything else.
    @inline(__always) static func number(plain base: UnsafePointer<UInt8>, _ range: FieldRange) -> Int32 {
        guard range.count == 10 else { return .min }
        let p = base + Int(range.start)
        guard p[4] == p[7], p[4] == 0x2d || p[4] == 0x2f else { return .min }
        var worst: UInt8 = 0
        @inline(__always) func digit(_ i: Int) -> Int {
            let digit = p[i] &- 0x30
            worst = worst | (digit > 9 ? 1 : 0)
            return Int(digit)
        }
        let year = digit(0) &* 1000 &+ digit(1) &* 100 &+ digit(2) &* 10 &+ digit(3)
        let month = digit(5) &* 10 &+ digit(6)
        let day = digit(8) &* 10 &+ digit(9)
        guard worst == 0, let date = Day(year: year, month: month, day: day) else { return .min }
        return date.number
    }

    /// A date in any accepted spelling.
    /// - Parameter text: folded by `FieldText.folded`.
    public static func parsed(_ text: String) -> Day? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, (0x30...0x39).contains(first) else { return nil }
        var numbers: [Int] = []
        var position = 0
        func number() -> (value: Int, digits: Int) {
            var value = 0
            let start = position
            while position < bytes.count, (0x30...0x39).contains(bytes[position]), position - start < 9 {
                value = value * 10 + Int(bytes[position] - 0x30)
                position += 1
            }
            return (value, position - start)
        }
        let head = number()
        if head.digits == 8, isEndOfDate(bytes, position) {
            return Day(year: head.value / 10_000, month: head.value / 100 % 100, day: head.value % 100)
        }
        if head.digits == 5, serials.contains(head.value), position == bytes.count || isFraction(bytes[position...]) {
            return Day(number: Int32(head.value - 25_569))
        }
        guard head.digits == 4 else { return nil }
        numbers.append(head.value)
        let separators: [[UInt8]] = [Array("-".utf8), Array("/".utf8), Array(".".utf8), Array("年".utf8)]
        guard let separator = separators.first(where: { bytes[position...].starts(with: $0) }) else { return nil }
        position += separator.count
        let isChinese = separator.count > 1
        let month = number()
        guard (1...2).contains(month.digits) else { return nil }
        let second = isChinese ? Array("月".utf8) : separator
        guard bytes[position...].starts(with: second) else { return nil }
        position += second.count
        let day = number()
        guard (1...2).contains(day.digits) else { return nil }
        if isChinese, bytes[position...].starts(with: Array("日".utf8)) { position += 3 }
        guard isEndOfDate(bytes, position) || isChinese else { return nil }
        return Day(year: head.value, month: month.value, day: day.value)
    }

    /// Whether the date ends here, at the end or before a time.
    private static func isEndOfDate(_ bytes: [UInt8], _ position: Int) -> Bool {
        guard position < bytes.count else { return true }
        return (bytes[position] == 0x20 || bytes[position] | 0x20 == 0x74) && position + 1 < bytes.count
            && (0x30...0x39).contains(bytes[position + 1])
    }

    private static func isFraction(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.first == 0x2e && bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}
