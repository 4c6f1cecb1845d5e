import Foundation
import SupplyNetwork

/// The JSON that a generic webhook is sent. Fields may be added in later versions, never renamed.
struct WebhookBody: Encodable {
    struct Item: Encodable {
        var id: String
        var rule: String
        var severity: String
        var state: String
        var site: String
        var siteName: String
        var upline: String
        var region: String?
        var sku: String
        var productName: String
        var since: String
        var risk: Double?
        var summary: String
        var evidence: String
        var recommendedAction: String

        init(_ notice: AlertNotice) {
            let subject = notice.subject
            id = subject.id
            rule = subject.rule.rawValue
            severity = subject.severity.rawValue
            state = subject.state.rawValue
            site = subject.site
            siteName = notice.siteTitle
            upline = subject.upline
            region = subject.region
            sku = subject.sku
            productName = notice.productTitle
            since = notice.since.iso8601

            risk = notice.risk.isFinite ? notice.risk : nil
            summary = notice.summary
            evidence = notice.evidence
            recommendedAction = notice.recommendedAction
        }
    }

    var version = 1
    var asOf: String
    var receiver: String
    var title: String
    var group: [String: String]
    /// Worst first.
    var alerts: [Item]
    /// Further alerts that are not listed.
    var omitted: Int

    /// The body as a part of its own; alerts that a very long one would hold are counted instead.
    static func part(
        receiver: String, asOf: Day, title: String, group: [(String, String)], notices: [AlertNotice], omitted: Int
    ) -> MessageText.Part {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var count = notices.count
        while true {
            let body = WebhookBody(
                asOf: asOf.iso8601, receiver: receiver, title: title, group: Dictionary(group, uniquingKeysWith: { first, _ in first }),
                alerts: notices.prefix(count).map(Item.init), omitted: omitted + notices.count - count)
            // Strings and finite numbers always encode.
            let text = (try? encoder.encode(body)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
            if text.utf8.count <= Channel.webhook.limits.size || count == 0 {
                return MessageText.Part(title: title, text: text, alertCount: count)
            }
            count /= 2
        }
    }
}
