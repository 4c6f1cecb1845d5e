/// How a message reaches people.
public enum Channel: String, Sendable, Hashable, Codable, CaseIterable {
    /// A group robot of WeCom (企业微信).
    case wecom
    /// A group robot of DingTalk (钉钉); with a secret, signed.
    case dingtalk
    /// A group robot of Feishu (飞书); with a secret, signed.
    case feishu
    /// An incoming webhook of Slack.
    case slack
    /// Mail over SMTP.
    case email
    /// Any HTTP server; with a secret, signed.
    case webhook
}

/// A setting whose value is secret or may be: written out, or the name of the environment variable that holds it.
public enum Setting: Sendable, Hashable {
    case literal(String)
    case environment(String)

    /// A variable that a receiver needs is not set.
    public struct Missing: Error, Hashable, CustomStringConvertible {
        public var variable: String
        public var description: String { "the environment variable \(variable) is not set" }
    }

    /// - Throws: `Missing` where the variable is not set or empty.
    public func value(in environment: [String: String]) throws -> String {
        switch self {
        case .literal(let text): return text
        case .environment(let name):
            guard let text = environment[name], !text.isEmpty else { throw Missing(variable: name) }
            return text
        }
    }
}

/// Somewhere messages go. Made from `penstock.yaml`; what is secret is read from the environment when a message is sent.
public struct Receiver: Sendable, Hashable {
    /// Whether mail goes out only over an encrypted connection. `smtps://` always does.
    public enum StartTLS: String, Sendable, Hashable, CaseIterable {
        /// Nothing is sent where the server offers none (default).
        case required
        /// Used where the server offers it.
        case opportunistic
        /// Never: for a relay on the same machine.
        case off
    }

    public struct Mail: Sendable, Hashable {
        public var from: String
        public var to: [String]
        public var user: Setting?
        public var password: Setting?
        public var startTLS = StartTLS.required
        public init(from: String, to: [String]) {
            self.from = from
            self.to = to
        }
    }

    public var name: String
    public var channel: Channel
    /// Where to: the robot's or webhook's URL, or `smtp://host:port`, `smtps://host:port`.
    public var address: Setting
    /// What messages are signed with (DingTalk, Feishu, webhook); nil sends them unsigned.
    public var secret: Setting?
    /// Of `email` only.
    public var mail: Mail?

    public init(name: String, channel: Channel, address: Setting, secret: Setting? = nil, mail: Mail? = nil) {
        self.name = name
        self.channel = channel
        self.address = address
        self.secret = secret
        self.mail = mail
    }
}

/// What a channel takes. The figures are the channel's published ones, or below them where sources differ.
public struct ChannelLimits: Sendable, Hashable {
    /// Messages in any 60 seconds, and seconds between two of them.
    public var perMinute: Int
    public var spacing: Double
    /// Size of a message's text: bytes of UTF-8, except where `Channel.size(of:)` says otherwise.
    public var size: Int
    /// Messages that one group of alerts may be split into; what does not fit is counted.
    public var parts: Int
}

extension Channel {
    /// WeCom: 20 a minute, markdown of 4,096 bytes (developer.work.weixin.qq.com/document/path/91770). DingTalk: 20 a minute,
    /// else throttled for ten; 15,000 bytes is what its message API takes. Feishu: 100 a minute, 5 a second, requests of
    /// 20 KB. Slack: one a second, 3,000 characters. A webhook and a mail relay of one's own have no rule: the figures keep
    /// them from being flooded.
    public var limits: ChannelLimits {
        switch self {
        case .wecom: ChannelLimits(perMinute: 18, spacing: 0.5, size: 4_096, parts: 3)
        case .dingtalk: ChannelLimits(perMinute: 18, spacing: 0.5, size: 15_000, parts: 3)
        case .feishu: ChannelLimits(perMinute: 90, spacing: 0.25, size: 19_000, parts: 3)
        case .slack: ChannelLimits(perMinute: 50, spacing: 1, size: 3_000, parts: 3)
        case .email: ChannelLimits(perMinute: 30, spacing: 0, size: 500_000, parts: 1)
        case .webhook: ChannelLimits(perMinute: 300, spacing: 0, size: 500_000, parts: 1)
        }
    }

    /// What the channel counts against its limit: characters for Slack, bytes inside JSON for Feishu, bytes for the others.
    public func size(of text: String) -> Int {
        switch self {
        case .slack: text.unicodeScalars.count
        case .feishu: text.utf8.reduce(0) { $0 + ($1 < 0x20 || $1 == 0x22 || $1 == 0x5C ? 2 : 1) }
        default: text.utf8.count
        }
    }

    /// Whether the other side can tell a repeated message by its key. Where it cannot, a message that may have arrived is not
    /// sent again by itself.
    public var isIdempotent: Bool { self == .webhook }
}
