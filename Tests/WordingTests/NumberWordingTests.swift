import SupplyNetwork
import Testing

@testable import Wording

@Suite struct NumberWordingTests {
    let zh = Wording(.chinese)
    let en = Wording(.english)

    @Test(arguments: [(0, "0"), (-0.01, "0"), (12.34, "12.3"), (1234567, "1,234,567"), (-1234.5, "-1,235"), (99.97, "100")])
    func quantities(value: Double, text: String) { #expect(en.quantity(value) == text) }

    @Test func moneyUsesTheUnitsOfTheLanguage() {
        #expect(en.money(123_456_789) == "123,456,789")
        #expect(zh.money(123_456_789) == "1.23 亿")
        #expect(zh.money(12_345) == "1.2 万")
        #expect(zh.money(9_999) == "9,999")
    }

    @Test func datesInTheOrderOfTheLanguage() throws {
        let day = try #require(Day(iso8601: "2026-03-02"))
        #expect(zh.date(day) == "2026年3月2日")
        #expect(en.date(day) == "2026-03-02")
    }

    @Test func notANumberIsNeverShown() { #expect(en.quantity(.nan) == "–" && en.money(.infinity) == "–") }
}
