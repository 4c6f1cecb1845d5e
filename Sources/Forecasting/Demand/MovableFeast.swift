import SupplyNetwork

/// Feasts that move through the Gregorian calendar, and so through the numbered weeks of the year.
///
/// The three of the Chinese lunisolar calendar stand in a table, one character a year, because its months follow the true new moons and the
/// sun's true longitude at 120° east (GB/T 33661-2017); the tables of the Hong Kong Observatory (Gregorian–lunar calendar conversion,
/// 1901–2100) are the reference. Easter follows from the Gregorian computus.
public enum MovableFeast: String, Sendable, Hashable, CaseIterable, Codable {
    /// 春节: first day of the first month, 21 January to 20 February.
    case springFestival = "spring-festival"
    /// 端午: fifth day of the fifth month.
    case dragonBoat = "dragon-boat"
    /// 中秋: fifteenth day of the eighth month.
    case midAutumn = "mid-autumn"
    /// Easter Sunday of the Western churches.
    case easter

    /// The years that the tables know.
    public static let years = 1900...2100

    /// The day it falls on, or nil outside of `years`.
    public func day(in year: Int) -> Day? {
        guard MovableFeast.years.contains(year) else { return nil }
        switch self {
        case .springFestival: return MovableFeast.day(in: year, table: MovableFeast.firstOfFirst, after: (1, 20))
        case .dragonBoat: return MovableFeast.day(in: year, table: MovableFeast.fifthOfFifth, after: (5, 27))
        case .midAutumn: return MovableFeast.day(in: year, table: MovableFeast.fifteenthOfEighth, after: (9, 6))
        case .easter: return MovableFeast.easterSunday(year)
        }
    }

    /// The feast that an events file means by a name.
    init?(eventName: String) {
        switch eventName.lowercased() {
        case "spring-festival", "spring festival", "chinese-new-year", "lunar-new-year", "cny", "春节": self = .springFestival
        case "dragon-boat", "dragon-boat-festival", "端午", "端午节": self = .dragonBoat
        case "mid-autumn", "mid-autumn-festival", "中秋", "中秋节": self = .midAutumn
        case "easter": self = .easter
        default: return nil
        }
    }

    /// Days after the base, in base 36, for each year from 1900 on.
    private static func day(in year: Int, table: [UInt8], after base: (month: Int, day: Int)) -> Day? {
        let digit = table[year - years.lowerBound]
        let days = Int(digit) - (digit < 0x3a ? 0x30 : 0x57)
        return Day(year: year, month: base.month, day: base.day).map { $0 + days }
    }

    private static let firstOfFirst = Array(
        ("buj9rf5od2lath6pe3mcvj8rg4od3lash6pf4mbuj7qg5od2l9sh7pe4nbtj8qg5od1kash7qe3mbti8rg5odvk9sh7qf3lbui8r"
            + "g4nc2k9ti6pe3lbuj8rg5nc2l9sh6oe3mbuj8qf4nc2lash6pd3mcuj8qf4nd1k9sg6pe3mbui7qg4nd2k9sh6pe4lati7qg5nc1" + "k").utf8)
    private static let fifthOfFifth = Array(
        ("5oe4mbuj7qf5nd2l9rh6oe4mati8qf5oc1k9rh6pe3mbti8rf5nd1j9sh6pe2lati8rg4nc1j9si6pe3latj8qf4mc1k9sh6od3m"
            + "atj8qf4nc1karg6od3mbti7qe4nd1k9sg5oe3mb0i7qf4nc2j8rh5oe3lati7qf5nc1k8rh6oe3lasi8qf5nb0j9rh6pd2lasi8r" + "g").utf8)
    private static let fifteenthOfEighth = Array(
        ("2lati7qg4mcuj9sh6odwkatj7qf4mbuk9sh6odwlati8pe4nbuk9rg5od2lbti7qe4ncuk9rg5oe2lbth6pf4ncvj8rg5oe3lati"
            + "6pf5mcuj8rg6od2l9si7pf4nbuj9rg6pd2lasi7qe4mbtj9sg5od1kati7qf3mbuj9rh5nd2kati6pe4mbuk8rg5nd2lati7oe3n" + "c").utf8)

    /// Golden number, epact and Sunday by Meeus, *Astronomical Algorithms*, 2nd ed. (1998), ch. 8.
    private static func easterSunday(_ year: Int) -> Day? {
        let (a, b, c) = (year % 19, year / 100, year % 100)
        let g = (b - (b + 8) / 25 + 1) / 3
        let h = (19 * a + b - b / 4 - g + 15) % 30
        let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7
        let m = (a + 11 * h + 22 * l) / 451
        let n = h + l - 7 * m + 114
        return Day(year: year, month: n / 31, day: n % 31 + 1)
    }
}
