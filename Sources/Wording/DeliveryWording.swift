import SupplyNetwork

/// What messages about alerts say around the alerts.
extension Wording {
    /// - Parameter group: what the alerts of the message have in common: a region, an upline …
    public func noticeTitle(asOf: Day, group: [String], count: Int) -> String {
        let common = group.isEmpty ? "" : group.joined(separator: " · ") + said(zh: "，", en: ", ")
        return said(
            zh: "供应链预警 \(asOf.iso8601)：\(common)\(count) 条",
            en: "Supply alerts \(asOf.iso8601): \(common)\(count == 1 ? "1 alert" : "\(count) alerts")")
    }

    /// `[critical]`, or that the case is over.
    public func noticeLead(severity: Alert.Severity, state: Alert.State) -> String {
        state == .resolved ? said(zh: "【已解除】", en: "(resolved)") : said(zh: "【\(name(severity))】", en: "(\(name(severity)))")
    }

    public func noticeAction(_ action: String, since: Day) -> String {
        said(zh: "→ \(action)（始于 \(date(since))）", en: "→ \(action) (since \(date(since)))")
    }

    public func moreAlerts(_ count: Int) -> String {
        said(zh: "……另有 \(count) 条，见 alerts.json", en: "… and \(count) more, in alerts.json")
    }
}
