/// The predictive distribution of consumption summed over a part of the network.
public struct ForecastTotal: Sendable, Hashable {
    /// The sites summed over: `*` for all, `region=East`, `tier=3`, `brand=HQ` (all below that head), or one site's code.
    public var site: String
    /// The products summed over: `*` for all, `category=Cream`, or one SKU.
    public var sku: String
    /// Means are the sums of the parts' means; quantiles are the sum's own, not sums of quantiles.
    public var forecast: Forecast

    public init(site: String, sku: String, forecast: Forecast) {
        self.site = site
        self.sku = sku
        self.forecast = forecast
    }
}
