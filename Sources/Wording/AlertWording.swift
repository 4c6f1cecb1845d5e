import SupplyNetwork

/// What an alert says: the case in one line, the figures behind it, and what to do.
extension Wording {
    /// The figures of a stock that will probably run out. Days count from the as-of date.
    public struct StockOutFigures: Sendable, Hashable {
        public var risk: Double
        public var onHand: Double
        /// In transit and on order, due before an order placed today could arrive.
        public var due: Double
        public var nextDueOn: Day?
        public var leadTimeDays: Int
        public var leadTimeDemand: Double
        public var lastCountedOn: Day?
        public init(
            risk: Double, onHand: Double, due: Double, nextDueOn: Day?, leadTimeDays: Int, leadTimeDemand: Double, lastCountedOn: Day?
        ) {
            self.risk = risk
            self.onHand = onHand
            self.due = due
            self.nextDueOn = nextDueOn
            self.leadTimeDays = leadTimeDays
            self.leadTimeDemand = leadTimeDemand
            self.lastCountedOn = lastCountedOn
        }
    }

    /// The figures of an order that should have come.
    public struct LateOrderFigures: Sendable, Hashable {
        public var quantity: Double
        public var dueOn: Day
        public var daysLate: Int
        /// Nil where the stock is unknown.
        public var onHand: Double?
        public var demandPerWeek: Double
        public init(quantity: Double, dueOn: Day, daysLate: Int, onHand: Double?, demandPerWeek: Double) {
            self.quantity = quantity
            self.dueOn = dueOn
            self.daysLate = daysLate
            self.onHand = onHand
            self.demandPerWeek = demandPerWeek
        }
    }

    /// A move that an alert recommends: the other site by the name people know, and the units.
    public struct ProposedMove: Sendable, Hashable {
        public var site: String
        public var quantity: Double
        public init(site: String, quantity: Double) {
            self.site = site
            self.quantity = quantity
        }
    }

    // MARK: Overstock

    public func overstockSummary(site: Site, product: Product, pile: Stockpile) -> String {
        var text = said(
            zh: "\(site.title) 的 \(title(product)) 积压约 \(quantity(pile.excessUnits)) 件",
            en: "\(site.title) holds about \(units(pile.excessUnits)) of \(title(product)) too many")
        if let value = pile.excessValue { text += said(zh: "，价值 \(money(value))", en: ", worth \(money(value))") }
        text += said(zh: "（概率 \(probability(pile.risk))）", en: " (probability \(probability(pile.risk)))")
        return text
    }

    public func overstockEvidence(_ pile: Stockpile) -> String {
        guard pile.cause != .unknown else { return evidence(pile) }
        return said(zh: "可能原因：\(name(pile.cause))。", en: "Probable cause: \(name(pile.cause)). ") + evidence(pile)
    }

    public func overstockAction(cause: Stockpile.Cause, moves: [ProposedMove]) -> String {
        var text = said(zh: "停止发货，先消化库存", en: "Stop shipping and run the stock down")
        if let moved = moves.nonEmpty {
            text += said(zh: "；调拨 ", en: "; move ")
            text += moved.map { said(zh: "\(quantity($0.quantity)) 件到 \($0.site)", en: "\(quantity($0.quantity)) to \($0.site)") }
                .joined(separator: said(zh: "、", en: ", "))
        }
        switch cause {
        case .pushed: text += said(zh: "；核查期末压货", en: "; check what was pushed at the period's end")
        case .threshold: text += said(zh: "；核查返利门槛前的集中进货", en: "; check the purchases just before the rebate step")
        case .recruit: text += said(zh: "；核查新人首批进货量", en: "; check the size of the entry purchase")
        case .forwardBuy, .demandDrop, .unknown: text += said(zh: "；盘点核实", en: "; have it counted")
        }
        return text + said(zh: "。", en: ".")
    }

    // MARK: Stock-out

    public func stockOutSummary(site: Site, product: Product, figures: StockOutFigures) -> String {
        if figures.onHand <= 0 && figures.due <= 0 {
            return said(
                zh: "\(site.title) 的 \(title(product)) 已断货，新订单 \(figures.leadTimeDays) 天后才到",
                en: "\(site.title) is out of \(title(product)), and a new order takes \(days(figures.leadTimeDays))")
        }
        return said(
            zh: "\(site.title) 的 \(title(product)) 在新订单到货前断货概率 \(probability(figures.risk))",
            en: "\(site.title) will run out of \(title(product)) before a new order can arrive (probability \(probability(figures.risk)))")
    }

