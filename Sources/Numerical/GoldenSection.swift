/// Minimum of a function of one variable on an interval, by golden sections (Kiefer 1953, doi:10.1090/S0002-9939-1953-0055639-3):
/// exact for unimodal functions, a good local minimum for others.
public func goldenSectionMinimum(
    in interval: ClosedRange<Double>, tolerance: Double = 1e-4, of function: (Double) -> Double
) -> (point: Double, value: Double) {
    let ratio = (5.0.squareRoot() - 1) / 2
    var a = interval.lowerBound
    var b = interval.upperBound
    var c = b - ratio * (b - a)
    var d = a + ratio * (b - a)
    var atC = function(c)
    var atD = function(d)
    while b - a > tolerance {
        if atC <= atD {
            b = d
            d = c
            atD = atC
            c = b - ratio * (b - a)
            atC = function(c)
        } else {
            a = c
            c = d
            atC = atD
            d = a + ratio * (b - a)
            atD = function(d)
        }
    }
    return atC <= atD ? (c, atC) : (d, atD)
}
