import Alerting
import Foundation

/// What alerting remembers between runs, as the state database keeps it: one JSON text by alert id.
enum AlertMemory {
    /// Entries that cannot be read (an older version wrote them) are forgotten: the alert begins anew.
    static func decoded(_ texts: [String: String]?) -> [PreviousAlert] {
        let decoder = JSONDecoder()
        return (texts ?? [:]).sorted { $0.key < $1.key }.compactMap { try? decoder.decode(PreviousAlert.self, from: Data($0.value.utf8)) }
    }

    static func encoded(_ alerts: [PreviousAlert]) throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return try Dictionary(uniqueKeysWithValues: alerts.map { ($0.id, String(decoding: try encoder.encode($0), as: UTF8.self)) })
    }
}
