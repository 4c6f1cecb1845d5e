import Foundation

/// ForecastingBenchmarks mint | origins FILE | tracking | promotions FIRST LAST | launches FIRST LAST
let arguments = Array(CommandLine.arguments.dropFirst())
func seeds() -> ClosedRange<UInt64> {
    let numbers = arguments.dropFirst().compactMap(UInt64.init)
    return (numbers.first ?? 101)...max(numbers.first ?? 101, numbers.last ?? 101)
}
switch arguments.first {
case "mint": try ReconciliationTimes.printed()
case "origins": try ReconciledOrigins(file: arguments[1]).printed()
case "tracking": TrackingAlarms.printed()
case "promotions": PromotionWeeks.printed(seeds: seeds())
case "launches": LaunchedPairs.printed(seeds: seeds())
default:
    print("usage: ForecastingBenchmarks mint | origins FILE | tracking | promotions FIRST LAST | launches FIRST LAST")
    exit(64)
}
