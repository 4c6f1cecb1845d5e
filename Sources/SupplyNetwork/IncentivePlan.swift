/// What distributors earn (`incentives` of `penstock.yaml`).
public struct IncentivePlan: Sendable, Hashable {
    public enum Window: String, Sendable, Hashable, CaseIterable { case month, quarter }
    /// Purchases from the supplier, or reported sales to consumers.
    public enum PayOn: String, Sendable, Hashable, CaseIterable { case sellIn = "sell_in", sellOut = "sell_out" }

    public struct Step: Sendable, Hashable {
        /// Money within the window from which the rate is paid.
        public var from: Money
        public var rate: Double

        public init(from: Money, rate: Double) {
            self.from = from
            self.rate = rate
        }
    }

    /// A site's rank: reached by purchases over a rolling window, and what it pays for goods.
    public struct Rank: Sendable, Hashable {
        public var name: String
        /// Purchases over `rankWeeks` from which the rank is held.
        public var from: Money
        /// Share of the list price the rank pays.
        public var priceShare: Double

        public init(name: String, from: Money, priceShare: Double) {
            self.name = name
            self.from = from
            self.priceShare = priceShare
        }
    }

    /// The period at whose end distributors are pushed to fill a quota.
    public var quotaPeriod: Window?
    public var payOn = PayOn.sellIn
    /// Calendar window of rebates.
    public var rebateWindow = Window.month
    /// By tier, ascending; the highest step reached pays on the whole amount.
    public var rebates: [Int: [Step]] = [:]
    /// Of a recruit's purchases, to its sponsor.
    public var referralRate: Double?
    /// Of a site's purchases, to sponsors so many levels up: the first entry is the sponsor's sponsor.
    public var levelRates: [Double] = []
    /// Of what the sites next below buy, by tier of the payee.
    public var dividends: [Int: Double] = [:]
    /// By tier, ascending by `from`; empty where prices do not depend on a rank.
    public var ranks: [Int: [Rank]] = [:]
    /// Weeks of the rolling window that ranks are held by.
    public var rankWeeks = 13

    public init() {}
}
