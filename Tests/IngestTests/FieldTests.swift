import DelimitedText
import Numerical
import SupplyNetwork
import Testing

@testable import Ingest

struct FieldTests {
    @Test(arguments: [
        "2026-03-02", "2026/3/2", "2026/03/02", "2026.3.2", "2026年3月2日", "2026年03月02", "20260302", "2026-03-02 14:05:09",
        "2026-03-02T14:05:09Z",
        "2026/3/2 0:00", "46083", "46083.75", "２０２６－０３－０２", "２０２６年３月２日", " 2026-03-02 ", "20260302 08:00",
    ])
    func dates(_ text: String) {
        #expect(CivilDate.parsed(FieldText.folded(text)) == Day(year: 2026, month: 3, day: 2))
    }

    @Test(arguments: [
        "2026-02-30", "2026-13-01", "3/2/2026", "02.03.2026", "2026-03", "2026-3-2x", "2026-03/02", "32873", "73051", "1e5", "", "2026",
        "20261301", "x", "2026-03-02-1",
    ])
    func noDates(_ text: String) {
        #expect(CivilDate.parsed(FieldText.folded(text)) == nil)
    }

    @Test func plainDatesAgreeWithTheSlowPath() throws {
        for number in stride(from: Int32(7305), to: 47_482, by: 13) {
            let text = Day(number: number).iso8601
            for text in [text, text.replacing("-", with: "/")] {
                let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 64)
                let fast = try bytes.withUnsafeBufferPointer {
                    CivilDate.number(plain: try #require($0.baseAddress), FieldRange(start: 0, end: 10))
                }
                #expect(fast == number)
                #expect(CivilDate.parsed(text)?.number == number)
            }
        }
    }

    @Test(arguments: [
        ("0", 0.0), ("12", 12), ("-3", -3), ("+7", 7), ("1.5", 1.5), (".5", 0.5), ("5.", 5), ("1,234.5", 1234.5), ("1,234,567", 1_234_567),
        ("12,3456", 123_456),
        ("1.5e3", 1500), ("2E-2", 0.02), ("(3)", -3), ("¥1,200", 1200), ("￥12.5", 12.5), ("$3", 3), ("-$3", -3), ("$-3", -3),
        ("１２．５", 12.5), ("－４", -4), ("12%", 0.12), ("3元", 3),
        (" 8 ", 8), ("1.23456789", 1.23456789),
    ])
    func numbers(_ text: String, _ value: Double) {
        #expect(Quantity.parsed(FieldText.folded(text)) == value)
    }

    @Test(arguments: [
        "", "1O", "O1", "1 2", "--1", "1.2.3", "1,23", "1,2345,678", "0x10", "nan", "inf", "1e", "e5", "abc", "1e400", "$", "1,234.5,6",
    ])
    func noNumbers(_ text: String) {
        #expect(Quantity.parsed(FieldText.folded(text)) == nil)
    }

    @Test func decimalComma() {
        #expect(Quantity.parsed("1.234,5", decimalComma: true) == 1234.5)
        #expect(Quantity.parsed("0,5", decimalComma: true) == 0.5)
        #expect(Quantity.parsed("1,234.5", decimalComma: true) == nil)
    }

    /// Every number that the fast path reads, the slow path reads as the same.
    @Test func plainNumbersAgreeWithTheSlowPath() throws {
        var random = Xoshiro256(seed: 7)
        let alphabet = Array("0123456789.-".utf8)
        var read = 0
        for _ in 0..<20_000 {
            let text = (0..<1 + Int(random.next() >> 11) % 8).map { _ in alphabet[Int(random.next() >> 11) % alphabet.count] }
            let bytes = text + [UInt8](repeating: 0, count: 64)
            let fast = try bytes.withUnsafeBufferPointer {
                Quantity.scaled(plain: try #require($0.baseAddress), FieldRange(start: 0, end: text.count))
            }
            guard fast != .min else { continue }
            read += 1
            let slow = try #require(Quantity.parsed(String(decoding: text, as: UTF8.self)))
            #expect(Quantity.scaled(slow) == fast, "\(String(decoding: text, as: UTF8.self))")
        }
        #expect(read > 2000)
    }

    @Test(arguments: ["", " ", "-", "—", "N/A", "n/a", "NULL", "无", "　", "#N/A", "－"])
    func missing(_ text: String) {
        #expect(FieldText.isMissing(FieldText.folded(text)))
    }

    @Test func notMissing() {
        for text in ["0", "x", "nano", "None of these", "无锡"] { #expect(!FieldText.isMissing(FieldText.folded(text))) }
    }

    @Test func closest() {
        let names = ["site-001", "site-002", "store-1", "HQ"]
        #expect(FieldText.closest(to: "site-01", among: names) == "site-001")
        #expect(FieldText.closest(to: "stroe-1", among: names) == "store-1")
        #expect(FieldText.closest(to: "warehouse", among: names) == nil)
        #expect(FieldText.closest(to: "", among: names) == nil)
    }

    @Test func codesOfEveryLengthAreFound() {
        let keys = (1...40).map { length in String(repeating: "k", count: length - 1) + "x" } + (0..<500).map { "site-\($0)" }
        let table = KeyTable(keys.enumerated().map { (Array($1.utf8), Int32($0)) })
        for (index, key) in keys.enumerated() {
            for (text, expected) in [(key, Int32(index)), (key + "?", -1), ("?" + key, -1)] {
                let bytes = [0x2c] + Array(text.utf8) + [0x2c] + [UInt8](repeating: 0x37, count: 64)
                let found = bytes.withUnsafeBufferPointer { buffer in
                    buffer.baseAddress.map { table.value($0, FieldRange(start: 1, end: 1 + text.utf8.count)) }
                }
                #expect(found == expected, "\(text)")
            }
        }
    }
}
