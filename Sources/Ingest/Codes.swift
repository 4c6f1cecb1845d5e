import DelimitedText
import SupplyNetwork

/// The codes that a column may hold, found by their bytes as the file writes them, or by their text where they are written
/// a little differently. Each thread has its own, for the text it has already looked up.
struct Codes {
    /// How a code was found.
    enum Match: Equatable {
        case exact(Int32)
        /// By overlooking case, full-width characters, spaces, hyphens or underscores.
        case folded(Int32)
        case unknown
    }

    let table: KeyTable
    private let folded: [String: Int32]
    private let spellings: [String]
    private var seen: [String: (match: Match, closest: String?)] = [:]
    private static let seenLimit = 20_000

    init(_ codes: [(text: String, value: Int32)], encoding: TextEncoding) {
        table = KeyTable(
            codes.map { code in
                (encoding == .gb18030 ? GB18030.encoded(code.text) ?? Array(code.text.utf8) : Array(code.text.utf8), code.value)
            })
        var folded: [String: Int32] = [:]
        for (text, value) in codes {
            let key = FieldText.key(text)
            // Two codes that differ only in what is overlooked are never confused: neither is found this way.
            if let other = folded[key], other != value { folded[key] = -1 } else { folded[key] = value }
        }
        self.folded = folded
        spellings = codes.map(\.text)
    }

    /// - Parameter text: decoded and folded.
    mutating func match(_ text: String) -> Match { lookUp(text).match }

    /// The known code that looks most like it.
    mutating func closest(_ text: String) -> String? { lookUp(text).closest }

    private mutating func lookUp(_ text: String) -> (match: Match, closest: String?) {
        if let known = seen[text] { return known }
        var result: (match: Match, closest: String?) = (.unknown, nil)
        if let exact = exactIndex(text) {
            result.match = .exact(exact)
        } else if let value = folded[FieldText.key(text)], value >= 0 {
            result.match = .folded(value)
        } else if seen.count < Codes.seenLimit {
            result.closest = FieldText.closest(to: text, among: spellings)
        }
        if seen.count < Codes.seenLimit { seen[text] = result }
        return result
    }

    private func exactIndex(_ text: String) -> Int32? {
        var bytes = Array(text.utf8)
        let count = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Chunk.padding))
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let value = table.value(base, FieldRange(start: 0, end: count))
            return value >= 0 ? value : nil
        }
    }
}
