/// How many autoregressive terms, differences and moving-average terms an ARIMA model has, at lag one or at the season's.
public struct ARIMAOrder: Sendable, Hashable, Codable {
    /// Autoregressive terms.
    public var p: Int
    /// Differences.
    public var d: Int
    /// Moving-average terms.
    public var q: Int

    public init(_ p: Int, _ d: Int, _ q: Int) {
        precondition(p >= 0 && d >= 0 && q >= 0, "ARIMA(\(p),\(d),\(q))")
        self.p = p
        self.d = d
        self.q = q
    }

    public static let zero = ARIMAOrder(0, 0, 0)
}

/// The orders of a seasonal model, ARIMA(p,d,q)(P,D,Q)[m], and whether it has a constant.
public struct ARIMAForm: Sendable, Hashable, Codable, CustomStringConvertible {
    public var order: ARIMAOrder
    public var seasonal: ARIMAOrder
    /// m; 1 where the model has no season.
    public var seasonLength: Int
    /// A mean without differences, a drift with one. With two or more there is none: the forecast would be a parabola.
    public var hasConstant: Bool

    public init(order: ARIMAOrder, seasonal: ARIMAOrder = .zero, seasonLength: Int = 1, hasConstant: Bool = false) {
        precondition(seasonLength > 1 || seasonal == .zero, "seasonal terms with a season of \(seasonLength)")
        self.order = order
        self.seasonal = seasonal
        self.seasonLength = seasonLength
        self.hasConstant = hasConstant && order.d + seasonal.d <= 1
    }

    /// Coefficients of the polynomials: p + q + P + Q.
    public var coefficientCount: Int { order.p + order.q + seasonal.p + seasonal.q }
    /// Values lost to differencing: d + mD.
    public var lostCount: Int { order.d + seasonLength * seasonal.d }
    /// Degree of φ(B)Φ(Bᵐ).
    var autoregressiveDegree: Int { order.p + seasonLength * seasonal.p }
    /// Degree of θ(B)Θ(Bᵐ).
    var movingAverageDegree: Int { order.q + seasonLength * seasonal.q }

    public var description: String {
        var text = "ARIMA(\(order.p),\(order.d),\(order.q))"
        if seasonal != .zero { text += "(\(seasonal.p),\(seasonal.d),\(seasonal.q))[\(seasonLength)]" }
        if hasConstant { text += order.d + seasonal.d == 0 ? " with mean" : " with drift" }
        return text
    }
}
