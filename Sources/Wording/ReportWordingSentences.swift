import SupplyNetwork

/// The sentences of the reports. Each states what was found, with its figures.
extension Wording {
    // MARK: Frame

    public func asOf(_ day: Day) -> String {
        said(zh: "截至 \(date(day))（不含当日）", en: "As of \(date(day)): everything dated before it")
    }
    public var nothingRead: String {
        said(
            zh: "没有读到任何网点×单品的数据，因此没有可报告的内容。请检查 sales.csv 与 stock.csv 是否为空，以及下方的数据问题。",
            en: "No site × SKU was found in the input, so there is nothing to report. Check whether sales.csv and stock.csv hold rows, "
                + "and the findings below.")
    }
    public func nothing(of subject: ReportLabel) -> String {
        switch subject {
        case .stockpiling: said(zh: "没有发现积压风险。", en: "No stock found to be piling up.")
        case .networkFlow: said(zh: "近期没有可追踪的发货。", en: "Nothing was shipped lately that could be followed.")
        case .plan: said(zh: "本期没有需要下的订单。", en: "Nothing to order this time.")
        case .rebalancing: said(zh: "没有值得做的调拨。", en: "No move between sites is worth its while.")
        case .alerts: said(zh: "没有预警。", en: "No alerts.")
        case .dataQuality: said(zh: "输入数据没有发现问题。", en: "No findings about the input.")
        case .demand: said(zh: "没有可用的需求预测。", en: "There is no demand forecast to show.")
        case .risks: said(zh: "没有需要管理层关注的风险。", en: "Nothing that needs management's attention.")
        default: said(zh: "没有内容。", en: "Nothing.")
        }
    }
    public func further(_ count: Int, file: String) -> String {
        said(zh: "另有 \(quantity(Double(count))) 行，见 \(file)。", en: "\(quantity(Double(count))) more in \(file).")
    }
    public func further(_ count: Int, all file: String) -> String {
        said(zh: "全部 \(quantity(Double(count))) 条见 \(file)。", en: "All \(quantity(Double(count))) in \(file).")
    }
    public func furtherSuppliers(_ count: Int, lines: Int) -> String {
        said(
            zh: "另有 \(count) 个供货方、\(self.lines(lines))，见 plan.csv。",
            en: "\(plural(count, "more supplier")) with \(self.lines(lines)): see plan.csv.")
    }
    public func basisFinding(share: Double) -> String {
        said(
            zh: "\(percentage(share)) 的库存（按处计）有盘点或流水为依据",
            en: "The stock of \(percentage(share)) of positions rests on counts or on movements")
    }
    public var findingsTitle: String { said(zh: "输入数据的问题", en: "Findings about the input") }
    public func change(_ text: String) -> String { said(zh: "较上期 \(text)", en: "\(text) since last run") }
    public func comparedWith(_ day: Day) -> String { said(zh: "对比上期：\(date(day))", en: "compared with the run of \(date(day))") }
    public var unchanged: String { said(zh: "不变", en: "unchanged") }
    public var firstRun: String { said(zh: "首期，无对比", en: "first run") }
    public func points(_ value: Double) -> String {
        let text = Wording.grouped(abs(value) * 100, decimals: 1)
        return said(zh: "\(text) 个百分点", en: "\(text) points")
    }
    public func units(_ value: Double) -> String {
        said(zh: "\(quantity(value)) 件", en: quantity(value) + (quantity(value) == "1" ? " unit" : " units"))
    }
    public func lines(_ count: Int) -> String { said(zh: "\(quantity(Double(count))) 行", en: plural(count, "line")) }
    /// Site × SKU pairs, in words that need no explanation in front of management: `definitions` says what one is.
    public func pairs(_ count: Int) -> String { said(zh: "\(quantity(Double(count))) 处", en: plural(count, "position")) }
    public func sites(_ count: Int) -> String { said(zh: "\(quantity(Double(count))) 个网点", en: plural(count, "site")) }
    public func pairs(_ count: Int, atSites sites: Int) -> String {
        said(zh: "\(self.sites(sites))的 \(pairs(count))", en: "\(pairs(count)) at \(self.sites(sites))")
    }
    public func weeks(_ value: Double) -> String {
        said(zh: "\(quantity(value)) 周", en: quantity(value) + (quantity(value) == "1" ? " week" : " weeks"))
    }
    public func plural(_ count: Int, _ noun: String) -> String { "\(quantity(Double(count))) \(noun)\(count == 1 ? "" : "s")" }
    /// Money where it is known, else units.
    public func amount(_ value: Double?, units: Double) -> String { value.map(money) ?? self.units(units) }

