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
          # Exceptions; the narrowest wins: sku at a site, site, sku, tier, category.
          # rules:
          #   - {category: Skin care, service_level: 0.98}
          #   - {tier: 3, lead_time_days: 3}
          #   - {site: S001, sku: A-100, service_level: 0.99}

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
        #   rebates:                    # on a site's purchases within a window, by tier, highest step reached
        #     window: month
        #     tiers:
        #       3: [{from: 12000, rate: 0.02}, {from: 22000, rate: 0.04}]
        #   referral_rate: 0.05         # of a recruit's purchases, to the sponsor
        #   dividends:                  # of the flow below a site, by tier
        #     1: 0.02

        # Header names of your exports that are not recognised by themselves: file, column, names.
        # columns:
        #   sales: {quantity: [件数], date: 过账日期}

        # A row that repeats an earlier one of its file: keep (with a finding) or reject.
        reading: {duplicates: keep}

        """
}
