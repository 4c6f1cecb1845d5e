import Foundation

/// Chromium without a window, where it is installed.
enum Chromium {
    static let binary: String? = ["chromium", "chromium-browser", "google-chrome"].lazy.compactMap(tool).first

    /// The path of a program; nil where it is not installed.
    static func tool(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program and returns what it prints on standard output.
    static func run(_ path: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("penstock-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return try String(contentsOf: output, encoding: .utf8)
    }

    private static let options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]

    /// What `probe` returns (a JavaScript expression over `w`, the page's window, and `errors`) in a window `width` pixels wide.
    ///
    /// The page is put into a frame of that width, because a window without a screen cannot be as narrow as a telephone.
    static func probe(_ page: String, width: Int, _ probe: String, in folder: URL) throws -> String {
        guard let binary else { return "no browser" }
        let listener =
            "<script>window.addEventListener('error',function(e){parent.errors.push(String(e.message));});"
            + "console.error=function(m){parent.errors.push(String(m));};</script>"
        let escaped = page.replacing("<head>", with: "<head>" + listener, maxReplacements: 1)
            .replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
        let host = """
            <!DOCTYPE html><meta charset="utf-8"><body style="margin:0"><script>var errors=[];</script>
            <iframe id="f" style="width:\(width)px;height:1200px;border:0" srcdoc="\(escaped)"></iframe><pre id="probe"></pre>
            <script>window.addEventListener("load",function(){var w=document.getElementById("f").contentWindow,r;
            try{r=(function(w,errors){\(probe)})(w,errors);}catch(e){r="failed: "+e+" "+e.stack;}
            document.getElementById("f").remove();document.getElementById("probe").textContent=r;});</script></body>
            """
        let file = folder.appendingPathComponent("probe.html")
        try Data(host.utf8).write(to: file)
        let dom = try run(binary, options + ["--window-size=\(max(width, 500)),1200", "--dump-dom", file.absoluteString])
        guard let start = dom.range(of: "<pre id=\"probe\">"), let end = dom.range(of: "</pre>", range: start.upperBound..<dom.endIndex)
        else { return "no answer: \(dom.suffix(400))" }
        return String(dom[start.upperBound..<end.lowerBound]).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&amp;", with: "&")
    }

    /// Prints the page as it lies on the disk.
    static func print(_ page: URL, to pdf: URL) throws {
        guard let binary else { return }
        _ = try run(binary, options + ["--no-pdf-header-footer", "--print-to-pdf=\(pdf.path)", page.absoluteString])
    }
}
