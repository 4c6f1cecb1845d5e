import CExchange
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The `reports` folder of a workspace, in which a run's folder appears whole or not at all.
///
/// A run writes into a hidden folder beside its place, flushes every file to the disk, and then puts the folder in its place
/// with one rename; where a folder of that name exists, the two change places in one system call (`RENAME_EXCHANGE`) and the
/// old one is then removed. A process killed at any moment leaves either the old folder or the new one; what it had begun
/// is removed by the next run, which is alone: the folder is locked for as long as the value lives.
public final class ReportDirectory {
    public let path: String
    private let lock: Int32

    /// The folder could not be used.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Makes the folder if need be, locks it, and tidies up after a run that was killed.
    /// - Throws: `Failure` where another run holds the lock or the folder cannot be written.
    public init(path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Failure(description: "cannot make \(path); --output names another folder to write into")
        }
        lock = open(path + "/.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard lock >= 0 else {
            throw Failure(
                description: "cannot write in \(path): \(String(cString: strerror(errno))); --output names another folder to write into")
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw Failure(description: "another run is writing to \(path); wait for it to end")
        }
        try recover()
    }

    deinit { close(lock) }

    private static let writing = ".writing-"
    private static let replaced = ".replaced-"

    private func recover() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
            if name.hasPrefix(ReportDirectory.replaced) {
                let final = path + "/" + name.dropFirst(ReportDirectory.replaced.count)
                if !FileManager.default.fileExists(atPath: final) {
                    try FileManager.default.moveItem(atPath: path + "/" + name, toPath: final)
                    continue
                }
            }
            if name.hasPrefix(ReportDirectory.writing) || name.hasPrefix(ReportDirectory.replaced) {
                try FileManager.default.removeItem(atPath: path + "/" + name)
            }
        }
    }

    /// An empty folder to write a run into.
    public func begin() throws -> String {
        let folder = path + "/" + ReportDirectory.writing + "run"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        return folder
    }

    /// Puts the folder that `begin` made in its place as `name` and returns the path it now has.
    public func commit(_ name: String) throws -> String {
        let folder = path + "/" + ReportDirectory.writing + "run"
        let final = path + "/" + name
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) { try ReportDirectory.flush(folder + "/" + file) }
        try ReportDirectory.flush(folder)
        if FileManager.default.fileExists(atPath: final) {
            if penstock_exchange(folder, final) != 0 {
                // A file system without the exchange: two renames, and `recover` undoes the first if we die in between.
                let old = path + "/" + ReportDirectory.replaced + name
                try FileManager.default.moveItem(atPath: final, toPath: old)
                try FileManager.default.moveItem(atPath: folder, toPath: final)
                try FileManager.default.removeItem(atPath: old)
            } else {
                try FileManager.default.removeItem(atPath: folder)
            }
        } else if rename(folder, final) != 0 {
            throw Failure(description: "cannot put \(final) in place: \(String(cString: strerror(errno)))")
        }
        try ReportDirectory.flush(path)
        return final
    }

    private static func flush(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure(description: "cannot open \(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw Failure(description: "cannot flush \(path): \(String(cString: strerror(errno)))") }
    }
}