    public func stockOutEvidence(_ figures: StockOutFigures) -> String {
        var parts = [said(zh: "在手 \(quantity(figures.onHand))", en: "On hand \(quantity(figures.onHand))")]
        if figures.due > 0 {
            var text = said(zh: "途中及已订 \(quantity(figures.due))", en: "\(quantity(figures.due)) in transit or on order")
            if let day = figures.nextDueOn { text += said(zh: "（最早 \(date(day)) 到）", en: " (first due \(date(day)))") }
            parts.append(text)
        } else {
            parts.append(said(zh: "期间无到货", en: "nothing due in the meantime"))
        }
        parts.append(
            said(
                zh: "提前期 \(figures.leadTimeDays) 天内预计需求 \(quantity(figures.leadTimeDemand))",
                en: "expected demand in the \(figures.leadTimeDays) days an order takes \(quantity(figures.leadTimeDemand))"))
        if let day = figures.lastCountedOn { parts.append(said(zh: "\(date(day))盘点", en: "last counted \(date(day))")) }
        return parts.joined(separator: said(zh: "；", en: "; ")) + said(zh: "。", en: ".")
    }

    public func stockOutAction(order: Double, moves: [ProposedMove]) -> String {
        var parts: [String] = []
        if let moved = moves.nonEmpty {
            parts.append(
                said(zh: "立即调入：", en: "move in ")
                    + moved.map { said(zh: "\($0.site) \(quantity($0.quantity)) 件", en: "\(quantity($0.quantity)) from \($0.site)") }
                    .joined(separator: said(zh: "、", en: ", ")))
        }
        if order > 0 {
            parts.append(said(zh: "今日下单 \(quantity(order)) 件并加急", en: "order \(quantity(order)) today and expedite it"))
        } else {
            parts.append(said(zh: "催促在途货物", en: "expedite what is on its way"))
        }
        return capitalized(parts.joined(separator: said(zh: "；", en: "; "))) + said(zh: "。", en: ".")
    }

    // MARK: Late order

    public func lateOrderSummary(site: Site, product: Product, figures: LateOrderFigures) -> String {
        said(
            zh: "\(site.title) 的 \(title(product)) 订单 \(quantity(figures.quantity)) 件已逾期 \(figures.daysLate) 天",
            en: "\(units(figures.quantity)) of \(title(product)) for \(site.title) are \(days(figures.daysLate)) late")
    }

    public func lateOrderEvidence(_ figures: LateOrderFigures) -> String {
        var parts = [said(zh: "应于 \(date(figures.dueOn)) 到货", en: "Due \(date(figures.dueOn))")]
        if let onHand = figures.onHand {
            parts.append(said(zh: "在手 \(quantity(onHand))", en: "on hand \(quantity(onHand))"))
        } else {
            parts.append(said(zh: "库存未知", en: "stock unknown"))
        }
        if figures.demandPerWeek > 0 {
            parts.append(
                said(
                    zh: "预计每周需求 \(quantity(figures.demandPerWeek))",
                    en: "expected demand \(quantity(figures.demandPerWeek)) a week"))
        }
        return parts.joined(separator: said(zh: "；", en: "; ")) + said(zh: "。", en: ".")
    }

    public func lateOrderAction() -> String {
        said(
            zh: "向供货方核实到货日期；若已收货，请登记收货并从 open_orders.csv 删除。",
            en: "Ask the supplier for a date; if it has arrived, record the receipt and take it out of open_orders.csv.")
    }

    // MARK: Any rule

    public func resolvedSummary(_ summary: String) -> String { said(zh: "已解除：\(summary)", en: "Resolved: \(summary)") }
    /// The case has no present figures: the stock, once known, no longer is, or nothing is left of it.
    public func pastCaseSummary(site: Site, product: Product) -> String {
        said(zh: "\(site.title) 的 \(title(product))", en: "\(title(product)) at \(site.title)")
    }
    public func noPresentFigures() -> String {
        said(zh: "本期数据不足，沿用上期判断。", en: "Not enough data this time: the last judgement stands.")
    }
    public func conditionGone() -> String { said(zh: "条件不再成立。", en: "The condition no longer holds.") }
    public func noActionNeeded() -> String { said(zh: "无需处理。", en: "Nothing to do.") }
    public func countAction() -> String { said(zh: "请盘点核实。", en: "Have it counted.") }

    private func title(_ product: Product) -> String { product.name ?? product.sku }
    private func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }
    private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension Array {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