    // MARK: Risks

    public func overstockRisk(site: String, pairs: Int, units: Double, value: Double?, cause: Stockpile.Cause, sku: String) -> String {
        let worth = value.map { said(zh: "，金额 \(money($0))", en: ", worth \(money($0))") } ?? ""
        return said(
            zh: "\(site) 有 \(pairs) 个商品积压，多余 \(self.units(units))\(worth)；其中 \(sku) 最多，\(name(cause))。",
            en: "\(site) holds \(self.units(units)) more than it will be asked for\(worth), in \(plural(pairs, "SKU")); "
                + "\(sku) leads (\(name(cause))).")
    }
    public func stockOutRisk(count: Int, site: String, sku: String, risk: Double) -> String {
        said(
            zh: "\(pairs(count))很可能在今天下单的货到达前断货，最急的是 \(site) 的 \(sku)（概率 \(probability(risk))）。",
            en: "\(pairs(count)) will probably run out before an order placed today arrives, first of all \(sku) at \(site) "
                + "(probability \(probability(risk))).")
    }
    public func lateOrderRisk(count: Int, site: String, sku: String) -> String {
        said(
            zh: "\(count) 笔未到订单已过到货日，例如 \(site) 的 \(sku)：请向供货方核实。",
            en: "\(plural(count, "open order")) should have arrived by now, such as \(sku) at \(site): ask the supplier.")
    }
    public func unknownStockRisk(share: Double) -> String {
        said(
            zh: "\(percentage(share)) 的库存（按处计）不可靠（仅知范围或数据不足），结论因此受限：建议优先盘点。",
            en: "For \(percentage(share)) of positions the stock is known by bounds only or not at all, which limits every conclusion: "
                + "count those first.")
    }

    // MARK: Page one

    /// What people took lately, against the weeks before.
    public func recentConsumption(_ recent: Double, before: Double?, weeks: Int) -> String {
        var text = said(
            zh: "近 \(weeks) 周终端每周消费 \(units(recent))",
            en: "People took \(units(recent)) a week over the last \(weeks) weeks")
        if let before, before > 0 {
            let change = recent / before - 1
            if abs(change) < 0.01 {
                text += said(zh: "，与此前 \(weeks) 周持平", en: ", as much as in the \(weeks) before")
            } else {
                text += said(
                    zh: "，比此前 \(weeks) 周\(change < 0 ? "少" : "多") \(percentage(abs(change)))",
                    en: ", \(percentage(abs(change))) \(change < 0 ? "less" : "more") than in the \(weeks) before")
            }
        }
        return text + said(zh: "。", en: ".")
    }
    public func stockInAll(units: Double, value: Double?, weeks: Double?) -> String {
        let worth = value.map { said(zh: "，金额 \(money($0))", en: ", worth \(money($0))") } ?? ""
        let lasts = weeks.map { said(zh: "，够卖 \(self.weeks($0))", en: ", enough for \(self.weeks($0))") } ?? ""
        return said(zh: "全网已知库存 \(self.units(units))\(worth)\(lasts)。", en: "The network holds \(self.units(units))\(worth)\(lasts).")
    }
    public func excessInAll(share: Double, pairs: Int, sites: Int) -> String {
        said(
            zh: "其中 \(percentage(share)) 多余，积压在 \(self.pairs(pairs, atSites: sites))。",
            en: "\(percentage(share)) of it is excess, in \(self.pairs(pairs, atSites: sites)).")
    }
    public func expectedConsumption(_ expected: Double, recent: Double?, weeks: Int, recentWeeks: Int) -> String {
        let change = recent.map { $0 > 0 ? said(zh: "（比近 \(recentWeeks) 周 ", en: " (") + signedPercentage(expected / $0 - 1) : "" } ?? ""
        let close = change.isEmpty ? "" : said(zh: "）", en: " on the last \(recentWeeks))")
        return said(
            zh: "未来 \(weeks) 周预计每周消费 \(units(expected))\(change)\(close)。",
            en: "Expected over the next \(weeks) weeks: \(units(expected)) a week\(change)\(close).")
    }
    public func stopDecision(pairs: Int, sites: Int) -> String {
        said(
            zh: "停发：\(self.pairs(pairs, atSites: sites))已积压，计划不再给它们补货；请逐家确认。",
            en:
                "Stop shipping: \(self.pairs(pairs, atSites: sites)) \(pairs == 1 ? "is" : "are") overstocked and \(pairs == 1 ? "gets" : "get") nothing; "
                + "confirm with each site.")
    }
    public func countDecision(pairs: Int) -> String {
        said(
            zh: "盘点：\(self.pairs(pairs))的库存不可靠，先盘金额大的。",
            en: "Count: the stock of \(self.pairs(pairs)) is not reliable; begin with the most valuable.")
    }
    public var nothingToOrder: String { said(zh: "无需订货", en: "nothing to order") }

