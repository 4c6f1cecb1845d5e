import SupplyNetwork

/// The short words of reports: titles, column heads, names. One case each, so that a test can walk them all.
public enum ReportLabel: String, CaseIterable, Sendable {
    // Sections
    case weeklyReport, keyFigures, happened, ahead, risks, decisions, whereStockLies, demand, largestProducts, stockpiling, worstCases, plan
    case rebalancing, alerts, forecastReview, dataQuality, definitions
    // Sheets of the workbook
    case ordersSheet, transfersSheet, exceptionsSheet, stockpilingSheet, forecastSheet, positionsSheet, explanationsSheet, notesSheet
    // Columns
    case site, siteName, tier, sku, productName, supplier, from, to, risk, probability, units, excessUnits, excessValue, value, unitValue
    case since, cause, evidence, quantity, orderOn, dueOn, reason, override, overrideReason, finalQuantity, finalValue, saving, weeksOfCover
    case onHand, onHandLow, onHandHigh, inTransit, consumption, consumptionLow, consumptionHigh, basis, lastCountedOn, model
    case sites, pairs, unknownPairs, lines, share, count
    case rule, severity, state, summary, recommendedAction
    case file, rows, rowsSetAside, rowsLater, unitsSetAside, firstDay, lastDay, finding, example, encoding
    case leadTimeDays, reviewPeriodDays, demandMean, demandDeviation, targetProbability, targetBasis, orderUpTo, openOrders
    case downstreamDays, expectedLostSales, maximumStock
    case openOrdersLater, downstream, echelonPosition, need, packSize, minOrderQuantity, planner, constraint
    case totalMean, totalLow, totalHigh
    // Key figures
    case stock, stockValue, excess, excessStockValue, orderValue, consumptionPerWeek, inStock, ordersToApprove, alertsOpen, underReview
    case expiringValue, expiringStock, forecastAccuracy, capitalByTier
    // Charts
    case networkHealth, networkFlow, goods, unitsShipped, reachedConsumers, reachedBefore, returned, expired, stillHeld, unaccounted,
        recruitShare
    case known, partlyKnown, forecastMean, band50, band80, band90, received, consumed, shipped, restOfStock, excessPart
    // Interface
    case reconciledStock, intervalToday, countBelieved, countDoubted, peersHold, cameIn, wasForecast
    case stateObserved, stateCensored, stateInferred, stateMissing
    case category, error, naiveError, bias, coverage, weeksCompared, signal
    case findSite, unfold, fold, excessShare, nextBelow, networkPicture
    case filter, sortHint, skipToContent, noScriptNeeded
}

extension Wording {
    public func label(_ label: ReportLabel) -> String {
        switch label {
        case .weeklyReport: said(zh: "供应链周报", en: "Weekly supply report")
        case .keyFigures: said(zh: "关键数字", en: "Key figures")
        case .risks: said(zh: "主要风险", en: "Largest risks")
        case .happened: said(zh: "发生了什么", en: "What happened")
        case .ahead: said(zh: "接下来会怎样", en: "What is coming")
        case .decisions: said(zh: "需要决定什么", en: "What to decide")
        case .whereStockLies: said(zh: "货在哪里", en: "Where the stock lies")
        case .demand: said(zh: "终端消费与预测", en: "Consumption and forecast")
        case .largestProducts: said(zh: "主要单品", en: "Largest SKUs")
        case .stockpiling: said(zh: "库存积压", en: "Stock piling up")
        case .worstCases: said(zh: "重点案例与证据", en: "Worst cases and their evidence")
        case .plan: said(zh: "补货计划", en: "Replenishment plan")
        case .rebalancing: said(zh: "调拨建议", en: "Moves between sites")
        case .alerts: said(zh: "预警", en: "Alerts")
        case .forecastReview: said(zh: "上期预测复盘", en: "How the last forecast did")
        case .dataQuality: said(zh: "数据质量", en: "Data quality")
        case .definitions: said(zh: "口径说明", en: "Definitions")
        case .ordersSheet: said(zh: "订单", en: "Orders")
        case .transfersSheet: said(zh: "调拨", en: "Transfers")
        case .exceptionsSheet: said(zh: "异常与预警", en: "Exceptions")
        case .stockpilingSheet: said(zh: "积压", en: "Stock-piling")
        case .forecastSheet: said(zh: "预测", en: "Forecast")
        case .positionsSheet: said(zh: "库存", en: "Positions")
        case .explanationsSheet: said(zh: "计算过程", en: "Explanations")
        case .notesSheet: said(zh: "说明", en: "Notes")
        default: column(label)
        }
    }

