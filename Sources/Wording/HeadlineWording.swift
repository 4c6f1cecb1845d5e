import SupplyNetwork

/// What stands under the figures of page one.
extension Wording {
    public var noLotDates: String { said(zh: "盘点没有批次效期，无法计算", en: "no counted lot has a date") }
    public func expiryWindow(days: Int) -> String { said(zh: "\(days) 天内到期或已过期", en: "due within \(days) days or past") }
    public var notYetCompared: String { said(zh: "还没有可比的上期预测", en: "no earlier forecast to compare") }
    /// - Parameter points: share by which the error of carrying the last week on is larger.
    public func valueAdded(_ share: Double) -> String {
        share >= 0
            ? said(zh: "比沿用上周好 \(points(share))", en: "\(points(share)) better than last week carried on")
            : said(zh: "比沿用上周差 \(points(share))", en: "\(points(share)) worse than last week carried on")
    }
    /// The title of a figure's trend, for those who cannot see it.
    public func trend(_ figure: String, known: Int, weeks: Int) -> String {
        said(zh: "\(figure)：最近 \(weeks) 周中 \(known) 周", en: "\(figure): \(known) of the last \(weeks) weeks")
    }
    public func alertsWaiting(_ count: Int, critical: Int) -> String {
        count == 0
            ? said(zh: "没有待处理的预警。", en: "No alert is open.")
            : said(
                zh: "待处理预警 \(quantity(Double(count))) 条，其中紧急 \(quantity(Double(critical))) 条。",
                en: "\(plural(count, "alert")) open, \(quantity(Double(critical))) of them critical.")
    }
    public func ordersToApprove(_ amount: String, lines: Int, suppliers: Int, largest: Double) -> String {
        let share = suppliers > 1 ? said(zh: "，最大一家占 \(percentage(largest))", en: "; the largest asks for \(percentage(largest))") : ""
        return said(
            zh: "共 \(amount)，\(self.lines(lines))，\(suppliers) 个供货方\(share)",
            en: "\(amount) in \(self.lines(lines)) from \(plural(suppliers, "supplier"))\(share)")
    }
    public func otherSuppliers(_ count: Int) -> String { said(zh: "其余 \(count) 家", en: plural(count, "other")) }
    public var total: String { said(zh: "合计", en: "Total") }
}
