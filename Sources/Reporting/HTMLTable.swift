import Wording

/// A table that reads without a script and sorts and filters with one.
struct HTMLTable {
    struct Cell {
        var html: String
        /// What to sort by; the text where nil.
        var key: Double?

        static func text(_ text: String) -> Cell { Cell(html: Markup.escaped(text)) }
        /// A short text that opens to the sentences behind it.
        static func opening(_ text: String, to sentences: String) -> Cell {
            Cell(html: "<details><summary>\(Markup.escaped(text))</summary>\(Markup.escaped(sentences))</details>")
        }
        static func number(_ value: Double?, _ shown: (Double) -> String) -> Cell {
            guard let value, value.isFinite else { return Cell(html: "–", key: -1) }
            return Cell(html: Markup.escaped(shown(value)), key: value)
        }
        /// A name with its code beneath.
        static func named(_ name: String?, code: String) -> Cell {
            guard let name, name != code else { return .text(code) }
            return Cell(html: "\(Markup.escaped(name))<br><small>\(Markup.escaped(code))</small>")
        }
    }

    /// How a column takes room; the raw value is its class in the style sheet.
    enum Kind: String {
        /// Names of sites and products: wrap late.
        case name = "i"
        /// Dates and single words: never wrap.
        case short = "k"
        case number = "n"
        /// Sentences: take the room that is left.
        case wide = "w"
    }

    struct Column {
        var title: String
        var kind = Kind.name
        /// Left out where every value is zero, not only where none is known.
        var isForExceptions = false
    }

    var columns: [Column]
    var rows: [[Cell]] = []
    var caption: String
    /// Filter and sort are for tables worth it.
    var isInteractive = true

    /// Columns that say something: one without a single value is room lost.
    private var shown: [Int] {
        columns.indices.filter { column in
            guard columns[column].kind == .number, !rows.isEmpty else { return true }
            return rows.contains { row in
                let html = row[column].html
                return html != "–" && !(columns[column].isForExceptions && (html == "0" || html == "0%"))
            }
        }
    }

    var html: String {
        let shown = self.shown
        let head = shown.map { columns[$0] }.map { column in
            "<th scope=\"col\" class=\"\(column.kind.rawValue)\">\(Markup.escaped(column.title))</th>"
        }
        let body = rows.map { row in
            let cells = shown.map { index in
                let (cell, column) = (row[index], columns[index])
                let key = cell.key.map { " data-v=\"\(PlainNumber.text($0))\"" } ?? ""
                // On a telephone a row is a card, and each figure carries its column's name.
                let isLabelled = (column.kind == .number || column.kind == .short) && !cell.html.hasPrefix(Markup.escaped(column.title))
                let label = isLabelled ? " data-l=\"\(Markup.escaped(column.title))\"" : ""
                return "<td class=\"\(column.kind.rawValue)\"\(key)\(label)>\(cell.html)</td>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        return """
            <div class="scroll" tabindex="0"><table\(isInteractive && rows.count > 3 ? " data-sort" : "")><caption class="sr">\(Markup.escaped(caption))</caption>\
            <thead><tr>\(head.joined())</tr></thead><tbody>
            \(body.joined(separator: "\n"))
            </tbody></table></div>
            """
    }
}
