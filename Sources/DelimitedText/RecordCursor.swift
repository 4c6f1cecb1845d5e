/// Where a field's text lies in its chunk, without its quotes.
@frozen public struct FieldRange: Sendable, Hashable {
    public var start: Int32
    public var end: Int32
    @inlinable public init(start: Int, end: Int) {
        self.start = Int32(truncatingIfNeeded: start)
        self.end = Int32(truncatingIfNeeded: end)
    }
    @inlinable public var count: Int { Int(end) - Int(start) }
    @inlinable public var isEmpty: Bool { start == end }
}

/// Walks the records of a chunk and the fields of each record. Fields are ranges of bytes; nothing is copied.
///
/// The bytes behind the chunk (`Chunk.padding` of them) may be read, never used. `fields` is memory of the caller's, reused
/// for each record; fields beyond `capacity` are counted and not stored.
@frozen public struct RecordCursor {
    public let base: UnsafePointer<UInt8>
    public let count: Int
    public let fields: UnsafeMutablePointer<FieldRange>
    public let capacity: Int
    @usableFromInline let dialect: Dialect
    @usableFromInline let hasQuotes: Bool
    @usableFromInline let delimiters: UInt64
    @usableFromInline let terminators: UInt64

    /// Next byte to look at.
    public var position = 0
    /// Lines before the next record, counted from the chunk's first.
    public var nextLine = 0
    /// Line on which the record begins, counted from 0 at the chunk's first.
    public var line = 0
    /// Start of the record.
    public var start = 0
    /// End of the record, without its line end.
    public var end = 0
    public var fieldCount = 0
    /// Bit `i` is set where field `i` (below 64) holds doubled quotes.
    public var doubled: UInt64 = 0
    /// Index of the first field whose quote is never closed, or -1.
    public var unclosedField = -1

    @inlinable public init(_ chunk: Chunk, dialect: Dialect, fields: UnsafeMutablePointer<FieldRange>, capacity: Int) {
        self.init(
            base: UnsafePointer(chunk.base), count: chunk.count, hasQuotes: chunk.hasQuotes, dialect: dialect, fields: fields,
            capacity: capacity)
    }

    @inlinable public init(
        base: UnsafePointer<UInt8>, count: Int, hasQuotes: Bool, dialect: Dialect, fields: UnsafeMutablePointer<FieldRange>, capacity: Int
    ) {
        self.base = base
        self.count = count
        self.hasQuotes = hasQuotes
        self.dialect = dialect
        self.fields = fields
        self.capacity = capacity
        delimiters = UInt64(dialect.delimiter) &* 0x0101_0101_0101_0101
        terminators = UInt64(dialect.terminator) &* 0x0101_0101_0101_0101
    }

    /// Goes to the next record that is not a blank line; false behind the last.
    @inlinable @inline(__always) public mutating func next() -> Bool {
        while position < count {
            let byte = base[position]
            if byte == dialect.terminator {
                position += 1
            } else if byte == 0x0d, position + 1 < count, base[position + 1] == dialect.terminator {
                position += 2
            } else {
                break
            }
            nextLine += 1
        }
        guard position < count else { return false }
        line = nextLine
        start = position
        if hasQuotes { splitQuoted() } else { splitPlain() }
        return true
    }

    /// Bytes of `word` that equal those of `pattern`, as their top bits. Exact for every byte: no borrow crosses bytes.
    @inlinable @inline(__always) static func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
        let x = word ^ pattern
        let low = (x & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7f7f_7f7f_7f7f_7f7f
        return ~(low | x | 0x7f7f_7f7f_7f7f_7f7f)
    }

