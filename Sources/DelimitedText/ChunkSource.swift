import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A run of whole records, owned by whoever works on it and handed back to be filled again.
///
/// Unchecked: a chunk is filled under its source's lock and then belongs to one thread at a time.
public final class Chunk: @unchecked Sendable {
    /// Zero bytes behind the records, so that words may be read across the end.
    public static let padding = 64
    public private(set) var base: UnsafeMutablePointer<UInt8>
    public private(set) var capacity: Int
    public internal(set) var count = 0
    /// Place in the file's order, from 0.
    public internal(set) var index = 0
    public internal(set) var hasQuotes = false
    /// Bytes of the stream up to the end of this chunk.
    public internal(set) var endOffset = 0

    public init() {
        capacity = 0
        base = .allocate(capacity: Chunk.padding)
    }

    deinit { base.deallocate() }

    func reserve(_ needed: Int, keeping used: Int) {
        guard needed > capacity else { return }
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: needed + Chunk.padding)
        grown.update(from: base, count: used)
        base.deallocate()
        base = grown
        capacity = needed
    }

    func seal() { (base + count).update(repeating: 0, count: Chunk.padding) }
}

/// Cuts a delimited file into chunks that begin and end with a record, and tells how the file is written.
///
/// Where it cuts depends on the bytes alone. `next(into:)` may be called from any thread; it reads, looks for quotes and
/// finds the last line end, and leaves the parsing to the caller.
public final class ChunkSource: Sendable {
    public let encoding: TextEncoding
    public let dialect: Dialect
    /// The fields of the header, in the file's encoding, UTF-16 turned into UTF-8; empty where the file has no record at all.
    public let header: [[UInt8]]
    /// 1-based line of the first record behind the header.
    public let firstLine: Int
    private let chunkSize: Int
    private let state: Mutex<State>

    /// The longest record that is looked for: a file without a line end in so many bytes is cut where it stands.
    static let longestRecord = 16 << 20
    static let headSize = 1 << 20

    private struct State {
        var stream: any ByteStream
        var pending: [UInt8]
        var ended = false
        var next = 0
        var offset = 0
        var failure: ByteStreamError?
    }

    /// - Parameters:
    ///   - delimiter: nil detects it on the header line: the most frequent of comma, semicolon and tab outside quotes.
    ///   - chunkSize: bytes aimed at; results never depend on it.
    public init(_ stream: sending any ByteStream, delimiter: UInt8? = nil, chunkSize: Int = 4 << 20) throws {
        let peeked = try PeekedStream(stream, peeking: ChunkSource.headSize)
        let isWhole = peeked.head.count < ChunkSource.headSize
        let (encoding, markLength) = TextEncoding.detected(in: peeked.head, isWhole: isWhole)
        var text: any ByteStream = peeked
        if markLength > 0 {
            var mark = [UInt8](repeating: 0, count: markLength)
            _ = try mark.withUnsafeMutableBytes { try peeked.read(into: $0) }
        }
        if encoding == .utf16LittleEndian || encoding == .utf16BigEndian {
            text = UTF16Stream(peeked, bigEndian: encoding == .utf16BigEndian)
        }
        self.encoding = encoding
        self.chunkSize = max(1, chunkSize)

        // Everything that is known before the first record: line ends, delimiter, header.
        let lookahead = try PeekedStream(text, peeking: ChunkSource.headSize)
        var head = lookahead.head
        let count = head.count
        head.append(contentsOf: repeatElement(0, count: Chunk.padding))
        let layout = head.withUnsafeBufferPointer { buffer -> (dialect: Dialect, header: [[UInt8]], end: Int, line: Int) in
            guard let base = buffer.baseAddress else { return (Dialect(), [], 0, 1) }
            return ChunkSource.layout(of: base, count: count, delimiter: delimiter)
        }
        dialect = layout.dialect
        header = layout.header
        firstLine = layout.line
        state = Mutex(State(stream: text, pending: Array(head[layout.end..<count]), offset: layout.end + markLength))
    }

