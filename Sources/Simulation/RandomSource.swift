import Foundation
import Numerical

/// Seeded draws. Every part of a world has a stream of its own, so that asking for more counts changes no sale.
struct RandomSource: Sendable {
    enum Stream: UInt64 {
        case catalogue = 1, membership, habits, demand, pathology, rollout, reports, names, writing, options, market, marketOptions
    }

    private var generator: Xoshiro256

    init(seed: UInt64, stream: Stream, index: Int = 0) {
        generator = Xoshiro256(
            seed: seed &+ stream.rawValue &* 0xD134_2543_DE82_EF95 &+ UInt64(truncatingIfNeeded: index) &* 0xA076_1D64_78BD_642F)
    }

    /// Uniform on [0, 1).
    mutating func uniform() -> Double { generator.uniform() }
    mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * generator.uniform() }
    mutating func chance(_ probability: Double) -> Bool { generator.uniform() < probability }
    /// Uniform on low … high, both included.
    mutating func integer(_ low: Int, _ high: Int) -> Int {
        high <= low ? low : low + min(high - low, Int(generator.uniform() * Double(high - low + 1)))
    }
    mutating func element<Value>(_ values: [Value]) -> Value { values[integer(0, values.count - 1)] }

    mutating func shuffled<Value>(_ values: [Value]) -> [Value] {
        var values = values
        for index in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(index, integer(0, index)) }
        return values
    }

    /// Standard normal (Box & Muller 1958, doi:10.1214/aoms/1177706645).
    mutating func normal() -> Double {
        let u = 1 - generator.uniform()
        return (-2 * log(u)).squareRoot() * cos(2 * .pi * generator.uniform())
    }

    /// Gamma with the given shape and mean 1 (Marsaglia & Tsang 2000, doi:10.1145/358407.358414).
    mutating func gamma(shape: Double) -> Double {
        if shape < 1 {
            let boost = pow(1 - generator.uniform(), 1 / shape)
            return gamma(shape: shape + 1) * (shape + 1) / shape * boost
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            if v <= 0 { continue }
            if log(1 - generator.uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v / shape }
        }
    }

    /// Poisson by counting uniform factors; large means are halved first, since a sum of Poisson draws is one.
    mutating func poisson(_ mean: Double) -> Int {
        if mean <= 0 { return 0 }
        if mean > 24 { return poisson(mean / 2) + poisson(mean / 2) }
        let limit = exp(-mean)
        var product = generator.uniform()
        var count = 0
        while product > limit {
            product *= generator.uniform()
            count += 1
        }
        return count
    }
}
