import Delivery
import SupplyNetwork
@preconcurrency import Yams

/// `alerts.route`, `alerts.receivers` and `alerts.deliver` of `penstock.yaml`.
public struct AlertRoutes: Sendable, Hashable {
    /// Nil: alerts are written down and told to nobody.
    public var route: Route?
    /// Those that can be used.
    public var receivers: [Receiver] = []
    /// Whether `penstock run` sends by itself; default false: `run --deliver` or `alerts send` does.
    public var delivers = false

    public init() {}
}

extension AlertRoutes {
    /// Reads what `alerts` says of delivery.
    /// - Returns: findings, beside those about unknown keys: secrets in the file (the receiver is left out), receivers that a
    ///   route names and nobody defines.
    static func read(_ section: YAMLSection) throws -> (routes: AlertRoutes, findings: [Diagnostic]) {
        var result = AlertRoutes()
        var findings: [Diagnostic] = []
        result.delivers = try section.flag("deliver") ?? false
        var names: Set<String> = []
        for part in try section.sections("receivers") {
            let (receiver, found) = try self.receiver(part)
            findings += found
            section.close(part)
            guard names.insert(receiver.name).inserted else {
                throw YAMLSection.failure(part.file, part.node("name"), "\(part.path).name “\(receiver.name)” is given twice")
            }
            if found.isEmpty { result.receivers.append(receiver) }
        }
        if let part = try section.section("route") {
            let route = try self.route(part)
            section.close(part)
            result.route = route
            for name in route.receivers where !names.contains(name) {
                throw YAMLSection.failure(
                    part.file, part.node("receiver"), "a route names the receiver “\(name)”, which alerts.receivers does not define")
            }
        }
        return (result, findings)
    }

    private static func route(_ section: YAMLSection) throws -> Route {
        var route = Route()
        route.receiver = try section.string("receiver")
        route.groupBy = try section.choices("group_by", GroupLabel.self)
        route.limit = try section.integer("limit", in: 1...10_000)
        route.repeatWeeks = try section.integer("repeat_weeks", in: 1...520)
        route.sendsResolved = try section.flag("send_resolved")
        route.continues = try section.flag("continue") ?? false
        if let match = try section.section("match") {
            route.matcher = try matcher(match)
            section.close(match)
        }
        for part in try section.sections("routes") {
            route.routes.append(try self.route(part))
            section.close(part)
        }
        return route
    }

    private static func matcher(_ section: YAMLSection) throws -> AlertMatcher {
        var matcher = AlertMatcher()
        matcher.rules = try section.choices("rule", Alert.Rule.self) ?? []
        matcher.severities = try section.choices("severity", Alert.Severity.self) ?? []
        matcher.sites = try section.strings("site") ?? []
        matcher.subtrees = try section.strings("subtree") ?? []
        matcher.regions = try section.strings("region") ?? []
        matcher.skus = try section.strings("sku") ?? []
        matcher.categories = try section.strings("category") ?? []
        return matcher
    }

    private static func receiver(_ section: YAMLSection) throws -> (receiver: Receiver, findings: [Diagnostic]) {
        guard let name = try section.string("name"), !name.isEmpty else {
            throw YAMLSection.failure(section.file, nil, "\(section.path) needs a name")
        }
        guard let channel = try section.choice("type", Channel.self) else {
            throw YAMLSection.failure(
                section.file, section.node("name"),
                "\(section.path) needs a type: \(Channel.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var findings: [Diagnostic] = []
        /// A setting of the file: `${NAME}` or the `_env` key beside it names a variable; anything else stands as it is.
        func setting(_ key: String, isSecret: Bool) throws -> Setting? {
            let variable = try section.string(key + "_env")
            let text = try section.string(key)
            if variable != nil && text != nil {
                throw YAMLSection.failure(section.file, section.node(key), "\(section.path): give \(key) or \(key)_env, not both")
            }
            if let variable { return .environment(variable) }
            guard let text else { return nil }
            if text.hasPrefix("${"), text.hasSuffix("}") { return .environment(String(text.dropFirst(2).dropLast())) }
            if isSecret {
                let mark = section.node(key)?.mark
                findings.append(
                    Diagnostic(
                        file: section.file, line: mark?.line, column: mark?.column, severity: .error, code: "secret-in-configuration",
                        message: "\(section.path).\(key) holds a secret: the receiver “\(name)” is not used",
                        help:
                            "put it into an environment variable, write \(key): ${PENSTOCK_\(name.uppercased())_\(key.uppercased())} here, "
                            + "and have it replaced where it came from: whoever read this file knows it"))
            }
            return .literal(text)
        }
        // A robot's URL holds its key; the address of one's own server or mail relay does not.
        let isRobot = channel != .email && channel != .webhook
        let addressKey = channel == .email ? "smtp" : "url"
        guard let address = try setting(addressKey, isSecret: isRobot) else {
            throw YAMLSection.failure(section.file, section.node("name"), "\(section.path) needs \(addressKey) or \(addressKey)_env")
        }
        var receiver = Receiver(name: name, channel: channel, address: address)
        switch channel {
        case .dingtalk, .feishu, .webhook: receiver.secret = try setting("secret", isSecret: true)
        case .email:
            guard let from = try section.string("from"), let to = try section.strings("to"), !to.isEmpty else {
                throw YAMLSection.failure(section.file, section.node("name"), "\(section.path) needs from and to")
            }
            var mail = Receiver.Mail(from: from, to: to)
            mail.user = try setting("user", isSecret: false)
            mail.password = try setting("password", isSecret: true)
            mail.startTLS = try section.choice("starttls", Receiver.StartTLS.self) ?? .required
            receiver.mail = mail
        case .wecom, .slack: break
        }
        return (receiver, findings)
    }
}

extension YAMLSection {
    /// One value or a list of them.
    func strings(_ key: String) throws -> [String]? {
        guard let node = node(key) else { return nil }
        if let text = node.scalar?.string { return [text] }
        guard let sequence = node.sequence else {
            throw YAMLSection.failure(file, node, "\(path).\(key) must be a value or a list of values")
        }
        return try sequence.map { item in
            guard let text = item.scalar?.string else { throw YAMLSection.failure(file, item, "\(path).\(key) must hold single values") }
            return text
        }
    }

    func choices<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) throws -> [Choice]?
    where Choice.RawValue == String {
        try strings(key)?.map { text in
            guard let choice = Choice(rawValue: text) else {
                let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
                throw YAMLSection.failure(file, node(key), "\(path).\(key) must be among \(choices); found “\(text)”")
            }
            return choice
        }
    }

    func flag(_ key: String) throws -> Bool? {
        enum Answer: String, CaseIterable { case `true`, `false` }
        return try choice(key, Answer.self).map { $0 == .true }
    }
}
