import Foundation
import TestSupport

/// An executable Markdown page.
///
/// A fenced block whose info string is `csv <path>` or `yaml <path>` is a file, written below the page's working folder. A block
/// `console` holds commands after `$ ` and, under each, exactly what it prints. Everything else is prose. Pictures that the
/// prose shows (`figures/<name>.svg`) are made by its commands, in the folder `figures`.
struct Notebook {
    enum Block {
        case text([String])
        case file(path: String, lines: [String])
        case console([(command: String, output: [String])])
    }

    /// Small programs that draw figures, on the path of every command.
    static let tools = Repository.root.appendingPathComponent("notebooks-md/tools")

    var blocks: [Block] = []

    /// Pictures that the page shows, `figures/<name>.svg`.
    var figures: [String] {
        blocks.flatMap { block -> [String] in
            guard case .text(let lines) = block else { return [] }
            return lines.flatMap { $0.matches(of: /\]\((figures\/[^)]+\.svg)\)/).map { String($0.output.1) } }
        }
    }

    init(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        var prose: [String] = []
        while let line = lines.popFirst() {
            let info = line.hasPrefix("```") ? line.dropFirst(3).split(separator: " ").map(String.init) : []
            let isFile = info.count == 2 && ["csv", "yaml"].contains(info[0])
            guard isFile || info == ["console"] else {
                prose.append(line)
                continue
            }
            blocks.append(.text(prose + [line]))
            prose = []
            var body: [String] = []
            while let next = lines.first, next != "```" {
                body.append(next)
                lines.removeFirst()
            }
            if isFile {
                blocks.append(.file(path: info[1], lines: body))
                continue
            }
            var commands: [(command: String, output: [String])] = []
            for line in body {
                if line.hasPrefix("$ ") {
                    commands.append((String(line.dropFirst(2)), []))
                } else if !commands.isEmpty {
                    commands[commands.count - 1].output.append(line)
                }
            }
            blocks.append(.console(commands))
        }
        blocks.append(.text(prose))
    }

    /// The page with the output its commands really have, run one after another in `folder`.
    func executed(in folder: TemporaryFolder) throws -> String {
        var lines: [String] = []
        if !figures.isEmpty {
            try FileManager.default.createDirectory(at: folder.url.appendingPathComponent("figures"), withIntermediateDirectories: true)
        }
        for block in blocks {
            switch block {
            case .text(let text): lines += text
            case .file(let path, let body):
                try folder.write(body.joined(separator: "\n") + "\n", to: path)
                lines += body
            case .console(let commands):
                for (command, _) in commands {
                    lines.append("$ " + command)
                    lines += try output(of: command, in: folder)
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    /// What a command prints on both streams, as a shell with `penstock` on its path runs it.
    private func output(of command: String, in folder: TemporaryFolder) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", "(\(command)) 2>&1"]
        process.currentDirectoryURL = folder.url
        var environment = ProcessInfo.processInfo.environment
        let tools = [CommandLineTool.binary.deletingLastPathComponent().path, Notebook.tools.path]
        environment["PATH"] = (tools + [environment["PATH"] ?? "/usr/bin:/bin"]).joined(separator: ":")
        process.environment = environment
        let scratch = try TemporaryFolder()
        let file = scratch.url.appendingPathComponent("out")
        try Data().write(to: file)
        process.standardOutput = try FileHandle(forWritingTo: file)
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOf: file, encoding: .utf8)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
