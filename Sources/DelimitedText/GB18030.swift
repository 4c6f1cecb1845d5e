#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// GB18030 to and from Unicode, through the system's iconv.
public enum GB18030 {
    /// The text these bytes write, or nil where they are not GB18030.
    public static func decoded(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        guard let utf8 = converted(bytes, from: "GB18030", to: "UTF-8") else { return nil }
        return String(decoding: utf8, as: UTF8.self)
    }

    /// The bytes that write this text, or nil where the system knows no GB18030.
    public static func encoded(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { bytes in
            bytes.allSatisfy({ $0 < 0x80 }) ? Array(bytes) : converted(bytes, from: "UTF-8", to: "GB18030")
        }
    }

    private static func converted(_ bytes: UnsafeBufferPointer<UInt8>, from source: String, to target: String) -> [UInt8]? {
        let descriptor = iconv_open(target, source)
        guard descriptor != iconv_t(bitPattern: -1), let descriptor else { return nil }
        defer { iconv_close(descriptor) }
        // Two bytes of GB18030 are at most three of UTF-8, and the other way round at most twice as long.
        return [UInt8](unsafeUninitializedCapacity: bytes.count * 2 + 16) { buffer, initialized in
            var input = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            var inputLeft = bytes.count
            var output = UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
            var outputLeft = buffer.count
            let failed = iconv(descriptor, &input, &inputLeft, &output, &outputLeft) == -1 || inputLeft > 0
            initialized = failed ? 0 : buffer.count - outputLeft
        }.nilIfEmpty
    }
}

extension Array {
    fileprivate var nilIfEmpty: Self? { isEmpty ? nil : self }
}
