import Foundation
import SupplyNetwork
import Testing

@testable import Delivery

/// Against servers on this machine that check, fail, stall and refuse.
@Suite(.serialized) struct CourierTests {
    let clock = StandingClock()

    func courier(_ receivers: [Receiver], environment: [String: String] = [:], timeout: Double = 5) -> Courier {
        var transport = CurlTransport()
        transport.timeout = timeout
        return Courier(receivers: receivers, environment: environment, transport: transport, clock: clock)
    }

    func receiver(_ channel: Channel, _ url: String, secret: Setting? = nil) -> Receiver {
        Receiver(name: "r", channel: channel, address: .literal(url), secret: secret)
    }

    @Test func aWebhookCanCheckWhoSentIt() throws {
        let robot = try LoopbackRobot([.reply(200)])
        let outbox = Notebook()
        let body = "{\"title\":\"预警\"}"
        let reports = try courier([receiver(.webhook, robot.url, secret: .environment("S"))], environment: ["S": "topsecret"]).delivered(
            [Sample.message(text: body)], outbox: outbox)
        #expect(reports.map(\.state) == [.sent] && outbox.lines == ["key1 begins", "key1 sent"])
        let request = try #require(robot.requests.first)
        #expect(request.method == "POST" && request.body == Array(body.utf8))
        #expect(request.headers["idempotency-key"] == "key1" && request.headers["penstock-timestamp"] == "1700000000")
        #expect(
            request.headers["penstock-signature"] == Signature.webhook(seconds: 1_700_000_000, body: Array(body.utf8), secret: "topsecret"))
    }

    @Test func dingTalkIsSignedInTheURL() throws {
        let robot = try LoopbackRobot([.reply(200, body: "{\"errcode\":0,\"errmsg\":\"ok\"}")])
        let secret = "SEC000000000000000000000000000000"
        let reports = try courier([receiver(.dingtalk, robot.url + "?access_token=t", secret: .literal(secret))]).delivered(
            [Sample.message(channel: .dingtalk, text: "### 预警")], outbox: Notebook())
        #expect(reports.map(\.state) == [.sent])
        let request = try #require(robot.requests.first)
        #expect(
            request.query == ["access_token": "t", "timestamp": "1700000000000", "sign": "rlyQSqRKsL0kleOfrvteoL6085wIDioIrj/GlfQ3zN4="])
        #expect(request.json["markdown"] as? [String: String] == ["title": "Alerts 1", "text": "### 预警"])
    }

    @Test func feishuIsSignedInTheBody() throws {
        let robot = try LoopbackRobot([.reply(200, body: "{\"code\":0}")])
        _ = try courier([receiver(.feishu, robot.url, secret: .literal("demo-secret"))]).delivered(
            [Sample.message(channel: .feishu, text: "预警")], outbox: Notebook())
        let json = try #require(robot.requests.first).json
        #expect(json["timestamp"] as? String == "1700000000" && json["sign"] as? String == "mYHw2R2SOm8Rw/sne3lQdmz4sOfntKR+1P/8RKKTwmA=")
        #expect(json["msg_type"] as? String == "text" && json["content"] as? [String: String] == ["text": "预警"])
    }

    @Test func weComAndSlackInTheirForms() throws {
        let robot = try LoopbackRobot([.reply(200, body: "{\"errcode\":0}"), .reply(200, body: "ok")])
        _ = try courier([receiver(.wecom, robot.url)]).delivered([Sample.message(channel: .wecom, text: "w")], outbox: Notebook())
        _ = try courier([receiver(.slack, robot.url)]).delivered([Sample.message(channel: .slack, text: "s")], outbox: Notebook())
        #expect(robot.requests[0].json["msgtype"] as? String == "markdown")
        #expect(robot.requests[0].json["markdown"] as? [String: String] == ["content": "w"])
        #expect(robot.requests[1].json as? [String: String] == ["text": "s"])
    }

    @Test func whoeverAsksForPatienceGetsIt() throws {
        let robot = try LoopbackRobot([.reply(429, headers: ["Retry-After: 17"]), .reply(503), .reply(200, body: "ok")])
        let reports = try courier([receiver(.slack, robot.url)]).delivered([Sample.message(channel: .slack)], outbox: Notebook())
        #expect(reports.map(\.state) == [.sent] && reports.map(\.attempts) == [3])
        #expect(clock.slept == [17, 2], "as long as it was asked to wait, then its own pause, doubled")
    }

    @Test func aRobotThatSaysTooOftenInItsAnswerIsAskedAgain() throws {
        let robot = try LoopbackRobot([.reply(200, body: "{\"errcode\":45009,\"errmsg\":\"freq\"}"), .reply(200, body: "{\"errcode\":0}")])
        #expect(
            try courier([receiver(.wecom, robot.url)]).delivered([Sample.message(channel: .wecom)], outbox: Notebook()).map(\.state) == [
                .sent
            ])
        #expect(robot.requests.count == 2)
    }

    @Test func anAnswerOf200ThatSaysNoIsNo() throws {
        let robot = try LoopbackRobot([.reply(200, body: "{\"errcode\":310000,\"errmsg\":\"sign not match\"}")])
        let report = try #require(
            try courier([receiver(.dingtalk, robot.url)]).delivered([Sample.message(channel: .dingtalk)], outbox: Notebook()).first)
        #expect(report.state == .failed && report.attempts == 1)
        #expect(report.error?.contains("310000") == true && report.error?.contains("sign not match") == true)
        let page = try LoopbackRobot([.reply(200, body: "<html>log in</html>")])
        #expect(
            try courier([receiver(.feishu, page.url)]).delivered([Sample.message(channel: .feishu)], outbox: Notebook()).map(\.state) == [
                .failed
            ],
            "a captive portal's page is not an answer")
    }

    @Test(arguments: [301, 400, 404, 413]) func whatWillNotHelpIsNotTriedAgain(status: Int) throws {
        let robot = try LoopbackRobot([.reply(status, headers: ["Location: /elsewhere"])])
        let reports = try courier([receiver(.webhook, robot.url)]).delivered([Sample.message()], outbox: Notebook())
        #expect(reports.map(\.state) == [.failed] && robot.requests.count == 1)
    }

    @Test func aServerThatKeepsFailingKeepsItsMessagesInTheirOrder() throws {
        let robot = try LoopbackRobot([.reply(500)])
        let outbox = Notebook()
        let reports = try courier([receiver(.webhook, robot.url)]).delivered([Sample.message(1), Sample.message(2)], outbox: outbox)
        #expect(reports.map(\.state) == [.queued, .queued] && reports.map(\.attempts) == [4, 0])
        #expect(clock.slept == [1, 2, 4] && robot.requests.count == 4)
        #expect(outbox.lines.last == "key1 queued" && !outbox.lines.contains { $0.hasPrefix("key2") })
    }

    @Test func aPauseTooLongIsLeftForTheNextTime() throws {
        let robot = try LoopbackRobot([.reply(429, headers: ["Retry-After: 3600"])])
        let reports = try courier([receiver(.webhook, robot.url)]).delivered([Sample.message()], outbox: Notebook())
        #expect(reports.map(\.state) == [.queued] && robot.requests.count == 1 && clock.slept.isEmpty)
    }

    /// A chat that took the message and never answered is not asked again; a webhook, told the key, is.
    @Test func silenceAfterTheMessageLeft() throws {
        for answer in [LoopbackRobot.Answer.stall(1.5), .hangUp] {
            let chat = try LoopbackRobot([answer])
            let outbox = Notebook()
            let reports = try courier([receiver(.wecom, chat.url)], timeout: 0.5).delivered(
                [Sample.message(channel: .wecom)], outbox: outbox)
            #expect(reports.map(\.state) == [.uncertain] && chat.requests.count == 1)
            #expect(outbox.lines == ["key1 begins", "key1 uncertain"])
            let hook = try LoopbackRobot([answer, .reply(200)])
            let again = try courier([receiver(.webhook, hook.url)], timeout: 0.5).delivered([Sample.message()], outbox: Notebook())
            #expect(again.map(\.state) == [.sent])
            #expect(hook.requests.compactMap { $0.headers["idempotency-key"] } == ["key1", "key1"])
        }
    }

    @Test func nobodyListeningIsNotUncertain() throws {
        let reports = try courier([receiver(.wecom, "http://127.0.0.1:1/")]).delivered(
            [Sample.message(channel: .wecom)], outbox: Notebook())
        #expect(reports.map(\.state) == [.queued] && reports.map(\.attempts) == [4])
    }

    @Test func limitsHoldWithinAMinuteAndAcrossProcesses() throws {
        let robot = try LoopbackRobot([.reply(200, body: "{\"errcode\":0}")])
        let limits = Channel.wecom.limits
        let messages = (1...25).map { Sample.message($0, channel: .wecom) }
        let recent = ["r": [clock.now - 10, clock.now - 70]]
        let start = clock.now
        let reports = try courier([receiver(.wecom, robot.url)]).delivered(messages, outbox: Notebook(), recent: recent)
        #expect(reports.allSatisfy { $0.state == .sent } && robot.requests.count == 25)
        // 17 in the first minute beside the one of ten seconds ago; the 18th when that one is a minute old.
        #expect(clock.now - start >= 60 && clock.now - start < 75, "\(clock.now - start)")
        #expect(clock.slept.contains { $0 > 30 } && clock.slept.filter { $0 == limits.spacing }.count > 10)
    }

    @Test func aMissingVariableLosesNothing() throws {
        let outbox = Notebook()
        let receiver = Receiver(name: "r", channel: .slack, address: .environment("PENSTOCK_SLACK_URL"))
        let report = try #require(try courier([receiver]).delivered([Sample.message(channel: .slack)], outbox: outbox).first)
        #expect(report.state == .queued && report.error == "the environment variable PENSTOCK_SLACK_URL is not set")
        #expect(outbox.lines == ["key1 queued"])
    }

    @Test func aRobotsKeyDoesNotTravelInTheClear() throws {
        for url in ["http://example.com/robot?key=k", "ftp://127.0.0.1/", "not a url", "https://exa mple.com/"] {
            let reports = try courier([receiver(.wecom, url)]).delivered([Sample.message(channel: .wecom)], outbox: Notebook())
            #expect(reports.map(\.state) == [.failed], "\(url)")
        }
    }

    @Test func retryAfterInBothItsForms() throws {
        #expect(CurlTransport.seconds(retryAfter: "120") == 120)
        let now = Date(timeIntervalSince1970: 1_445_412_420)
        #expect(CurlTransport.seconds(retryAfter: "Wed, 21 Oct 2015 07:28:00 GMT", now: now) == 60)
        #expect(CurlTransport.seconds(retryAfter: "soon") == nil && CurlTransport.seconds(retryAfter: "-5") == nil)
    }
}
