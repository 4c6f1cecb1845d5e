import SupplyNetwork
import Testing

@testable import Alerting

/// Vectors of the FNV draft, appendix C.
@Suite struct FingerprintTests {
    @Test(arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)] as [(String, UInt64)])
    func publishedVectors(text: String, hash: UInt64) { #expect(Fingerprint.hash(text.utf8) == hash) }

    @Test func fieldsCannotRunTogether() {
        #expect(Fingerprint.text(rule: .overstock, site: "A1", sku: "2") != Fingerprint.text(rule: .overstock, site: "A", sku: "12"))
        #expect(Fingerprint.text(rule: .overstock, site: "A", sku: "2") != Fingerprint.text(rule: .stockOut, site: "A", sku: "2"))
        #expect(Fingerprint.text(rule: .lateOrder, site: "广州", sku: "面霜").count == 16)
    }
}
