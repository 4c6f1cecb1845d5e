import Wording

/// What the reports show, and how much of it. Defaults keep `report.html` below 3 MB for 20,000 site × SKU pairs.
public struct ReportingOptions: Sendable, Codable, Hashable {
    /// Language of the HTML, Markdown and workbook, and of the sentences in CSV cells. Default: Chinese.
    public var language: Language
    /// Rows of the stock-piling table in `report.html`; the rest is counted and lies in `stockpile.csv`. Default 40.
    public var stockpileRows: Int
    /// Stock-piling cases that open to their evidence and a chart. Default 8.
    public var stockpileCharts: Int
    /// Suppliers whose orders are listed, largest first. Default 12.
    public var suppliers: Int
    /// Order lines listed per supplier, largest first; the rest is counted and lies in `plan.csv`. Default 12.
    public var linesPerSupplier: Int
    /// SKUs drawn as fan charts, largest first. Default 6.
    public var productCharts: Int
    /// Rows of the tables of alerts, transfers and findings. Default 25.
    public var tableRows: Int
    /// Weeks of history in the charts. Default 78.
    public var historyWeeks: Int

    /// Rows of each of the workbook's sheets but orders and transfers, the largest; all lie in the other files. Default 3,000.
    public var workbookRows: Int

    public init(
        language: Language = .chinese, stockpileRows: Int = 40, stockpileCharts: Int = 8, suppliers: Int = 12,
        linesPerSupplier: Int = 12, productCharts: Int = 6, tableRows: Int = 25, historyWeeks: Int = 78, workbookRows: Int = 3_000
    ) {
        self.language = language
        self.stockpileRows = stockpileRows
        self.stockpileCharts = stockpileCharts
        self.suppliers = suppliers
        self.linesPerSupplier = linesPerSupplier
        self.productCharts = productCharts
        self.tableRows = tableRows
        self.historyWeeks = historyWeeks
        self.workbookRows = workbookRows
    }
}
