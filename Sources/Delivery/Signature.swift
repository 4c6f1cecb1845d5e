import Crypto
import Foundation

/// How messages are signed, each with HMAC-SHA256 (RFC 2104; the keys and messages are the channels' own).
enum Signature {
    /// DingTalk: key is the secret, message `timestamp\nsecret`, the timestamp in milliseconds; base64, percent-encoded in the
    /// query as `sign`.
    static func dingTalk(milliseconds: Int64, secret: String) -> String {
        base64(code(key: secret, message: "\(milliseconds)\n\(secret)"))
    }

    /// Feishu: key is `timestamp\nsecret`, the timestamp in seconds, the message empty; base64, in the body as `sign`.
    static func feishu(seconds: Int64, secret: String) -> String {
        base64(code(key: "\(seconds)\n\(secret)", message: ""))
    }

    /// Penstock's own webhook: key is the secret, message `timestamp.body`, the timestamp in seconds; hexadecimal, in the
    /// header `Penstock-Signature` as `v1=…`.
    static func webhook(seconds: Int64, body: [UInt8], secret: String) -> String {
        let message = Array("\(seconds).".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: Data(secret.utf8)))
        return "v1=" + hexadecimal(code)
    }

    /// A name for content: the first 16 bytes of SHA-256 over the fields, each with its length before it, in hexadecimal.
    static func digest(_ fields: [String]) -> String {
        var hash = SHA256()
        for field in fields {
            let bytes = Array(field.utf8)
            hash.update(data: Array("\(bytes.count):".utf8))
            hash.update(data: bytes)
        }
        return hexadecimal(Array(hash.finalize()).prefix(16))
    }

    private static func code(key: String, message: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Data(message.utf8), using: SymmetricKey(data: Data(key.utf8))))
    }

    private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