    @inlinable @inline(__always) mutating func splitPlain() {
        let base = self.base
        let count = self.count
        let fields = self.fields
        let capacity = self.capacity
        var from = position
        var p = position
        var n = 0
        while true {
            let word = UInt64(littleEndian: UnsafeRawPointer(base + p).loadUnaligned(as: UInt64.self))
            let ends = RecordCursor.matches(word, terminators)
            var hits = RecordCursor.matches(word, delimiters) | ends
            while hits != 0 {
                let at = p &+ hits.trailingZeroBitCount &>> 3
                let bit = hits & (0 &- hits)
                if n < capacity { fields[n] = FieldRange(start: from, end: at) }
                n &+= 1
                if ends & bit != 0 {
                    position = at &+ 1
                    nextLine &+= 1
                    finish(n, at)
                    return
                }
                from = at &+ 1
                hits &= hits &- 1
            }
            p &+= 8
            if p >= count {
                // The last record of a file without a final line end. The padding is zero and matches nothing.
                if n < capacity { fields[n] = FieldRange(start: from, end: count) }
                position = count
                nextLine &+= 1
                finish(n &+ 1, count)
                return
            }
        }
    }

    @inlinable @inline(__always) mutating func finish(_ n: Int, _ at: Int) {
        fieldCount = n
        end = at
        doubled = 0
        unclosedField = -1
        if at > start, base[at &- 1] == 0x0d {
            end = at &- 1
            if n <= capacity, Int(fields[n &- 1].end) > Int(fields[n &- 1].start) {
                fields[n &- 1].end = Int32(truncatingIfNeeded: at &- 1)
            }
        }
    }

    @inlinable mutating func splitQuoted() {
        var n = 0
        var from = position
        var p = position
        var doubled: UInt64 = 0
        unclosedField = -1
        while true {
            if p < count, base[p] == 0x22, p == from {
                switch Quoting.close(of: p, in: base, end: count, isFinal: true, dialect: dialect) {
                case .at(let closing):
                    if n < capacity { fields[n] = FieldRange(start: p + 1, end: closing) }
                    var q = p + 1
                    while q < closing {
                        if base[q] == 0x22 {
                            if n < 64 { doubled |= 1 << UInt64(n) }
                            q += 1
                        } else if base[q] == dialect.terminator {
                            nextLine += 1
                        }
                        q += 1
                    }
                    p = closing + 1
                    while p < count, base[p] != dialect.delimiter, base[p] != dialect.terminator { p += 1 }
                    n += 1
                    if p < count, base[p] == dialect.delimiter {
                        p += 1
                        from = p
                        if p < count { continue }
                        // A delimiter that ends the file is followed by one empty field.
                        if n < capacity { fields[n] = FieldRange(start: p, end: p) }
                        n += 1
                    }
                    return finishQuoted(n, p, doubled)
                default:
                    if unclosedField < 0 { unclosedField = n }
                }
            }
            while p < count, base[p] != dialect.delimiter, base[p] != dialect.terminator { p += 1 }
            if n < capacity {
                let end = p > from && base[p - 1] == 0x0d && (p == count || base[p] == dialect.terminator) ? p - 1 : p
                fields[n] = FieldRange(start: from, end: end)
            }
            n += 1
            guard p < count, base[p] == dialect.delimiter else { return finishQuoted(n, p, doubled) }
            p += 1
            from = p
        }
    }

    @inlinable mutating func finishQuoted(_ n: Int, _ at: Int, _ doubled: UInt64) {
        fieldCount = n
        self.doubled = doubled
        nextLine += 1
        end = at > start && base[at - 1] == 0x0d ? at - 1 : at
        position = min(at + 1, count)
    }

    /// The bytes of a field, doubled quotes undone.
    public func text(_ index: Int) -> [UInt8] {
        guard index < min(fieldCount, capacity) else { return [] }
        let range = fields[index]
        let bytes = UnsafeBufferPointer(start: base + Int(range.start), count: range.count)
        guard index < 64 ? doubled & (1 << UInt64(index)) != 0 : hasQuotes else { return Array(bytes) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var i = 0
        while i < bytes.count {
            text.append(bytes[i])
            i += bytes[i] == 0x22 && i + 1 < bytes.count && bytes[i + 1] == 0x22 ? 2 : 1
        }
        return text
    }
}
