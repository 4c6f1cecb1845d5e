/// Classes of demand by how often and how evenly it comes (Syntetos, Boylan & Croston 2005,
/// doi:10.1057/palgrave.jors.2601841): the mean interval between demands against 1.32 steps, the squared coefficient of
/// variation of their sizes against 0.49.
public enum Intermittency: String, Sendable, Hashable, CaseIterable {
    /// Often, of even size.
    case smooth
    /// Often, of uneven size.
    case erratic
    /// Seldom, of even size.
    case intermittent
    /// Seldom, of uneven size.
    case lumpy
    /// Nothing was ever demanded, or nothing is known.
    case none

    public init(_ series: TimeSeries) {
        let known = series.known
        let demands = known.filter { $0 > 0 }
        guard !demands.isEmpty else {
            self = .none
            return
        }
        let n = Double(demands.count)
        let mean = demands.reduce(0, +) / n
        let variance = demands.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        let isSeldom = Double(known.count) / n >= 1.32
        let isUneven = variance / (mean * mean) >= 0.49
        self = isSeldom ? (isUneven ? .lumpy : .intermittent) : isUneven ? .erratic : .smooth
    }
}
