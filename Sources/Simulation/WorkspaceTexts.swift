import SupplyNetwork

extension SimulatedWorld {
    /// `penstock.yaml`, commented.
    var configurationText: String {
        var text = """
            # A simulated workspace. Every key may be left out; the value shown is then replaced by the documented default.
            calendar: {week_starts: monday}

            # What the plan must reach. Shortages could be priced instead: shortage_cost, money per unit of demand not met.
            policy:
              holding_rate: 0.25        # of unit_cost, a year
              service_level: 0.95       # probability of no stock-out between two arrivals
              unmet_demand: lost        # people buy elsewhere
              review_period_days: 7
              lead_time_days: 14        # from order to arrival, where sites.csv has none

            horizon_weeks: 13

            # Piled up: more on hand than will be demanded in horizon and allowance together.
            stockpile: {horizon_weeks: \(options.horizonWeeks), allowance_weeks: \(options.allowanceWeeks)}

            # What distributors earn, so that buying for a rebate and quota pushes can be recognised.
            incentives:
              quota_period: quarter
              rebates:                  # on what a site buys in a calendar month, by tier, highest step reached
                window: month
                tiers:

            """
        for tier in incentives.steps.keys.sorted() {
            let steps = (incentives.steps[tier] ?? []).map { "{from: \(Int($0.from)), rate: \($0.rate)}" }
            text += "      \(tier): [\(steps.joined(separator: ", "))]\n"
        }
        text += """
              referral_rate: \(Incentives.referralRate)       # of a recruit's purchases, to its sponsor
              dividends:                # of what the sites below a partner buy
                1: \(Incentives.dividendRate)

            """
        return text
    }

    /// `SOURCE.md`: how the files were made and what is wrong with them on purpose.
    var sourceText: String {
        func percent(_ part: Int, of whole: Int) -> String { whole == 0 ? "–" : "\((100 * part + whole / 2) / whole) %" }
        let piled = truth.labels.filter(\.piled)
        let byCause = Stockpile.Cause.allCases.map { cause in "\(piled.filter { $0.cause == cause }.count) \(cause.rawValue)" }
        var text = """
            # Where this workspace comes from

            Made by the project itself: `penstock simulate FOLDER --seed \(options.seed) --as-of \(options.asOf)`. Nothing in it is real: \
            every person, team, product and figure is invented. The same command gives the same bytes (`truth/options.json` holds \
            every option).

            | | |
            | --- | --- |
            | sites | \(network.sites.count) in four tiers: the brand's warehouse, partners, team leaders, group owners |
            | SKUs | \(network.products.count) |
            | history | \(truth.weekCount) weeks, from \(truth.firstWeek) to the day before \(options.asOf) |
            | movements | \(movements.count) rows |
            | counts | \(counts.count) rows; below the brand's warehouse \(percent(truth.countsTaken, of: truth.countsDue)) of the \
            monthly counts were taken, and some of them are copied, rounded or misstated |
            | sales to people that are reported | \(percent(truth.unitsReported, of: truth.unitsSold)) of units |
            | truly piled up at the as-of date | \(piled.count) of \(truth.labels.count) site × SKU (\(byCause.joined(separator: ", "))) |

            ## How the world works

            Agents act day by day: people buy (seasons, Spring Festival, 618, double 11, promotions, tastes that drift); owners, \
            leaders and partners order by habit, on their weekday, what they believe they sell; goods travel some days. New owners \
            join, a few leave, goods come back, neighbours help out, a few owners sell on to other provinces. \
            \(truth.pathologies.count) sites have a habit that piles up stock (`truth/pathologies.csv`).

            A movement between sites is dated when the goods leave the seller; the buyer has them `lead_time_days` after it ordered. \
            `open_orders.csv` holds what was ordered and has not been sent (from the maker to the brand's warehouse: not arrived), so \
            that no unit is both in a movement and in an open order. What the maker delivers to the brand is in no file. \
            `prices.csv` holds what tiers 1–3 pay.

            ## Truth, which a run never reads

            `truth/demand.csv`, `truth/consumption.csv` and `truth/stock.csv`: what people wanted, what they took, and what lay there \
            at the end of each week (columns are Mondays). `truth/labels.csv`: piled up means that `on_hand` exceeds `bound` = what \
            will be demanded of the site over the next \(options.horizonWeeks) weeks + \(options.allowanceWeeks) weeks of the same mean \
            demand, in a future simulated on from a copy of the world with the planted habits off. `truth/sites.csv`: how each site tells its \
            sales to people and its counts, and who sells on outside the supplier links. `truth/pathologies.csv`: the planted habits.

            """
        if options.market != nil {
            text += """

                This world has a market: list prices move and people react, promotions add demand and take some of what follows, launches and \
                empty shelves send people to other SKUs of the category, newcomers win consumers from their neighbours, some owners sell \
                outside of their region. `truth/health.csv` says by figure of `health/figures.csv` what is true; `truth/options.json` how strong each \
                of these is.

                """
        }
        guard options.blemishes else { return text }
        text += """

            ## Faults, on purpose

            In the last `sales-*.csv`: a quantity `1O`, three rows of unknown SKUs (`XX99`, `MM5`), two rows of an unknown site \
            (`G9999`), a date far in the future (2062-01-05), a row that stands twice, a quantity in full-width digits, a date \
            written 2026/1/15. In `stock.csv`: a negative stock\(options.language == .chinese ? ", and Chinese headers" : "").

            """
        return text
    }
}
