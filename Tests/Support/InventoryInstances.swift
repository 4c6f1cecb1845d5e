import Foundation

/// A gzip file's text, by the system's own tool: what reads instances must not test the product's reader.
public enum Unzipped {
    struct Failed: Error { var path: String }

    public static func text(_ url: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", url.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(path: url.path) }
        return String(decoding: data, as: UTF8.self)
    }
}

/// A mixed-integer program in MPS' fixed format, rows and columns numbered as the names r0, r1, …, c0, c1, … say.
public struct MPSFile: Sendable {
    public var objective: [Double] = []
    public var isInteger: [Bool] = []
    public var upper: [Double] = []
    /// Per column.
    public var entries: [[(row: Int, value: Double)]] = []
    public var rowIsAtLeast: [Bool] = []
    public var rightHandSide: [Double] = []

    public init(_ text: String) {
        var (section, integer) = ("", false)
        func number(_ name: Substring) -> Int { Int(name.dropFirst()) ?? 0 }
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard line.first == " " else {
                section = String(fields.first ?? "")
                continue
            }
            switch section {
            case "ROWS" where fields[0] != "N":
                rowIsAtLeast.append(fields[0] == "G")
                rightHandSide.append(0)
            case "COLUMNS" where fields[1] == "'MARKER'": integer = fields[2] == "'INTORG'"
            case "COLUMNS":
                let j = number(fields[0])
                while entries.count <= j {
                    entries.append([])
                    objective.append(0)
                    isInteger.append(integer)
                    upper.append(.infinity)
                }
                for k in stride(from: 1, to: fields.count - 1, by: 2) {
                    let value = Double(fields[k + 1]) ?? .nan
                    if fields[k] == "Obj" { objective[j] = value } else { entries[j].append((number(fields[k]), value)) }
                }
            case "RHS":
                for k in stride(from: 1, to: fields.count - 1, by: 2) { rightHandSide[number(fields[k])] = Double(fields[k + 1]) ?? .nan }
            case "BOUNDS": upper[number(fields[2])] = fields[0] == "BV" ? 1 : Double(fields[3]) ?? .nan
            default: break
            }
        }
    }
}
