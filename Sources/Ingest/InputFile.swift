import DelimitedText
import Foundation
import SupplyNetwork

/// One file of the data folder that the contract knows.
struct DataFile: Sendable {
    let kind: ContractFile
    /// Its name inside the data folder, as findings write it.
    let name: String
    let path: String
}

/// The files of a data folder, told apart by their names.
struct FileCatalog {
    /// Files of each kind in order of name.
    private(set) var files: [String: [DataFile]] = [:]
    /// Files that nothing reads.
    private(set) var unknown: [String] = []
    private let names: [String]
    private let folder: String

    init(folder: String) throws {
        self.folder = folder
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw UnusableInput(
                file: (folder as NSString).lastPathComponent, problem: "there is no such folder",
                help: "Make it and put products.csv, sites.csv and sales.csv into it, or let “penstock init” do so.")
        }
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") && !$0.hasPrefix("~$") }.sorted
            {
                Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
            }
        } catch {
            throw UnusableInput(
                file: (folder as NSString).lastPathComponent, problem: "the folder cannot be listed", help: "Check its permissions.")
        }
        for name in names {
            let path = folder + "/" + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
            if let kind = FileCatalog.kind(of: name) {
                files[kind.name, default: []].append(DataFile(kind: kind, name: name, path: path))
            } else {
                unknown.append(name)
            }
        }
    }

    /// `sales.csv`, `sales-2026-01.csv`, `Sales_north.CSV.gz` … are sales.
    static func kind(of name: String) -> ContractFile? {
        var stem = name.lowercased()
        if stem.hasSuffix(".gz") { stem.removeLast(3) }
        guard stem.hasSuffix(".csv") else { return nil }
        stem.removeLast(4)
        return ContractFile.all.first { kind in
            guard stem.hasPrefix(kind.name) else { return false }
            guard let next = stem.dropFirst(kind.name.count).first else { return true }
            return next == "-" || next == "_" || next == "."
        }
    }

    func files(_ kind: ContractFile) throws -> [DataFile] {
        if let found = files[kind.name] { return found }
        guard kind.isRequired else { return [] }
        let expected = "\(kind.name).csv"
        let closest = FieldText.closest(to: expected, among: names)
        throw UnusableInput(
            file: expected, problem: "the file is missing" + (closest.map { "; the closest name found is “\($0)”" } ?? ""),
            help: closest.map { "Rename “\($0)” to “\(expected)” if that is what it holds." }
                ?? "Put it into the data folder; the data contract lists its columns.")
    }
}

/// Where the columns of the contract stand in one file.
struct TableLayout: Sendable {
    /// Field of each of the contract's columns; -1 where the file has none.
    let fields: [String: Int]
    let headerCount: Int
    /// One past the last required field.
    let requiredCount: Int

    /// - Throws: `UnusableInput` where a required column is missing.
    init(file: DataFile, header: [String], aliases: [String: [String]], log: FindingLog) throws {
        let keys = header.map(FieldText.key)
        var fields: [String: Int] = [:]
        var claimed: Set<Int> = []
        /// Own names first, then what the configuration says, then the built-in ones in their order.
        func claim(_ column: ContractFile.Column, _ names: [String]) {
            guard fields[column.name] == nil else { return }
            for name in names {
                let key = FieldText.key(name)
                guard let place = keys.indices.first(where: { keys[$0] == key && !claimed.contains($0) }) else { continue }
                fields[column.name] = place
                claimed.insert(place)
                return
            }
        }
        for column in file.kind.columns { claim(column, aliases[column.name] ?? []) }
        for column in file.kind.columns { claim(column, [column.name]) }
        for column in file.kind.columns where column.isRequired { claim(column, column.aliases) }
        for column in file.kind.columns { claim(column, column.aliases) }
        for column in file.kind.columns where column.isRequired && fields[column.name] == nil {
            let free = header.indices.filter { !claimed.contains($0) }.map { FieldText.folded(header[$0]) }.filter { !$0.isEmpty }
            let closest = ([column.name] + column.aliases).lazy.compactMap { FieldText.closest(to: $0, among: free) }.first
            let found = header.map { FieldText.excerpt(FieldText.folded($0), limit: 24) }.prefix(12).joined(separator: ", ")
            throw UnusableInput(
                file: file.name, column: column.name,
                problem: "the required column “\(column.name)” is missing"
                    + (closest.map { "; the closest header found is “\(FieldText.excerpt($0))”" } ?? "; the headers found are: \(found)"),
                help:
                    "Rename the header, or map it in penstock.yaml under columns: {\(file.kind.name): {\(column.name): [\(FieldText.excerpt(closest ?? "…"))]}}."
            )
        }
        for (place, key) in keys.enumerated() where !claimed.contains(place) && !key.isEmpty {
            let title = FieldText.excerpt(FieldText.folded(header[place]))
            if let twin = fields.first(where: { keys[$0.value] == key }) {
                log.add(
                    .duplicateColumn, file: file.name, line: 1, column: place + 1,
                    "the column “\(title)” stands here a second time; field \(twin.value + 1) is used")
            } else {
                log.add(.unknownColumn, file: file.name, line: 1, column: place + 1, "the column “\(title)” is not used")
            }
        }
        headerCount = header.count
        var last = 0
        for column in file.kind.columns where column.isRequired { last = max(last, (fields[column.name] ?? -1) + 1) }
        requiredCount = last
        self.fields = fields
    }

