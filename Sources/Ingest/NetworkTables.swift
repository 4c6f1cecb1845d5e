import DelimitedText
import SupplyNetwork

/// Reads `products.csv` and `sites.csv` and makes the network of them.
struct NetworkTables {
    let options: ReadingOptions
    let log: FindingLog
    let rejected: RejectedRows

    func products(_ files: [DataFile], totals: inout [FileTotals]) throws -> [Product] {
        var products: [Product] = []
        var known: [String: (file: String, line: Int)] = [:]
        for file in files {
            guard let table = try OpenTable(file, options: options, log: log) else { continue }
            let sku = table.column("sku")
            let name = table.column("name")
            let category = table.column("category")
            let cost = table.column("unit_cost")
            let price = table.column("unit_price")
            let shelfLife = table.column("shelf_life_days")
            let pack = table.column("pack_size")
            let minimum = table.column("min_order_quantity")
            let launched = table.column("launched_on")
            let discontinued = table.column("discontinued_on")
            let leadTime = table.column("supplier_lead_time_days")
            let money = 0...1e9
            let days = 0...36_525.0
            totals.append(
                try table.forEachRow(options: options, log: log, rejected: rejected) { row throws(RowFailure) in
                    let code = try row.requiredText(sku)
                    if let first = known[code] {
                        throw RowFailure(
                            code: .duplicateSKU, field: sku.field,
                            message: "“\(FieldText.excerpt(code))” stands already in \(first.file):\(first.line)")
                    }
                    var product = Product(sku: code)
                    product.name = try row.text(name)
                    product.category = try row.text(category)
                    product.unitCost = try row.number(cost, in: money, code: .amountNotANumber, noun: "an amount")
                    product.unitPrice = try row.number(price, in: money, code: .amountNotANumber, noun: "an amount")
                    product.shelfLifeDays = try row.wholeNumber(shelfLife, in: days)
                    product.packSize = try row.number(pack, in: 0.0001...1e9) ?? 1
                    product.minOrderQuantity = try row.number(minimum, in: 0...1e9) ?? 0
                    product.launchedOn = try row.day(launched)
                    product.discontinuedOn = try row.day(discontinued)
                    product.supplierLeadTimeDays = try row.wholeNumber(leadTime, in: days)
                    known[code] = (file.name, row.fileLine)
                    products.append(product)
                })
        }
        return products
    }

