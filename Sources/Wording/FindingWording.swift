/// What a finding's code means, in a few words; the code itself stays for looking it up.
extension Wording {
    /// Nil for a code that has no short name: the code is then shown as it is.
    public func finding(_ code: String) -> String? {
        guard let phrase = Wording.findings[code] else { return nil }
        return said(zh: phrase.zh, en: phrase.en)
    }

    private static let findings: [String: (zh: String, en: String)] = [
        "unknown-supplier": ("供货方不在网点表", "unknown supplier"), "unknown-sponsor": ("推荐人不在网点表", "unknown sponsor"),
        "unknown-sku": ("商品不在商品表", "unknown SKU"), "unknown-site": ("网点不在网点表", "unknown site"),
        "unknown-kind": ("流水类型无法识别", "unknown kind of movement"), "unknown-file": ("文件无法识别", "file not recognised"),
        "unknown-column": ("列无法识别", "column not recognised"), "unclosed-quote": ("引号未闭合", "quote never closed"),
        "too-few-fields": ("字段不足", "too few fields"), "extra-fields": ("字段过多", "too many fields"),
        "supplier-tier-not-above": ("供货方层级不在上方", "supplier not in a tier above"),
        "supplier-cycle": ("供货关系成环", "supplier links form a circle"), "sponsor-cycle": ("推荐关系成环", "sponsor links form a circle"),
        "stock-unknown": ("库存未知", "stock unknown"), "position-unknown": ("库存未知", "stock unknown"),
        "sold-more-than-possible": ("卖出多于可有库存", "sold more than it can have had"), "same-site": ("买卖双方相同", "seller and buyer are one"),
        "quantity-not-a-number": ("数量不是数字", "quantity is not a number"), "amount-not-a-number": ("金额不是数字", "amount is not a number"),
        "not-a-number": ("不是数字", "not a number"), "not-a-date": ("不是日期", "not a date"), "out-of-range": ("数值超出范围", "value out of range"),
        "other-supplier": ("向其他供货方进货", "bought from another supplier"), "no-supplier": ("没有供货方", "no supplier"),
        "no-rows": ("文件没有数据行", "file without rows"), "empty-file": ("空文件", "empty file"),
        "negative-stock": ("库存为负", "negative stock"), "negative-quantity": ("数量为负", "negative quantity"),
        "missing-value": ("缺少必填值", "required value missing"), "later-rows": ("截止日后的数据", "rows after the as-of date"),
        "invalid-text": ("文字编码有误", "invalid text"), "forecast-fallback": ("预测改用后备模型", "fallback forecast"),
        "ends-before-it-starts": ("结束早于开始", "ends before it starts"), "duplicate-sku": ("商品编码重复", "duplicate SKU"),
        "duplicate-site": ("网点编码重复", "duplicate site"), "duplicate-row": ("重复行", "duplicate row"),
        "duplicate-column": ("重复列", "duplicate column"), "date-too-old": ("日期过早", "date too old"),
        "date-in-the-future": ("日期在截止日之后", "date in the future"),
        "count-contradicts-ledger": ("盘点与流水对不上", "count contradicts the movements"),
        "consumer-sales-under-reported": ("终端销售漏报", "consumer sales under-reported"),
        "conflicting-count": ("同日盘点不一致", "two counts of one day disagree"),
        "code-written-differently": ("编码写法不一", "code written differently"), "before-launch": ("早于上市日期", "before the launch"),
        "before-joining": ("早于加入日期", "before joining"), "after-leaving": ("晚于退出日期", "after leaving"),
        "override-unusable": ("人工调整无法使用", "override cannot be used"), "override-rounded": ("人工调整已取整", "override rounded"),
        "override-closed": ("人工调整的网点已关闭", "override for a closed site"), "override-unplaced": ("人工调整无处落实", "override without a place"),
        "override-without-forecast": ("人工调整没有对应预测", "override without a forecast"),
        "forecast-bias": ("预测持续偏差", "forecast bias"), "forecast-not-reconciled": ("预测未能与合计协调", "forecast not reconciled"),
        "limits-greedy": ("限制按边际价值挑选", "limits met by marginal value"), "limits-approximate": ("限制近似求解", "limits met approximately"),
        "holding-cost-unknown": ("缺少持有成本", "holding cost unknown"), "state-unreadable": ("状态库无法读取", "state cannot be read"),
    ]
}
