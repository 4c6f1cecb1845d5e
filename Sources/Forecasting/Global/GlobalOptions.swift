/// How the global model learns.
public struct GlobalOptions: Sendable, Codable, Hashable {
    /// Probabilities whose quantiles are learnt, one model each. Default 0.05, 0.1, 0.2 … 0.9, 0.95.
    public var levels = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
    /// Of the mean. Default Tweedie of power 1.3, between Poisson and gamma: many zeros, a long tail.
    public var meanObjective = BoostingObjective.tweedie(1.3)
    /// Trees of each model. Default 150.
    public var trees = 150
    /// Share of each tree's advice that is taken. Default 0.05.
    public var learningRate = 0.05
    /// Leaves of a tree. Default 15.
    public var leaves = 15
    /// Rows in a leaf, at least. Default 100.
    public var leastPerLeaf = 100
    /// Share of the features that a tree may look at. Default 0.7.
    public var featureShare = 0.7
    /// Share of the rows that a tree is grown on. Default 0.7.
    public var rowShare = 0.7
    /// L2 penalty on leaves. Default 1.
    public var ridge = 1.0
    /// Histogram bins of a feature. Default 127.
    public var bins = 127
    /// Rows (series × origin × step ahead) learnt from, at most; a sample with a fixed seed of more. Default 120,000.
    public var rows = 120_000
    /// Origins looked back on: steps before the end. Default 104.
    public var origins = 104
    /// Known steps that an origin must have before it. Default 8.
    public var leastHistory = 8
    /// Of every random choice. Default 7.
    public var seed = 7

    /// Fewer rows teach nothing.
    static let leastRows = 200

    public init() {}
}

/// What is known of series besides their values. Everything is parallel to the series.
public struct GlobalCovariates: Sendable, Hashable {
    /// Attributes such as category, tier or region: one code of zero or more per series; the code itself means nothing.
    public var attributes: [[Int]]
    /// Figures known ahead, such as price, discount or weeks to a feast: for each, one row per series with a value for every step of
    /// it and for the steps to be forecast; NaN where unknown.
    public var knownAhead: [[[Double]]]

    public init(attributes: [[Int]] = [], knownAhead: [[[Double]]] = []) {
        self.attributes = attributes
        self.knownAhead = knownAhead
    }
}
