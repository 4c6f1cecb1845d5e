/// How the characters of a file are written.
public enum TextEncoding: String, Sendable, Hashable, Codable, CaseIterable {
    case utf8 = "utf-8"
    /// GB18030, and with it GBK and GB2312. None of its trailing bytes is a delimiter, a quote or a line end, so records are
    /// split on its bytes as they stand.
    case gb18030 = "gb18030"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"

    /// The encoding of a file that begins with these bytes, and the length of its byte order mark.
    ///
    /// A mark decides; without one, UTF-16 is known by the zero bytes of its Latin characters, UTF-8 by being valid, and
    /// what is not valid UTF-8 is taken to be GB18030, the encoding that Excel writes in China.
    /// - Parameter isWhole: whether `head` is the whole file, so that a character cut off at its end is an error.
    public static func detected(in head: [UInt8], isWhole: Bool) -> (encoding: TextEncoding, markLength: Int) {
        if head.starts(with: [0xef, 0xbb, 0xbf]) { return (.utf8, 3) }
        if head.starts(with: [0xff, 0xfe]) { return (.utf16LittleEndian, 2) }
        if head.starts(with: [0xfe, 0xff]) { return (.utf16BigEndian, 2) }
        let sample = head.prefix(4096)
        var zeros = (even: 0, odd: 0)
        for (index, byte) in sample.enumerated() where byte == 0 {
            if index & 1 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
        }
        // A fifth of the characters Latin is far less than any CSV with digits and delimiters has.
        let threshold = max(2, sample.count / 10)
        if zeros.odd >= threshold, zeros.even * 8 < zeros.odd { return (.utf16LittleEndian, 0) }
        if zeros.even >= threshold, zeros.odd * 8 < zeros.even { return (.utf16BigEndian, 0) }
        let valid = head.withUnsafeBufferPointer { TextEncoding.utf8ValidPrefix($0) }
        if valid == head.count || (!isWhole && head.count - valid < 4 && valid > 0) { return (.utf8, 0) }
        return (.gb18030, 0)
    }

    /// Length of the longest prefix that is well-formed UTF-8 (Unicode 16, table 3-7).
    public static func utf8ValidPrefix(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        let count = bytes.count
        var i = 0
        while i < count {
            if i + 8 <= count, UnsafeRawPointer(base + i).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                i += 8
                continue
            }
            let b = base[i]
            if b < 0x80 {
                i += 1
                continue
            }
            let length: Int
            var low: UInt8 = 0x80
            var high: UInt8 = 0xbf
            switch b {
            case 0xc2...0xdf: length = 2
            case 0xe0: (length, low) = (3, 0xa0)
            case 0xed: (length, high) = (3, 0x9f)
            case 0xe1...0xef: length = 3
            case 0xf0: (length, low) = (4, 0x90)
            case 0xf4: (length, high) = (4, 0x8f)
            case 0xf1...0xf3: length = 4
            default: return i
            }
            guard i + length <= count, base[i + 1] >= low, base[i + 1] <= high else { return i }
            for k in 2..<max(length, 2) where base[i + k] & 0xc0 != 0x80 { return i }
            i += length
        }
        return count
    }
}

/// Turns UTF-16 into UTF-8 as it is read. A lone surrogate becomes U+FFFD.
final class UTF16Stream: ByteStream {
    private let source: any ByteStream
    private let bigEndian: Bool
    private var input = [UInt8](repeating: 0, count: 64 << 10)
    private var output: [UInt8] = []
    private var position = 0
    private var odd: UInt8?
    private var highSurrogate: UInt16?
    private var ended = false

    init(_ source: any ByteStream, bigEndian: Bool) {
        self.source = source
        self.bigEndian = bigEndian
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while position == output.count {
            if ended { return 0 }
            output.removeAll(keepingCapacity: true)
            position = 0
            try transcodeNext()
        }
        let count = min(buffer.count, output.count - position)
        output.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
        position += count
        return count
    }

    private func transcodeNext() throws {
        let count = try input.withUnsafeMutableBytes { try source.read(into: $0) }
        if count == 0 {
            ended = true
            if odd != nil || highSurrogate != nil { append(0xfffd) }
            return
        }
        for byte in input[..<count] {
            guard let first = odd else {
                odd = byte
                continue
            }
            odd = nil
            take(bigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first))
        }
    }

    private func take(_ unit: UInt16) {
        if let high = highSurrogate {
            highSurrogate = nil
            if unit & 0xfc00 == 0xdc00 {
                append(0x10000 + (UInt32(high & 0x3ff) << 10) + UInt32(unit & 0x3ff))
                return
            }
            append(0xfffd)
        }
        switch unit & 0xfc00 {
        case 0xd800: highSurrogate = unit
        case 0xdc00: append(0xfffd)
        default: append(UInt32(unit))
        }
    }

    private func append(_ scalar: UInt32) {
        switch scalar {
        case ..<0x80: output.append(UInt8(scalar))
        case ..<0x800: output.append(contentsOf: [0xc0 | UInt8(scalar >> 6), 0x80 | UInt8(scalar & 0x3f)])
        case ..<0x10000:
            output.append(contentsOf: [0xe0 | UInt8(scalar >> 12), 0x80 | UInt8(scalar >> 6 & 0x3f), 0x80 | UInt8(scalar & 0x3f)])
        default:
            output.append(contentsOf: [
                0xf0 | UInt8(scalar >> 18), 0x80 | UInt8(scalar >> 12 & 0x3f), 0x80 | UInt8(scalar >> 6 & 0x3f),
                0x80 | UInt8(scalar & 0x3f),
            ])
        }
    }
}
