/// The files of the data contract and their columns, with the names that exports give them.
struct ContractFile: Sendable {
    struct Column: Sendable {
        let name: String
        let isRequired: Bool
        let aliases: [String]
    }

    let name: String
    let isRequired: Bool
    let columns: [Column]

    init(_ name: String, required: Bool = false, _ columns: [(String, [String])]) {
        self.name = name
        isRequired = required
        self.columns = columns.map { column, aliases in
            column.hasSuffix("*")
                ? Column(name: String(column.dropLast()), isRequired: true, aliases: aliases)
                : Column(name: column, isRequired: false, aliases: aliases)
        }
    }

    private static let sku = [
        "商品编码", "商品编号", "商品代码", "货号", "产品编码", "产品编号", "物料编码", "物料号", "品号", "条码", "sku编码", "item", "product", "product_id", "item_id",
        "material",
    ]
    private static let site = [
        "站点", "网点", "门店", "仓库", "站点编码", "网点编码", "门店编码", "仓库编码", "编码", "客户编码", "经销商", "经销商编码", "code", "location", "store", "warehouse",
        "site_id",
    ]
    private static let date = ["日期", "单据日期", "业务日期", "时间", "ds", "day"]
    private static let quantity = ["数量", "件数", "销售数量", "销量", "出库数量", "qty", "units"]
    private static let region = ["地区", "区域", "大区", "省份", "area"]
    private static let price = ["售价", "单价", "零售价", "销售价", "价格", "price"]

