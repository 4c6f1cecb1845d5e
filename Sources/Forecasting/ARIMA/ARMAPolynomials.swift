/// The polynomials of a seasonal ARMA model, φ(B)Φ(Bᵐ) w = θ(B)Θ(Bᵐ) e, from the numbers that an optimiser may move freely:
/// partial autocorrelations between −1 and 1, which keep every factor stationary (φ, Φ) or invertible (θ, Θ)
/// (Barndorff-Nielsen & Schou 1973, doi:10.1016/0047-259X(73)90030-4; Monahan 1984, doi:10.1093/biomet/71.2.403).
///
/// Signs: φ(B) = 1 − φ₁B − …, θ(B) = 1 + θ₁B + …, as in R.
struct ARMAPolynomials {
    /// One nonzero coefficient of an expanded polynomial.
    struct Term {
        var lag: Int
        var value: Double
    }

    let form: ARIMAForm
    /// φ, Φ, θ, Θ.
    private(set) var ar = [Double]()
    private(set) var seasonalAR = [Double]()
    private(set) var ma = [Double]()
    private(set) var seasonalMA = [Double]()
    /// Of φ(B)Φ(Bᵐ) = 1 − Σ, by lag.
    private(set) var autoregressive = [Term]()
    /// Of θ(B)Θ(Bᵐ) = 1 + Σ, by lag.
    private(set) var movingAverage = [Term]()

    /// - Parameter partials: of φ, θ, Φ, Θ, one after the other.
    init(form: ARIMAForm, partials: UnsafePointer<Double>) {
        self.form = form
        var next = 0
        func coefficients(_ count: Int) -> [Double] {
            defer { next += count }
            return Self.coefficients(partials: partials + next, count: count)
        }
        ar = coefficients(form.order.p)
        ma = coefficients(form.order.q).map { -$0 }
        seasonalAR = coefficients(form.seasonal.p)
        seasonalMA = coefficients(form.seasonal.q).map { -$0 }
        autoregressive = Self.expanded(ar, seasonalAR, seasonLength: form.seasonLength, productSign: -1)
        movingAverage = Self.expanded(ma, seasonalMA, seasonLength: form.seasonLength, productSign: 1)
    }

    /// AR coefficients with these partial autocorrelations (Durbin–Levinson).
    static func coefficients(partials: UnsafePointer<Double>, count: Int) -> [Double] {
        var a = [Double]()
        a.reserveCapacity(count)
        for k in 0..<count {
            let r = partials[k]
            // Both ends at once, so that no copy is needed.
            var i = 0
            var j = k - 1
            while i <= j {
                let low = a[i]
                let high = a[j]
                a[i] = low - r * high
                if i < j { a[j] = high - r * low }
                i += 1
                j -= 1
            }
            a.append(r)
        }
        return a
    }

    /// Whether 1 − Σ aₖ (radius·z)ᵏ has all its roots outside the unit circle: those of 1 − Σ aₖ zᵏ lie beyond `radius`. By stepping
    /// the recursion of Durbin and Levinson down (Schur–Cohn).
    static func rootsLieBeyond(_ radius: Double, of coefficients: [Double]) -> Bool {
        var a = coefficients
        var power = 1.0
        for k in a.indices {
            power *= radius
            a[k] *= power
        }
        for k in stride(from: a.count - 1, through: 0, by: -1) {
            let r = a[k]
            guard abs(r) < 1 else { return false }
            let denominator = 1 - r * r
            var i = 0
            var j = k - 1
            while i <= j {
                let low = a[i]
                let high = a[j]
                a[i] = (low + r * high) / denominator
                if i < j { a[j] = (high + r * low) / denominator }
                i += 1
                j -= 1
            }
        }
        return true
    }

    private static func expanded(_ short: [Double], _ long: [Double], seasonLength m: Int, productSign: Double) -> [Term] {
        var terms = [Term]()
        terms.reserveCapacity((short.count + 1) * (long.count + 1))
        for i in short.indices { terms.append(Term(lag: i + 1, value: short[i])) }
        for j in long.indices {
            let lag = m * (j + 1)
            terms.append(Term(lag: lag, value: long[j]))
            for i in short.indices { terms.append(Term(lag: lag + i + 1, value: productSign * short[i] * long[j])) }
        }
        // A season shorter than p or q makes the factors overlap.
        if short.count >= m, !long.isEmpty {
            var dense = [Double](repeating: 0, count: short.count + m * long.count + 1)
            for term in terms { dense[term.lag] += term.value }
            return dense.indices.dropFirst().filter { dense[$0] != 0 }.map { Term(lag: $0, value: dense[$0]) }
        }
        return terms
    }
}

/// (1 − B)ᵈ(1 − Bᵐ)ᴰ = 1 − Σ δₖBᵏ, sparse.
struct Differencing: Sendable {
    /// Lag and δ.
    let terms: [(lag: Int, value: Double)]
    /// d + mD.
    let lostCount: Int

    init(_ d: Int, seasonal: Int, seasonLength m: Int) {
        lostCount = d + m * seasonal
        var polynomial = [Double](repeating: 0, count: lostCount + 1)
        polynomial[0] = 1
        for lag in [Int](repeating: 1, count: d) + [Int](repeating: m, count: seasonal) {
            for k in stride(from: lostCount, through: lag, by: -1) { polynomial[k] -= polynomial[k - lag] }
        }
        terms = polynomial.indices.dropFirst().filter { polynomial[$0] != 0 }.map { (lag: $0, value: -polynomial[$0]) }
    }

    /// The differences, `lostCount` fewer than the values.
    func differenced(_ values: [Double]) -> [Double] {
        guard lostCount > 0 else { return values }
        guard values.count > lostCount else { return [] }
        return (lostCount..<values.count).map { t in
            var sum = values[t]
            for term in terms { sum -= term.value * values[t - term.lag] }
            return sum
        }
    }

    /// What values follow `history` where their differences are `differences`.
    func integrated(_ differences: [Double], after history: [Double]) -> [Double] {
        guard lostCount > 0 else { return differences }
        var values = Array(history.suffix(lostCount))
        let first = values.count
        values.reserveCapacity(first + differences.count)
        for (h, difference) in differences.enumerated() {
            var sum = difference
            for term in terms where first + h - term.lag >= 0 { sum += term.value * values[first + h - term.lag] }
            values.append(sum)
        }
        return Array(values[first...])
    }
}
