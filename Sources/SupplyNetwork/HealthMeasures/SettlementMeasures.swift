/// Measures of the settlement: `settlement.csv` itself holds statement lines, these stand in `figures.csv`.
extension HealthMeasure {
    public static let settledMoney = HealthMeasure(rawValue: "settled_money")
    public static let paidMoney = HealthMeasure(rawValue: "paid_money")
    public static let paidDifference = HealthMeasure(rawValue: "paid_difference")
    public static let differingLines = HealthMeasure(rawValue: "differing_lines")
    public static let unpricedShare = HealthMeasure(rawValue: "unpriced_share")
    public static let rankPriceGap = HealthMeasure(rawValue: "rank_price_gap")
}

extension HealthMeasureList {
    static let settlement = HealthMeasureList(
        .settlement,
        [
            Entry(.settledMoney, .money, sample: "lines"), Entry(.paidMoney, .money, sample: "lines"),
            Entry(.paidDifference, .money, sample: "lines"), Entry(.differingLines, .count, sample: "lines"),
            Entry(.unpricedShare, .share, sample: "units"), Entry(.rankPriceGap, .money, sample: "units"),
        ])
}
