import SupplyNetwork

/// Why a quantity or a suspicion is what it is, in one or two plain sentences made of its own figures.
extension Wording {
    public func name(_ cause: Stockpile.Cause) -> String {
        switch cause {
        case .pushed: said(zh: "压货冲量", en: "pushed at period end")
        case .threshold: said(zh: "冲返利门槛", en: "bought for a rebate step")
        case .recruit: said(zh: "新人首批囤货", en: "recruit's entry purchase")
        case .forwardBuy: said(zh: "提前囤货", en: "bought in advance")
        case .demandDrop: said(zh: "动销下滑仍进货", en: "demand fell, kept buying")
        case .unknown: said(zh: "原因未明", en: "cause unknown")
        }
    }

    public func name(_ basis: Position.Basis) -> String {
        switch basis {
        case .counted: said(zh: "近期盘点", en: "counted lately")
        case .reconciled: said(zh: "流水推算", en: "reconciled")
        case .bounded: said(zh: "仅知范围", en: "bounds only")
        case .insufficient: said(zh: "数据不足", en: "insufficient data")
        }
    }

    /// What speaks for the stock being there and lasting too long.
    public func evidence(_ pile: Stockpile) -> String {
        let e = pile.evidence
        var sentences: [String] = []
        let (received, consumed, weeks) = (quantity(e.received), quantity(e.consumed), e.weeks)
        // Stock that goes out and never came in was made here, or bought of somebody outside the files: zero would be a lie.
        sentences.append(
            e.received == 0 && e.consumed > 0
                ? said(
                    zh: "近 \(weeks) 周出 \(consumed) 件，没有进货记录",
                    en: "In the last \(plural(weeks, "week")) \(consumed) went out; nothing that came in is on record")
                : said(
                    zh: "近 \(weeks) 周进 \(received) 件，出 \(consumed) 件",
                    en: "In the last \(plural(weeks, "week")) \(received) came in and \(consumed) went out"))
        if let day = e.lastCountedOn, let count = e.lastCount {
            sentences.append(said(zh: "\(date(day))盘点 \(quantity(count))", en: "counted \(quantity(count)) on \(date(day))"))
        } else {
            sentences.append(said(zh: "从未盘点", en: "never counted"))
        }
        sentences.append(said(zh: "预计每周需求 \(quantity(e.demandPerWeek))", en: "expected demand \(quantity(e.demandPerWeek)) a week"))
        if let cover = e.peerWeeksOfCover {
            sentences.append(said(zh: "同层级同商品一般可销 \(quantity(cover)) 周", en: "peers usually hold \(self.weeks(cover))"))
        }
        if let week = e.largestReceiptWeek, let largest = e.largestReceipt {
            var text = said(
                zh: "最大一周进货 \(quantity(largest))（\(date(week.monday))当周）",
                en: "largest week of receipts \(quantity(largest)) (week of \(date(week.monday)))")
            if let typical = e.typicalReceipt, typical > 0 {
                text += said(zh: "，通常 \(quantity(typical))", en: " against \(quantity(typical)) usually")
            }
            sentences.append(text)
        }
        return sentences.joined(separator: said(zh: "；", en: "; ")) + said(zh: "。", en: ".")
    }

    /// How an order quantity came about.
    public func reason(_ c: OrderCalculation) -> String {
        if let planner = c.planner, c.constraint == .planner {
            return said(
                zh: "计划员指定 \(quantity(planner))；系统建议依据：\(derivation(c))",
                en: "planner asked for \(quantity(planner)); otherwise: \(derivation(c))")
        }
        switch c.constraint {
        case .siteClosed: return said(zh: "网点已退出，不订货", en: "the site has left: no order")
        case .discontinued: return said(zh: "商品已停售，不订货", en: "the SKU is discontinued: no order")
        case .notYetLaunched: return said(zh: "商品尚未上市，不订货", en: "the SKU is not yet launched: no order")
        case .noForecast: return said(zh: "没有可用的需求预测，不订货", en: "no demand to plan on: no order")
        case .unknownPosition: return said(zh: "库存未知，不订货", en: "the stock is unknown: no order")
        case .overstocked: return said(zh: "库存积压，不再发货；", en: "overstocked, nothing is shipped; ") + derivation(c)
        case .orderDay: return said(zh: "今天不是该网点的订货日；", en: "the site does not order today; ") + derivation(c)
        case .enoughStock, .none, .minimumOrder, .packSize, .shelfLife, .planner, .shortSupply, .budget, .supplierMinimum, .container,
            .capacity, .maximumStock, .steady, .transferred:
            return derivation(c)
        }
    }