    // MARK: Findings of charts

    public func stockByTierFinding(tier: Int, share: Double, excessShare: Double?) -> String {
        let rest =
            excessShare.map {
                said(zh: $0 > 0 ? "；全网 \(percentage($0)) 为多余库存" : "", en: $0 > 0 ? "; \(percentage($0)) of all stock is excess" : "")
            } ?? ""
        return said(
            zh: "\(self.tier(tier))占全网库存的 \(percentage(share))\(rest)",
            en: "\(self.tier(tier)) holds \(percentage(share)) of the stock\(rest)")
    }
    public func coverFinding(total: Double, tier: Int, weeks: Double) -> String {
        said(
            zh: "全网库存够卖 \(self.weeks(total))，其中\(self.tier(tier))占 \(self.weeks(weeks))",
            en: "The network holds \(self.weeks(total)) of consumption; \(self.tier(tier)) alone \(self.weeks(weeks))")
    }
    public var coverUnknown: String { said(zh: "消费未知，无法计算可销周数", en: "Consumption is unknown, so weeks of cover are too") }
    public var coverCaption: String {
        said(
            zh: "可销周数＝该层级已知库存 ÷ 该层级及其下级的每周消费（不是除以发货量）。",
            en: "Weeks of cover = the tier's known stock ÷ what consumers take a week at the tier and below it (never ÷ shipments).")
    }
    public func demandFinding(recent: Double?, recentWeeks: Int, expected: Double, horizon: Int) -> String {
        guard let recent, recent > 0 else {
            return said(
                zh: "未来 \(horizon) 周预计每周消费 \(quantity(expected))",
                en: "Expected consumption: \(quantity(expected)) a week over \(horizon) weeks")
        }
        let change = expected / recent - 1
        let arrow = signedPercentage(change)
        return said(
            zh: "近 \(recentWeeks) 周每周消费 \(quantity(recent))，未来 \(horizon) 周预计 \(quantity(expected))（\(arrow)）",
            en:
                "\(quantity(recent)) a week over the last \(recentWeeks) weeks; \(quantity(expected)) expected over the next \(horizon) (\(arrow))"
        )
    }
    public func fanCaption(pairs: Int, low: Double, high: Double) -> String {
        said(
            zh: "\(self.pairs(pairs))合计。区间假定各处误差互不相关；若全部同涨同跌，首周的 90% 区间为 \(quantity(low))–\(quantity(high))，真实情况通常在两者之间。"
                + "已知比例不足 95% 的周用虚线，不足一半的周不画。",
            en:
                "Sum of \(self.pairs(pairs)). The bands assume that their errors have nothing to do with each other; if all deviated together, "
                + "the first week's 90% band would be \(quantity(low))–\(quantity(high)); the truth usually lies between. Weeks less than 95% known are dashed, "
                + "weeks less than half known are left out.")
    }
    public func caseFinding(received: Double, consumed: Double?, weeks: Int) -> String {
        if let consumed {
            return said(
                zh: "近 \(weeks) 周：进货 \(quantity(received))，消费 \(quantity(consumed))",
                en: "Last \(weeks) weeks: \(quantity(received)) received, \(quantity(consumed)) consumed")
        }
        return said(
            zh: "近 \(weeks) 周：进货 \(quantity(received))，消费未知", en: "Last \(weeks) weeks: \(quantity(received)) received, consumption unknown"
        )
    }
    public func caseFinding(received: Double, shipped: Double, weeks: Int) -> String {
        if received == 0 && shipped > 0 {
            return said(
                zh: "近 \(weeks) 周：发往下级 \(quantity(shipped))，没有进货记录",
                en: "Last \(weeks) weeks: \(quantity(shipped)) shipped on; nothing that came in is on record")
        }
        return said(
            zh: "近 \(weeks) 周：进货 \(quantity(received))，发往下级 \(quantity(shipped))",
            en: "Last \(weeks) weeks: \(quantity(received)) received, \(quantity(shipped)) shipped on")
    }
    public func signedPercentage(_ share: Double) -> String {
        let text = percentage(abs(share))
        return abs(share) < 0.0005 ? "±0%" : (share < 0 ? "−" : "+") + text
    }

