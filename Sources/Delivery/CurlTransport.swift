import CCurl
import Foundation

/// Sends one request and says what came of it.
public protocol Transport: Sendable {
    func outcome(of request: OutgoingRequest) -> TransportOutcome
}

/// HTTP and SMTP by libcurl. Follows no redirect, since a redirected robot's key would go elsewhere, and speaks nothing but
/// HTTP(S) and SMTP(S). The proxy variables of the environment (`https_proxy` …) are honoured, as libcurl does.
public struct CurlTransport: Transport {
    /// Seconds until a connection must stand, and until the answer must be there.
    public var connectTimeout = 10.0
    public var timeout = 30.0

    public init() {}

    /// libcurl's one-time set-up, which is not thread-safe by itself.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// What the callbacks of one transfer share; it lives on the stack of `outcome(of:)`.
    private struct Transfer {
        var upload: [UInt8]
        var sent = 0
        var body: [UInt8] = []
        var retryAfter: Double?
    }

    /// Answers longer than this are cut: nobody reads further.
    private static let longestAnswer = 64 * 1024

    public func outcome(of request: OutgoingRequest) -> TransportOutcome {
        guard CurlTransport.isReady, let handle = curl_easy_init() else { return .notSent("libcurl cannot be used") }
        defer { curl_easy_cleanup(handle) }
        var headers: UnsafeMutablePointer<curl_slist>?
        var recipients: UnsafeMutablePointer<curl_slist>?
        defer {
            curl_slist_free_all(headers)
            curl_slist_free_all(recipients)
        }
        for header in request.headers { headers = curl_slist_append(headers, header) }
        for address in request.mail?.to ?? [] { recipients = curl_slist_append(recipients, "<\(CurlTransport.address(address))>") }

        penstock_curl_set_text(handle, CURLOPT_URL, request.url)
        penstock_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, request.mail == nil ? "http,https" : "smtp,smtps")
        penstock_curl_set_text(handle, CURLOPT_USERAGENT, "penstock")
        penstock_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        penstock_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        penstock_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Int(connectTimeout * 1_000))
        penstock_curl_set_long(handle, CURLOPT_TIMEOUT_MS, Int(timeout * 1_000))
        var transfer = Transfer(upload: request.body)
        let code = withUnsafeMutablePointer(to: &transfer) { context -> CURLcode in
            let context = UnsafeMutableRawPointer(context)
            penstock_curl_set_data(handle, CURLOPT_WRITEFUNCTION, CurlTransport.receive)
            penstock_curl_set_context(handle, CURLOPT_WRITEDATA, context)
            penstock_curl_set_data(handle, CURLOPT_HEADERFUNCTION, CurlTransport.header)
            penstock_curl_set_context(handle, CURLOPT_HEADERDATA, context)
            penstock_curl_set_data(handle, CURLOPT_READFUNCTION, CurlTransport.upload)
            penstock_curl_set_context(handle, CURLOPT_READDATA, context)
            if let mail = request.mail {
                penstock_curl_set_long(handle, CURLOPT_UPLOAD, 1)
                penstock_curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(CurlTransport.address(mail.from))>")
                penstock_curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
                if let user = mail.user { penstock_curl_set_text(handle, CURLOPT_USERNAME, user) }
                if let password = mail.password { penstock_curl_set_text(handle, CURLOPT_PASSWORD, password) }
                let security: curl_usessl =
                    switch mail.startTLS {
                    case .required: CURLUSESSL_ALL
                    case .opportunistic: CURLUSESSL_TRY
                    case .off: CURLUSESSL_NONE
                    }
                penstock_curl_set_long(handle, CURLOPT_USE_SSL, Int(security.rawValue))
            } else {
                // No "Expect: 100-continue": bodies are small, and the wait would cost a second.
                headers = curl_slist_append(headers, "Expect:")
                penstock_curl_set_list(handle, CURLOPT_HTTPHEADER, headers)
                penstock_curl_set_long(handle, CURLOPT_POST, 1)
                penstock_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, request.body.count)
            }
            return curl_easy_perform(handle)
        }
        var status = 0
        penstock_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        let reason = CurlTransport.reason(code)
        if code == CURLE_OK { return .answered(status: status, retryAfter: transfer.retryAfter, body: transfer.body) }
        // A mail server's refusal ends the transfer with an error, and its reply code says which.
        if request.mail != nil && status >= 400 { return .answered(status: status, retryAfter: nil, body: []) }
        return transfer.sent > 0 ? .unanswered(reason) : .notSent(reason)
    }

    /// The reason without the URL, which may hold a key.
    private static func reason(_ code: CURLcode) -> String { String(cString: curl_easy_strerror(code)).lowercased() }

    /// `a@b` of `Name <a@b>`.
    static func address(_ text: String) -> String {
        let text = MailMessage.line(text)
        guard let start = text.lastIndex(of: "<"), let end = text.lastIndex(of: ">"), start < end else {
            return text.trimmingCharacters(in: .whitespaces)
        }
        return String(text[text.index(after: start)..<end])
    }

    private static let receive: penstock_curl_data = { data, size, count, context in
        guard let data, let transfer = context?.assumingMemoryBound(to: Transfer.self) else { return 0 }
        let room = CurlTransport.longestAnswer - transfer.pointee.body.count
        let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
        if room > 0 { transfer.pointee.body.append(contentsOf: bytes.prefix(room)) }
        return size * count
    }

    private static let header: penstock_curl_data = { data, size, count, context in
        guard let data, let transfer = context?.assumingMemoryBound(to: Transfer.self) else { return 0 }
        let line = String(decoding: UnsafeRawBufferPointer(start: data, count: size * count), as: UTF8.self)
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == "retry-after" {
            transfer.pointee.retryAfter = CurlTransport.seconds(retryAfter: parts[1].trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return size * count
    }

    private static let upload: penstock_curl_data = { data, size, count, context in
        guard let data, let transfer = context?.assumingMemoryBound(to: Transfer.self) else { return 0 }
        let start = transfer.pointee.sent
        let length = min(size * count, transfer.pointee.upload.count - start)
        guard length > 0 else { return 0 }
        transfer.pointee.upload.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { UnsafeMutableRawPointer(data).copyMemory(from: base + start, byteCount: length) }
        }
        transfer.pointee.sent += length
        return length
    }

    /// Of `Retry-After` (RFC 9110, §10.2.3): whole seconds, or a date, taken against the clock of this machine.
    static func seconds(retryAfter text: String, now: Date = Date()) -> Double? {
        if let seconds = Double(text), seconds >= 0 { return seconds }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: text).map { max(0, $0.timeIntervalSince(now)) }
    }
}
