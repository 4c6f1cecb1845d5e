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

    @Test(arguments: [
        (0, "0%"), (0.0001, "<0.1%"), (0.0004, "<0.1%"), (0.004, "0.4%"), (0.15, "15%"), (0.95, "95%"), (0.997, "99.7%"),
        (0.9999, ">99.9%"),
        (1, "100%"), (1.5, "150%"),
    ])
    func littleIsNotNothingAndNearlyAllIsNotAll(share: Double, text: String) { #expect(en.percentage(share) == text) }

    @Test(arguments: [(0, "<1%"), (0.004, "<1%"), (0.5, "50%"), (0.986, "99%"), (0.9949, ">99%"), (1, ">99%")])
    func anEstimatedProbabilityIsNeverCertain(risk: Double, text: String) { #expect(zh.probability(risk) == text) }

    @Test func oneOfAKindIsSingular() {
        #expect(en.weeks(1) == "1 week" && en.weeks(1.5) == "1.5 weeks" && en.units(1) == "1 unit" && en.units(0) == "0 units")
        #expect(en.pairs(1, atSites: 1) == "1 position at 1 site" && en.pairs(12, atSites: 3) == "12 positions at 3 sites")
        #expect(zh.pairs(12, atSites: 3) == "3 个网点的 12 处")
    }
}
