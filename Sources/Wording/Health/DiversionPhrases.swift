import SupplyNetwork

/// The words of `diversion.csv`.
extension HealthPhrases {
    static let diversion = HealthPhrases(
        file: .diversion,
        title: HealthPhrase(
            "窜货", "Diversion", zh: "哪些货流出了自己的区域？",
            en: "Which goods left their region?"),
        measures: [
            .outsideShare: HealthPhrase(
                "区域外扫码", "Scanned outside", zh: "近 52 周在销售网点所在区域之外扫到的比例。",
                en: "Share of scans of the last 52 weeks outside the region of the site that sold."),
            .naturalOutsideShare: HealthPhrase(
                "自然区域外比例", "Natural share outside", zh: "由各网点的中位数估计的自然比例（出行、退货、误差），少数窜货网点影响不了它。",
                en: "What travel, returns and errors explain: from the median of sites, which a few that divert cannot move."),
            .divertingSites: HealthPhrase(
                "超出偶然的网点", "Sites beyond chance", zh: "区域外扫码多到难以用偶然解释的网点数（贝塔二项检验，错误发现率 2%）。一次扫码不算证据。",
                en:
                    "Sites with more scans outside than chance explains (beta-binomial test, false discovery rate 2 %). One scan is never evidence."
            ),
            .divertedUnits: HealthPhrase(
                "超出的数量", "Units beyond", zh: "这些网点区域外扫到、超出自然比例的数量。",
                en: "Units of those sites scanned outside beyond the natural share."),
        ],
        columns: [
            "scans": HealthPhrase("扫码", "Scans"),
            "outside_scans": HealthPhrase("区域外", "Outside"),
            "expected_outside": HealthPhrase("自然应有", "Expected"),
            "excess_units": HealthPhrase("超出数量", "Excess units"),
            "p_value": HealthPhrase("p 值", "p-value"),
            "seen_in": HealthPhrase("出现在", "Seen in"),
        ],
        words: [
            "beyond_chance": HealthPhrase("超出偶然", "beyond chance"),
            "explained": HealthPhrase("可以解释", "explained"),
        ])
}
