import CLightGBM
import Foundation

/// Why gradient boosting is not to be had, or failed.
public enum BoostingFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// No library was found or could be opened; what was tried last, and why not.
    case noLibrary(String)
    /// The library refused; its own words.
    case refused(String)
    /// Too little is known of all series together to learn from.
    case tooFewRows(Int)

    public var description: String {
        switch self {
        case .noLibrary(let reason):
            "LightGBM is not installed (\(reason)); `make setup` installs it, PENSTOCK_LIGHTGBM names another place"
        case .refused(let reason): "LightGBM refused: \(reason)"
        case .tooFewRows(let rows): "\(rows) steps to learn from, \(GlobalOptions.leastRows) are needed"
        }
    }
}

/// LightGBM's C library (Ke et al. 2017, NIPS 30), opened at run time.
///
/// Looked for in this order: the file that `PENSTOCK_LIGHTGBM` names; beside the executable; in `.libraries/` of the folders above
/// it, where `make setup` puts it; where the system's loader looks.
struct LightGBMLibrary: @unchecked Sendable {
    // Unchecked: pointers to functions of a library that is opened once and never closed.
    let functions: LightGBMFunctions

    static let environmentKey = "PENSTOCK_LIGHTGBM"
    static let fileNames = ["lib_lightgbm.so", "lib_lightgbm.dylib"]
    /// `.build/<platform>/release/penstock` lies four folders below the repository's root.
    static let foldersAbove = 6

    /// Opened when first asked for.
    static let shared: Result<LightGBMLibrary, BoostingFailure> = opened(
        environment: ProcessInfo.processInfo.environment, executable: executable)

    static func opened(environment: [String: String], executable: URL?) -> Result<LightGBMLibrary, BoostingFailure> {
        let paths = candidates(environment: environment, executable: executable)
        var reason = "not found"
        for path in paths {
            var functions = LightGBMFunctions()
            var message = [CChar](repeating: 0, count: 512)
            if penstock_lightgbm_open(path, &functions, &message, Int32(message.count)) == 0 {
                return .success(LightGBMLibrary(functions: functions))
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

    /// Traps on nothing: a code other than zero becomes the library's own words.
    func check(_ code: Int32) throws(BoostingFailure) {
        guard code != 0 else { return }
        throw .refused(functions.last_error?().map { String(cString: $0) } ?? "no reason given")
    }
}
