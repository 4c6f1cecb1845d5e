import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The cells of an XLSX workbook (ECMA-376 part 1, SpreadsheetML) as text, sheet by sheet: what a planner typed, whatever program
/// saved the file. Formulas give the value they were saved with.
public struct WorkbookReader: Sendable {
    /// The file is no workbook that can be read.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public var path: String
        public var reason: String
        public var description: String { "\(path) \(reason)" }
    }

    public struct Sheet: Sendable {
        public var name: String
        /// Rows by number, from 1; cells by column, from 0. Empty cells are left out.
        public var rows: [(number: Int, cells: [Int: String])]
    }

    public let sheets: [Sheet]

    /// - Throws: `Failure`.
    public init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { throw Failure(path: path, reason: "cannot be read") }
        do {
            let archive = try ZipArchive([UInt8](data))
            guard let book = try archive.contents(of: "xl/workbook.xml") else { throw ZipArchive.Failure(description: "is no workbook") }
            let listed = try WorkbookReader.parsed(book, SheetList())
            let targets = try WorkbookReader.parsed(try archive.contents(of: "xl/_rels/workbook.xml.rels") ?? [], Relationships()).targets
            let strings =
                try archive.contents(of: "xl/sharedStrings.xml").map { try WorkbookReader.parsed($0, SharedStrings()).strings } ?? []
            sheets = try listed.sheets.compactMap { name, identifier in
                guard let target = targets[identifier] else { return nil }
                let file = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
                guard let bytes = try archive.contents(of: file) else { return nil }
                let cells = SheetCells(strings: strings)
                return Sheet(name: name, rows: try WorkbookReader.parsed(bytes, cells).rows)
            }
        } catch let failure as ZipArchive.Failure {
            throw Failure(path: path, reason: failure.description)
        }
    }

    private static func parsed<Content: MarkupReader>(_ bytes: [UInt8], _ content: Content) throws -> Content {
        guard !bytes.isEmpty else { return content }
        let parser = XMLParser(data: Data(bytes))
        parser.shouldResolveExternalEntities = false
        parser.delegate = content
        guard parser.parse() else { throw ZipArchive.Failure(description: "holds XML that cannot be read; save it again as .xlsx") }
        return content
    }
}

/// Elements by their local names: programs differ in the prefixes they use.
private class MarkupReader: NSObject, XMLParserDelegate {
    func begin(_ name: Substring, _ attributes: [String: String]) {}
    func end(_ name: Substring) {}
    func text(_ text: String) {}

    private static func local(_ name: String) -> Substring { name.split(separator: ":").last ?? Substring(name) }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) { begin(MarkupReader.local(name), attributes) }
    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        end(MarkupReader.local(name))
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) { text(string) }
    func parser(_ parser: XMLParser, foundCDATA block: Data) { text(String(decoding: block, as: UTF8.self)) }
}

private final class SheetList: MarkupReader {
    var sheets: [(name: String, identifier: String)] = []
    override func begin(_ name: Substring, _ attributes: [String: String]) {
        guard name == "sheet", let title = attributes["name"] else { return }
        let identifier = attributes.first { $0.key.hasSuffix(":id") }?.value ?? ""
        sheets.append((title, identifier))
    }
}

private final class Relationships: MarkupReader {
    var targets: [String: String] = [:]
    override func begin(_ name: Substring, _ attributes: [String: String]) {
        if name == "Relationship", let identifier = attributes["Id"], let target = attributes["Target"] { targets[identifier] = target }
    }
}

private final class SharedStrings: MarkupReader {
    var strings: [String] = []
    private var isText = false
    /// Inside a phonetic guide, which is no part of the text.
    private var isPhonetic = false
    override func begin(_ name: Substring, _ attributes: [String: String]) {
        switch name {
        case "si": strings.append("")
        case "t": isText = true
        case "rPh": isPhonetic = true
        default: break
        }
    }
    override func end(_ name: Substring) {
        if name == "t" { isText = false }
        if name == "rPh" { isPhonetic = false }
    }
    override func text(_ text: String) { if isText && !isPhonetic && !strings.isEmpty { strings[strings.count - 1] += text } }
}

private final class SheetCells: MarkupReader {
    var rows: [(number: Int, cells: [Int: String])] = []
    private let strings: [String]
    private var column = 0
    private var kind = ""
    private var value = ""
    private var isValue = false

    init(strings: [String]) { self.strings = strings }

    override func begin(_ name: Substring, _ attributes: [String: String]) {
        switch name {
        case "row":
            rows.append((attributes["r"].flatMap { Int($0) } ?? (rows.last?.number ?? 0) + 1, [:]))
            column = -1
        case "c":
            column = attributes["r"].flatMap(SheetCells.column) ?? column + 1
            kind = attributes["t"] ?? "n"
            value = ""
        case "v", "t": isValue = true
        default: break
        }
    }
    override func end(_ name: Substring) {
        switch name {
        case "v", "t": isValue = false
        case "c":
            let text = kind == "s" ? Int(value).flatMap { strings.indices.contains($0) ? strings[$0] : nil } ?? "" : value
            if !text.isEmpty, !rows.isEmpty { rows[rows.count - 1].cells[column] = text }
        default: break
        }
    }
    override func text(_ text: String) { if isValue { value += text } }

    /// `C12` is column 2.
    private static func column(_ reference: String) -> Int? {
        var column = 0
        for scalar in reference.unicodeScalars {
            guard ("A"..."Z").contains(scalar) else { break }
            column = column * 26 + Int(scalar.value) - 64
        }
        return column > 0 ? column - 1 : nil
    }
}
