import CZlib
import DelimitedText
import Foundation
import TestSupport
import Testing

struct EncodingTests {
    private let text = "日期,卖方,数量\n2026-03-02,\"上海,一店\",5\n2026-03-03,😀é,6\n"

    private func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
        ((mark ? [0xfeff] : []) + Array(text.utf16)).flatMap {
            bigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xff)] : [UInt8($0 & 0xff), UInt8($0 >> 8)]
        }
    }

    @Test(arguments: [true, false], [true, false])
    func utf16ReadsAsUTF8(bigEndian: Bool, mark: Bool) throws {
        let plain = try Reading(text)
        let latin = "date,seller,quantity\n" + text
        let bytes = utf16(mark ? text : latin, bigEndian: bigEndian, mark: mark)
        for size in [1, 5, 1 << 20] {
            let reading = try Reading(bytes, chunkSize: size)
            #expect(reading.encoding == (bigEndian ? .utf16BigEndian : .utf16LittleEndian))
            #expect(reading.texts.suffix(2) == plain.texts[...])
        }
    }

    @Test func aLoneSurrogateAndAnOddByteAreReplaced() throws {
        let bytes: [UInt8] =
            [0xff, 0xfe] + utf16("a\n", bigEndian: false, mark: false) + [0x00, 0xd8] + utf16("x\n", bigEndian: false, mark: false) + [0x31]
        let reading = try Reading(bytes)
        #expect(reading.texts == [["\u{fffd}x"], ["\u{fffd}"]])
    }

    @Test func gb18030IsSplitOnItsBytes() throws {
        // 0x5c, 0x7c and letters occur as trailing bytes: 誠 is D57C in GBK, 乗 is 815C.
        let text = "日期,卖方,备注\n2026-03-02,誠乗店,\"甲,乙\"\n"
        let bytes = try #require(GB18030.encoded(text))
        let reading = try Reading(bytes)
        #expect(reading.encoding == .gb18030)
        let decoded = reading.records.map { $0.fields.map { field in field.withUnsafeBufferPointer { GB18030.decoded($0) } } }
        #expect(decoded == [["2026-03-02", "誠乗店", "甲,乙"]])
    }

    @Test func gb18030RoundTrips() throws {
        for text in ["", "abc", "中文商品编码", "😀é½", String(repeating: "龘", count: 1000)] {
            let bytes = try #require(GB18030.encoded(text))
            #expect(bytes.withUnsafeBufferPointer { GB18030.decoded($0) } == text)
        }
        #expect([0x81, 0x20].withUnsafeBufferPointer { GB18030.decoded($0) } == nil)
        #expect([0xff].withUnsafeBufferPointer { GB18030.decoded($0) } == nil)
    }

    @Test func detection() {
        func detected(_ bytes: [UInt8], isWhole: Bool = true) -> TextEncoding {
            TextEncoding.detected(in: bytes, isWhole: isWhole).encoding
        }
        #expect(detected(Array("a,b\n".utf8)) == .utf8)
        #expect(detected(Array("日期".utf8)) == .utf8)
        #expect(detected(Array("日期".utf8.dropLast())) == .gb18030)
        #expect(detected(Array("日期".utf8.dropLast()), isWhole: false) == .utf8)
        #expect(detected([0xc8, 0xd5, 0xc6, 0xda]) == .gb18030)
        #expect(detected([]) == .utf8)
    }

    @Test(arguments: [
        ([0x80], 0), ([0x41, 0xc0, 0xaf], 1), ([0xe0, 0x80, 0x80], 0), ([0xed, 0xa0, 0x80], 0), ([0xf4, 0x90, 0x80, 0x80], 0), ([0xf5], 0),
        ([0xe4, 0xb8], 0), ([0xf0, 0x9f, 0x98, 0x80, 0x41], 5), ([0xed, 0x9f, 0xbf], 3), ([0xc3, 0xa9], 2),
    ])
    func wellFormedUTF8(_ bytes: [Int], _ length: Int) {
        let bytes = bytes.map { UInt8($0) }
        #expect(bytes.withUnsafeBufferPointer { TextEncoding.utf8ValidPrefix($0) } == length)
    }
}

struct GzipTests {
    static func gzipped(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count + 1024)
        let count = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                deflate(&stream, Z_FINISH)
                return Int(stream.total_out)
            }
        }
        return Array(output[..<count])
    }

    @Test func membersFollowEachOther() throws {
        let first = Self.gzipped(Array("a,b\n1,2\n3,".utf8))
        let second = Self.gzipped(Array("4\n5,6\n".utf8))
        for tail in [[], [UInt8](repeating: 0, count: 512)] {
            let reading = try Reading(stream: GzipStream(MemoryStream(first + second + tail)))
            #expect(reading.texts == [["1", "2"], ["3", "4"], ["5", "6"]])
        }
    }

    @Test func aLargeFileIsInflatedInPieces() throws {
        let text = "a,b\n" + (0..<200_000).map { "\($0),x\n" }.joined()
        let reading = try Reading(stream: GzipStream(MemoryStream(Self.gzipped(Array(text.utf8)))), chunkSize: 1 << 16)
        #expect(reading.records.count == 200_000)
        #expect(reading.texts.last == ["199999", "x"])
        #expect(reading.lines.last == 200_001)
    }

    @Test func aCutOrDamagedFileIsAnError() throws {
        let bytes = Self.gzipped(Array(String(repeating: "1,2\n", count: 100_000).utf8))
        #expect(throws: ByteStreamError.self) { try Reading(stream: GzipStream(MemoryStream(Array(bytes.dropLast(9))))) }
        var damaged = bytes
        damaged[bytes.count / 2] ^= 0xff
        #expect(throws: ByteStreamError.self) { try Reading(stream: GzipStream(MemoryStream(damaged))) }
    }

    @Test func filesAndFolders() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a,b\n1,2\n", to: "x.csv")
        #expect(try Reading(stream: FileStream(path: path)).texts == [["1", "2"]])
        #expect(throws: ByteStreamError.self) { try FileStream(path: folder.path + "/none.csv") }
        #expect(throws: ByteStreamError.self) { try FileStream(path: folder.path) }
    }
}