    /// Fills `chunk` with the next records; false behind the last.
    public func next(into chunk: Chunk) throws -> Bool {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            var target = chunkSize
            var filled = 0
            chunk.reserve(target, keeping: 0)
            while true {
                do {
                    filled = try ChunkSource.fill(chunk, from: filled, to: target, state: &state)
                } catch let error as ByteStreamError {
                    state.failure = error
                    throw error
                }
                guard filled > 0 else { return false }
                let isFinal = filled < target
                let (end, hasQuotes) = Quoting.lastRecordEnd(in: chunk.base, count: filled, isFinal: isFinal, dialect: dialect)
                guard let end = end ?? (filled >= ChunkSource.longestRecord ? filled : nil) else {
                    target *= 2
                    chunk.reserve(target, keeping: filled)
                    continue
                }
                if end < filled {
                    state.pending.insert(contentsOf: UnsafeBufferPointer(start: chunk.base + end, count: filled - end), at: 0)
                }
                chunk.count = end
                chunk.hasQuotes = hasQuotes
                chunk.index = state.next
                chunk.seal()
                state.next += 1
                state.offset += end
                chunk.endOffset = state.offset
                return true
            }
        }
    }

    private static func fill(_ chunk: Chunk, from: Int, to target: Int, state: inout State) throws -> Int {
        var filled = from
        if !state.pending.isEmpty {
            let count = min(state.pending.count, target - filled)
            state.pending.withUnsafeBufferPointer { pending in
                guard let source = pending.baseAddress else { return }
                (chunk.base + filled).update(from: source, count: count)
            }
            state.pending.removeFirst(count)
            filled += count
        }
        while filled < target, !state.ended {
            let count = try state.stream.read(into: UnsafeMutableRawBufferPointer(start: chunk.base + filled, count: target - filled))
            if count == 0 { state.ended = true }
            filled += count
        }
        return filled
    }

    private static func layout(
        of base: UnsafePointer<UInt8>, count: Int, delimiter chosen: UInt8?
    ) -> (dialect: Dialect, header: [[UInt8]], end: Int, line: Int) {
        var dialect = Dialect()
        if count > 0, memchr(base, 0x0a, count) == nil, memchr(base, 0x0d, count) != nil { dialect.terminator = 0x0d }
        var position = 0
        var line = 1
        func skipBlankLines() {
            while position < count {
                if base[position] == dialect.terminator {
                    position += 1
                } else if base[position] == 0x0d, position + 1 < count, base[position + 1] == dialect.terminator {
                    position += 2
                } else {
                    return
                }
                line += 1
            }
        }
        skipBlankLines()
        var chosen = chosen
        // Excel's own first line `sep=;`.
        if count - position >= 6, [0x73, 0x53].contains(base[position]), base[position + 1] | 0x20 == 0x65,
            base[position + 2] | 0x20 == 0x70, base[position + 3] == 0x3d, [0x2c, 0x3b, 0x09].contains(base[position + 4]),
            [0x0a, 0x0d].contains(base[position + 5])
        {
            chosen = chosen ?? base[position + 4]
            position += base[position + 5] == dialect.terminator ? 6 : 7
            line += 1
            skipBlankLines()
        }
        guard position < count else { return (dialect, [], min(position, count), line) }
        dialect.delimiter = chosen ?? detectedDelimiter(base + position, count: count - position, terminator: dialect.terminator)
        let end = position + Quoting.firstRecordEnd(in: base + position, count: count - position, dialect: dialect)

        let capacity = 4096
        let fields = UnsafeMutablePointer<FieldRange>.allocate(capacity: capacity)
        defer { fields.deallocate() }
        var cursor = RecordCursor(
            base: base + position, count: end - position, hasQuotes: true, dialect: dialect, fields: fields, capacity: capacity)
        guard cursor.next() else { return (dialect, [], end, line) }
        let header = (0..<min(cursor.fieldCount, capacity)).map { cursor.text($0) }
        return (dialect, header, end, line + cursor.nextLine)
    }

    private static func detectedDelimiter(_ base: UnsafePointer<UInt8>, count: Int, terminator: UInt8) -> UInt8 {
        var counts = (comma: 0, semicolon: 0, tab: 0)
        var quoted = false
        for position in 0..<count {
            switch base[position] {
            case 0x22: quoted.toggle()
            case terminator where !quoted:
                return delimiter(counts)
            case 0x2c where !quoted: counts.comma += 1
            case 0x3b where !quoted: counts.semicolon += 1
            case 0x09 where !quoted: counts.tab += 1
            default: break
            }
        }
        return delimiter(counts)
    }

    private static func delimiter(_ counts: (comma: Int, semicolon: Int, tab: Int)) -> UInt8 {
        if counts.comma >= counts.semicolon, counts.comma >= counts.tab { return 0x2c }
        return counts.semicolon >= counts.tab ? 0x3b : 0x09
    }
}
