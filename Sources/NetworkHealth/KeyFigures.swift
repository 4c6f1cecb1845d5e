import SupplyNetwork

/// `kpi.csv`: the figures that people in the trade already use.
struct KeyFigures {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    var section: HealthSection { HealthSection(.kpi, figures: []) }
}
