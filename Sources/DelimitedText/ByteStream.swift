#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A source of bytes that is read once, from front to back.
public protocol ByteStream: AnyObject {
    /// Fills the front of `buffer` and returns how many bytes it filled; 0 at the end of the stream.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Why bytes could not be had.
public struct ByteStreamError: Error, Sendable, Hashable, CustomStringConvertible {
    public var path: String
    public var reason: String

    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    public var description: String { "\(path): \(reason)" }
}

/// The bytes of a file.
///
/// Read, not mapped: a file that another program truncates while it is being read ends early, where a mapping would end the
/// process with SIGBUS. Copying 4 MiB at a time into a buffer that stays in cache costs about 2 % of parsing it.
public final class FileStream: ByteStream {
    public let path: String
    /// Size in bytes when it was opened.
    public let size: Int
    private let descriptor: Int32

    public init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ByteStreamError(path: path, reason: String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw ByteStreamError(path: path, reason: reason)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw ByteStreamError(path: path, reason: "is a folder, not a file")
        }
        #if os(Linux)
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        #endif
        self.path = path
        self.descriptor = descriptor
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, base, buffer.count)
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, base, buffer.count)
            #else
                let count = Darwin.read(descriptor, base, buffer.count)
            #endif
            if count >= 0 { return count }
            guard errno == EINTR else { throw ByteStreamError(path: path, reason: String(cString: strerror(errno))) }
        }
    }
}

/// Bytes that are already in memory.
public final class MemoryStream: ByteStream {
    private let bytes: [UInt8]
    private var position = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = min(buffer.count, bytes.count - position)
        guard count > 0 else { return 0 }
        bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
        position += count
        return count
    }
}

/// A stream whose first bytes were read ahead to find out what it is.
final class PeekedStream: ByteStream {
    /// The bytes that were read ahead.
    let head: [UInt8]
    private let rest: any ByteStream
    private var position = 0

    init(_ stream: any ByteStream, peeking count: Int) throws {
        var head: [UInt8] = []
        var filled = 0
        // Grown as it fills: most files are far smaller than what may be looked at.
        while filled < count {
            if filled == head.count { head.append(contentsOf: repeatElement(0, count: min(count, max(4096, filled * 2)) - filled)) }
            let read = try head.withUnsafeMutableBytes { try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...])) }
            if read == 0 { break }
            filled += read
        }
        head.removeLast(head.count - filled)
        self.head = head
        rest = stream
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = min(buffer.count, head.count - position)
        guard count > 0 else { return try rest.read(into: buffer) }
        head.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
        position += count
        return count
    }
}
