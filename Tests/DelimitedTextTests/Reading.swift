import DelimitedText

/// What a file says, record by record, for comparing readers.
struct Reading: Equatable {
    struct Record: Equatable {
        var line: Int
        var fields: [[UInt8]]
        var isUnclosed: Bool
    }

    var header: [[UInt8]] = []
    var records: [Record] = []
    var encoding = TextEncoding.utf8
    var dialect = Dialect()

    init(_ bytes: [UInt8], chunkSize: Int = 4 << 20, delimiter: UInt8? = nil) throws {
        try self.init(stream: MemoryStream(bytes), chunkSize: chunkSize, delimiter: delimiter)
    }

    init(_ text: String, chunkSize: Int = 4 << 20, delimiter: UInt8? = nil) throws {
        try self.init(Array(text.utf8), chunkSize: chunkSize, delimiter: delimiter)
    }

    init(stream: sending any ByteStream, chunkSize: Int = 4 << 20, delimiter: UInt8? = nil) throws {
        let source = try ChunkSource(stream, delimiter: delimiter, chunkSize: chunkSize)
        header = source.header
        encoding = source.encoding
        dialect = source.dialect
        let capacity = 64
        let fields = UnsafeMutablePointer<FieldRange>.allocate(capacity: capacity)
        defer { fields.deallocate() }
        var line = source.firstLine
        let chunk = Chunk()
        while try source.next(into: chunk) {
            var cursor = RecordCursor(chunk, dialect: source.dialect, fields: fields, capacity: capacity)
            while cursor.next() {
                records.append(
                    Record(
                        line: line + cursor.line, fields: (0..<min(cursor.fieldCount, capacity)).map { cursor.text($0) },
                        isUnclosed: cursor.unclosedField >= 0))
            }
            line += cursor.nextLine
        }
    }

    /// The fields as text, for comparing with what a test expects.
    var texts: [[String]] { records.map { $0.fields.map { String(decoding: $0, as: UTF8.self) } } }
    var headerTexts: [String] { header.map { String(decoding: $0, as: UTF8.self) } }
    var lines: [Int] { records.map(\.line) }
}
