/// One CSV file under way: RFC 4180, UTF-8, `,` and LF, and no cell that a spreadsheet would take for a formula.
struct CSVText {
    private(set) var bytes: [UInt8] = []
    private var isRowStart = true

    init(columns: [String]) {
        for column in columns { text(column) }
        endRow()
    }

    mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        isRowStart = true
    }

    private mutating func separate() {
        if !isRowStart { bytes.append(UInt8(ascii: ",")) }
        isRowStart = false
    }

    mutating func text(_ value: String) {
        separate()
        let utf8 = value.utf8
        let isFormula: Bool
        switch utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 13: isFormula = true
        default: isFormula = false
        }
        guard utf8.contains(where: { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }) else {
            if isFormula { bytes.append(UInt8(ascii: "'")) }
            bytes.append(contentsOf: utf8)
            return
        }
        bytes.append(34)
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in utf8 {
            if byte == 34 { bytes.append(34) }
            bytes.append(byte)
        }
        bytes.append(34)
    }

    /// At most four decimals, no exponent, no grouping; empty where unknown.
    mutating func number(_ value: Double?) {
        separate()
        if let value { PlainNumber.append(value, to: &bytes) }
    }
}

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
