import DelimitedText
import Numerical
import Testing

struct CSVWriterTests {
    private func written(_ body: (inout CSVWriter) -> Void) -> String {
        var writer = CSVWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
        (" x", "\" x\""),
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "\"'\rx\""), ("=a,b", "\"'=a,b\""),
        ("a=b", "a=b"),
        ("上海", "上海"),
    ])
    func text(_ text: String, _ expected: String) {
        #expect(written { $0.cell(text) } == expected)
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (5, "5"), (-3, "-3"), (0.1, "0.1"), (-2.5, "-2.5"), (1e-7, "0.0000001"), (-1.25e-9, "-0.00000000125"),
        (1e15, "1000000000000000"), (1e16, "10000000000000000"), (1.5e22, "15000000000000000000000"), (123456.789, "123456.789"),
        (1.7976931348623157e308, "17976931348623157" + String(repeating: "0", count: 292)),
    ])
    func shortestNumbers(_ value: Double, _ expected: String) {
        #expect(written { $0.cell(value) } == expected)
        #expect(Double(expected) == value)
    }

    @Test(arguments: [
        (1.005, 2, "1"), (2.675, 1, "2.7"), (1234.5, 2, "1234.5"), (-0.004, 2, "0"), (-1.5, 0, "-2"), (0.05, 1, "0.1"), (9.999, 2, "10"),
        (1e300, 2, "1" + String(repeating: "0", count: 300)),
    ])
    func roundedNumbers(_ value: Double, _ decimals: Int, _ expected: String) {
        #expect(written { $0.cell(value, decimals: decimals) } == expected)
    }

    @Test func paddedAndMissingNumbers() {
        #expect(written { $0.cell(1.5, decimals: 3, padded: true) } == "1.500")
        #expect(
            written {
                $0.cell(Double.nan)
                $0.cell(Double?.none)
                $0.cell(Double.infinity, decimals: 2)
                $0.cell(Int.min)
                $0.empty()
                $0.endRow()
            } == ",,,-9223372036854775808,\n")
    }

    @Test func rowsAndPieces() {
        var writer = CSVWriter(header: ["a", "b"])
        #expect(writer.drained() == Array("a,b\n".utf8))
        writer.cell(1)
        writer.cell("x")
        writer.endRow()
        #expect(writer.bytes == Array("1,x\n".utf8))
    }

    /// What is written reads back, but for the apostrophe in front of formulas.
    @Test(arguments: 0..<20)
    func writtenTextReadsBack(_ seed: Int) throws {
        var random = Xoshiro256(seed: UInt64(seed) + 77)
        let alphabet = Array("ab,;\"\n\r \t=-'中")
        var writer = CSVWriter(header: ["c0", "c1", "c2"])
        var expected: [[String]] = []
        for _ in 0..<50 {
            let record = (0..<3).map { _ in String((0..<random.next(6)).map { _ in alphabet[random.next(alphabet.count)] }) }
            guard record != ["", "", ""] else { continue }
            for text in record { writer.cell(text) }
            writer.endRow()
            expected.append(
                record.map { text in
                    guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return text }
                    return "'" + text
                })
        }
        #expect(try Reading(writer.bytes).texts == expected)
    }
}
