import Foundation

/// A mail of plain text (RFC 5322; MIME, RFC 2045; header words, RFC 2047). Its Message-ID is the message's key: servers and
/// programs that drop duplicates can.
struct MailMessage {
    let bytes: [UInt8]

    init(_ message: Message, from: String, to: [String], seconds: Int64) {
        let domain = from.split(separator: "@").last.map { MailMessage.line(String($0)).filter { $0 != ">" && $0 != " " } } ?? "localhost"
        let head = [
            "From: \(MailMessage.line(from))", "To: \(to.map(MailMessage.line).joined(separator: ",\r\n "))",
            "Subject: \(MailMessage.words(message.title))", "Date: \(MailMessage.date(seconds))", "Message-ID: <\(message.key)@\(domain)>",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
        ]
        let text = message.text.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n"
        let encoded = Data(text.utf8).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        bytes = Array((head.joined(separator: "\r\n") + "\r\n\r\n" + encoded + "\r\n").utf8)
    }

    /// A header's value cannot begin another header.
    static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }

    /// As encoded words of at most 75 characters, no character cut in two; plain where it is plain ASCII.
    static func words(_ text: String) -> String {
        let text = line(text)
        if text.utf8.allSatisfy({ $0 < 0x80 }) && text.utf8.count <= 66 { return text }
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            if word.utf8.count + String(scalar).utf8.count > 45 {
                words.append(word)
                word = ""
            }
            word.unicodeScalars.append(scalar)
        }
        if !word.isEmpty { words.append(word) }
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// RFC 5322 date and time in UTC.
    static func date(_ seconds: Int64) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
    }
}
