/// Builds the bytes of a CSV file (RFC 4180, comma, LF) cell by cell.
///
/// Text is quoted where it has to be, and never becomes a formula: a cell that begins with `=`, `+`, `-`, `@`, a tab or a
/// carriage return gets an apostrophe in front (OWASP, "CSV Injection"). Numbers are written as numbers, without an exponent.
public struct CSVWriter: Sendable {
    /// The file so far.
    public private(set) var bytes: [UInt8] = []
    private var atRowStart = true

    public init() {}

    /// Begins a file with a header row.
    public init(header: [String]) {
        for name in header { cell(name) }
        endRow()
    }

    public mutating func reserveCapacity(_ count: Int) { bytes.reserveCapacity(count) }

    /// Hands the bytes over and begins again with none, so that a long file can be written in pieces.
    public mutating func drained() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    public mutating func endRow() {
        bytes.append(0x0a)
        atRowStart = true
    }

    /// An empty cell.
    public mutating func empty() { separate() }

    /// A cell of text; nil is an empty cell.
    public mutating func cell(_ text: String?) {
        separate()
        guard var text else { return }
        text.withUTF8 { appendText($0, alwaysQuoted: false) }
    }

    /// A cell of text that is quoted even where it need not be.
    public mutating func quotedCell(utf8 text: UnsafeBufferPointer<UInt8>) {
        separate()
        appendText(text, alwaysQuoted: true)
    }

    public mutating func cell(_ value: Int?) {
        separate()
        guard let value else { return }
        if value < 0 { bytes.append(0x2d) }
        appendDigits(value.magnitude, width: 1)
    }

    /// A cell with as many digits as tell the number from its neighbours; nil, infinite and not-a-number are empty cells.
    public mutating func cell(_ value: Double?) {
        separate()
        guard let value, value.isFinite else { return }
        if value == value.rounded(.towardZero), abs(value) < 9.007_199_254_740_992e15 {
            if value < 0 { bytes.append(0x2d) }
            appendDigits(UInt(abs(value)), width: 1)
            return
        }
        appendPlain(value.description)
    }

    /// A cell rounded, half away from zero, to so many decimals, with trailing zeros left out unless `padded`.
    public mutating func cell(_ value: Double?, decimals: Int, padded: Bool = false) {
        precondition((0...9).contains(decimals), "\(decimals) decimals")
        guard let value, value.isFinite else {
            separate()
            return
        }
        var power: UInt = 1
        for _ in 0..<decimals { power *= 10 }
        let scaled = (abs(value) * Double(power)).rounded(.toNearestOrAwayFromZero)
        guard scaled < 9.007_199_254_740_992e15 else {
            cell(value.rounded())
            return
        }
        separate()
        let digits = UInt(scaled)
        if value < 0, digits > 0 { bytes.append(0x2d) }
        appendDigits(digits / power, width: 1)
        var fraction = digits % power
        var width = decimals
        if !padded {
            while width > 0, fraction % 10 == 0 {
                fraction /= 10
                width -= 1
            }
        }
        guard width > 0 else { return }
        bytes.append(0x2e)
        appendDigits(fraction, width: width)
    }

    private mutating func separate() {
        if !atRowStart { bytes.append(0x2c) }
        atRowStart = false
    }

    private mutating func appendText(_ text: UnsafeBufferPointer<UInt8>, alwaysQuoted: Bool) {
        guard let first = text.first else {
            if alwaysQuoted { bytes.append(contentsOf: [0x22, 0x22]) }
            return
        }
        let isFormula = first == 0x3d || first == 0x2b || first == 0x2d || first == 0x40 || first == 0x09 || first == 0x0d
        let quoted =
            alwaysQuoted || first == 0x20 || text[text.count - 1] == 0x20
            || text.contains { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
        if quoted { bytes.append(0x22) }
        if isFormula { bytes.append(0x27) }
        if quoted {
            for byte in text {
                if byte == 0x22 { bytes.append(0x22) }
                bytes.append(byte)
            }
            bytes.append(0x22)
        } else {
            bytes.append(contentsOf: text)
        }
    }

    private mutating func appendDigits(_ value: UInt, width: Int) {
        var value = value
        let start = bytes.count
        repeat {
            bytes.append(0x30 + UInt8(value % 10))
            value /= 10
        } while value > 0
        while bytes.count - start < width { bytes.append(0x30) }
        bytes[start...].reverse()
    }

    /// Appends the shortest decimal form, written out where it has an exponent.
    private mutating func appendPlain(_ description: String) {
        guard let split = description.firstIndex(where: { $0 == "e" || $0 == "E" }),
            let exponent = Int(description[description.index(after: split)...])
        else {
            bytes.append(contentsOf: description.utf8)
            return
        }
        var mantissa = description[..<split]
        if mantissa.hasPrefix("-") {
            bytes.append(0x2d)
            mantissa = mantissa.dropFirst()
        }
        let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 && parts[1] != "0" ? parts[1] : ""
        let digits = Array((parts[0] + fraction).utf8)
        let point = parts[0].utf8.count + exponent
        if point <= 0 {
            bytes.append(contentsOf: [0x30, 0x2e])
            bytes.append(contentsOf: repeatElement(0x30, count: -point))
            bytes.append(contentsOf: digits)
        } else {
            bytes.append(contentsOf: digits.prefix(point))
            bytes.append(contentsOf: repeatElement(0x30, count: max(0, point - digits.count)))
            if point < digits.count {
                bytes.append(0x2e)
                bytes.append(contentsOf: digits[point...])
            }
        }
    }
}
