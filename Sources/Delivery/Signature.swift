import COpenSSL
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
        "v1=" + hexadecimal(code(key: Array(secret.utf8), message: Array("\(seconds).".utf8) + body))
    }

    /// A name for content: the first 16 bytes of SHA-256 over the fields, each with its length before it, in hexadecimal.
    static func digest(_ fields: [String]) -> String {
        let message = fields.flatMap { field in Array("\(field.utf8.count):".utf8) + Array(field.utf8) }
        var hash = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let done = EVP_Digest(message, message.count, &hash, &length, EVP_sha256(), nil)
        precondition(done == 1, "libcrypto is out of memory")
        return hexadecimal(hash.prefix(16))
    }

    private static func code(key: String, message: String) -> [UInt8] {
        code(key: Array(key.utf8), message: Array(message.utf8))
    }

    /// HMAC-SHA256 by libcrypto: 32 bytes.
    private static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let done = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &length)
        precondition(done != nil, "libcrypto is out of memory")
        return Array(code.prefix(Int(length)))
    }

    private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
