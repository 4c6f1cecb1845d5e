import Numerical
import SupplyNetwork
import Wording

/// Whether the stock of one site × SKU lasts until an order placed today could arrive.
///
/// The probability is the largest, over the days just before something arrives and the day an order placed today would, of
/// P(demand until then > what there is until then): exact with nothing due, a lower bound otherwise. Orders late beyond the
/// grace are not counted on: they have an alert of their own.
struct StockOutRisk {
    var figures: Wording.StockOutFigures
    /// Units expected to be short.
    var shortage: Double

    /// Nil where the stock is unknown, nothing is demanded, or an order arrives at once.
    init?(position: Position, forecast: Forecast, calculation: OrderCalculation, orders: [OpenOrder], asOf: Day, graceDays: Int) {
        let lead = calculation.leadTimeDays
        guard position.basis != .insufficient, lead > 0 else { return nil }
        let offset = max(0, asOf - forecast.firstWeek.monday)
        let before = forecast.total(weeks: Double(offset) / 7)
        func demand(until day: Int) -> DemandDistribution {
            let total = forecast.total(weeks: Double(offset + day) / 7)
            let variance = total.deviation * total.deviation - before.deviation * before.deviation
            return DemandDistribution(mean: max(0, total.mean - before.mean), deviation: max(0, variance).squareRoot())
        }
        let whole = demand(until: lead)
        guard whole.mean > 0 else { return nil }

        let expected = orders.filter { asOf - $0.dueOn <= graceDays && $0.dueOn - asOf < lead && $0.quantity > 0 }
            .sorted { ($0.dueOn, $0.quantity) < ($1.dueOn, $1.quantity) }
        var stock = max(0, position.onHand) + calculation.inTransit
        var risk = 0.0
        shortage = 0
        for order in expected {
            let day = max(0, order.dueOn - asOf)
            if day > 0 {
                let until = demand(until: day)
                risk = max(risk, 1 - until.cumulative(stock))
                shortage = max(shortage, until.expectedShortage(at: stock))
            }
            stock += order.quantity
        }
        risk = max(risk, 1 - whole.cumulative(stock))
        shortage = max(shortage, whole.expectedShortage(at: stock))
        figures = Wording.StockOutFigures(
            risk: min(max(risk, 0), 1), onHand: max(0, position.onHand),
            due: calculation.inTransit + expected.reduce(0) { $0 + $1.quantity }, nextDueOn: expected.first.map { max($0.dueOn, asOf) },
            leadTimeDays: lead, leadTimeDemand: whole.mean, lastCountedOn: position.lastCountedOn)
    }
}
