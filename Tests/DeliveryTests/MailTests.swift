import Foundation
import SupplyNetwork
import Testing

@testable import Delivery

@Suite(.serialized) struct MailTests {
    func send(_ server: LoopbackMailServer, _ message: Message, startTLS: Receiver.StartTLS = .off, user: Setting? = nil) throws
        -> Courier.Report
    {
        var mail = Receiver.Mail(from: "Penstock <alerts@brand.example>", to: ["planner@brand.example", "王 <wang@brand.example>"])
        mail.startTLS = startTLS
        mail.user = user
        mail.password = user.map { _ in .literal("pass") }
        let receiver = Receiver(name: "r", channel: .email, address: .literal(server.url), mail: mail)
        let courier = Courier(receivers: [receiver], environment: [:], clock: StandingClock())
        return try #require(try courier.delivered([message], outbox: Notebook()).first)
    }

    let message = Message(
        key: "0123abcd", receiver: "r", channel: .email, asOf: Sample.asOf, title: "供应链预警 2026-03-02：East，3 条", text: "第一行\n.\nlast",
        alerts: [])

    @Test func aMailThatAnyProgramReads() throws {
        let server = try LoopbackMailServer()
        #expect(try send(server, message).state == .sent)
        let lines = server.lines
        #expect(lines.contains { $0.hasPrefix("MAIL FROM:<alerts@brand.example>") })
        #expect(
            lines.contains { $0.hasPrefix("RCPT TO:<planner@brand.example>") }
                && lines.contains { $0.hasPrefix("RCPT TO:<wang@brand.example>") })
        #expect(lines.contains("Message-ID: <0123abcd@brand.example>") && lines.contains("Auto-Submitted: auto-generated"))
        #expect(lines.contains("Date: Tue, 14 Nov 2023 22:13:20 +0000"))
        let end = try #require(lines.firstIndex(of: ""))
        let body = lines[(end + 1)...].prefix { !$0.hasPrefix("QUIT") }.joined()
        let text = try #require(Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) })
        #expect(text == "第一行\r\n.\r\nlast\r\n")
    }

    @Test func encodedWordsAreShortAndHoldWholeCharacters() throws {
        let title = String(repeating: "供应链预警🇨🇳", count: 20)
        let words = MailMessage.words(title).components(separatedBy: "\r\n ")
        #expect(words.allSatisfy { $0.utf8.count <= 75 && $0.hasPrefix("=?utf-8?B?") && $0.hasSuffix("?=") })
        let decoded = try words.map { word in
            let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
            return try #require(String(data: data, encoding: .utf8), "no character is cut")
        }
        #expect(decoded.joined() == title)
        #expect(MailMessage.words("plain") == "plain")
    }

    @Test func aTitleCannotAddAHeader() {
        let text = String(
            decoding: MailMessage(
                Message(key: "k", receiver: "r", channel: .email, asOf: Sample.asOf, title: "a\r\nBcc: x@y", text: "", alerts: []),
                from: "a@b\nX: y",
                to: ["c@d"], seconds: 0
            ).bytes, as: UTF8.self)
        #expect(!text.contains("\nBcc:") && !text.contains("\nX:"))
    }

    @Test func repliesOfTheServer() throws {
        #expect(try send(LoopbackMailServer(["RCPT": "550 no such user"]), message).state == .failed)
        #expect(try send(LoopbackMailServer(["MAIL": "451 greylisted"]), message).state == .queued)
        #expect(try send(LoopbackMailServer([".": "554 spam"]), message).state == .failed)
        #expect(try send(LoopbackMailServer([".": "452 full"]), message).state == .queued)
        #expect(try send(LoopbackMailServer([".": "hang up"]), message).state == .uncertain, "it may have been taken")
    }

    @Test func withoutEncryptionNothingIsSentUnlessToldSo() throws {
        let server = try LoopbackMailServer()
        let report = try send(server, message, startTLS: .required, user: .literal("user"))
        #expect(report.state == .queued)
        #expect(!server.lines.contains { $0.hasPrefix("MAIL") || $0.hasPrefix("AUTH") || $0.hasPrefix("DATA") })
    }
}
