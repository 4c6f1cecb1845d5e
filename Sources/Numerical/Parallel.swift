import Dispatch
import Synchronization

/// Work shared over a fixed number of threads. Results depend only on the index, never on the number of threads.
public enum Parallel {
    /// Calls `body(chunk)` once for every chunk of `0 ..< count`, on at most `threads` threads at a time.
    ///
    /// - Parameters:
    ///   - count: number of indices.
    ///   - threads: at least 1.
    ///   - chunk: indices handed out at a time; small enough to balance, large enough to hide the hand-over.
    public static func forEachChunk(count: Int, threads: Int, chunk: Int = 64, _ body: @Sendable (Range<Int>) -> Void) {
        precondition(chunk > 0, "chunks of \(chunk)")
        guard count > 0 else { return }
        let workers = max(1, min(threads, (count + chunk - 1) / chunk))
        if workers == 1 {
            body(0..<count)
            return
        }
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while true {
                let start = next.wrappingAdd(chunk, ordering: .relaxed).oldValue
                if start >= count { return }
                body(start..<min(start + chunk, count))
            }
        }
    }

    /// `(0 ..< count).map(transform)`, over threads; results in order of index.
    public static func map<Value: Sendable>(
        count: Int, threads: Int, chunk: Int = 16, _ transform: @Sendable (Int) -> Value
    ) -> [Value] {
        [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            let slots = Slots(base: buffer.baseAddress)
            forEachChunk(count: count, threads: threads, chunk: chunk) { range in
                for index in range { slots.initialize(index, to: transform(index)) }
            }
            initialized = count
        }
    }

    /// Lets threads initialise disjoint elements of one array.
    /// Unchecked: every index is written by exactly one thread, and nobody reads before all threads are done.
    private struct Slots<Value>: @unchecked Sendable {
        let base: UnsafeMutablePointer<Value>?
        func initialize(_ index: Int, to value: Value) { base?.advanced(by: index).initialize(to: value) }
    }
}