    // MARK: Sections

    public func stockpilingLead(pairs: Int, sites: Int, units: Double, value: Double?, threshold: Double, listed: Int) -> String {
        let worth = value.map { said(zh: "，金额 \(money($0))", en: ", worth \(money($0))") } ?? ""
        return said(
            zh:
                "\(self.pairs(pairs, atSites: sites))积压（概率 \(percentage(threshold)) 以上），合计多余 \(self.units(units))\(worth)。按多余的多少排列，连同概率较低的共 \(listed) 处；点开“原因”看证据。",
            en: "Overstocked with a probability of \(percentage(threshold)) or more: \(self.pairs(pairs, atSites: sites)), together "
                + "\(self.units(units)) in excess\(worth). Largest excess first; with those less probable, \(plural(listed, "case")). "
                + "Open a cause for its evidence.")
    }
    public func planLead(lines: Int, units: Double, value: Double?, suppliers: Int) -> String {
        let worth = value.map { said(zh: "，金额 \(money($0))", en: ", worth \(money($0))") } ?? ""
        return said(
            zh: "\(suppliers) 个供货方，\(self.lines(lines))，\(self.units(units))\(worth)。逐行修改请用 plan.xlsx 的“改为”列。",
            en: "\(self.lines(lines)) from \(plural(suppliers, "supplier")): \(self.units(units))\(worth). "
                + "Change single lines in the override column of plan.xlsx.")
    }
    public func decision(lines: Int, units: Double, value: Double?, largest: String?, largestAmount: String?) -> String {
        var text = planLead(lines: lines, units: units, value: value)
        if let largest, let largestAmount {
            text += said(zh: "；最大供货方 \(largest)，\(largestAmount)", en: "; largest supplier \(largest), \(largestAmount)")
        }
        return text + said(zh: "。", en: ".")
    }
    private func planLead(lines: Int, units: Double, value: Double?) -> String {
        let worth = value.map { said(zh: "，共 \(money($0))", en: ", worth \(money($0))") } ?? ""
        return said(
            zh: "订货 \(self.lines(lines))、\(self.units(units))\(worth)", en: "Order \(self.lines(lines)), \(self.units(units))\(worth)")
    }
    public func transferDecision(count: Int, units: Double) -> String {
        said(zh: "调拨 \(count) 笔，\(self.units(units))。", en: "Move \(self.units(units)) between sites in \(plural(count, "transfer")).")
    }
    public var maker: String { said(zh: "生产商", en: "the maker") }

    /// Why a move between two sites is suggested.
    public func reason(_ transfer: Transfer) -> String {
        said(
            zh: "调出方在计划期内卖不完 \(quantity(transfer.excess))，调入方缺 \(quantity(transfer.shortage))，调 \(quantity(transfer.quantity))",
            en: "the sender would not sell \(quantity(transfer.excess)) within the horizon, the receiver lacks "
                + "\(quantity(transfer.shortage)): move \(quantity(transfer.quantity))")
    }

