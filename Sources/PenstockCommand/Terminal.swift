import Foundation

/// The shape of what `--json` prints. Members are only ever added within a version.
enum JSONSchema {
    static let version = 1
}

/// What goes to the terminal, and what a terminal can show.
enum Terminal {
    static func error(_ message: String) {
        let text = message.contains("error:") ? message : "penstock: error: \(message)"
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    static func note(_ message: String) { FileHandle.standardError.write(Data((message + "\n").utf8)) }

    /// `text` in bold where standard output is a terminal that wants colours.
    static func bold(_ text: String) -> String {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    static func json(_ value: some Encodable) throws { print(try jsonText(value)) }

    static func jsonText(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Columns a terminal gives to `text`: East Asian wide characters take two, combining marks none, control characters are
    /// not shown.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: sum
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
                0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                sum + 2
            default: sum + 1
            }
        }
    }

    /// Without anything that could steer a terminal: names from data are printed too.
    static func safe(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }))
    }

    /// Rows under a header, in columns as wide as they need to be; numbers to the right.
    static func table(_ header: [String], _ rows: [[String]], rightAligned: Set<Int> = [], maximumWidth: Int = 34) -> String {
        func cut(_ text: String) -> String {
            var text = safe(text)
            guard width(text) > maximumWidth else { return text }
            while width(text) > maximumWidth - 1 { text.removeLast() }
            return text + "…"
        }
        let cells = ([header] + rows).map { $0.map(cut) }
        let widths = header.indices.map { column in cells.map { width($0[column]) }.max() ?? 0 }
        return cells.enumerated().map { index, row in
            let line = row.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - width(text))
                return rightAligned.contains(column) ? padding + text : text + padding
            }.joined(separator: "  ")
            let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
            return "  " + (index == 0 ? bold(trimmed) : trimmed)
        }.joined(separator: "\n")
    }
}
