import SupplyNetwork

/// One message as it waits in the outbox: ready but for time stamps and signatures, which are made when it is sent.
public struct Message: Sendable, Hashable, Codable {
    /// What the message tells of one alert, as far as later runs need to know.
    public struct Told: Sendable, Hashable, Codable {
        public var id: String
        public var severity: Alert.Severity
        public var state: Alert.State
        public init(id: String, severity: Alert.Severity, state: Alert.State) {
            self.id = id
            self.severity = severity
            self.state = state
        }
    }

    /// The same run telling the same receiver the same alerts in the same states has the same key: it is sent once, however
    /// often the run is repeated.
    public var key: String
    public var receiver: String
    public var channel: Channel
    public var asOf: Day
    public var title: String
    /// What the channel shows; for a webhook, the JSON body.
    public var text: String
    public var alerts: [Told]

    public init(key: String, receiver: String, channel: Channel, asOf: Day, title: String, text: String, alerts: [Told]) {
        self.key = key
        self.receiver = receiver
        self.channel = channel
        self.asOf = asOf
        self.title = title
        self.text = text
        self.alerts = alerts
    }
}