    public func review(_ review: ForecastReview) -> String {
        var parts = [
            said(
                zh: "\(date(review.issuedOn))发布的预测，至今 \(review.weeks) 周、\(quantity(Double(review.count))) 个数据点",
                en: "Issued on \(date(review.issuedOn)): \(plural(review.weeks, "week")), \(plural(review.count, "figure")) compared")
        ]
        if let wape = review.wape {
            var text = said(zh: "绝对误差占销量 \(percentage(wape))", en: "absolute error \(percentage(wape)) of demand")
            if let naive = review.naiveWape {
                text += said(zh: "（沿用上周为 \(percentage(naive))）", en: " (carrying the last week on: \(percentage(naive)))")
            }
            parts.append(text)
        }
        if let wape = review.productWape {
            parts.append(said(zh: "各商品全网合计为 \(percentage(wape))", en: "\(percentage(wape)) for each SKU over all sites"))
        }
        if let bias = review.bias {
            let side = bias > 0 ? said(zh: "偏高", en: "too high") : said(zh: "偏低", en: "too low")
            parts.append(
                abs(bias) < 0.0005
                    ? said(zh: "无偏差", en: "no bias")
                    : said(zh: "整体\(side) \(percentage(abs(bias)))", en: "\(percentage(abs(bias))) \(side) overall"))
        }
        if let coverage = review.coverage90 {
            parts.append(
                said(zh: "90% 区间实际覆盖 \(percentage(coverage))", en: "the 90% band held \(percentage(coverage)) of what came"))
        }
        let groups = review.biases.filter(\.isGroup)
        if !groups.isEmpty {
            let names = groups.map { bias in
                let what = [bias.site, bias.sku].filter { $0 != "*" }.joined(separator: said(zh: "、", en: ", "))
                let side = bias.signal > 0 ? said(zh: "偏高", en: "too high") : said(zh: "偏低", en: "too low")
                return (what.isEmpty ? said(zh: "总量", en: "all consumption") : what) + " " + side
            }.joined(separator: said(zh: "，", en: ", "))
            parts.append(said(zh: "持续偏差：\(names)", en: "bias has set in: \(names)"))
        }
        if review.biasedSeries > 0 {
            parts.append(
                said(
                    zh: "\(quantity(Double(review.trackedSeries))) 个网点×商品中有 \(quantity(Double(review.biasedSeries))) 个疑似持续偏差",
                    en: "\(quantity(Double(review.biasedSeries))) of \(quantity(Double(review.trackedSeries))) site × SKU look biased"))
        }
        if let overrides = review.overrides, let planner = overrides.overriddenWape, let models = overrides.statisticalWape {
            parts.append(
                said(
                    zh: "人工调整 \(quantity(Double(overrides.count))) 处：误差 \(percentage(planner))，模型原值 \(percentage(models))",
                    en:
                        "\(plural(overrides.count, "override")) compared: error \(percentage(planner)), the models' own \(percentage(models))"
                ))
        }
        if let orders = review.orderOverrides { parts.append(orderOverrides(orders)) }
        return parts.joined(separator: said(zh: "；", en: "; ")) + said(zh: "。", en: ".")
    }

    /// How planners' orders did beside those suggested.
    func orderOverrides(_ review: OrderOverrideReview) -> String {
        guard review.count > 0 else {
            return said(
                zh: "已到期的 \(review.notComparable) 笔改单无法比较：需求未上报或断货",
                en:
                    "\(plural(review.notComparable, "planner's order")) cannot be compared: demand was not reported, or ran into an empty shelf"
            )
        }
        var text = said(
            zh: "已到期的改单 \(review.count) 笔：\(review.better) 笔优于建议、\(review.worse) 笔劣于建议，"
                + "缺货 \(quantity(review.overriddenShort))（按建议 \(quantity(review.suggestedShort))）、"
                + "剩余 \(quantity(review.overriddenLeft))（按建议 \(quantity(review.suggestedLeft))）",
            en: "planners' orders whose time is over: \(review.count), \(review.better) better and \(review.worse) worse than suggested, "
                + "\(quantity(review.overriddenShort)) short (as suggested \(quantity(review.suggestedShort))), "
                + "\(quantity(review.overriddenLeft)) left over (\(quantity(review.suggestedLeft)))")
        if let saved = review.saved {
            text +=
                saved >= 0
                ? said(zh: "，节省 \(money(saved))", en: ", \(money(saved)) saved")
                : said(zh: "，多花 \(money(-saved))", en: ", costing \(money(-saved)) more")
        }
        if review.notComparable > 0 {
            text += said(zh: "；另有 \(review.notComparable) 笔无法比较", en: "; \(review.notComparable) more cannot be compared")
        }
        return text
    }
    public var noReview: String {
        said(zh: "还没有可复盘的上期预测：本期发布后，下次运行会在这里比较。", en: "No earlier forecast to review yet: the next run compares this one here.")
    }

