import Foundation
import Synchronization

/// One line on stderr that says what is being done, how far it is and how long it will take; silent unless stderr is a
/// terminal.
final class ProgressLine: Sendable {
    private struct State {
        var stage = ""
        var started = ContinuousClock.now
        var shown = ContinuousClock.now - .seconds(1)
        var isDrawn = false
    }
    private let state = Mutex(State())
    private let isActive: Bool

    init(quiet: Bool) { isActive = !quiet && isatty(STDERR_FILENO) == 1 }

    /// `share` of `stage` is done, from 0 to 1.
    func report(_ stage: String, _ share: Double) {
        guard isActive else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if stage != state.stage {
                state.stage = stage
                state.started = now
            } else if now - state.shown < .milliseconds(100) && share < 1 {
                return
            }
            state.shown = now
            state.isDrawn = true
            let elapsed = state.started.duration(to: now) / .seconds(1)
            var line = "\r\u{1B}[K\(stage) \(Int((share * 100).rounded())) %"
            if share > 0.02, share < 1, elapsed > 1 {
                line += ", \(ProgressLine.time(elapsed * (1 - share) / share)) left"
            }
            FileHandle.standardError.write(Data(line.utf8))
        }
    }

    /// Takes the line away.
    func clear() {
        state.withLock { state in
            guard state.isDrawn else { return }
            state.isDrawn = false
            FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
        }
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}
