import SupplyNetwork

/// Where shipped goods ended.
extension Wording {
    /// - Parameter before: the share consumed of the window before.
    public func networkFlowLead(weeks: Int, consumed: Double, held: Double, unaccounted: Double, before: Double?) -> String {
        var text = said(
            zh: "近 \(weeks) 周总仓发出的货，\(percentage(consumed)) 到了消费者手里，\(percentage(held)) 还压在渠道里",
            en:
                "Of what the brand shipped in the last \(weeks) weeks, \(percentage(consumed)) reached consumers and \(percentage(held)) still lies in the channel"
        )
        if unaccounted >= 0.005 { text += said(zh: "，\(percentage(unaccounted)) 去向不明", en: "; nobody knows of \(percentage(unaccounted))") }
        if let before {
            text += said(zh: "（上一期到消费者：\(percentage(before))）", en: " (consumers' share in the window before: \(percentage(before)))")
        }
        return text + said(zh: "。", en: ".")
    }

    public var networkFlowCaption: String {
        said(
            zh: "按货物从谁手里流向谁推算：每个网点的货按同期流出比例分配，假定同一网点内的货不分先后。“去向不明”是库存未知、损耗或未上报的流动。更早各期及全部单品、上线见 network.csv。",
            en:
                "Followed through the network: what a site had in these weeks is taken to leave it in the proportions in which it left. “Unknown” is stock "
                + "nobody knows, losses and movements nobody reported. Earlier windows, every SKU and every upline are in network.csv.")
    }

    public var shippedByHeads: String { said(zh: "总仓发出", en: "Shipped by the brand") }
    public func shippedBy(tier number: Int) -> String { said(zh: "\(tier(number))发出", en: "Shipped by: \(tier(number))") }
}
