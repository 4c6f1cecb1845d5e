import DelimitedText
import SupplyNetwork

extension LongFormatReader {
    /// The group that each series belongs to, from one more column of the file: for each `unique_id` the first label that its
    /// rows hold. Series without a label are left out.
    /// - Throws: `UnusableInput` where the file cannot be read or has no such column.
    public func groups(column: String) throws -> [String: String] {
        let identifier = ContractFile.long.columns.first { $0.name == "unique_id" }?.aliases ?? []
        let kind = ContractFile("long", [("unique_id*", identifier), ("\(column)*", [])])
        let name = path.split(separator: "/").last.map(String.init) ?? path
        // What is wrong with rows is said where values are read.
        let log = FindingLog(limit: 0)
        guard let table = try OpenTable(DataFile(kind: kind, name: name, path: path), options: options, log: log) else { return [:] }
        let (id, label) = (table.column("unique_id"), table.column(column))
        var groups: [String: String] = [:]
        _ = try table.forEachRow(options: options, log: log, rejected: RejectedRows(nil)) { row throws(RowFailure) in
            guard let series = try row.text(id), groups[series] == nil, let text = try row.text(label) else { return }
            groups[series] = text
        }
        return groups
    }
}
