import SupplyNetwork

/// What stands beside the pictures of the network, of cases and of forecasts.
extension Wording {
    // MARK: Network

    public func excessConcentrated(site: String, below: Int, share: Double) -> String {
        let others = below > 0 ? said(zh: "及其下 \(quantity(Double(below))) 个网点", en: " and the \(plural(below, "site")) below it") : ""
        return said(
            zh: "\(site)\(others)占全网多余库存的 \(percentage(share))",
            en: "\(site)\(others) \(below > 0 ? "hold" : "holds") \(percentage(share)) of all excess stock")
    }
    public func stockSpread(sites: Int, amount: String) -> String {
        said(zh: "\(self.sites(sites))共有库存 \(amount)，没有积压", en: "\(self.sites(sites)) hold \(amount); nothing of it piles up")
    }
    /// Labels of the steps of excess share: below each bound, and above the last.
    public func excessSteps(_ bounds: [Double]) -> [String] {
        guard let last = bounds.last else { return [] }
        return bounds.map { said(zh: "多余 <\(percentage($0))", en: "under \(percentage($0)) excess") }
            + [said(zh: "≥\(percentage(last))", en: "\(percentage(last)) or more")]
    }
    public var ringMeaning: String { said(zh: "外圈：含全部下级", en: "ring: with all sites below") }
    public func sitesBelow(_ count: Int) -> String { sitesBelowPattern.replacing("#", with: quantity(Double(count))) }
    public var sitesBelowPattern: String { said(zh: "下有 # 个网点", en: "# below") }
    public var noSiteFound: String { said(zh: "没有找到这个网点", en: "No such site") }
    public func siteOfPicture(_ name: String, below: Int, stock: String, share: String) -> String {
        let others = below > 0 ? said(zh: "（含下级 \(below) 个）", en: " (with \(below) below)") : ""
        return siteOfPicturePattern.replacing("#n", with: name + others).replacing("#s", with: stock).replacing("#x", with: share)
    }
    public var siteOfPicturePattern: String { said(zh: "#n：库存 #s，多余 #x", en: "#n: stock #s, #x of it excess") }
    public var networkPictureCaption: String {
        said(
            zh: "圆的面积与库存成正比，颜色表示其中积压库存（超过未来需求的部分）的占比。折叠的网点用一排圆表示直接下级，多余的排前面；点一行可展开。",
            en:
                "Areas are in proportion to the stock; the colour says how much of it exceeds the demand to come. A folded site shows those next "
                + "below it as bubbles, most excess first; open a row to see them.")
    }

    // MARK: Cases

    public func beganInWeek(_ monday: Day) -> String { said(zh: "始于 \(monday.iso8601)", en: "began \(monday.iso8601)") }
    /// - Parameter peers: what the site would hold at its peers' weeks of cover.
    public func stockFinding(onHand: Double, low: Double, high: Double, weeks: Double?, peers: Double?) -> String {
        var text = said(
            zh: "现有 \(units(onHand))（90% 区间 \(quantity(low))–\(quantity(high))）",
            en: "\(units(onHand)) on hand (90% interval \(quantity(low))–\(quantity(high)))")
        if let weeks { text += said(zh: "，够卖 \(cover(weeks)) 周", en: ", \(cover(weeks)) weeks of cover") }
        if let peers { text += said(zh: "；同行一般存 \(quantity(peers))", en: "; peers would hold \(quantity(peers))") }
        return text
    }
    public func flowFinding(consumed: Double, held: Double) -> String {
        said(
            zh: "发出的货 \(percentage(consumed)) 到了消费者手里，\(percentage(held)) 仍压在渠道",
            en: "\(percentage(consumed)) of what was shipped reached consumers; \(percentage(held)) still lies in the channel")
    }

    // MARK: Forecasts against what came

    public func trackFinding(actual: Double, forecast: Double, inside: Int, weeks: Int) -> String {
        let side = actual > 0 ? signedPercentage(forecast / actual - 1) : "–"
        return said(
            zh: "近 \(weeks) 个已比较的周里 \(inside) 周落在区间内；合计预测偏差 \(side)",
            en: "\(inside) of the last \(plural(weeks, "compared week")) fell inside the band; in sum the forecast was \(side) off")
    }
    public var trackCaption: String {
        said(
            zh: "每周取该周之前最近一次运行的预测，与当周已上报的消费比较（同一批网点×商品）；没有运行的周留空。",
            en:
                "Each week against the forecast of the last run before it, over the site × SKU whose consumption was reported. A week without is a gap."
        )
    }
    public func weeksAhead(_ weeks: String) -> String {
        said(zh: "提前 \(weeks) 周", en: weeks == "1" ? "1 week ahead" : "\(weeks) weeks ahead")
    }
    public func horizonFinding(near: Double, far: Double, nearest: String, farthest: String) -> String {
        said(
            zh: "提前 \(nearest) 周误差 \(percentage(near))，提前 \(farthest) 周 \(percentage(far))",
            en: "The error is \(percentage(near)) \(weeksAhead(nearest)) and \(percentage(far)) \(weeksAhead(farthest))")
    }
    public func categoryFinding(_ name: String, wape: Double) -> String {
        said(zh: "误差最大的品类是 \(name)：\(percentage(wape))", en: "\(name) is the hardest category: error \(percentage(wape))")
    }
    public var biasTitle: String { said(zh: "持续偏差的预测", en: "Forecasts that keep to one side") }
    public var biasCaption: String {
        said(
            zh: "跟踪信号＝平滑误差 ÷ 平滑绝对误差，−1 为一直偏低，+1 为一直偏高。",
            en: "Tracking signal: smoothed error ÷ smoothed absolute error, −1 always too low, +1 always too high.")
    }
    public var allSites: String { said(zh: "全部网点", en: "all sites") }
    public var allProducts: String { said(zh: "全部商品", en: "all SKUs") }
    public func biasSide(isHigh: Bool) -> String { isHigh ? said(zh: "偏高", en: "too high") : said(zh: "偏低", en: "too low") }

    // MARK: What the conclusions rest on

    public func foundationFinding(inferred: Double) -> String {
        said(
            zh: "\(percentage(inferred)) 的库存结论来自推算或区间，不是近期盘点",
            en: "\(percentage(inferred)) of what is said about stock is inferred or bounded, not counted lately")
    }
    public func consumptionFoundationFinding(reported: Double, weeks: Int) -> String {
        said(
            zh: "近 \(weeks) 周消费有 \(percentage(reported)) 是上报的，其余为推算或未知",
            en: "\(percentage(reported)) of the last \(weeks) weeks of consumption was reported; the rest is inferred or unknown")
    }
    public func pairWeeks(_ count: Int) -> String {
        said(zh: "\(quantity(Double(count))) 处·周", en: "\(quantity(Double(count))) position-weeks")
    }
}
