import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server on 127.0.0.1 that serves each connection on a thread of its own, until it is closed or the tests end.
final class LoopbackServer: Sendable {
    let port: UInt16
    private let listener: Int32

    init(_ serve: @escaping @Sendable (Connection) -> Void) throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let listener = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(listener, name, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, name, &length) == 0
            }
        }
        guard bound else { throw Failure(what: String(cString: strerror(errno))) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread { [listener] in
            while true {
                let descriptor = accept(listener, nil, nil)
                if descriptor < 0 { return }
                Thread {
                    serve(Connection(descriptor: descriptor))
                    systemClose(descriptor)
                }.start()
            }
        }.start()
    }

    struct Failure: Error { var what: String }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        systemClose(listener)
    }

    struct Connection: Sendable {
        let descriptor: Int32

        func write(_ text: String) {
            let bytes = Array(text.utf8)
            _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }

        /// The next line without its end, or nil where the other side has gone.
        func line() -> String? {
            var bytes: [UInt8] = []
            while let byte = self.byte() {
                if byte == 0x0A { return String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes[...], as: UTF8.self) }
                bytes.append(byte)
            }
            return nil
        }

        func bytes(_ count: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            while bytes.count < count, let byte = self.byte() { bytes.append(byte) }
            return bytes
        }

        private func byte() -> UInt8? {
            var byte: UInt8 = 0
            return recv(descriptor, &byte, 1, 0) == 1 ? byte : nil
        }
    }
}

private func systemClose(_ descriptor: Int32) { _ = close(descriptor) }

/// One HTTP request as a server saw it.
struct SeenRequest: Sendable {
    var method = ""
    var target = ""
    /// Names in lower case.
    var headers: [String: String] = [:]
    var body: [UInt8] = []

    init?(_ connection: LoopbackServer.Connection) {
        guard let first = connection.line() else { return nil }
        let words = first.split(separator: " ")
        guard words.count == 3 else { return nil }
        (method, target) = (String(words[0]), String(words[1]))
        while let line = connection.line(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        body = connection.bytes(Int(headers["content-length"] ?? "") ?? 0)
    }

    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) ?? [:] }

    /// The fields of the query, decoded.
    var query: [String: String] {
        let items = URLComponents(string: "http://host" + target)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
    }
}

/// An HTTP server that answers each request as `answers` says, the last answer for ever, and remembers what it was asked.
final class LoopbackRobot: Sendable {
    enum Answer: Sendable {
        case reply(Int, headers: [String] = [], body: String = "")
        /// Reads the request and says nothing for so many seconds.
        case stall(Double)
        /// Reads the request and hangs up.
        case hangUp
    }

    private let seen: SharedList<SeenRequest>
    private let server: LoopbackServer

    init(_ answers: [Answer]) throws {
        let seen = SharedList<SeenRequest>()
        self.seen = seen
        server = try LoopbackServer { connection in
            guard let request = SeenRequest(connection) else { return }
            let number = seen.append(request)
            guard let answer = answers.isEmpty ? nil : answers[min(number, answers.count - 1)] else { return }
            switch answer {
            case .reply(let status, let headers, let body):
                let lines = ["HTTP/1.1 \(status) X", "Content-Length: \(body.utf8.count)", "Connection: close"] + headers
                connection.write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
            case .stall(let seconds): Thread.sleep(forTimeInterval: seconds)
            case .hangUp: break
            }
        }
    }

    var requests: [SeenRequest] { seen.values }
    var url: String { "http://127.0.0.1:\(server.port)/hook" }
}

/// A list that several threads append to.
final class SharedList<Element: Sendable>: Sendable {
    private let list = Mutex<[Element]>([])

    /// Returns the place of the new element.
    @discardableResult
    func append(_ element: Element) -> Int {
        list.withLock {
            $0.append(element)
            return $0.count - 1
        }
    }

    var values: [Element] { list.withLock { $0 } }
}

/// A mail server that takes one mail a connection and answers a stage (`EHLO`, `MAIL`, `RCPT`, `DATA`, `.`) otherwise where told.
final class LoopbackMailServer: Sendable {
    private let seen = SharedList<String>()
    private let server: LoopbackServer

    init(_ replies: [String: String] = [:], extensions: [String] = []) throws {
        let seen = self.seen
        server = try LoopbackServer { connection in
            func reply(_ stage: String, _ usual: String) { connection.write((replies[stage] ?? usual) + "\r\n") }
            connection.write("220 test\r\n")
            while let line = connection.line() {
                seen.append(line)
                let word = String(line.prefix(4)).uppercased()
                switch word {
                case "EHLO":
                    connection.write(
                        (["test"] + extensions).enumerated().map { $0 == extensions.count ? "250 \($1)\r\n" : "250-\($1)\r\n" }.joined())
                case "DATA":
                    reply("DATA", "354 go on")
                    if replies["DATA"] != nil { continue }
                    while let text = connection.line(), text != "." { seen.append(text) }
                    if replies["."] == "hang up" { return }
                    reply(".", "250 taken")
                case "QUIT":
                    connection.write("221 bye\r\n")
                    return
                default: reply(word, "250 ok")
                }
            }
        }
    }

    var lines: [String] { seen.values }
    var url: String { "smtp://127.0.0.1:\(server.port)" }
}
