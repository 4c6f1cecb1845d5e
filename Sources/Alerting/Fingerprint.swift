import SupplyNetwork

/// A name for a case that stays the same between runs and does not depend on the order of sites or products in the files:
/// FNV-1a, 64 bits (Fowler, Noll & Vo, draft-eastlake-fnv), over the UTF-8 of `rule`, `site` and `sku`, each followed by a zero byte, as
/// 16 hexadecimal digits.
enum Fingerprint {
    static func text(rule: Alert.Rule, site: String, sku: String) -> String {
        var bytes: [UInt8] = []
        for field in [rule.rawValue, site, sku] {
            bytes.append(contentsOf: field.utf8)
            bytes.append(0)
        }
        let digits = String(hash(bytes), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes {
            hash ^= UInt64(byte)
            hash &*= 0x100_0000_01b3
        }
        return hash
    }
}
