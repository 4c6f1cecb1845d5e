import Numerical
import SupplyNetwork
import Testing
import Wording

@testable import Delivery

@Suite struct MessageTextTests {
    func notices(_ count: Int, _ summary: String, evidence: String = "") -> [AlertNotice] {
        (1...count).map { Sample.notice($0, summary: "\(summary) \($0)", evidence: evidence) }
    }

    @Test func oneMessageAsItIsRead() {
        let parts = MessageText(channel: .wecom, wording: Wording(.chinese)).parts(
            title: "供应链预警",
            notices: [Sample.notice(severity: .critical, summary: "甲店的面膜积压约 120 件", evidence: "13 周进货 300，消费 40。", action: "停止发货。")],
            omitted: 2)
        #expect(
            parts.map(\.text) == [
                """
                ### 供应链预警

                **1. 【紧急】 甲店的面膜积压约 120 件**
                > 13 周进货 300，消费 40。
                → 停止发货。（始于 2026年2月9日）

                ……另有 2 条，见 alerts.json
                """
            ])
        #expect(parts.map(\.alertCount) == [1])
    }

    /// Whatever the texts: no part is larger than the channel takes, every alert is told or counted, no character is cut.
    @Test(arguments: Channel.allCases.filter { $0 != .webhook }) func nothingIsTooLargeAndNothingIsLost(channel: Channel) throws {
        var random = Xoshiro256(seed: 20_260_302)
        let alphabet = Array("面膜团长é🇨🇳👩‍👩‍👧 abc<>&*`[]@\"\\\n")
        func text(_ longest: Int) -> String {
            String((0..<Int(random.uniform() * Double(longest))).map { _ in alphabet[Int(random.uniform() * Double(alphabet.count))] })
        }
        let wording = Wording(.english)
        for round in 0..<200 {
            var limits = channel.limits
            limits.size = 200 + Int(random.uniform() * 1_500)
            limits.parts = 1 + round % 3
            let layout = MessageText(channel: channel, limits: limits, wording: wording)
            let list = (1...(1 + Int(random.uniform() * 12))).map {
                Sample.notice($0, summary: text(120), evidence: text(400), action: text(120))
            }
            let omitted = round % 4
            let parts = layout.parts(title: "Alerts", notices: list, omitted: omitted)
            #expect(parts.count <= limits.parts)
            for part in parts {
                #expect(
                    channel.size(of: part.text) <= limits.size,
                    "round \(round), \(channel): \(channel.size(of: part.text)) of \(limits.size)")
                #expect(!part.text.contains("\u{FFFD}"))
                #expect(part.alertCount > 0)
            }
            let told = parts.reduce(0) { $0 + $1.alertCount }
            let rest = omitted + list.count - told
            let last = try #require(parts.last)
            #expect(last.text.hasSuffix(layout.escaped(wording.moreAlerts(rest))) == (rest > 0), "round \(round)")
        }
    }

    @Test func aCharacterOfManyScalarsIsKeptWholeOrNotAtAll() {
        let layout = MessageText(channel: .wecom, wording: Wording(.english))
        let family = "👩‍👩‍👧"
        let size = family.utf8.count
        #expect(layout.cut("ab" + family + family, to: 2 + size + 3) == "ab" + family + "…")
        #expect(layout.cut("ab" + family + family, to: 2 + size + 2) == "ab…")
        #expect(layout.cut("ab" + family, to: 2 + size) == "ab" + family)
        let slack = MessageText(channel: .slack, wording: Wording(.english))
        #expect(slack.cut("a<<<", to: 6) == "a&lt;…".replacingOccurrences(of: "&lt;", with: "<"), "cut by what it takes when escaped")
    }

    @Test func namesCannotBeMarkupMentionsOrLinks() {
        let hostile = "<!channel> <at user_id=\"all\"> @all [x](http://e) **b** `c`\n# d"
        let slack = MessageText(channel: .slack, wording: Wording(.english)).escaped(hostile)
        #expect(slack.hasPrefix("&lt;!channel&gt;") && !slack.contains("\n"))
        for channel in [Channel.wecom, .dingtalk, .feishu] {
            let text = MessageText(channel: channel, wording: Wording(.english)).escaped(hostile)
            #expect(!text.contains("<") && !text.contains("\n"))
            if channel != .feishu { #expect(!text.contains("@") && !text.contains("[") && !text.contains("*") && !text.contains("`")) }
        }
        #expect(MessageText(channel: .email, wording: Wording(.english)).escaped("a\u{1B}[31mb\u{7F}") == "a[31mb")
    }

    @Test func whatDoesNotFitInOneMessageIsSplitAndNumbered() {
        let parts = MessageText(channel: .slack, wording: Wording(.english)).parts(
            title: "Alerts", notices: notices(12, "A summary", evidence: String(repeating: "e", count: 500)))
        #expect(parts.count == 3 && parts.map(\.title) == ["Alerts (1/3)", "Alerts (2/3)", "Alerts (3/3)"])
        #expect(parts.reduce(0) { $0 + $1.alertCount } == 12)
        #expect(parts[0].text.hasPrefix("*Alerts (1/3)*\n\n*1. (warning) A summary 1*"))
    }
}
