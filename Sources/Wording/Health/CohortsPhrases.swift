import SupplyNetwork

/// The words of `cohorts.csv`.
extension HealthPhrases {
    static let cohorts = HealthPhrases(
        file: .cohorts,
        title: HealthPhrase(
            "同期留存", "Cohorts", zh: "每一批新人，后来还剩多少？",
            en: "How many of each intake are still there?"),
        measures: [
            .yearSurvival: HealthPhrase(
                "一年留存", "Survival of a year", zh: "数据期内加入的网点满 4 个季度仍在的比例（Kaplan–Meier，区间按 Greenwood 方差）。",
                en:
                    "Share of sites that joined within the files and are still there after four quarters (Kaplan–Meier, interval by Greenwood’s variance)."
            )
        ],
        columns: [
            "cohort": HealthPhrase("加入季度", "Joined in"),
            "sites": HealthPhrase("网点数", "Sites"),
            "quarter": HealthPhrase("第几季", "Quarter"),
            "at_risk": HealthPhrase("期初在网", "At risk"),
            "gone": HealthPhrase("流失", "Gone"),
            "survival": HealthPhrase("留存", "Survival"),
            "bought_units": HealthPhrase("进货", "Bought"),
        ])
}
