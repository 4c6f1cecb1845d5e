import DelimitedText

/// The text of fields, on the slow path: decoded, trimmed and folded.
package enum FieldText {
    /// The characters these bytes write, or nil where they write none.
    ///
    /// Bytes that are not valid in UTF-8 are tried as GB18030, whatever the file's beginning looked like: exports are joined by
    /// hand.
    static func decoded(_ bytes: [UInt8], encoding: TextEncoding) -> String? {
        bytes.withUnsafeBufferPointer { buffer in
            if encoding != .gb18030, TextEncoding.utf8ValidPrefix(buffer) == buffer.count { return String(decoding: buffer, as: UTF8.self) }
            return GB18030.decoded(buffer)
        }
    }

    /// Full-width letters, digits and signs become ASCII, every kind of space becomes a plain one, spaces at the ends go.
    static func folded(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xff01...0xff5e: scalars.append(Unicode.Scalar(UInt8(scalar.value - 0xff01 + 0x21)))
            case 0x3000, 0xa0, 0x09, 0x0a, 0x0d, 0x2002...0x200a: scalars.append(" ")
            case 0xfeff, 0x200b: break
            case 0x2212: scalars.append("-")
            default: scalars.append(scalar)
            }
        }
        while scalars.last == " " { scalars.removeLast() }
        if scalars.first == " " { scalars = String.UnicodeScalarView(scalars.drop { $0 == " " }) }
        return String(scalars)
    }

    /// Whether folded text says that there is no value.
    static func isMissing(_ text: String) -> Bool {
        switch text.utf8.count {
        case 0: true
        case 1...4: missing.contains(text.uppercased())
        default: false
        }
    }

    private static let missing: Set<String> = ["-", "--", "—", "–", "N/A", "NA", "#N/A", "NULL", "NIL", "NONE", "NAN", "无", "/", "\\N"]

    /// How headers and codes are compared: folded, lower case, without spaces, underscores and hyphens.
    static func key(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in folded(text).lowercased().unicodeScalars where scalar != " " && scalar != "_" && scalar != "-" {
            scalars.append(scalar)
        }
        return String(scalars)
    }

    /// Text made fit to quote in one line of a message.
    static func excerpt(_ text: String, limit: Int = 40) -> String {
        var excerpt = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit { return excerpt + "…" }
            excerpt.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar)
            count += 1
        }
        return excerpt
    }

    /// The candidate that differs least, if it differs by at most a third of its characters (Damerau–Levenshtein, restricted
    /// edit distance: Boytsov 2011, "Indexing methods for approximate dictionary searching", doi:10.1145/1963190.1963191).
    package static func closest(to text: String, among candidates: some Collection<String>) -> String? {
        let target = Array(key(text).unicodeScalars)
        guard !target.isEmpty, target.count <= 64 else { return nil }
        var best: (distance: Int, text: String)?
        for candidate in candidates {
            let other = Array(key(candidate).unicodeScalars)
            guard !other.isEmpty, other.count <= 64 else { continue }
            let longest = max(target.count, other.count)
            let bound = min((longest + 2) / 3, (best?.distance ?? .max) - 1)
            guard abs(target.count - other.count) <= bound else { continue }
            let distance = editDistance(target, other)
            if distance <= bound, distance < longest { best = (distance, candidate) }
        }
        return best?.text
    }

    private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [Int](repeating: i, count: b.count + 1)
            for j in 1...b.count {
                var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
                row[j] = best
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