    public func dataLine(rows: Int, setAside: Int, errors: Int, warnings: Int, unknownShare: Double?) -> String {
        var text = said(zh: "读入 \(quantity(Double(rows))) 行，", en: "\(plural(rows, "row")) read, ")
        if setAside > 0 && rows > 0 {
            let share = percentage(Double(setAside) / Double(rows))
            text += said(zh: "搁置 \(quantity(Double(setAside))) 行（\(share)）", en: "\(quantity(Double(setAside))) set aside (\(share))")
        } else {
            text += said(zh: "全部可用", en: "all of them usable")
        }
        if errors + warnings > 0 {
            text += said(zh: "；\(errors) 个错误、\(warnings) 个警告", en: "; \(plural(errors, "error")), \(plural(warnings, "warning"))")
        }
        if let unknownShare, unknownShare > 0 {
            text += said(
                zh: "；\(percentage(unknownShare)) 的库存（按处计）未知或仅知范围",
                en: "; stock unknown or known by bounds only for \(percentage(unknownShare)) of positions")
        }
        return text + said(zh: "。", en: ".")
    }

    /// What the words of the report mean, one sentence each.
    public func definitions(horizon: Int, threshold: Double) -> [String] {
        [
            said(zh: "一处：一个网点的一种商品。", en: "Position: one SKU at one site."),
            said(
                zh: "消费：消费者从网络中取走的货，是唯一的需求；下级进货不是需求。",
                en: "Consumption: what people take out of the network. Only that is demand; purchases of the tier below are not."),
            said(
                zh: "在手库存：由流水与盘点推算，附 90% 区间；没有依据的标为数据不足，不当作零。",
                en: "On hand: reconciled from movements and counts, with a 90% interval; where nothing tells, it is unknown, not zero."),
            said(
                zh: "积压概率：库存超过计划期与宽限期需求的概率；达到 \(percentage(threshold)) 视为积压。",
                en:
                    "Risk: the probability that the stock exceeds the demand of horizon and allowance; from \(percentage(threshold)) on it counts as piled up."
            ),
            said(
                zh: "有货率：有销售且库存已知的各处中，目前有货的比例。",
                en: "In stock: of the positions that sell and whose stock is known, the share with stock on hand."),
            said(
                zh: "金额：按单位成本计，没有成本按价格计；都没有则留空。",
                en: "Value: at unit cost, or at price where no cost is known; empty where neither is."),
            said(zh: "预测期：\(horizon) 周，周一为一周之始。", en: "Horizon: \(horizon) weeks; weeks begin on Monday."),
        ]
    }
    public var overrideHelp: String {
        said(
            zh: "在“订单”表的“改为”列填写新数量（0 或以上），并写明原因；工作表保护没有密码，可自行取消。",
            en: "Enter a new quantity (0 or more) in the override column of Orders, and why. The sheet's protection has no password.")
    }
    public func targetBasis(isCostBased: Bool) -> String {
        isCostBased ? said(zh: "成本最优", en: "least cost") : said(zh: "服务水平", en: "service level")
    }
    public var overrideMessage: String { said(zh: "请输入 0 或以上的数量。", en: "Enter a quantity of 0 or more.") }
    public func largestRowsOnly(_ rows: Int, of count: Int, sheet: String) -> String {
        said(
            zh: "“\(sheet)”表只列最大的 \(quantity(Double(rows))) 行（共 \(quantity(Double(count))) 行）；完整内容见其他文件。",
            en:
                "The sheet \(sheet) holds the largest \(quantity(Double(rows))) of \(quantity(Double(count))) rows; the CSV files have them all."
        )
    }
    public func rowsLeftOut(_ count: Int) -> String {
        said(
            zh: "表格行数超出上限，另有 \(count) 行未写入；完整内容见 CSV。", en: "\(count) further rows exceed what a sheet holds; the CSV files have them all.")
    }
}
