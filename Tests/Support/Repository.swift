import Foundation

/// Where things lie around the tests.
public enum Repository {
    /// The top of the checkout.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Reference data that is not part of the repository: `PENSTOCK_REFERENCE_DATA`, by default `../shared/data`; nil where absent.
    public static let referenceData: URL? = {
        let path =
            ProcessInfo.processInfo.environment["PENSTOCK_REFERENCE_DATA"]
            ?? root.deletingLastPathComponent().appendingPathComponent("shared/data").path
        return FileManager.default.fileExists(atPath: path) ? URL(fileURLWithPath: path, isDirectory: true) : nil
    }()
}
