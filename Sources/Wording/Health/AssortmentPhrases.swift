import SupplyNetwork

/// The words of `assortment.csv`.
extension HealthPhrases {
    static let assortment = HealthPhrases(
        file: .assortment,
        title: HealthPhrase(
            "商品结构", "Assortment", zh: "生意集中在哪些单品，哪些在互相抢？",
            en: "Which SKUs carry the business, and which take from each other?"),
        measures: [
            .topTwoShare: HealthPhrase(
                "前 2% 单品占比", "Top 2 % of SKUs", zh: "销售额最高的 2% 单品占全部销售额的比例（消费量 × 售价）；不足 50 个单品时不算。",
                en: "Share of the top 2 % of SKUs in all that was consumed × price; not of fewer than 50 SKUs."),
            .topTwentyShare: HealthPhrase(
                "前 20% 单品占比", "Top 20 % of SKUs", zh: "销售额最高的 20% 单品占比。",
                en: "Share of the top 20 % of SKUs in all that was consumed × price."),
            .salesGini: HealthPhrase(
                "基尼系数", "Gini", zh: "单品销售额的基尼系数；0 为平均。",
                en: "Gini coefficient of what SKUs sold; 0 where all sell alike."),
            .deadSKUs: HealthPhrase(
                "死货单品", "Dead SKUs", zh: "有库存、本期无人消费、又不是新品的单品数。",
                en: "SKUs with stock of which nothing was consumed in the window, new ones apart."),
            .deadValue: HealthPhrase(
                "死货金额", "Value of dead SKUs", zh: "死货库存 × 单位成本。",
                en: "Stock of dead SKUs × unit cost."),
            .substitutesFound: HealthPhrase(
                "互相替代的单品对", "Substitutes found", zh: "同品类中一个断货时另一个明显多卖的单品对数（错误发现率 5%）；样本为可比的对数。",
                en:
                    "Pairs of one category where the second clearly sells more while the first is out (false discovery rate 5 %); the sample is the pairs that could be compared."
            ),
            .launchRatio: HealthPhrase(
                "新品对比往期", "Against earlier launches", zh: "上市以来的消费 ÷ 往期新品同样周数的中位数。",
                en: "Consumed since the launch ÷ the median of earlier launches in as many weeks."),
            .launchAgainstPlan: HealthPhrase(
                "新品对比计划", "Against plan", zh: "上市以来的消费 ÷ 上市计划。",
                en: "Consumed since the launch ÷ what was planned."),
            .cannibalisedShare: HealthPhrase(
                "蚕食比例", "Taken from the category", zh: "上市后 13 周内同品类老品少卖的 ÷ 新品卖的；卖新品的网点与不卖的网点相比（不卖的太少时与其他品类相比），区间为逐个网点剔除。",
                en:
                    "What older SKUs of the category lost in the 13 weeks after the launch ÷ what the new one sold: sites that carry it against sites that do not (where these are too few, against other categories); interval by leaving out one site at a time."
            ),
        ],
        columns: [
            "category": HealthPhrase("品类", "Category"),
            "value": HealthPhrase("销售额", "Value"),
            "value_share": HealthPhrase("占比", "Share"),
            "class": HealthPhrase("ABC–XYZ", "ABC–XYZ"),
            "sites": HealthPhrase("在售网点", "Sites"),
            "stock_units": HealthPhrase("库存", "Stock"),
            "against_earlier_launches": HealthPhrase("对比往期新品", "Against earlier launches"),
            "substitute": HealthPhrase("替代品", "Substitute"),
            "substitute_effect": HealthPhrase("替代效应", "Effect"),
        ],
        words: [
            "discontinued": HealthPhrase("已停售", "discontinued"),
            "dead": HealthPhrase("死货", "dead"),
            "launching": HealthPhrase("新品", "launching"),
            "selling": HealthPhrase("在售", "selling"),
        ])
}
