import Foundation
import SupplyNetwork
@preconcurrency import Yams

/// The configuration cannot be used: a value that no run could honour. Carries where, what and what to do.
public struct UnusableConfiguration: Error, CustomStringConvertible, Sendable {
    public let file: String
    public let line: Int?
    public let column: Int?
    public let message: String

    public var description: String {
        [file, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":") + ": error: " + message
    }
}

/// One mapping of a YAML file, read key by key: wrong values are errors with their line, unknown keys are findings.
final class YAMLSection {
    let file: String
    let path: String
    private let entries: [(key: Node, value: Node)]
    private var known: Set<String> = []
    private(set) var findings: [Diagnostic] = []

    init(_ node: Node, path: String, file: String) throws {
        self.file = file
        self.path = path
        switch node {
        case .mapping(let mapping): entries = mapping.map { ($0.key, $0.value) }
        case .scalar(let scalar) where scalar.string.isEmpty || scalar.string == "null" || scalar.string == "~": entries = []
        default: throw YAMLSection.failure(file, node, "\(path.isEmpty ? "the file" : path) must hold keys and values")
        }
    }

    static func failure(_ file: String, _ node: Node?, _ message: String) -> UnusableConfiguration {
        UnusableConfiguration(file: file, line: node?.mark?.line, column: node?.mark?.column, message: message)
    }

    var keys: [String] { entries.compactMap { $0.key.scalar?.string } }

    func node(_ key: String) -> Node? {
        known.insert(key)
        return entries.last { $0.key.scalar?.string == key }?.value
    }

    private func named(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func number(_ key: String, in range: ClosedRange<Double>) throws -> Double? {
        guard let node = node(key) else { return nil }
        return try YAMLSection.number(node, named(key), in: range, file: file)
    }

    static func number(_ node: Node, _ name: String, in range: ClosedRange<Double>, file: String) throws -> Double {
        guard let text = node.scalar?.string, let value = Double(text), value.isFinite else {
            throw failure(file, node, "\(name) must be a number, found “\(node.scalar?.string ?? "a list or mapping")”")
        }
        guard range.contains(value) else {
            let bounds =
                range.upperBound == .greatestFiniteMagnitude
                ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw failure(file, node, "\(name) must be \(bounds), found \(text)")
        }
        return value
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = try number(key, in: Double(range.lowerBound)...Double(range.upperBound)) else { return nil }
        guard value == value.rounded() else {
            throw YAMLSection.failure(file, node(key), "\(named(key)) must be a whole number, found \(value)")
        }
        return Int(value)
    }

    func string(_ key: String) throws -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.scalar?.string else { throw YAMLSection.failure(file, node, "\(named(key)) must be a single value") }
        return text
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) throws -> Choice?
    where Choice.RawValue == String {
        guard let text = try string(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw YAMLSection.failure(file, node(key), "\(named(key)) must be one of \(choices); found “\(text)”")
        }
        return choice
    }

    func section(_ key: String) throws -> YAMLSection? {
        guard let node = node(key) else { return nil }
        return try YAMLSection(node, path: named(key), file: file)
    }

    func sections(_ key: String) throws -> [YAMLSection] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let sequence) = node else { throw YAMLSection.failure(file, node, "\(named(key)) must be a list") }
        return try sequence.enumerated().map { try YAMLSection($1, path: "\(named(key))[\($0)]", file: file) }
    }

    /// Takes over what a part found, and reports the keys nobody asked for.
    func close(_ parts: YAMLSection...) { for part in parts { findings += part.finished() } }

    func finished() -> [Diagnostic] {
        for entry in entries {
            guard let key = entry.key.scalar?.string, !known.contains(key) else { continue }
            let closest = known.min { (distance($0, key), $0) < (distance($1, key), $1) }
            let suggestion = closest.map { distance($0, key) <= max(2, key.count / 3) ? "did you mean “\($0)”? " : "" } ?? ""
            findings.append(
                Diagnostic(
                    file: file, line: entry.key.mark?.line, column: entry.key.mark?.column, severity: .warning,
                    code: "unknown-configuration-key",
                    message: "“\(named(key))” is not a setting and has no effect",
                    help: suggestion + "known here: \(known.sorted().joined(separator: ", "))"))
        }
        return findings
    }

    /// Levenshtein distance.
    private func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a), Array(b))
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
                diagonal = above
            }
        }
        return row[b.count]
    }
}
