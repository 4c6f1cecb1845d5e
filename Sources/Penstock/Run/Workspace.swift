import Foundation
import SupplyNetwork

/// The folder a brand keeps its files in.
public struct Workspace: Sendable, Hashable {
    public let folder: String
    /// Where reports and state are written: the workspace itself, unless it must stay untouched.
    public let outputFolder: String

    /// The workspace cannot be used at all.
    public struct Unusable: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    /// - Parameter output: where reports and state go instead; made by a run if need be.
    /// - Throws: `Unusable` where there is no such workspace.
    public init(folder: String, output: String? = nil) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw Unusable(description: "\(folder): no such folder; `penstock init \(folder)` makes a workspace to fill")
        }
        self.folder = folder
        outputFolder = output ?? folder
    }

    public var dataFolder: String { folder + "/data" }
    public var configurationFile: String { folder + "/penstock.yaml" }
    public var databaseFile: String { outputFolder + "/penstock.db" }
    public var reportsFolder: String { outputFolder + "/reports" }

    /// The configuration, or the defaults where there is no `penstock.yaml`.
    public func configuration() throws -> (configuration: Configuration, findings: [Diagnostic]) {
        guard let data = FileManager.default.contents(atPath: configurationFile) else { return (Configuration(), []) }
        guard let text = String(data: data, encoding: .utf8) else {
            throw UnusableConfiguration(file: "penstock.yaml", line: nil, column: nil, message: "is not UTF-8 text")
        }
        return try Configuration.read(yaml: text)
    }
}
