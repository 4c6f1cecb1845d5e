/// A language people read the outputs in.
public enum Language: String, Sendable, Codable, CaseIterable {
    case chinese = "zh"
    case english = "en"
}
