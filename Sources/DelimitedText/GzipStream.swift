import CZlib

/// Inflates a gzip stream (RFC 1952) as it is read, all members of it one after the other.
public final class GzipStream: ByteStream {
    private let source: any ByteStream
    private let path: String
    private let state: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutablePointer<UInt8>
    private static let inputSize = 256 << 10
    private var sourceEnded = false
    private var finished = false

    /// Whether bytes begin like a gzip member.
    public static func recognizes(_ head: some Collection<UInt8>) -> Bool { head.starts(with: [0x1f, 0x8b, 0x08]) }

    public init(_ source: any ByteStream, path: String = "") throws {
        self.source = source
        self.path = path
        state = .allocate(capacity: 1)
        state.initialize(to: z_stream())
        input = .allocate(capacity: GzipStream.inputSize)
        // 15 + 16: a window of 32 KiB, gzip framing only.
        let status = inflateInit2_(state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw ByteStreamError(path: path, reason: "zlib could not start (\(status))") }
    }

    deinit {
        inflateEnd(state)
        state.deallocate()
        input.deallocate()
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !finished, let base = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), !buffer.isEmpty else { return 0 }
        let room = min(buffer.count, Int(UInt32.max))
        state.pointee.next_out = base
        state.pointee.avail_out = UInt32(room)
        while state.pointee.avail_out > 0 {
            try refill()
            if state.pointee.avail_in == 0 {
                throw ByteStreamError(
                    path: path, reason: "the compressed file ends in the middle: it was cut off or is still being written")
            }
            let status = inflate(state, Z_NO_FLUSH)
            switch status {
            case Z_OK, Z_BUF_ERROR: continue
            case Z_STREAM_END:
                if try !nextMember() {
                    finished = true
                    return room - Int(state.pointee.avail_out)
                }
            default: throw ByteStreamError(path: path, reason: "the compressed file is damaged (zlib \(status))")
            }
        }
        return room
    }

    private func refill() throws {
        guard state.pointee.avail_in == 0, !sourceEnded else { return }
        let count = try source.read(into: UnsafeMutableRawBufferPointer(start: input, count: GzipStream.inputSize))
        if count == 0 { sourceEnded = true }
        state.pointee.next_in = input
        state.pointee.avail_in = UInt32(count)
    }

    /// Whether another member follows; anything else behind the last member (tapes pad with zeros) is not part of the data.
    private func nextMember() throws -> Bool {
        try refill()
        guard state.pointee.avail_in > 0, let next = state.pointee.next_in, next.pointee == 0x1f else { return false }
        return inflateReset(state) == Z_OK
    }
}
