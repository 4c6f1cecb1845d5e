import SupplyNetwork

/// `alerts.json`: an array of objects, keys in the contract's order, one alert a line group, sites and SKUs by their codes.
enum AlertFile {
    static func bytes(_ record: RunRecord) -> [UInt8] {
        let objects = record.alerts.map { alert in
            let fields: [(String, String)] = [
                ("id", JSONText.string(alert.id)),
                ("rule", JSONText.string(alert.rule.rawValue)),
                ("severity", JSONText.string(alert.severity.rawValue)),
                ("state", JSONText.string(alert.state.rawValue)),
                ("site", JSONText.string(record.network.sites[alert.site].code)),
                ("sku", JSONText.string(record.network.products[alert.product].sku)),
                ("since", JSONText.string(alert.since.iso8601)),
                ("risk", JSONText.number(alert.risk)),
                ("summary", JSONText.string(alert.summary)),
                ("evidence", JSONText.string(alert.evidence)),
                ("recommended_action", JSONText.string(alert.recommendedAction)),
                ("inhibited_by", alert.inhibitedBy.map(JSONText.string) ?? "null"),
                ("silenced_by", alert.silencedBy.map(String.init) ?? "null"),
                ("acknowledged_by", alert.acknowledgedBy.map(JSONText.string) ?? "null"),
            ]
            return "  {\n" + fields.map { "    \(JSONText.string($0.0)): \($0.1)" }.joined(separator: ",\n") + "\n  }"
        }
        let text = objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
        return Array(text.utf8)
    }
}

/// JSON scalars (RFC 8259).
enum JSONText {
    static func number(_ value: Double) -> String { value.isFinite ? PlainNumber.text(value) : "null" }

    static func string(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text + "\""
    }
}