    private func column(_ label: ReportLabel) -> String {
        switch label {
        case .site: said(zh: "网点", en: "Site")
        case .siteName: said(zh: "网点名称", en: "Site name")
        case .tier: said(zh: "层级", en: "Tier")
        case .sku: said(zh: "商品编码", en: "SKU")
        case .productName: said(zh: "商品", en: "Product")
        case .supplier: said(zh: "供货方", en: "Supplier")
        case .from: said(zh: "调出", en: "From")
        case .to: said(zh: "调入", en: "To")
        case .risk: said(zh: "积压概率", en: "Risk")
        case .probability: said(zh: "概率", en: "Probability")
        case .units: said(zh: "数量", en: "Units")
        case .excessUnits: said(zh: "多余数量", en: "Excess units")
        case .excessValue: said(zh: "多余金额", en: "Excess value")
        case .value: said(zh: "金额", en: "Value")
        case .unitValue: said(zh: "单位价值", en: "Unit value")
        case .since: said(zh: "起始", en: "Since")
        case .cause: said(zh: "原因", en: "Cause")
        case .evidence: said(zh: "证据", en: "Evidence")
        case .quantity: said(zh: "订货量", en: "Quantity")
        case .orderOn: said(zh: "下单日", en: "Order on")
        case .dueOn: said(zh: "到货日", en: "Due on")
        case .reason: said(zh: "依据", en: "Reason")
        case .override: said(zh: "改为", en: "Override")
        case .overrideReason: said(zh: "修改原因", en: "Override reason")
        case .finalQuantity: said(zh: "最终数量", en: "Final quantity")
        case .finalValue: said(zh: "最终金额", en: "Final value")
        case .saving: said(zh: "节省", en: "Saving")
        case .weeksOfCover: said(zh: "可销周数", en: "Weeks of cover")
        case .onHand: said(zh: "在手库存", en: "On hand")
        case .onHandLow: said(zh: "在手下限", en: "On hand, low")
        case .onHandHigh: said(zh: "在手上限", en: "On hand, high")
        case .inTransit: said(zh: "在途", en: "In transit")
        case .consumption: said(zh: "周消费", en: "Consumed a week")
        case .consumptionLow: said(zh: "周消费下限", en: "Consumed, low")
        case .consumptionHigh: said(zh: "周消费上限", en: "Consumed, high")
        case .basis: said(zh: "库存依据", en: "Basis")
        case .lastCountedOn: said(zh: "最近盘点", en: "Last counted")
        case .model: said(zh: "模型", en: "Model")
        case .sites: said(zh: "网点数", en: "Sites")
        case .pairs: said(zh: "处数", en: "Positions")
        case .unknownPairs: said(zh: "库存未知", en: "Stock unknown")
        case .lines: said(zh: "行数", en: "Lines")
        case .share: said(zh: "占比", en: "Share")
        case .count: said(zh: "次数", en: "Count")
        default: detail(label)
        }
    }

    private func detail(_ label: ReportLabel) -> String {
        switch label {
        case .rule: said(zh: "规则", en: "Rule")
        case .severity: said(zh: "级别", en: "Severity")
        case .state: said(zh: "状态", en: "State")
        case .summary: said(zh: "摘要", en: "Summary")
        case .recommendedAction: said(zh: "建议", en: "Recommended action")
        case .file: said(zh: "文件", en: "File")
        case .rows: said(zh: "读入行数", en: "Rows")
        case .rowsSetAside: said(zh: "搁置行数", en: "Set aside")
        case .rowsLater: said(zh: "截止日后（未用）", en: "Later, not used")
        case .unitsSetAside: said(zh: "搁置数量占比", en: "Units set aside")
        case .firstDay: said(zh: "最早日期", en: "First day")
        case .lastDay: said(zh: "最晚日期", en: "Last day")
        case .finding: said(zh: "问题", en: "Finding")
        case .example: said(zh: "例子", en: "Example")
        case .encoding: said(zh: "编码", en: "Encoding")
        case .leadTimeDays: said(zh: "提前期（天）", en: "Lead time (days)")
        case .reviewPeriodDays: said(zh: "订货周期（天）", en: "Review period (days)")
        case .downstreamDays: said(zh: "下级周转（天）", en: "Days below")
        case .expectedLostSales: said(zh: "预计缺货损失", en: "Expected lost sales")
        case .maximumStock: said(zh: "保质期内最多可销", en: "Sells before expiry")
        case .demandMean: said(zh: "期内需求", en: "Demand, mean")
        case .demandDeviation: said(zh: "需求标准差", en: "Demand, deviation")
        case .targetProbability: said(zh: "目标不缺货概率", en: "Target probability")
        case .targetBasis: said(zh: "目标来源", en: "Target from")
        case .orderUpTo: said(zh: "目标库存", en: "Order up to")
        case .openOrders: said(zh: "未到订单", en: "Open orders")
        case .openOrdersLater: said(zh: "更晚到货", en: "Open, due later")
        case .downstream: said(zh: "下级库存", en: "Downstream")
        case .echelonPosition: said(zh: "可用合计", en: "Echelon position")
        case .need: said(zh: "需补", en: "Need")
        case .packSize: said(zh: "每箱", en: "Pack size")
        case .minOrderQuantity: said(zh: "起订量", en: "Minimum order")
        case .planner: said(zh: "计划员指定", en: "Planner")
        case .constraint: said(zh: "约束", en: "Constraint")
        case .totalMean: said(zh: "合计", en: "Total")
        case .totalLow: said(zh: "首周低值（5%）", en: "First week, low (5%)")
        case .totalHigh: said(zh: "首周高值（95%）", en: "First week, high (95%)")
        default: chart(label)
        }
    }

