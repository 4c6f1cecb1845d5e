import Foundation
import Synchronization

/// `rejected.csv` while it is being written: takes bytes as the reader sets rows aside, whatever their number.
public final class RejectedFile: Sendable {
    private struct State {
        var handle: FileHandle
        var buffer: [UInt8] = []
        var failure: (any Error)?
    }
    private let state: Mutex<State>
    private static let bufferSize = 1 << 16

    /// - Throws: `ReportDirectory.Failure` where the file cannot be made.
    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
            throw ReportDirectory.Failure(description: "cannot write \(path)")
        }
        state = Mutex(State(handle: handle))
    }

    func append(_ bytes: some Sequence<UInt8>) {
        state.withLock { state in
            state.buffer.append(contentsOf: bytes)
            if state.buffer.count >= RejectedFile.bufferSize { RejectedFile.flush(&state) }
        }
    }

    private static func flush(_ state: inout State) {
        guard state.failure == nil, !state.buffer.isEmpty else { return }
        do { try state.handle.write(contentsOf: Data(state.buffer)) } catch { state.failure = error }
        state.buffer.removeAll(keepingCapacity: true)
    }

    /// Writes what is left.
    /// - Throws: the first error of any write: a run whose rejected rows were lost must not look complete.
    func close() throws {
        try state.withLock { state in
            RejectedFile.flush(&state)
            try state.handle.close()
            if let failure = state.failure { throw failure }
        }
    }
}
