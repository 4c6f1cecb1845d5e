import Foundation

/// A network of three tiers written by hand: small enough to check every number, large enough to plan.
public enum SmallWorkspace {
    /// Twelve weeks before 2026-03-02: a brand, a partner, two owners (one never reports), two SKUs.
    /// - Parameter rename: replaces names before they are written (site and product names, not codes).
    public static func write(to folder: TemporaryFolder, names: [String: String] = [:], yaml: String = "language: en\n") throws {
        func name(_ text: String) -> String {
            let value = names[text] ?? text
            return "\"" + value.replacingOccurrences(of: "\"", with: "\"\"") + "\""
        }
        try folder.write(yaml, to: "penstock.yaml")
        try folder.write(
            """
            sku,name,category,unit_cost,unit_price,pack_size,min_order_quantity
            A,\(name("Alpha mask")),Masks,10,20,6,12
            B,\(name("Beta serum")),Serums,25,60,1,0

            """, to: "data/products.csv")
        try folder.write(
            """
            site,name,tier,supplier,region,lead_time_days
            W,\(name("Brand warehouse")),0,,East,
            P,\(name("Partner one")),1,W,East,7
            O1,\(name("Owner one")),2,P,East,3
            O2,\(name("Owner two")),2,P,East,3

            """, to: "data/sites.csv")
        var sales = "date,seller,buyer,sku,quantity\n"
        let mondays = (0..<12).map { monday($0) }
        for (index, day) in mondays.enumerated() {
            for (sku, base) in [("A", 10), ("B", 4)] {
                sales += "\(day),O1,,\(sku),\(base + index % 3)\n"
                if index % 2 == 0 {
                    sales += "\(day),P,O1,\(sku),\(2 * base + 2)\n"
                    sales += "\(day),P,O2,\(sku),\(sku == "A" ? 5 * base : base)\n"
                }
                if index % 4 == 0 { sales += "\(day),W,P,\(sku),\(16 * base)\n" }
            }
        }
        try folder.write(sales, to: "data/sales.csv")
        try folder.write(
            """
            date,site,sku,on_hand
            2025-12-07,O1,A,20
            2025-12-07,O1,B,10
            2025-12-07,O2,A,5
            2025-12-07,P,A,30
            2026-02-22,O1,A,9
            2026-02-22,O2,A,260
            2026-03-01,P,A,60
            2026-03-01,P,B,40
            2026-03-01,W,A,900
            2026-03-01,W,B,400

            """, to: "data/stock.csv")
        try folder.write("due_on,site,sku,quantity\n2026-03-05,P,A,60\n", to: "data/open_orders.csv")
    }

    /// The Monday `index` weeks after 2025-12-08.
    static func monday(_ index: Int) -> String {
        let days = ["2025-12-08", "2025-12-15", "2025-12-22", "2025-12-29", "2026-01-05", "2026-01-12"]
        let later = ["2026-01-19", "2026-01-26", "2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23"]
        return (days + later)[index]
    }
}