    private func chart(_ label: ReportLabel) -> String {
        switch label {
        case .stock: said(zh: "库存", en: "Stock")
        case .stockValue: said(zh: "库存金额", en: "Stock value")
        case .excessStockValue: said(zh: "多余库存金额", en: "Excess stock value")
        case .orderValue: said(zh: "待批订单金额", en: "Orders to approve")
        case .excess: said(zh: "多余库存", en: "Excess stock")
        case .consumptionPerWeek: said(zh: "每周消费", en: "Consumed a week")
        case .inStock: said(zh: "有货率", en: "In stock")
        case .ordersToApprove: said(zh: "待批订单", en: "Orders to approve")
        case .alertsOpen: said(zh: "待处理预警", en: "Open alerts")
        case .expiringValue: said(zh: "临期库存金额", en: "Expiring stock value")
        case .expiringStock: said(zh: "临期库存", en: "Expiring stock")
        case .forecastAccuracy: said(zh: "预测准确率", en: "Forecast accuracy")
        case .capitalByTier: said(zh: "各层级占用资金", en: "Capital by tier")
        case .underReview: said(zh: "较上期", en: "since last run")
        case .known: said(zh: "已知消费", en: "known")
        case .partlyKnown: said(zh: "部分已知", en: "partly known")
        case .forecastMean: said(zh: "预测均值", en: "forecast mean")
        case .band50: said(zh: "50% 区间", en: "50% band")
        case .band80: said(zh: "80% 区间", en: "80% band")
        case .band90: said(zh: "90% 区间", en: "90% band")
        case .received: said(zh: "进货", en: "received")
        case .consumed: said(zh: "消费", en: "consumed")
        case .shipped: said(zh: "发往下级", en: "shipped on")
        case .restOfStock: said(zh: "正常库存", en: "other stock")
        case .excessPart: said(zh: "多余库存", en: "excess")
        case .networkHealth: networkHealth
        case .networkFlow: said(zh: "货流向哪里", en: "Where the goods go")
        case .goods: said(zh: "货物", en: "Goods")
        case .unitsShipped: said(zh: "发出数量", en: "Units shipped")
        case .reachedConsumers: said(zh: "到消费者", en: "Reached consumers")
        case .reachedBefore: said(zh: "上一期", en: "Window before")
        case .returned: said(zh: "退回", en: "Returned")
        case .expired: said(zh: "过期", en: "Expired")
        case .stillHeld: said(zh: "仍在渠道", en: "Still held")
        case .unaccounted: said(zh: "去向不明", en: "Unknown")
        case .recruitShare: said(zh: "新网点进货占比", en: "Bought by new sites")
        case .filter: said(zh: "筛选", en: "Filter")
        case .reconciledStock: said(zh: "推算库存", en: "reconciled stock")
        case .intervalToday: said(zh: "当前 90% 区间", en: "90% interval today")
        case .countBelieved: said(zh: "盘点（与流水相符）", en: "count, borne out by movements")
        case .countDoubted: said(zh: "盘点（与流水不符）", en: "count that movements contradict")
        case .peersHold: said(zh: "同行水平", en: "what peers would hold")
        case .cameIn: said(zh: "实际", en: "what came")
        case .wasForecast: said(zh: "当时的预测", en: "as forecast")
        case .stateObserved: said(zh: "已上报", en: "reported")
        case .stateCensored: said(zh: "已上报但断货", en: "reported, ended out of stock")
        case .stateInferred: said(zh: "推算", en: "inferred")
        case .stateMissing: said(zh: "未知", en: "unknown")
        case .category: said(zh: "品类", en: "Category")
        case .error: said(zh: "误差", en: "Error")
        case .naiveError: said(zh: "沿用上周", en: "Last week carried on")
        case .bias: said(zh: "偏差", en: "Bias")
        case .coverage: said(zh: "90% 区间覆盖", en: "Inside 90% band")
        case .weeksCompared: said(zh: "比较周数", en: "Weeks compared")
        case .signal: said(zh: "跟踪信号", en: "Tracking signal")
        case .findSite: said(zh: "查找网点", en: "Find a site")
        case .unfold: said(zh: "展开一级", en: "Unfold a level")
        case .fold: said(zh: "全部折叠", en: "Fold all")
        case .excessShare: said(zh: "多余占比", en: "Excess")
        case .nextBelow: said(zh: "直接下级", en: "Next below")
        case .networkPicture: said(zh: "网络全图", en: "The network")
        case .sortHint: said(zh: "点击排序", en: "Sort by this column")
        case .skipToContent: said(zh: "跳到正文", en: "Skip to content")
        case .noScriptNeeded: said(zh: "无需联网，可离线阅读与打印。", en: "Needs no network; reads and prints offline.")
        default: label.rawValue
        }
    }

