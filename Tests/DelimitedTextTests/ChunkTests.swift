import DelimitedText
import Numerical
import Testing

/// A chunk may end anywhere: what is read never depends on it.
struct ChunkTests {
    @Test func everyBorderOfAFileWithEverything() throws {
        let text = "\u{feff}a,b,c\r\n1,\"x\r\n,\"\"y\"\"\",3\r\n\r\n\"open,2\n4,5,\"6\" \n\"\",\"\n\n\",\n\"bad\"x,1,2\n7,8,9"
        let whole = try Reading(text)
        #expect(whole.records.count == 6)
        for size in 1...text.utf8.count + 2 { #expect(try Reading(text, chunkSize: size) == whole, "chunks of \(size)") }
    }

    /// Random fields, written by the rules, come back as they were.
    @Test(arguments: 0..<40)
    func writtenFilesReadBack(_ seed: Int) throws {
        var random = Xoshiro256(seed: UInt64(seed) + 1)
        let alphabet: [UInt8] = Array("ab1 \",;\n\r\t'=".utf8) + [0xe4, 0xb8, 0xad]
        let delimiter: UInt8 = [0x2c, 0x3b, 0x09][seed % 3]
        let lineEnd: [UInt8] = seed % 2 == 0 ? [0x0a] : [0x0d, 0x0a]
        let width = 1 + random.next(5)
        var expected: [[[UInt8]]] = []
        var bytes = Array((0..<width).map { "c\($0)" }.joined(separator: String(UnicodeScalar(delimiter))).utf8) + lineEnd
        for _ in 0..<60 {
            var record: [[UInt8]] = []
            for _ in 0..<width { record.append((0..<random.next(7)).map { _ in alphabet[random.next(alphabet.count)] }) }
            if width == 1, record[0].allSatisfy({ $0 == 0x0d }) { record[0] = [0x78] }
            // A row that begins with a doubled quote only would be told apart by nothing else.
            for (index, field) in record.enumerated() {
                if index > 0 { bytes.append(delimiter) }
                if field.contains(where: { [0x22, 0x0a, 0x0d, delimiter].contains($0) }) || random.next(4) == 0 {
                    bytes.append(0x22)
                    for byte in field { bytes.append(contentsOf: byte == 0x22 ? [0x22, 0x22] : [byte]) }
                    bytes.append(0x22)
                } else {
                    bytes.append(contentsOf: field)
                }
            }
            bytes.append(contentsOf: lineEnd)
            expected.append(record)
        }
        for size in [1, 7, 64, 1000, 1 << 20] {
            let reading = try Reading(bytes, chunkSize: size, delimiter: delimiter)
            #expect(reading.records.map(\.fields) == expected, "chunks of \(size), seed \(seed)")
        }
    }

    /// Bytes without any rules: every chunk size sees the same records, and a reader that knows nothing of chunks, words or
    /// speed sees them, too.
    @Test(arguments: 0..<60)
    func garbageReadsTheSame(_ seed: Int) throws {
        var random = Xoshiro256(seed: UInt64(seed) + 1000)
        let alphabet: [UInt8] = Array("a,\"\n\r \"\n,".utf8)
        let bytes = Array("h,i\n".utf8) + (0..<400).map { _ in alphabet[random.next(alphabet.count)] }
        let expected = NaiveReader.records(Array(bytes.dropFirst(4)))
        for size in [1, 3, 16, 100, 1 << 20] {
            let reading = try Reading(bytes, chunkSize: size)
            #expect(reading.records.map(\.fields) == expected.map(\.fields), "chunks of \(size), seed \(seed)")
            #expect(reading.lines == expected.map { $0.line + 2 }, "chunks of \(size), seed \(seed)")
        }
    }
}

/// The rules of `Quoting`, one byte at a time, for comma and LF.
enum NaiveReader {
    static func records(_ bytes: [UInt8]) -> [(line: Int, fields: [[UInt8]])] {
        var records: [(line: Int, fields: [[UInt8]])] = []
        var position = 0
        var line = 0
        while position < bytes.count {
            let start = line
            var fields: [[UInt8]] = []
            var isBlank = true
            record: while true {
                var field: [UInt8] = []
                if position < bytes.count, bytes[position] == 0x22, let (text, end) = quoted(bytes, position) {
                    field = text
                    line += bytes[position..<end].count { $0 == 0x0a }
                    position = end
                    isBlank = false
                    while position < bytes.count, bytes[position] != 0x2c, bytes[position] != 0x0a { position += 1 }
                } else {
                    while position < bytes.count, bytes[position] != 0x2c, bytes[position] != 0x0a {
                        field.append(bytes[position])
                        position += 1
                    }
                    let endsLine = position == bytes.count || bytes[position] == 0x0a
                    // A blank line may hold the CR of its CRLF; at the end of the file there is no LF and it is a field.
                    if !field.isEmpty, !(field == [0x0d] && fields.isEmpty && position < bytes.count && endsLine) { isBlank = false }
                    if endsLine, field.last == 0x0d { field.removeLast() }
                }
                fields.append(field)
                guard position < bytes.count, bytes[position] == 0x2c else { break record }
                isBlank = false
                position += 1
            }
            position += 1
            line += 1
            if !isBlank { records.append((start, fields)) }
        }
        return records
    }

    /// The text of a quoted field and the position behind its closing quote, or nil where it is not closed properly.
    private static func quoted(_ bytes: [UInt8], _ open: Int) -> (text: [UInt8], end: Int)? {
        var text: [UInt8] = []
        var position = open + 1
        while position < bytes.count {
            guard bytes[position] == 0x22 else {
                text.append(bytes[position])
                position += 1
                continue
            }
            if position + 1 < bytes.count, bytes[position + 1] == 0x22 {
                text.append(0x22)
                position += 2
                continue
            }
            let follower = bytes[(position + 1)...].first { $0 != 0x20 }
            return follower == nil || [0x2c, 0x0a, 0x0d].contains(follower) ? (text, position + 1) : nil
        }
        return nil
    }
}

extension Xoshiro256 {
    /// A whole number below `bound`.
    mutating func next(_ bound: Int) -> Int { Int(next() >> 11) % bound }
}