    private func derivation(_ c: OrderCalculation) -> String {
        let days = c.leadTimeDays + c.reviewPeriodDays + c.downstreamDays
        let travel = c.downstreamDays > 0 ? said(zh: "＋下级 \(c.downstreamDays)", en: " + below \(c.downstreamDays)") : ""
        let target = percentage(c.targetProbability)
        let basis = c.targetIsCostBased ? said(zh: "成本最优", en: "least cost") : said(zh: "服务水平", en: "service level")
        var text = said(
            zh:
                "\(days) 天（提前期 \(c.leadTimeDays)＋周期 \(c.reviewPeriodDays)\(travel)）需求 \(quantity(c.demandMean))，按 \(target)（\(basis)）备到 \(quantity(c.orderUpTo))",
            en: "demand over \(days) days (lead \(c.leadTimeDays) + review \(c.reviewPeriodDays)\(travel)) \(quantity(c.demandMean)), "
                + "up to \(quantity(c.orderUpTo)) at \(target) (\(basis))")
        if c.expectedLostSales >= 0.05 {
            let lost = quantity(c.expectedLostSales)
            text += said(zh: "（已扣到货前预计缺货损失 \(lost)）", en: " (less \(lost) expected to be lost before it arrives)")
        }
        var holdings = [said(zh: "在手 \(quantity(c.onHand))", en: "on hand \(quantity(c.onHand))")]
        if c.inTransit > 0 { holdings.append(said(zh: "在途 \(quantity(c.inTransit))", en: "in transit \(quantity(c.inTransit))")) }
        if c.openOrders > 0 { holdings.append(said(zh: "未到订单 \(quantity(c.openOrders))", en: "on order \(quantity(c.openOrders))")) }
        if c.transferred > 0 { holdings.append(said(zh: "调入 \(quantity(c.transferred))", en: "moved here \(quantity(c.transferred))")) }
        if c.transferred < 0 { holdings.append(said(zh: "调出 \(quantity(-c.transferred))", en: "moved away \(quantity(-c.transferred))")) }
        if c.expiring > 0 {
            holdings.append(said(zh: "将过期 \(quantity(c.expiring)) 不计", en: "\(quantity(c.expiring)) expire unsold and do not count"))
        }
        if c.downstream > 0 { holdings.append(said(zh: "下级可用 \(quantity(c.downstream))", en: "downstream \(quantity(c.downstream))")) }
        if c.openOrdersLater > 0 {
            holdings.append(
                said(zh: "更晚到货 \(quantity(c.openOrdersLater)) 不计", en: "\(quantity(c.openOrdersLater)) due later not counted"))
        }
        text += said(zh: "；", en: "; ") + holdings.joined(separator: said(zh: "，", en: ", "))
        text += said(zh: "；需 \(quantity(c.need))", en: "; need \(quantity(c.need))")
        if c.constraint == .shelfLife, let most = c.maximumStock {
            text += said(zh: "，保质期内最多可销 \(quantity(most))", en: ", no more than \(quantity(most)) sells before it expires")
        }
        if c.constraint == .maximumStock, let most = c.maximumStock {
            text += said(zh: "，库存上限 \(quantity(most))", en: ", no more than \(quantity(most)) may be held")
        }
        if c.constraint == .minimumOrder {
            text += said(zh: "，起订量 \(quantity(c.minOrderQuantity))", en: ", minimum order \(quantity(c.minOrderQuantity))")
        }
        if c.packSize > 1 && c.quantity > 0 { text += said(zh: "，每箱 \(quantity(c.packSize))", en: ", packs of \(quantity(c.packSize))") }
        if let unlimited = c.unlimited, unlimited != c.quantity {
            let (before, after) = (quantity(unlimited), quantity(c.quantity))
            switch c.constraint {
            case .shortSupply:
                text += said(zh: "；本应订 \(before)，供货方货不够，分到 \(after)", en: "; \(before) asked, the supplier is short: \(after) allotted")
            case .steady:
                text += said(
                    zh: "；算得 \(before)，与上期预告相差不大，维持 \(after)", en: "; \(before) by itself, a trifle from the \(after) announced: kept")
            default:
                text += said(
                    zh: "；本应订 \(before)，受\(name(c.constraint))限制订 \(after)",
                    en: "; \(before) without limits, \(after) by \(name(c.constraint))")
            }
        } else if c.quantity != c.need {
            text += said(zh: "，订 \(quantity(c.quantity))", en: ", order \(quantity(c.quantity))")
        }
        if let announced = c.announced, announced != c.quantity {
            text += said(zh: "；上期预告 \(quantity(announced))", en: "; the last plan announced \(quantity(announced))")
        }
        return text
    }
}
