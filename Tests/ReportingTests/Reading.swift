import Foundation
import SupplyNetwork
import Testing

@testable import Reporting

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A CSV file read back by RFC 4180, for tests.
func csvRows(_ bytes: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        if isQuoted {
            if byte == 0x22 {
                if index + 1 < bytes.count, bytes[index + 1] == 0x22 {
                    cell.append(0x22)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else {
                cell.append(byte)
            }
        } else if byte == 0x22 {
            isQuoted = true
        } else if byte == 0x2C || byte == 0x0A {
            row.append(String(decoding: cell, as: UTF8.self))
            cell = []
            if byte == 0x0A {
                rows.append(row)
                row = []
            }
        } else {
            cell.append(byte)
        }
        index += 1
    }
    return rows
}

/// Whether a text is well-formed XML.
func isWellFormed(_ xml: String) -> Bool { XMLParser(data: Data(xml.utf8)).parse() }

/// The outermost `svg` elements of a page.
func svgElements(of page: String) -> [String] {
    var elements: [String] = []
    var depth = 0
    var start = page.startIndex
    var rest = page.startIndex
    while let next = page[rest...].range(of: "<svg ")?.lowerBound ?? page[rest...].range(of: "</svg>")?.lowerBound {
        let close = page[rest...].range(of: "</svg>")
        if let close, close.lowerBound <= next || page[next...].hasPrefix("</svg>") {
            depth -= 1
            if depth == 0 { elements.append(String(page[start..<close.upperBound])) }
            rest = close.upperBound
        } else {
            if depth == 0 { start = next }
            depth += 1
            rest = page.index(next, offsetBy: 5)
        }
    }
    return elements
}

/// Tags that are closed in another order than they were opened, or never.
func unbalancedTags(of page: String) -> [String] {
    let void: Set<String> = ["meta", "br", "input", "link", "hr", "img"]
    var open: [String] = []
    var wrong: [String] = []
    let body = page.replacing(/<(style|script)>[\s\S]*?<\/(style|script)>/, with: "").replacing("<!DOCTYPE html>", with: "")
    for match in body.matches(of: /<(\/?)([a-zA-Z0-9]+)[^>]*?(\/?)>/) {
        let name = String(match.output.2)
        if void.contains(name) || match.output.3 == "/" { continue }
        if match.output.1.isEmpty {
            open.append(name)
        } else if open.last == name {
            open.removeLast()
        } else {
            wrong.append(name)
        }
    }
    return wrong + open
}

/// The words of a page: what stands between tags, and in the attributes that are read out.
func words(of page: String) -> String {
    page.replacing(/<(style|script)>[\s\S]*?<\/(style|script)>/, with: "").replacing(/<[^>]*>/, with: "\n")
}

func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    (0x3000...0x303F).contains(scalar.value) || (0x3400...0x9FFF).contains(scalar.value) || (0xFF00...0xFFEF).contains(scalar.value)
}

/// One member of a zip file, through `unzip`.
func unzipped(_ member: String, of path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["unzip", "-p", path, member]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
}

extension RunRecord {
    /// The same run in a network whose first names are hostile.
    func renamed(_ names: [String]) -> RunRecord {
        var sites = network.sites
        var products = network.products
        for (index, name) in names.enumerated() {
            for site in sites.indices where site % names.count == index { sites[site].name = name }
            for product in products.indices where product % names.count == index { products[product].name = name }
        }
        var copy = self
        copy.network = Network(sites: sites, products: products)
        return copy
    }

    func recoded(_ code: (Int) -> String) -> RunRecord {
        var sites = network.sites
        for site in sites.indices { sites[site].code = code(site) }
        var copy = self
        copy.network = Network(sites: sites, products: network.products)
        return copy
    }
}

extension ReportFolder {
    func file(_ name: String, of record: RunRecord) throws -> [UInt8] {
        try #require(files(for: record).first { $0.name == name }).bytes
    }
    func text(_ name: String, of record: RunRecord) throws -> String { String(decoding: try file(name, of: record), as: UTF8.self) }
}
