import SupplyNetwork
import Testing

@testable import Wording

/// Every word of the network's health exists in both languages, each in its own.
@Suite struct HealthWordingTests {
    private let zh = Wording(.chinese)
    private let en = Wording(.english)
    private func isChinese(_ text: String) -> Bool { text.unicodeScalars.contains { (0x3400...0x9FFF).contains($0.value) } }

    @Test(arguments: HealthMeasure.lists.flatMap(\.entries).map(\.measure))
    func everyMeasureIsNamedAndDefined(_ measure: HealthMeasure) {
        #expect(isChinese(zh.title(measure)) && isChinese(zh.definition(measure)), "\(measure.rawValue)")
        #expect(!en.title(measure).isEmpty && en.title(measure) != measure.rawValue && !isChinese(en.title(measure)), "\(measure.rawValue)")
        #expect(en.definition(measure).count > 10 && !isChinese(en.definition(measure)), "\(measure.rawValue)")
    }

    @Test func measuresAreListedOnce() {
        let names = HealthMeasure.lists.flatMap(\.entries).map(\.measure.rawValue)
        #expect(Set(names).count == names.count)
        #expect(HealthMeasure.lists.map(\.file) == HealthFile.allCases && HealthPhrases.all.map(\.file) == HealthFile.allCases)
        for entry in HealthMeasure.lists.flatMap(\.entries) { #expect(!entry.sampleUnit.isEmpty) }
    }

    @Test(arguments: HealthFile.allCases) func everyFileAsksItsQuestion(_ file: HealthFile) {
        #expect(isChinese(zh.title(file)) && isChinese(zh.question(file)) && !isChinese(en.title(file)) && !en.question(file).isEmpty)
    }

    @Test(arguments: HealthReason.allCases) func everyReasonIsExplained(_ reason: HealthReason) {
        #expect(isChinese(zh.explanation(reason)) && !isChinese(en.explanation(reason)) && en.explanation(reason).count > 8)
    }
}
