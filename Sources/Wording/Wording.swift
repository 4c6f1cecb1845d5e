import SupplyNetwork

/// Every word that people read, in the language they read it in.
///
/// Each phrase is one call of `said(zh:en:)`, so that none can exist in one language only.
public struct Wording: Sendable, Hashable {
    public let language: Language

    public init(_ language: Language) { self.language = language }

    /// The phrase in this wording's language.
    public func said(zh chinese: @autoclosure () -> String, en english: @autoclosure () -> String) -> String {
        switch language {
        case .chinese: chinese()
        case .english: english()
        }
    }
}
