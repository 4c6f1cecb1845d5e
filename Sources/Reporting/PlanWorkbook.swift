import Wording

struct PlanWorkbook {
    let summary: ReportSummary; let wording: Wording
    func write(to path: String) throws {}
}
