import CHiGHS
import Foundation

/// Why the HiGHS solver is not to be had, or failed.
public enum SolverFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// No library was found or could be opened; what was tried last, and why not.
    case noLibrary(String)
    /// The library refused the call named.
    case refused(String)
    /// No values satisfy every constraint.
    case infeasible
    /// The objective has no limit.
    case unbounded
    /// A limit was reached before any solution was found.
    case noSolution(String)

    public var description: String {
        switch self {
        case .noLibrary(let reason):
            "HiGHS is not installed (\(reason)); `make setup` installs it, PENSTOCK_HIGHS names another place"
        case .refused(let call): "HiGHS refused \(call)"
        case .infeasible: "no solution satisfies every constraint"
        case .unbounded: "the objective is unbounded"
        case .noSolution(let reason): "no solution was found: \(reason)"
        }
    }
}

/// The HiGHS solver (Huangfu & Hall 2018, doi:10.1007/s12532-017-0130-5), opened at run time.
///
/// Looked for in this order: the file that `PENSTOCK_HIGHS` names; beside the executable; in `.libraries/` of the folders above it,
/// where `make setup` puts it; where the system's loader looks, which finds a distribution's package.
struct HiGHSLibrary: @unchecked Sendable {
    // Unchecked: pointers to functions of a library that is opened once and never closed.
    let functions: HighsFunctions

    static let environmentKey = "PENSTOCK_HIGHS"
    static let fileNames = ["libhighs.so", "libhighs.so.1", "libhighs.dylib"]
    /// `.build/<platform>/release/penstock` lies four folders below the repository's root.
    static let foldersAbove = 6

    /// Opened when first asked for.
    static let shared: Result<HiGHSLibrary, SolverFailure> = opened(
        environment: ProcessInfo.processInfo.environment, executable: executable)

    static func opened(environment: [String: String], executable: URL?) -> Result<HiGHSLibrary, SolverFailure> {
        var reason = "not found"
        for path in candidates(environment: environment, executable: executable) {
            var functions = HighsFunctions()
            var message = [CChar](repeating: 0, count: 512)
            if penstock_highs_open(path, &functions, &message, Int32(message.count)) == 0 {
                return .success(HiGHSLibrary(functions: functions))
            }
            reason = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return .failure(.noLibrary(reason))
    }

    /// Files that are there, then names for the loader. A place named on purpose is the only one.
    static func candidates(environment: [String: String], executable: URL?) -> [String] {
        if let named = environment[environmentKey], !named.isEmpty { return [named] }
        var folders = [URL]()
        if let executable {
            var folder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
            folders.append(folder)
            for _ in 0..<foldersAbove where folder.path != "/" {
                folders.append(folder.appendingPathComponent(".libraries"))
                folder = folder.deletingLastPathComponent()
            }
        }
        let files = folders.flatMap { folder in fileNames.map { folder.appendingPathComponent($0).path } }
        return files.filter { FileManager.default.fileExists(atPath: $0) } + fileNames
    }

    private static var executable: URL? {
        let own = "/proc/self/exe"
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: own) { return URL(fileURLWithPath: path) }
        return Bundle.main.executableURL
    }
}
