/// Numbers as the files write them: at most four decimals, halves away from zero, no exponent; nothing where not finite.
enum PlainNumber {
    static let decimals = 4

    static func append(_ value: Double, to bytes: inout [UInt8]) {
        guard value.isFinite else { return }
        // Beyond 2⁵³ units of the last decimal a double holds no fraction worth writing.
        guard abs(value) < 9e11 else {
            bytes.append(contentsOf: whole(value).utf8)
            return
        }
        var scaled = Int64((value * 10_000).rounded())
        if scaled == 0 {
            bytes.append(UInt8(ascii: "0"))
            return
        }
        if scaled < 0 {
            bytes.append(UInt8(ascii: "-"))
            scaled = -scaled
        }
        bytes.append(contentsOf: String(scaled / 10_000).utf8)
        var fraction = scaled % 10_000
        guard fraction != 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var unit: Int64 = 1_000
        while fraction != 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(fraction / unit))
            fraction %= unit
            unit /= 10
        }
    }

    static func text(_ value: Double) -> String {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func whole(_ value: Double) -> String {
        if abs(value) < 9e18 { return String(Int64(value)) }
        var digits: [UInt8] = []
        var rest = abs(value)
        while rest >= 1 {
            digits.append(UInt8(ascii: "0") + UInt8(rest.truncatingRemainder(dividingBy: 10)))
            rest = (rest / 10).rounded(.down)
        }
        return (value < 0 ? "-" : "") + String(decoding: digits.reversed(), as: UTF8.self)
    }
}