    public func name(_ rule: Alert.Rule) -> String {
        switch rule {
        case .overstock: said(zh: "积压", en: "overstock")
        case .stockOut: said(zh: "即将断货", en: "stock-out")
        case .lateOrder: said(zh: "订单逾期", en: "late order")
        }
    }

    public func name(_ severity: Alert.Severity) -> String {
        switch severity {
        case .critical: said(zh: "紧急", en: "critical")
        case .warning: said(zh: "警告", en: "warning")
        case .info: said(zh: "提示", en: "info")
        }
    }

    public func name(_ state: Alert.State) -> String {
        switch state {
        case .pending: said(zh: "待确认", en: "pending")
        case .firing: said(zh: "未解除", en: "firing")
        case .resolved: said(zh: "已解除", en: "resolved")
        case .silenced: said(zh: "已屏蔽", en: "silenced")
        }
    }

    public func name(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: said(zh: "错误", en: "error")
        case .warning: said(zh: "警告", en: "warning")
        case .note: said(zh: "提示", en: "note")
        }
    }

    public func name(_ constraint: OrderCalculation.Constraint) -> String {
        switch constraint {
        case .none: said(zh: "无", en: "none")
        case .enoughStock: said(zh: "库存足够", en: "enough stock")
        case .overstocked: said(zh: "已积压", en: "overstocked")
        case .siteClosed: said(zh: "网点已退出", en: "site closed")
        case .discontinued: said(zh: "商品已停售", en: "discontinued")
        case .notYetLaunched: said(zh: "尚未上市", en: "not yet launched")
        case .minimumOrder: said(zh: "起订量", en: "minimum order")
        case .packSize: said(zh: "整箱", en: "pack size")
        case .shelfLife: said(zh: "保质期", en: "shelf life")
        case .noForecast: said(zh: "没有预测", en: "no forecast")
        case .unknownPosition: said(zh: "库存未知", en: "unknown position")
        case .planner: said(zh: "计划员指定", en: "planner")
        case .shortSupply: said(zh: "供货方缺货", en: "supplier short")
        case .budget: said(zh: "预算", en: "budget")
        case .supplierMinimum: said(zh: "供货方起订金额", en: "supplier's minimum")
        case .container: said(zh: "整柜", en: "container fill")
        case .capacity: said(zh: "仓容", en: "warehouse room")
        case .maximumStock: said(zh: "库存上限", en: "maximum stock")
        case .steady: said(zh: "维持上期", en: "as announced")
        case .orderDay: said(zh: "非订货日", en: "no order day")
        case .transferred: said(zh: "已由调拨满足", en: "covered by transfers")
        }
    }

    public func tier(_ tier: Int) -> String {
        tier == 0 ? said(zh: "品牌仓", en: "Brand warehouse") : said(zh: "第 \(tier) 级", en: "Tier \(tier)")
    }
}
