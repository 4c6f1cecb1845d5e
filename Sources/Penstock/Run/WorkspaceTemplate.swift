import Foundation

/// A workspace to fill: a commented configuration and empty files with their headers.
public struct WorkspaceTemplate: Sendable {
    public init() {}

    /// File name and header, required columns first.
    public static let files: [(name: String, columns: [String])] = [
        (
            "products.csv",
            [
                "sku", "name", "category", "unit_cost", "unit_price", "shelf_life_days", "pack_size", "min_order_quantity", "launched_on",
                "discontinued_on", "supplier_lead_time_days",
            ]
        ),
        (
            "sites.csv",
            [
                "site", "tier", "name", "supplier", "sponsor", "joined_on", "left_on", "region", "lead_time_days", "review_period_days",
            ]
        ),
        ("sales.csv", ["date", "seller", "sku", "quantity", "buyer", "amount", "kind", "promotion", "channel", "customer", "region"]),
        ("stock.csv", ["date", "site", "sku", "on_hand", "in_transit", "expires_on"]),
        ("open_orders.csv", ["due_on", "site", "sku", "quantity"]),
        ("promotions.csv", ["promotion", "starts_on", "ends_on", "sku", "region", "discount"]),
        ("prices.csv", ["sku", "effective_on", "unit_price", "tier"]),
        ("events.csv", ["date", "event", "region"]),
        ("payouts.csv", ["date", "payee", "kind", "amount", "source"]),
        ("overrides.csv", ["date", "sku", "measure", "quantity", "site", "reason", "author"]),
    ]

    /// Writes the template, leaving every file that exists as it is.
    /// - Returns: the paths written.
    /// - Throws: `Workspace.Unusable` where everything is there already, and what the file system throws.
    public func write(to folder: String) throws -> [String] {
        try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
        var written: [String] = []
        func write(_ text: String, to path: String) throws {
            guard !FileManager.default.fileExists(atPath: path) else { return }
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            written.append(path)
        }
        try write(WorkspaceTemplate.configuration, to: folder + "/penstock.yaml")
        for file in WorkspaceTemplate.files {
            try write(file.columns.joined(separator: ",") + "\n", to: folder + "/data/" + file.name)
        }
        guard !written.isEmpty else {
            throw Workspace.Unusable(description: "\(folder) holds a whole workspace already; nothing was written")
        }
        return written
    }

