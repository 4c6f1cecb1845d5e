import DelimitedText

/// Finds short byte strings among a fixed set of them: open addressing over raw bytes, without a `String` per look-up.
///
/// Keys up to 16 bytes are compared as two words; longer ones by their bytes. Reads may run up to 16 bytes past a key, so it
/// must lie in memory that is padded (`Chunk.padding`).
/// Unchecked: nothing is written after `init`.
final class KeyTable: @unchecked Sendable {
    @usableFromInline struct Entry {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var length: Int32 = 0
        var value: Int32 = -1
        /// Where a key longer than 16 bytes lies in `bytes`.
        var offset: Int = 0
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let mask: Int
    private let bytes: UnsafeMutablePointer<UInt8>

    /// - Parameter keys: the first of equal keys wins; empty keys are left out.
    init(_ keys: [(bytes: [UInt8], value: Int32)]) {
        var slots = 16
        while slots < keys.count * 3 { slots *= 2 }
        mask = slots - 1
        entries = .allocate(capacity: slots)
        entries.initialize(repeating: Entry(), count: slots)
        let total = keys.reduce(0) { $0 + $1.bytes.count + Chunk.padding }
        bytes = .allocate(capacity: total + Chunk.padding)
        bytes.initialize(repeating: 0, count: total + Chunk.padding)
        var offset = 0
        for (key, value) in keys where !key.isEmpty {
            for (i, byte) in key.enumerated() { bytes[offset + i] = byte }
            let (low, high) = KeyTable.words(bytes + offset, key.count)
            var slot = KeyTable.hash(low, high, key.count) & mask
            while entries[slot].length != 0 {
                if matches(slot, bytes + offset, key.count, low, high) { break }
                slot = (slot + 1) & mask
            }
            if entries[slot].length == 0 {
                entries[slot] = Entry(low: low, high: high, length: Int32(key.count), value: value, offset: offset)
                offset += key.count + Chunk.padding
            } else {
                for i in key.indices { bytes[offset + i] = 0 }
            }
        }
    }

    deinit {
        entries.deallocate()
        bytes.deallocate()
    }

    /// The value of a key, or -1.
    @inline(__always) func value(_ base: UnsafePointer<UInt8>, _ range: FieldRange) -> Int32 {
        let length = range.count
        guard length > 0 else { return -1 }
        let key = base + Int(range.start)
        let (low, high) = KeyTable.words(key, length)
        var slot = KeyTable.hash(low, high, length) & mask
        while true {
            let entry = entries + slot
            if entry.pointee.length == 0 { return -1 }
            if entry.pointee.low == low, matches(slot, key, length, low, high) { return entry.pointee.value }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(__always) private func matches(_ slot: Int, _ key: UnsafePointer<UInt8>, _ length: Int, _ low: UInt64, _ high: UInt64) -> Bool {
        let entry = entries + slot
        guard entry.pointee.low == low, entry.pointee.high == high, Int(entry.pointee.length) == length else { return false }
        if length <= 16 { return true }
        let stored = bytes + entry.pointee.offset
        for i in 16..<length where stored[i] != key[i] { return false }
        return true
    }

    /// The first 16 bytes as two words, zero behind the key's end.
    @inline(__always) private static func words(_ key: UnsafePointer<UInt8>, _ length: Int) -> (UInt64, UInt64) {
        let raw = UnsafeRawPointer(key)
        let low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
        if length <= 8 { return (low & (~0 >> UInt64(64 - 8 * length)), 0) }
        let high = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        if length < 16 { return (low, high & (~0 >> UInt64(128 - 8 * length))) }
        return (low, high)
    }

    @inline(__always) private static func hash(_ low: UInt64, _ high: UInt64, _ length: Int) -> Int {
        var h = low ^ (high &* 0x9e37_79b9_7f4a_7c15) ^ UInt64(truncatingIfNeeded: length)
        h = h &* 0xd6e8_feb8_6659_fd93
        h ^= h >> 32
        return Int(truncatingIfNeeded: h)
    }
}
