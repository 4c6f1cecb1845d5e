import CZlib

/// The files of a ZIP archive (PKWARE APPNOTE 6.3): stored or deflated, as spreadsheets are. Neither encrypted nor split archives, nor
/// those beyond 4 GiB.
struct ZipArchive {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What one file may unpack to: more is no plan but an attempt to fill the memory.
    static let largestFile = 512 << 20

    private struct Entry {
        var method: Int
        var packed: Int
        var size: Int
        var header: Int
    }

    private let bytes: [UInt8]
    private var entries: [String: Entry] = [:]

    /// Reads the directory at the archive's end.
    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        let endLength = 22
        guard bytes.count >= endLength else { throw Failure(description: "is too short to be a workbook") }
        let first = max(0, bytes.count - endLength - 65_535)
        guard let end = (first...bytes.count - endLength).last(where: { ZipArchive.word(bytes, $0) == 0x0605_4B50 }) else {
            throw Failure(description: "is no workbook (.xlsx): it has no ZIP directory")
        }
        var place = ZipArchive.word(bytes, end + 16)
        for _ in 0..<ZipArchive.half(bytes, end + 10) {
            guard place >= 0, place + 46 <= bytes.count, ZipArchive.word(bytes, place) == 0x0201_4B50 else {
                throw Failure(description: "has a damaged ZIP directory")
            }
            let (name, extra, comment) = (
                ZipArchive.half(bytes, place + 28), ZipArchive.half(bytes, place + 30), ZipArchive.half(bytes, place + 32)
            )
            guard place + 46 + name <= bytes.count else { throw Failure(description: "has a damaged ZIP directory") }
            let isEncrypted = ZipArchive.half(bytes, place + 8) & 1 != 0
            guard !isEncrypted else { throw Failure(description: "is encrypted; save it without a password") }
            let title = String(decoding: bytes[place + 46..<place + 46 + name], as: UTF8.self)
            entries[title] = Entry(
                method: ZipArchive.half(bytes, place + 10), packed: ZipArchive.word(bytes, place + 20),
                size: ZipArchive.word(bytes, place + 24), header: ZipArchive.word(bytes, place + 42))
            place += 46 + name + extra + comment
        }
    }

    private static func half(_ bytes: [UInt8], _ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }
    private static func word(_ bytes: [UInt8], _ place: Int) -> Int { half(bytes, place) | half(bytes, place + 2) << 16 }

    /// The unpacked bytes of a file; nil where there is none of that name.
    func contents(of name: String) throws -> [UInt8]? {
        guard let entry = entries[name] else { return nil }
        guard entry.header + 30 <= bytes.count, ZipArchive.word(bytes, entry.header) == 0x0403_4B50 else {
            throw Failure(description: "is damaged at \(name)")
        }
        let start = entry.header + 30 + ZipArchive.half(bytes, entry.header + 26) + ZipArchive.half(bytes, entry.header + 28)
        guard start + entry.packed <= bytes.count, entry.size <= ZipArchive.largestFile else {
            throw Failure(description: "is damaged or too large at \(name)")
        }
        switch entry.method {
        case 0: return Array(bytes[start..<start + entry.packed])
        case 8: return try inflated(start, entry, name)
        default: throw Failure(description: "is packed in a way that cannot be read (method \(entry.method)); save it again as .xlsx")
        }
    }

    private func inflated(_ start: Int, _ entry: Entry, _ name: String) throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: entry.size)
        var stream = z_stream()
        // Negative window bits: a raw deflate stream, without zlib's header.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Failure(description: "cannot be unpacked: zlib does not start")
        }
        defer { inflateEnd(&stream) }
        let status = bytes.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target -> Int32 in
                guard let from = source.baseAddress, let into = target.baseAddress else { return Z_STREAM_END }
                stream.next_in = UnsafeMutablePointer(mutating: from + start)
                stream.avail_in = UInt32(entry.packed)
                stream.next_out = into
                stream.avail_out = UInt32(entry.size)
                return inflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END, Int(stream.total_out) == entry.size else { throw Failure(description: "is damaged at \(name)") }
        return output
    }
}