    static let configuration = """
        # Penstock's configuration. Everything here is optional: what is commented out shows the default.

        # Language of the report, the workbook and every sentence: zh or en.
        language: en

        calendar:
          week_starts: monday

        # What the plan minimises or must reach.
        policy:
          holding_rate: 0.25            # a year, of unit_cost; or holding_cost: 0.2 per unit left at the end of a week
          service_level: 0.95           # no stock-out over lead time + review period; or shortage_cost: 1.0 per unit not met
          unmet_demand: lost            # or backordered
          review_period_days: 7         # where sites.csv has none
          lead_time_days: 7             # from order to arrival, where sites.csv has none
          # lead_time_deviation_days: 0 # standard deviation of the lead time
          # maximum_weeks: 12           # weeks of demand beyond the lead time that orders may fill a site up to; no limit by default
          # order_days: [monday]        # weekdays on which orders are placed; any day by default
          # Exceptions; the narrowest wins: sku at a site, site, sku, tier, category, class (ABC by value × XYZ by evenness).
          # rules:
          #   - {class: AX, service_level: 0.98}
          #   - {category: Skin care, service_level: 0.98}
          #   - {tier: 3, lead_time_days: 3}
          #   - {site: S001, sku: A-100, service_level: 0.99}

        # plan:
        #   allocation:                 # of a supplier's stock that does not suffice
        #     rule: marginal_cost       # to whom it saves most; or fair_share of what is asked for, or none
        #     tiers_first: []           # tiers served before all others
        #     open_orders_first: false  # true where what is on order has not left the supplier yet
        #   budgets:                    # money for one week's orders; of all, or of a site, tier, region, category or supplier
        #     - {per_week: 100000, tier: 1}
        #   supplier_minimums:          # what a site orders of a supplier is nothing or at least so much; maker: from outside
        #     - {supplier: maker, value: 20000}
        #   containers:                 # whole containers or pallets of so many units, the last filled to a share
        #     - {supplier: maker, units: 4800, minimum_fill: 0.9, cost: 0}
        #   warehouses:                 # units a site has room for
        #     - {site: HQ, units: 50000}
        #   solver: highs               # or greedy: by the marginal value of each pack
        #   rebalancing:                # moves of idle stock
        #     enabled: true
        #     reach: anywhere           # or region, or supplier: only among the customers of one supplier
        #     tiers: []                 # tiers that take part; all by default
        #     across_tiers: true
        #     cost_per_move: 0
        #     cost_per_unit: 0
        #     cost_per_unit_beyond_region: 0
        #     minimum_saving: 0
        #     minimum_units: 0
        #     minimum_shelf_life_days: 30
        #     take_back: false          # whether the brand takes back what it would otherwise order
        #     take_back_share: 0.8      # of unit cost that a unit taken back is worth
        #   steadiness:                 # quantities stay as the last plan announced them
        #     share: 0.1                # within this share of the announced quantity
        #     value: 0                  # or within this much money
        #     freeze_days: 0            # always, so many days after the plan that announced them

        # What-if cases: penstock run --scenario NAME, or --scenario all for a comparison.
        # scenarios:
        #   - {name: slow-supply, lead_time_days: 7}
        #   - {name: tight-budget, budget: -20%}
        #   - {name: more-demand, demand: +10%}
        #   - {name: promotion, promotions: [{starts_on: 2026-06-18, ends_on: 2026-06-24, sku: A-100, discount: 0.2}]}
        #   - {name: partner-lost, sites_lost: [P01]}
        #   - {name: pay-on-sell-out, pay_on: sell_out}
        #   - {name: more-service, policy: {service_level: 0.98}}

        horizon_weeks: 13               # weeks forecast

        # forecast:
        #   # Sums in forecast.csv behind the site × SKU rows, with quantiles of their own: all, tier, region, brand, site,
        #   # category, sku, or two crossed (region/category). The axis summed over is written * (site) or * (sku).
        #   totals: [all, region, category]
        #   reconcile: mint             # move site × SKU towards their categories' forecasts; or bottom_up: leave them

        # Piled up = stock above the demand of both together.
        stockpile: {horizon_weeks: 12, allowance_weeks: 4}

        alerts:
          overstock_risk: 0.5           # probability from which a site × SKU is overstocked: alerted, and shipped nothing
          stock_out_risk: 0.5           # probability of running out before an order placed now could arrive
          # Who is told; nobody by default. See docs/guide/alerts.md.
          # route: {receiver: planners, group_by: [region, upline], limit: 20}
          # receivers:
          #   - {name: planners, type: wecom, url: "${PENSTOCK_WECOM_URL}"}

        # What distributors earn, so that threshold buying and quota pushes can be recognised.
        # incentives:
        #   quota_period: quarter       # month or quarter
        #   pay_on: sell_in             # what rebates are paid on: purchases, or sell_out
        #   rebates:                    # on a site's purchases within a window, by tier, highest step reached
        #     window: month
        #     tiers:
        #       3: [{from: 12000, rate: 0.02}, {from: 22000, rate: 0.04}]
        #   referral_rate: 0.05         # of a recruit's purchases, to the sponsor
        #   level_rates: [0.01]         # of the same purchases, to the sponsor's sponsor, and so on upwards
        #   dividends:                  # of what the sites next below buy, by tier of the supplier
        #     1: 0.02
        #   ranks:                      # ranks held by purchases over a rolling window, and the share of the list price they pay
        #     window_weeks: 13
        #     tiers:
        #       3: [{name: silver, from: 0, price_share: 0.66}, {name: gold, from: 30000, price_share: 0.6}]

        # health:                       # figures of the network's health (health/*.csv)
        #   window_weeks: 13            # each figure stands beside that of the window before
        #   recruit_weeks: 26           # a site is new for so long
        #   delivery_cost_per_unit: 0   # what delivering a unit costs a site; not taken off by default
        #   receivable_days: 30         # days until customers pay, and suppliers are paid: for cash conversion; none by default
        #   payable_days: 45
        #   thresholds:                 # where the report colours a figure, by measure; none by default
        #     stock_to_sales: {above: 3}
        #     absorbed_share: {below: 0.7}

        # Header names of your exports that are not recognised by themselves: file, column, names.
        # columns:
        #   sales: {quantity: [件数], date: 过账日期}

        # A row that repeats an earlier one of its file: keep (with a finding) or reject.
        reading: {duplicates: keep}

        """
}
