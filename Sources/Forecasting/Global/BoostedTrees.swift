import CLightGBM
import Foundation

/// Rows of features for boosting: single precision, row by row; NaN where a feature is not known.
struct FeatureMatrix: Sendable {
    var values: [Float] = []
    let columns: Int
    /// Columns that hold codes of categories, not sizes.
    var categorical: [Int] = []
    var rows: Int { columns > 0 ? values.count / columns : 0 }
    init(columns: Int) { self.columns = columns }
}

/// What is minimised.
public enum BoostingObjective: Sendable, Codable, Hashable {
    /// Pinball loss at a probability.
    case quantile(Double)
    /// Poisson deviance.
    case poisson
    /// Tweedie deviance of a variance power between 1 and 2.
    case tweedie(Double)

    var parameters: String {
        switch self {
        case .quantile(let p): "objective=quantile alpha=\(p)"
        case .poisson: "objective=poisson"
        case .tweedie(let power): "objective=tweedie tweedie_variance_power=\(power)"
        }
    }
}

/// Gradient-boosted trees by LightGBM, the same on any machine load: one thread per model, fixed seeds, `deterministic`.
struct BoostedTrees {
    /// Trains on all rows and predicts `queries`, in their order.
    static func predictions(
        _ library: LightGBMLibrary, objective: BoostingObjective, features: FeatureMatrix, targets: [Float], weights: [Float],
        queries: FeatureMatrix, options: GlobalOptions
    ) throws(BoostingFailure) -> [Double] {
        precondition(
            targets.count == features.rows && weights.count == features.rows && queries.columns == features.columns,
            "\(targets.count) targets, \(weights.count) weights, \(features.rows) rows")
        let f = library.functions
        var parameters =
            "\(objective.parameters) learning_rate=\(options.learningRate) num_leaves=\(options.leaves) "
            + "min_data_in_leaf=\(options.leastPerLeaf) feature_fraction=\(options.featureShare) bagging_fraction=\(options.rowShare) "
            + "bagging_freq=1 lambda_l2=\(options.ridge) max_bin=\(options.bins) seed=\(options.seed) deterministic=true "
            + "force_row_wise=true num_threads=1 verbosity=-1"
        if !features.categorical.isEmpty {
            parameters += " categorical_feature=" + features.categorical.map(String.init).joined(separator: ",")
        }
        var dataset: LightGBMDataset?
        defer { if let dataset { _ = f.dataset_free(dataset) } }
        try library.check(
            features.values.withUnsafeBufferPointer {
                f.dataset_from_matrix(
                    $0.baseAddress, Int32(LIGHTGBM_FLOAT32), Int32(features.rows), Int32(features.columns), 1, parameters, nil,
                    &dataset)
            })
        for (field, values) in [("label", targets), ("weight", weights)] {
            try library.check(
                values.withUnsafeBufferPointer {
                    f.dataset_set_field(dataset, field, $0.baseAddress, Int32($0.count), Int32(LIGHTGBM_FLOAT32))
                })
        }
        var booster: LightGBMBooster?
        defer { if let booster { _ = f.booster_free(booster) } }
        try library.check(f.booster_create(dataset, parameters, &booster))
        for _ in 0..<options.trees {
            var finished: Int32 = 0
            try library.check(f.booster_update(booster, &finished))
            if finished != 0 { break }
        }
        var result = [Double](repeating: 0, count: queries.rows)
        guard queries.rows > 0 else { return result }
        var length: Int64 = 0
        try library.check(
            queries.values.withUnsafeBufferPointer { values in
                result.withUnsafeMutableBufferPointer { out in
                    f.booster_predict(
                        booster, values.baseAddress, Int32(LIGHTGBM_FLOAT32), Int32(queries.rows), Int32(queries.columns), 1, 0, 0,
                        -1,
                        "num_threads=1 verbosity=-1", &length, out.baseAddress)
                }
            })
        guard length == Int64(queries.rows) else { throw .refused("\(length) predictions for \(queries.rows) rows") }
        return result
    }
}
