import Foundation

/// What goes over the wire: an HTTP POST, or a mail.
public struct OutgoingRequest: Sendable, Hashable {
    public var url: String
    public var headers: [String]
    public var body: [UInt8]
    /// Of a mail: the envelope and how to log in.
    public var mail: Envelope?

    public struct Envelope: Sendable, Hashable {
        public var from: String
        public var to: [String]
        public var user: String?
        public var password: String?
        public var startTLS: Receiver.StartTLS
    }
}

/// What came of sending a request once.
public enum TransportOutcome: Sendable, Hashable {
    /// The server answered: HTTP status, or the last reply code of SMTP.
    case answered(status: Int, retryAfter: Double?, body: [UInt8])
    /// Nothing of the message left this machine: no such host, no connection, no secure connection.
    case notSent(String)
    /// It left, and no answer came: the other side may have it or not.
    case unanswered(String)
}

/// What the answer means.
enum Verdict: Hashable {
    case accepted
    /// Not taken this time. `after`: seconds the server asked to wait.
    case later(reason: String, after: Double?)
    /// Not taken, and asking again would not help.
    case refused(reason: String)
    /// May have been taken.
    case unclear(reason: String)
}

/// The receiver cannot be sent to as it is configured.
public struct UnusableReceiver: Error, Hashable, CustomStringConvertible {
    public var description: String
    public init(description: String) { self.description = description }
}

extension Receiver {
    /// The message as the channel wants it, signed for this moment.
    /// - Parameter seconds: since 1970-01-01 UTC.
    /// - Throws: `Setting.Missing`, `UnusableReceiver`.
    public func request(for message: Message, seconds: Double, environment: [String: String]) throws -> OutgoingRequest {
        let url = try checked(url: address.value(in: environment))
        let secret = try secret?.value(in: environment)
        let stamp = Int64(seconds)
        switch channel {
        case .wecom: return json(url, ["msgtype": "markdown", "markdown": ["content": message.text]])
        case .dingtalk:
            var signed = url
            if let secret {
                let milliseconds = Int64(seconds * 1_000)
                let sign = Receiver.percentEncoded(Signature.dingTalk(milliseconds: milliseconds, secret: secret))
                signed += (url.contains("?") ? "&" : "?") + "timestamp=\(milliseconds)&sign=\(sign)"
            }
            return json(signed, ["msgtype": "markdown", "markdown": ["title": message.title, "text": message.text]])
        case .feishu:
            var body: [String: Any] = ["msg_type": "text", "content": ["text": message.text]]
            if let secret {
                body["timestamp"] = String(stamp)
                body["sign"] = Signature.feishu(seconds: stamp, secret: secret)
            }
            return json(url, body)
        case .slack: return json(url, ["text": message.text])
        case .webhook:
            let body = Array(message.text.utf8)
            var headers = [
                "Content-Type: application/json; charset=utf-8", "Idempotency-Key: \(message.key)", "Penstock-Timestamp: \(stamp)",
            ]
            if let secret { headers.append("Penstock-Signature: " + Signature.webhook(seconds: stamp, body: body, secret: secret)) }
            return OutgoingRequest(url: url, headers: headers, body: body)
        case .email:
            guard let mail else { throw UnusableReceiver(description: "\(name): a mail receiver needs from and to") }
            return OutgoingRequest(
                url: url, headers: [], body: MailMessage(message, from: mail.from, to: mail.to, seconds: stamp).bytes,
                mail: OutgoingRequest.Envelope(
                    from: mail.from, to: mail.to, user: try mail.user?.value(in: environment),
                    password: try mail.password?.value(in: environment), startTLS: mail.startTLS))
        }
    }

    /// Chat robots and Slack carry their key in the URL: it travels encrypted, except to this machine.
    private func checked(url: String) throws -> String {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(), let host = parts.host, !host.isEmpty,
            url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        else { throw UnusableReceiver(description: "\(name): the address is not a URL") }
        let isLocal = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        switch channel {
        case .email:
            guard scheme == "smtp" || scheme == "smtps" else {
                throw UnusableReceiver(description: "\(name): a mail server's address begins with smtp:// or smtps://")
            }
        case .webhook:
            guard scheme == "https" || scheme == "http" else {
                throw UnusableReceiver(description: "\(name): the address must begin with https:// or http://")
            }
        default:
            guard scheme == "https" || scheme == "http" && isLocal else {
                throw UnusableReceiver(description: "\(name): the address must begin with https://")
            }
        }
        return url
    }

    private func json(_ url: String, _ body: [String: Any]) -> OutgoingRequest {
        // Nothing but strings and dictionaries of them: always valid JSON.
        let data = (try? JSONSerialization.data(withJSONObject: body, options: [.sortedKeys, .withoutEscapingSlashes])) ?? Data()
        return OutgoingRequest(url: url, headers: ["Content-Type: application/json; charset=utf-8"], body: Array(data))
    }

    /// Everything but RFC 3986's unreserved characters.
    static func percentEncoded(_ text: String) -> String {
        text.addingPercentEncoding(
            withAllowedCharacters: CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")) ?? ""
    }
}

extension Channel {
    /// Codes by which a robot says, with status 200, that it was asked too often: WeCom 45009 and 45033; DingTalk 130101, 410100
    /// and 90030; Feishu 11232, 9499 and 99991400.
    static let tooOften: Set<Int> = [45_009, 45_033, 130_101, 410_100, 90_030, 11_232, 9_499, 99_991_400]

    func verdict(on outcome: TransportOutcome) -> Verdict {
        switch outcome {
        case .notSent(let reason): return .later(reason: reason, after: nil)
        case .unanswered(let reason): return isIdempotent ? .later(reason: reason, after: nil) : .unclear(reason: reason)
        case .answered(let status, let retryAfter, let body):
            if self == .email {
                switch status {
                case 200..<400: return .accepted
                case 400..<500: return .later(reason: "the mail server said \(status)", after: nil)
                default: return .refused(reason: "the mail server said \(status)")
                }
            }
            switch status {
            case 200..<300: return robotVerdict(body, retryAfter: retryAfter)
            case 408, 425, 429, 500..<600: return .later(reason: "the server said \(status)", after: retryAfter)
            default: return .refused(reason: "the server said \(status)" + Channel.excerpt(body))
            }
        }
    }

    /// Robots answer 200 to everything: whether the message was taken stands in the body.
    private func robotVerdict(_ body: [UInt8], retryAfter: Double?) -> Verdict {
        let field: String
        switch self {
        case .wecom, .dingtalk: field = "errcode"
        case .feishu: field = "code"
        case .slack, .webhook, .email: return .accepted
        }
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            let code = (object[field] ?? object["StatusCode"]) as? Int
        else { return .refused(reason: "the robot's answer has no \(field)" + Channel.excerpt(body)) }
        if code == 0 { return .accepted }
        if Channel.tooOften.contains(code) { return .later(reason: "the robot was asked too often (\(field) \(code))", after: retryAfter) }
        return .refused(reason: "the robot said \(field) \(code)" + Channel.excerpt(body))
    }

    private static func excerpt(_ body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(300), as: UTF8.self).unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return text.isEmpty ? "" : ": " + String(String.UnicodeScalarView(text))
    }
}
