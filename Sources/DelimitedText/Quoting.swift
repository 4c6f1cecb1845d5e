#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How records are told apart: the bytes that end a field and a record.
public struct Dialect: Sendable, Hashable {
    /// Comma, semicolon or tab.
    public var delimiter: UInt8
    /// LF (a CR before it is not part of the record), or CR in a file that knows no LF.
    public var terminator: UInt8

    public init(delimiter: UInt8 = 0x2c, terminator: UInt8 = 0x0a) {
        self.delimiter = delimiter
        self.terminator = terminator
    }
}

/// The one rule for quotes, on which the splitter of chunks and the parser of records must agree.
///
/// A quote opens only at the start of a field. It is closed by a quote that is followed by a delimiter, a line end or the
/// end of the file (spaces between are forgiven); a doubled quote is one quote of the text. An opening quote that is not
/// closed so within `limit` bytes is a character like any other, and the record ends where its line ends: a stray quote
/// costs one row, never the rest of the file.
@frozen public enum Quoting {
    /// Longest quoted field, bytes.
    public static let limit = 64 << 10

    @frozen public enum Close: Equatable {
        case at(Int)
        case never
        /// Only more bytes can tell.
        case undecided
    }

    /// Where the field whose opening quote stands at `open` is closed.
    /// - Parameters:
    ///   - end: how many bytes there are at `base`.
    ///   - isFinal: whether the file ends there (or a chunk that the splitter has cut at a record's end).
    @usableFromInline static func close(
        of open: Int, in base: UnsafePointer<UInt8>, end: Int, isFinal: Bool, dialect: Dialect
    ) -> Close {
        let bound = min(end, open + 1 + limit)
        var position = open + 1
        while position < bound {
            guard let found = memchr(base + position, 0x22, bound - position) else { break }
            let at = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            var next = at + 1
            if next < end, base[next] == 0x22 {
                position = next + 1
                continue
            }
            while next < end, base[next] == 0x20 { next += 1 }
            if next >= end { return isFinal ? .at(at) : .undecided }
            let follower = base[next]
            return follower == dialect.delimiter || follower == dialect.terminator || follower == 0x0d ? .at(at) : .never
        }
        return bound < end || isFinal || bound == open + 1 + limit ? .never : .undecided
    }

    /// The end of the last whole record of a buffer that begins with a record, or nil where it holds none.
    ///
    /// - Parameter isFinal: whether the file ends with the buffer.
    /// - Returns: the position after the record's line end, and whether any quote was seen.
    static func lastRecordEnd(
        in base: UnsafePointer<UInt8>, count: Int, isFinal: Bool, dialect: Dialect
    ) -> (end: Int?, hasQuotes: Bool) {
        let hasQuotes = count > 0 && memchr(base, 0x22, count) != nil
        if isFinal { return (count, hasQuotes) }
        guard hasQuotes else {
            var last = count
            while last > 0, base[last - 1] != dialect.terminator { last -= 1 }
            return (last > 0 ? last : nil, false)
        }
        var end: Int?
        var position = 0
        var isFieldStart = true
        while position < count {
            let byte = base[position]
            if byte == 0x22, isFieldStart {
                switch close(of: position, in: base, end: count, isFinal: false, dialect: dialect) {
                case .at(let closing): position = closing + 1
                case .never: position += 1
                case .undecided: return (end, true)
                }
                isFieldStart = false
                continue
            }
            position += 1
            isFieldStart = byte == dialect.delimiter
            if byte == dialect.terminator {
                isFieldStart = true
                end = position
            }
        }
        return (end, true)
    }

    /// The end of the first record, after its line end; `count` where only the file's end ends it.
    static func firstRecordEnd(in base: UnsafePointer<UInt8>, count: Int, dialect: Dialect) -> Int {
        var position = 0
        var isFieldStart = true
        while position < count {
            let byte = base[position]
            if byte == 0x22, isFieldStart,
                case .at(let closing) = close(of: position, in: base, end: count, isFinal: true, dialect: dialect)
            {
                position = closing + 1
                isFieldStart = false
                continue
            }
            position += 1
            isFieldStart = byte == dialect.delimiter
            if byte == dialect.terminator { return position }
        }
        return count
    }
}
