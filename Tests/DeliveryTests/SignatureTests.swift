import Testing

@testable import Delivery

/// Vectors computed from the channels' documented algorithms.
@Suite struct SignatureTests {
    @Test func dingTalk() {
        let sign = Signature.dingTalk(milliseconds: 1_700_000_000_000, secret: "SEC000000000000000000000000000000")
        #expect(sign == "rlyQSqRKsL0kleOfrvteoL6085wIDioIrj/GlfQ3zN4=")
        #expect(Receiver.percentEncoded(sign) == "rlyQSqRKsL0kleOfrvteoL6085wIDioIrj%2FGlfQ3zN4%3D")
    }

    @Test func feishu() {
        #expect(Signature.feishu(seconds: 1_700_000_000, secret: "demo-secret") == "mYHw2R2SOm8Rw/sne3lQdmz4sOfntKR+1P/8RKKTwmA=")
    }

    /// `printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac topsecret` (OpenSSL 3.0.19).
    @Test func webhook() {
        #expect(
            Signature.webhook(seconds: 1_700_000_000, body: Array("{\"a\":1}".utf8), secret: "topsecret")
                == "v1=6a939b0c71853d606167625a15168ee9188c6a511c773ef4f42d307f3849e50f")
    }

    @Test func digestsTellFieldsApart() {
        #expect(Signature.digest(["ab", "c"]) != Signature.digest(["a", "bc"]))
        #expect(Signature.digest(["a"]) != Signature.digest(["a", ""]))
        #expect(Signature.digest(["a"]).count == 32)
    }
}