    func field(_ column: String) -> Int { fields[column] ?? -1 }
}

/// A file that is open, its header understood.
struct OpenTable {
    let file: DataFile
    let source: ChunkSource
    let layout: TableLayout
    let bytes: Int

    /// - Returns: nil where the file is empty, which is a finding.
    /// - Throws: `UnusableInput` where the file cannot be read or misses a required column.
    init?(_ file: DataFile, options: ReadingOptions, log: FindingLog) throws {
        log.begin(file.name)
        do {
            let stream = try FileStream(path: file.path)
            bytes = stream.size
            source = try InputStreams.source(stream, options: options)
        } catch let error as ByteStreamError {
            throw error.unusable(file.name)
        }
        self.file = file
        if source.header.first?.starts(with: [0x50, 0x4b, 0x03, 0x04]) == true {
            throw UnusableInput(
                file: file.name, problem: "this is an Excel workbook, not a CSV file", help: "Save it from Excel as “CSV UTF-8”.")
        }
        guard !source.header.isEmpty else {
            log.add(.emptyFile, file: file.name, "the file is empty")
            if file.kind.isRequired {
                throw UnusableInput(
                    file: file.name, problem: "the file is empty",
                    help:
                        "Export it again; the first line must name the columns: \(file.kind.columns.filter(\.isRequired).map(\.name).joined(separator: ","))…"
                )
            }
            return nil
        }
        let encoding = source.encoding
        let header = source.header.map { FieldText.decoded($0, encoding: encoding) ?? String(decoding: $0, as: UTF8.self) }
        layout = try TableLayout(file: file, header: header, aliases: options.columns[file.kind.name] ?? [:], log: log)
    }
}

enum InputStreams {
    /// Chunks of a file, inflated if it begins like a gzip file, whatever its name.
    static func source(_ stream: sending FileStream, options: ReadingOptions) throws -> ChunkSource {
        let delimiter = options.delimiter.flatMap { $0 == "\\t" ? 0x09 : $0.utf8.first }
        let isCompressed = try FileStream(path: stream.path).startsLikeGzip()
        let bytes: any ByteStream = isCompressed ? try GzipStream(stream, path: stream.path) : stream
        return try ChunkSource(bytes, delimiter: delimiter, chunkSize: options.chunkSize)
    }
}

extension FileStream {
    fileprivate func startsLikeGzip() throws -> Bool {
        var head = [UInt8](repeating: 0, count: 3)
        let count = try head.withUnsafeMutableBytes { try read(into: $0) }
        return GzipStream.recognizes(head.prefix(count))
    }
}

extension ByteStreamError {
    func unusable(_ file: String) -> UnusableInput {
        UnusableInput(file: file, problem: reason, help: "Check the file and its permissions, or export it again.")
    }
}
