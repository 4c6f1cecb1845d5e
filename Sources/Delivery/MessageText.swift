import SupplyNetwork
import Wording

/// Lays alerts out as the text of messages that a channel takes: as few as need be, none too large, no character cut in two.
struct MessageText {
    let channel: Channel
    let limits: ChannelLimits
    let wording: Wording

    init(channel: Channel, limits: ChannelLimits? = nil, wording: Wording) {
        self.channel = channel
        self.limits = limits ?? channel.limits
        self.wording = wording
    }

    /// One message: how many of the alerts, in their order, it tells of, and its text.
    struct Part: Hashable {
        var title: String
        var text: String
        var alertCount: Int
    }

    /// - Parameter omitted: alerts that are not among `notices` and are only counted.
    /// - Returns: the parts in order. What does not fit into `limits.parts` of them is counted at the end of the last.
    func parts(title: String, notices: [AlertNotice], omitted: Int = 0) -> [Part] {
        let items = notices.enumerated().map { number, notice in item(notice, number: number + 1) }
        var drafts: [(body: [String], count: Int)] = []
        var next = 0
        // Room for the heading with its number, and on the last part for the line that counts the rest.
        let heading = channel.size(of: head(title, part: limits.parts, of: limits.parts))
        let separator = channel.size(of: gap)
        while next < items.count && drafts.count < limits.parts {
            let isLast = drafts.count == limits.parts - 1
            let reserve = heading + (isLast || omitted > 0 ? separator + channel.size(of: more(omitted + items.count)) : 0)
            var room = limits.size - reserve
            var body: [String] = []
            while next < items.count {
                let size = separator + channel.size(of: items[next])
                if size <= room {
                    body.append(items[next])
                    room -= size
                } else if body.isEmpty {
                    body.append(shortened(notices[next], number: next + 1, to: room - separator))
                    room = 0
                } else {
                    break
                }
                next += 1
            }
            drafts.append((body, body.count))
        }
        let rest = omitted + items.count - next
        return drafts.enumerated().map { index, draft in
            var body = draft.body
            if index == drafts.count - 1 && rest > 0 { body.append(more(rest)) }
            let heading = head(title, part: index + 1, of: drafts.count)
            return Part(
                title: drafts.count > 1 ? "\(title) (\(index + 1)/\(drafts.count))" : title,
                text: ([heading] + body).joined(separator: gap), alertCount: draft.count)
        }
    }

    // MARK: Layout

    private var gap: String { "\n\n" }
    private var newline: String { channel == .dingtalk ? "\n\n" : "\n" }

    private func head(_ title: String, part: Int, of count: Int) -> String {
        let text = escaped(count > 1 ? "\(title) (\(part)/\(count))" : title)
        switch channel {
        case .wecom, .dingtalk: return "### " + text
        case .slack: return "*\(text)*"
        case .feishu, .email, .webhook: return text
        }
    }

    private func more(_ count: Int) -> String { escaped(wording.moreAlerts(count)) }

    private func lead(_ notice: AlertNotice, number: Int) -> String {
        "\(number). \(wording.noticeLead(severity: notice.subject.severity, state: notice.subject.state)) "
    }

    private func item(_ notice: AlertNotice, number: Int) -> String {
        layout(lead(notice, number: number) + notice.summary, notice.evidence, tail(notice))
    }

    private func tail(_ notice: AlertNotice) -> String { wording.noticeAction(notice.recommendedAction, since: notice.since) }

    private func layout(_ summary: String, _ evidence: String, _ action: String) -> String {
        let lines = [summary, evidence, action].map(escaped)
        var shown: [String] = []
        switch channel {
        case .wecom, .dingtalk: shown = ["**\(lines[0])**", lines[1].isEmpty ? "" : "> " + lines[1], lines[2]]
        case .slack: shown = ["*\(lines[0])*", lines[1].isEmpty ? "" : "> " + lines[1], lines[2]]
        case .feishu, .email, .webhook:
            shown = [lines[0], lines[1].isEmpty ? "" : "   " + lines[1], lines[2].isEmpty ? "" : "   " + lines[2]]
        }
        return shown.filter { !$0.isEmpty }.joined(separator: newline)
    }

    /// The alert in at most `room`: its evidence goes first, then its action, then the end of its summary.
    private func shortened(_ notice: AlertNotice, number: Int, to room: Int) -> String {
        let summary = lead(notice, number: number) + notice.summary
        let (evidence, action) = (notice.evidence, tail(notice))
        for (text, kept) in [(evidence, { layout(summary, $0, action) }), (action, { layout(summary, "", $0) })] {
            let without = channel.size(of: kept("")) + channel.size(of: newline + ">    ")
            if without <= room { return kept(cut(text, to: room - without)) }
        }
        let frame = channel.size(of: layout("", "", ""))
        return layout(cut(summary, to: max(0, room - frame)), "", "")
    }

    /// The longest beginning of `text` that takes at most `size` when escaped, with an ellipsis where something is missing.
    func cut(_ text: String, to size: Int) -> String {
        guard channel.size(of: escaped(text)) > size else { return text }
        let ellipsis = channel.size(of: "…")
        guard ellipsis <= size else { return "" }
        var kept = ""
        var used = ellipsis
        for character in text {
            used += channel.size(of: escaped(String(character)))
            if used > size { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// Text that the channel shows as it is: one line, nothing that it takes for markup, a mention or a link.
    func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch (scalar, channel) {
            case ("\n", _), ("\r", _), ("\t", _), ("\u{0B}", _), ("\u{0C}", _), ("\u{85}", _), ("\u{2028}", _), ("\u{2029}", _):
                result += " "
            case ("&", .slack): result += "&amp;"
            case ("<", .slack): result += "&lt;"
            case (">", .slack): result += "&gt;"
            case ("<", .wecom), ("<", .dingtalk), ("<", .feishu): result += "＜"
            case (">", .wecom), (">", .dingtalk), (">", .feishu): result += "＞"
            case ("[", .wecom), ("[", .dingtalk): result += "［"
            case ("]", .wecom), ("]", .dingtalk): result += "］"
            case ("*", .wecom), ("*", .dingtalk), ("*", .slack): result += "＊"
            case ("`", .wecom), ("`", .dingtalk), ("`", .slack): result += "'"
            case ("@", .wecom), ("@", .dingtalk): result += "＠"
            default: if scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }
}
