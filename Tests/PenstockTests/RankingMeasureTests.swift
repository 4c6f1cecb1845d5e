import Testing

@testable import Penstock

@Suite struct RankingMeasureTests {
    /// By hand: thresholds 0.9 (1 of 1), 0.8 (1 of 2), 0.5 (2 of 4, two rows at once): AP = ½·1 + ½·(2/4).
    @Test func averagePrecisionTakesEqualScoresAtOnce() throws {
        let scores = [0.9, 0.8, 0.5, 0.5, 0.1]
        let labels = [true, false, true, false, false]
        #expect(try #require(RankingMeasures.averagePrecision(scores, labels)) == 0.75)
        // The order of rows gains nothing.
        #expect(RankingMeasures.averagePrecision(scores, [true, false, false, true, false]) == 0.75)
        #expect(RankingMeasures.averagePrecision([0.1, 0.2], [false, false]) == nil)
    }

    /// K = 2: the first is true, the second is not.
    @Test func precisionAtKSharesTiesInProportion() {
        #expect(RankingMeasures.precisionAtK([0.9, 0.8, 0.5], [true, false, true]) == 0.5)
        // One place left for two rows of equal score, one of them true.
        #expect(RankingMeasures.precisionAtK([0.9, 0.5, 0.5], [true, true, false]) == 0.75)
        #expect(RankingMeasures.precisionAtK([0.9], [false]) == nil)
    }

    @Test func calibrationErrorWeighsBinsByRows() throws {
        var bins = CalibrationBins()
        for (risk, isTrue) in [(0.95, true), (0.95, false), (0.15, false), (1.0, true)] { bins.add(risk, isTrue) }
        #expect(bins.rows[9] == 3 && bins.rows[1] == 1)
        // |2.9 − 2| + |0.15 − 0| over four rows.
        #expect(abs(try #require(bins.error) - 1.05 / 4) < 1e-12)
        #expect(CalibrationBins().error == nil)
    }
}