    static let products = ContractFile(
        "products", required: true,
        [
            ("sku*", sku + ["编码", "code"]), ("name", ["名称", "商品名称", "产品名称", "品名", "product_name"]),
            ("category", ["类别", "品类", "分类", "大类"]), ("unit_cost", ["成本", "成本价", "单位成本", "进价", "cost"]), ("unit_price", price),
            ("shelf_life_days", ["保质期", "保质期天数", "有效期", "有效期天数", "shelf_life"]), ("pack_size", ["装箱数", "箱规", "包装数", "装箱量", "case_pack"]),
            ("min_order_quantity", ["起订量", "最小起订量", "最小订货量", "moq"]), ("launched_on", ["上市日期", "上架日期", "launch_date"]),
            ("discontinued_on", ["停产日期", "下架日期", "停售日期", "end_date"]), ("supplier_lead_time_days", ["采购提前期", "供货周期", "采购周期"]),
        ])
    static let sites = ContractFile(
        "sites", required: true,
        [
            ("site*", site), ("name", ["名称", "站点名称", "门店名称", "网点名称", "客户名称", "site_name"]),
            ("tier*", ["层级", "级别", "等级", "level"]), ("supplier", ["上级", "供应商", "上级编码", "供货方", "上级经销商", "parent"]),
            ("sponsor", ["推荐人", "介绍人", "推荐人编码", "referrer"]), ("joined_on", ["加入日期", "加盟日期", "开店日期", "入会日期", "join_date"]),
            ("left_on", ["退出日期", "离开日期", "关店日期", "leave_date"]), ("region", region),
            ("lead_time_days", ["提前期", "到货天数", "运输天数", "lead_time"]), ("review_period_days", ["订货周期", "盘点周期", "补货周期"]),
        ])
    static let sales = ContractFile(
        "sales", required: true,
        [
            ("date*", date + ["销售日期", "出库日期", "订单日期", "发货日期", "order_date"]),
            ("seller*", ["卖方", "发货方", "销售方", "出货方", "供货方", "卖方编码", "from", "from_site", "site", "门店", "网点", "站点"]),
            ("buyer", ["买方", "收货方", "购买方", "进货方", "买方编码", "to", "to_site"]), ("sku*", sku), ("quantity*", quantity),
            ("amount", ["金额", "销售额", "销售金额", "revenue", "sales_amount"]), ("kind", ["类型", "单据类型", "业务类型", "交易类型", "type"]),
            ("promotion", ["促销", "活动", "促销活动", "促销编码", "promo"]), ("channel", ["渠道", "销售渠道"]),
            ("customer", ["客户", "会员", "顾客", "消费者", "会员编号", "customer_id"]), ("region", region),
        ])
    static let stock = ContractFile(
        "stock",
        [
            ("date*", date + ["盘点日期", "库存日期", "count_date"]), ("site*", site), ("sku*", sku),
            ("on_hand*", ["库存", "在手", "库存数量", "现有库存", "在库", "在手库存", "盘点数量", "数量", "stock", "quantity", "qty"]),
            ("in_transit", ["在途", "在途数量", "在途库存"]),
            ("expires_on", ["到期日", "效期", "有效期", "有效期至", "失效日期", "expiry", "expiry_date"]),
        ])
    static let openOrders = ContractFile(
        "open_orders",
        [
            ("due_on*", ["到货日期", "预计到货", "预计到货日期", "交货日期", "due_date"]), ("site*", site), ("sku*", sku),
            ("quantity*", quantity + ["订货数量", "订单数量"]),
        ])
    static let promotions = ContractFile(
        "promotions",
        [
            ("promotion*", ["促销", "活动", "促销编码", "活动名称", "promo"]), ("starts_on*", ["开始日期", "起始日期", "start", "start_date"]),
            ("ends_on*", ["结束日期", "截止日期", "end", "end_date"]), ("sku", sku), ("region", region), ("discount", ["折扣", "优惠", "让利"]),
        ])
    static let prices = ContractFile(
        "prices",
        [
            ("sku*", sku), ("effective_on*", ["生效日期", "日期", "effective_date", "date"]), ("unit_price*", price),
            ("tier", ["层级", "级别", "等级", "level"]),
        ])
    static let events = ContractFile("events", [("date*", date), ("event*", ["事件", "节日", "活动", "名称", "holiday"]), ("region", region)])
    static let payouts = ContractFile(
        "payouts",
        [
            ("date*", date + ["发放日期", "支付日期"]), ("payee*", ["收款方", "收款人", "领取人", "受益人", "recipient"]), ("source", ["来源", "来源方", "业绩来源"]),
            ("kind*", ["类型", "奖励类型", "type"]), ("amount*", ["金额", "奖励金额"]),
        ])
    static let overrides = ContractFile(
        "overrides",
        [
            ("date*", date), ("site", site), ("sku*", sku), ("measure*", ["指标", "项目", "类型"]), ("quantity*", quantity),
            ("reason", ["原因", "理由", "备注"]),
            ("author", ["作者", "修改人", "操作人"]),
        ])

    /// The forecasting ecosystem's long format; not a file of a workspace.
    static let long = ContractFile(
        "long",
        [
            ("unique_id*", ["id", "series", "series_id", "sku", "item_id"]), ("ds*", ["date", "日期", "timestamp", "period"]),
            ("y*", ["value", "quantity", "数量", "sales"]),
        ])

    static let all = [products, sites, sales, stock, openOrders, promotions, prices, events, payouts, overrides]

    /// What `kind` of sales.csv may say.
    static let movementKinds: [(value: Int32, words: [String])] = [
        (0, ["sale", "sales", "sold", "销售", "销售出库", "出货", "售出"]), (1, ["return", "returns", "returned", "refund", "退货", "销售退货", "退回"]),
        (2, ["transfer", "transfers", "调拨", "调货", "移库"]),
    ]
    /// What `kind` of payouts.csv may say.
    static let payoutKinds: [(value: Int32, words: [String])] = [
        (0, ["rebate", "rebates", "返利", "返点"]), (1, ["referral", "referrals", "推荐", "推荐奖", "推荐奖励", "介绍费"]),
        (2, ["dividend", "dividends", "分红", "管理奖"]),
    ]
    /// What `measure` of overrides.csv may say.
    static let measures: [(value: Int32, words: [String])] = [(0, ["forecast", "预测"]), (1, ["order", "订货", "订单"])]
}