    func sites(_ files: [DataFile], totals: inout [FileTotals]) throws -> [Site] {
        struct Links {
            var file: String
            var line: Int
            var supplier: String?
            var sponsor: String?
            var supplierField: Int
            var sponsorField: Int
        }
        var sites: [Site] = []
        var links: [Links] = []
        var index: [String: Int] = [:]
        for file in files {
            guard let table = try OpenTable(file, options: options, log: log) else { continue }
            let code = table.column("site")
            let name = table.column("name")
            let tier = table.column("tier")
            let supplier = table.column("supplier")
            let sponsor = table.column("sponsor")
            let joined = table.column("joined_on")
            let left = table.column("left_on")
            let region = table.column("region")
            let leadTime = table.column("lead_time_days")
            let review = table.column("review_period_days")
            let days = 0...36_525.0
            totals.append(
                try table.forEachRow(options: options, log: log, rejected: rejected) { row throws(RowFailure) in
                    let text = try row.requiredText(code)
                    if let first = index[text] {
                        throw RowFailure(
                            code: .duplicateSite, field: code.field,
                            message: "“\(FieldText.excerpt(text))” stands already in \(links[first].file):\(links[first].line)")
                    }
                    guard let level = try row.wholeNumber(tier, in: 0...1000, failing: true) else { throw row.missing(tier) }
                    var site = Site(code: text, tier: level)
                    site.name = try row.text(name)
                    let supplierCode = try row.text(supplier)
                    let sponsorCode = try row.text(sponsor)
                    site.joinedOn = try row.day(joined)
                    site.leftOn = try row.day(left)
                    site.region = try row.text(region)
                    site.leadTimeDays = try row.wholeNumber(leadTime, in: days)
                    site.reviewPeriodDays = try row.wholeNumber(review, in: days)
                    index[text] = sites.count
                    sites.append(site)
                    links.append(
                        Links(
                            file: file.name, line: row.fileLine, supplier: supplierCode, sponsor: sponsorCode,
                            supplierField: supplier.field, sponsorField: sponsor.field))
                })
        }
        var codes = Codes(sites.enumerated().map { ($1.code, Int32($0)) }, encoding: .utf8)
        func resolved(_ text: String?, _ code: FindingCode, _ noun: String, _ link: Links, _ field: Int) -> Int? {
            guard let text else { return nil }
            switch codes.match(text) {
            case .exact(let value), .folded(let value): return Int(value)
            case .unknown:
                let closest = codes.closest(text).map { "; the closest one is “\(FieldText.excerpt($0))”" } ?? ""
                log.add(code, file: link.file, line: link.line, column: field + 1, "unknown \(noun) “\(FieldText.excerpt(text))”\(closest)")
                return nil
            }
        }
        for (place, link) in links.enumerated() {
            sites[place].supplier = resolved(link.supplier, .unknownSupplier, "supplier", link, link.supplierField)
            sites[place].sponsor = resolved(link.sponsor, .unknownSponsor, "sponsor", link, link.sponsorField)
        }
        for cycle in NetworkTables.cycles(sites.map(\.supplier)) {
            let cut = cycle.min { (sites[$0].tier, $0) < (sites[$1].tier, $1) } ?? cycle[0]
            log.add(
                .supplierCycle, file: links[cut].file, line: links[cut].line, column: links[cut].supplierField + 1,
                "the suppliers form a cycle: \(NetworkTables.path(cycle, from: cut, sites)); “\(sites[cut].code)” was read without a supplier"
            )
            sites[cut].supplier = nil
        }
        for cycle in NetworkTables.cycles(sites.map(\.sponsor)) {
            let cut = cycle.min { (sites[$0].tier, $0) < (sites[$1].tier, $1) } ?? cycle[0]
            log.add(
                .sponsorCycle, file: links[cut].file, line: links[cut].line, column: links[cut].sponsorField + 1,
                "the sponsors form a cycle: \(NetworkTables.path(cycle, from: cut, sites)); “\(sites[cut].code)” was read without a sponsor"
            )
            sites[cut].sponsor = nil
        }
        for (place, site) in sites.enumerated() {
            let link = links[place]
            if let supplier = site.supplier, sites[supplier].tier >= site.tier {
                log.add(
                    .supplierTierNotAbove, file: link.file, line: link.line, column: link.supplierField + 1,
                    "“\(site.code)” on tier \(site.tier) buys from “\(sites[supplier].code)” on tier \(sites[supplier].tier)")
            }
            if site.supplier == nil, site.tier > 0, link.supplier == nil {
                log.add(.noSupplier, file: link.file, line: link.line, "“\(site.code)” on tier \(site.tier) names no supplier")
            }
        }
        return sites
    }

    /// The cycles of a graph in which each node has at most one link, each from its first node, in order of that node.
    static func cycles(_ links: [Int?]) -> [[Int]] {
        var visit = [Int](repeating: -1, count: links.count)
        var cycles: [[Int]] = []
        for start in links.indices where visit[start] < 0 {
            var node = start
            while visit[node] < 0 {
                visit[node] = start
                guard let next = links[node] else { break }
                node = next
            }
            guard visit[node] == start, links[node] != nil else { continue }
            var cycle = [node]
            while let next = links[cycle[cycle.count - 1]], next != node {
                if visit[next] != start { break }
                cycle.append(next)
            }
            if links[cycle[cycle.count - 1]] == node { cycles.append(cycle) }
        }
        return cycles
    }

    private static func path(_ cycle: [Int], from first: Int, _ sites: [Site]) -> String {
        let place = cycle.firstIndex(of: first) ?? 0
        let turned = Array(cycle[place...] + cycle[..<place]) + [first]
        let names = turned.map { "“\(FieldText.excerpt(sites[$0].code))”" }
        return (names.count > 8 ? Array(names.prefix(4)) + ["…"] + names.suffix(2) : names).joined(separator: " ← ")
    }
}
