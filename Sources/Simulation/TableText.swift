import SupplyNetwork

/// The bytes of one CSV file (RFC 4180, comma, LF), cell by cell. Everything written here is made up by this module, so that
/// no cell can be a formula.
struct TableText {
    private(set) var bytes: [UInt8] = []
    private var atRowStart = true

    init(_ header: [String]) {
        for name in header { cell(name) }
        endRow()
    }

    mutating func endRow() {
        bytes.append(0x0a)
        atRowStart = true
    }

    /// Hands over what is there, so that a long file can be written in pieces.
    mutating func drained() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    mutating func cell(_ text: String?) {
        separate()
        guard let text else { return }
        let quoted = text.utf8.contains { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
        if quoted { bytes.append(0x22) }
        for byte in text.utf8 {
            if byte == 0x22 { bytes.append(byte) }
            bytes.append(byte)
        }
        if quoted { bytes.append(0x22) }
    }

    mutating func cell(_ value: Int?) {
        separate()
        guard let value else { return }
        if value < 0 { bytes.append(0x2d) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(0x30 + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// At most two decimals, which is all that money and shares need here.
    mutating func cell(_ value: Double?) {
        guard let value else { return cell(String?.none) }
        let cents = Int((value * 100).rounded())
        guard cents % 100 != 0 else { return cell(cents / 100) }
        let (whole, rest) = (cents.magnitude / 100, cents.magnitude % 100)
        let decimals = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
        cell("\(cents < 0 ? "-" : "")\(whole).\(decimals)")
    }

    mutating func cell(_ day: Day?) { cell(day?.iso8601) }

    private mutating func separate() {
        if !atRowStart { bytes.append(0x2c) }
        atRowStart = false
    }
}
