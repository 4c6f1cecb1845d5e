import Foundation

@testable import DelimitedText
@testable import Ingest

/// The reader under libFuzzer: whatever the bytes, it must neither crash nor read out of bounds, and what it reads must not
/// depend on where chunks end or how many threads there are. The first byte chooses what the rest is.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReader(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    guard let data, size > 0 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: data + 1, count: size - 1))
    switch data[0] & 7 {
    case 0, 1, 2: FuzzedText.check(bytes)
    case 3: FuzzedText.checkGzip(bytes)
    case 4, 5: FuzzedWorkspace.shared.check(bytes, as: "sales.csv")
    case 6: FuzzedWorkspace.shared.check(bytes, as: "stock.csv")
    default: FuzzedWorkspace.shared.check(bytes, as: data[0] & 8 == 0 ? "sites.csv" : "products.csv")
    }
    return 0
}

enum FuzzedText {
    static func check(_ bytes: [UInt8]) {
        let whole = records(MemoryStream(bytes), chunkSize: 1 << 16)
        for size in [1, 13, 256] {
            precondition(records(MemoryStream(bytes), chunkSize: size) == whole, "chunks of \(size) read otherwise")
        }
    }

    static func checkGzip(_ bytes: [UInt8]) {
        guard let stream = try? GzipStream(MemoryStream(bytes)) else { return }
        _ = records(stream, chunkSize: 1024)
    }

    private static func records(_ stream: sending any ByteStream, chunkSize: Int) -> [[[UInt8]]] {
        var records: [[[UInt8]]] = []
        guard let source = try? ChunkSource(stream, chunkSize: chunkSize) else { return records }
        let fields = UnsafeMutablePointer<FieldRange>.allocate(capacity: 16)
        defer { fields.deallocate() }
        let chunk = Chunk()
        while (try? source.next(into: chunk)) == true {
            var cursor = RecordCursor(chunk, dialect: source.dialect, fields: fields, capacity: 16)
            while cursor.next() { records.append((0..<min(cursor.fieldCount, 16)).map { cursor.text($0) }) }
        }
        return records
    }
}

/// A workspace in a folder of its own, one file of which is the fuzzer's.
final class FuzzedWorkspace: Sendable {
    static let shared = FuzzedWorkspace()
    private let folder: URL
    private static let files = [
        "products.csv": "sku,launched_on\nA1,2026-01-01\nB2,\n货三,\n", "sites.csv": "site,tier,supplier\nHQ,0,\nP1,1,HQ\nG1,2,P1\n",
        "sales.csv": "date,seller,buyer,sku,quantity\n2026-02-02,HQ,P1,A1,5\n", "stock.csv": "date,site,sku,on_hand\n2026-02-04,P1,A1,5\n",
    ]

    private init() {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("penstock-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in FuzzedWorkspace.files { try? Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
    }

    func check(_ bytes: [UInt8], as name: String) {
        let file = folder.appendingPathComponent(name)
        try? Data(bytes).write(to: file)
        let one = reading(threads: 1, chunkSize: 1 << 16)
        precondition(reading(threads: 2, chunkSize: 64) == one, "two threads read otherwise")
        try? Data((FuzzedWorkspace.files[name] ?? "").utf8).write(to: file)
    }

    private func reading(threads: Int, chunkSize: Int) -> String {
        var options = ReadingOptions(threads: threads)
        options.chunkSize = chunkSize
        var rejected: [UInt8] = []
        do {
            let contents = try WorkspaceReader(dataFolder: folder.path, options: options).contents(rejected: { rejected += $0 })
            return contents.diagnostics.map(\.description).joined(separator: "\n") + String(decoding: rejected, as: UTF8.self)
                + contents.files.map { "\($0)" }.joined()
        } catch {
            return "\(error)"
        }
    }
}
