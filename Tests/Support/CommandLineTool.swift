import Foundation

/// The built `penstock` command, run as a user runs it.
public enum CommandLineTool {
    public struct Result: Sendable {
        public var status: Int32
        /// Whether a signal ended it.
        public var wasKilled: Bool
        public var output: String
        public var error: String
    }

    /// The binary beside the test bundle, of the same build.
    public static let binary: URL = {
        var folder = Bundle.main.bundleURL
        for _ in 0..<6 {
            let candidate = folder.appendingPathComponent("penstock")
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder), !isFolder.boolValue { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        return Repository.root.appendingPathComponent(".build/debug/penstock")
    }()

    /// Runs `penstock` with `arguments`; with `killedAfter`, sends SIGKILL after that many seconds.
    public static func run(_ arguments: [String], killedAfter delay: Double? = nil) throws -> Result {
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        let scratch = try TemporaryFolder()
        // Files, not pipes: a pipe that nobody drains would stop a talkative command.
        let (out, err) = (scratch.url.appendingPathComponent("out"), scratch.url.appendingPathComponent("err"))
        for file in [out, err] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        if let delay {
            Thread.sleep(forTimeInterval: delay)
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
            output: try String(contentsOf: out, encoding: .utf8), error: try String(contentsOf: err, encoding: .utf8))
    }

    /// Every file below a folder with its bytes, by relative path.
    public static func contents(of folder: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: folder) ?? FileManager.DirectoryEnumerator() {
            var isFolder: ObjCBool = false
            let path = folder + "/" + name
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
                files[name] = try Data(contentsOf: URL(fileURLWithPath: path))
            }
        }
        return files
    }
}
