import SupplyNetwork

/// The words of `recruiting.csv`.
extension HealthPhrases {
    static let recruiting = HealthPhrases(
        file: .recruiting,
        title: HealthPhrase(
            "拉新依赖", "Recruiting", zh: "增长靠卖货，还是靠新人首单？",
            en: "Does growth come from selling, or from recruits' first orders?"),
        measures: [
            .recruitSellInShare: HealthPhrase(
                "新网点进货占比", "Share of new sites", zh: "加入不足 26 周（可配置）的网点的进货 ÷ 全部网点之间的进货。",
                en: "Units bought by sites within 26 weeks (unless configured) of joining ÷ all units that sites bought."),
            .firstOrderShare: HealthPhrase(
                "新人首单占比", "Share of first orders", zh: "新网点首次进货起 7 天内的进货 ÷ 全部进货。",
                en: "Units that new sites bought within 7 days of their first purchase ÷ all units that sites bought."),
            .sellInWithoutRecruits: HealthPhrase(
                "停止拉新后的进货额", "Sell-in without recruiting", zh: "假定新网点已卖出的货别处也会卖出，只扣掉它们还压着的部分；下限扣掉新网点全部进货，上限考虑其库存的不确定。",
                en:
                    "What new sites have not sold on is left out; what they sold would have sold elsewhere. The low end leaves out all they bought, the high end allows for the uncertainty of their stock."
            ),
            .paidForConsumers: HealthPhrase(
                "为消费者销售付的", "Paid for consumer sales", zh: "付款中按消费者销售赚得的比例。",
                en: "Share of payments earned by sales to consumers."),
            .paidForOwnPurchases: HealthPhrase(
                "为自己进货付的", "Paid for own purchases", zh: "付款中按自己进货赚得的比例（返利）。",
                en: "Share of payments earned by the payee’s own purchases (rebates)."),
            .paidForDownline: HealthPhrase(
                "为下级进货付的", "Paid for downline purchases", zh: "付款中按下级进货赚得的比例，新人除外。",
                en: "Share of payments earned by purchases of those below, new sites apart."),
            .paidForRecruiting: HealthPhrase(
                "为拉新付的", "Paid for recruiting", zh: "付款中因新网点（加入不足 26 周）进货、而这些货还没卖出去所付给推荐人的比例；新网点已卖出的部分算作下级进货。新网点的销售不清楚时全部计入。",
                en:
                    "Share of payments to sponsors for purchases of new sites (within 26 weeks of joining) that these have not sold on; what they sold on counts as downline purchases. Where a new site's sales are unknown all of it counts."
            ),
            .recruitmentLevels: HealthPhrase(
                "推荐层级", "Levels of recruitment", zh: "推荐树最多的层级，含最上一级。指标，不作判断。",
                en: "Most levels of the recruitment tree, the topmost counted. An indicator, not a verdict."),
            .recruitmentWidth: HealthPhrase(
                "最多直接推荐", "Most direct recruits", zh: "一个网点直接推荐的最多人数。",
                en: "The most recruits of one site."),
            .largestTeam: HealthPhrase(
                "最大团队", "Largest team", zh: "一个网点及其全部下线的人数。",
                en: "People of one site’s team, its own counted."),
            .teamsOf30And3: HealthPhrase(
                "30 人且 3 级的团队", "Teams of 30 and 3 levels",
                zh: "团队达到 30 人且 3 级（含本人）的网点数。中国办案所看的标准之一（组织领导传销活动立案追诉：30 人以上且层级三级以上）；仅为指标，不作判断。",
                en:
                    "Sites whose team has at least 30 people and at least 3 levels, their own counted: what Chinese practice looks at beside the Regulation on the Prohibition of Pyramid Selling, §7. An indicator, not a verdict."
            ),
            .teamsOf120And3: HealthPhrase(
                "120 人且 3 级的团队", "Teams of 120 and 3 levels", zh: "团队达到 120 人且 3 级的网点数（中国情节严重的标准之一）。仅为指标。",
                en: "Sites whose team has at least 120 people and 3 levels: aggravated in Chinese practice. An indicator."),
            .sponsorCycles: HealthPhrase(
                "推荐关系成环", "Sponsors in a cycle", zh: "推荐关系绕回自己的网点及其下线的数量。",
                en: "Sites on a cycle of sponsors, or below one."),
            .soldToNonParticipants: HealthPhrase(
                "卖给网络以外的人", "Sold to non-participants",
                zh: "本期消费者买走 ÷ 网点净进货。美国实践所看：Koscot（奖励须与最终用户销售相关）、Amway（70% 规则）、Vemma（过半收入来自非参与者）、Herbalife（80%）。仅为指标。",
                en:
                    "Units that consumers took ÷ units that came into the network in the window. What US practice looks at: Koscot (rewards related to sales to ultimate users), Amway (70% rule), Vemma (more than half of revenue from non-participants), Herbalife (80%). An indicator."
            ),
        ])
}
