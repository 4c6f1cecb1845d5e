import SupplyNetwork
import Testing
import Wording

/// The reports' words exist in both languages, each in its own.
struct ReportWordingTests {
    private func isChinese(_ text: String) -> Bool { text.unicodeScalars.contains { (0x3400...0x9FFF).contains($0.value) } }

    @Test(arguments: ReportLabel.allCases)
    func everyLabelHasBothLanguages(label: ReportLabel) {
        let (chinese, english) = (Wording(.chinese).label(label), Wording(.english).label(label))
        #expect(isChinese(chinese))
        #expect(!isChinese(english) && !english.isEmpty)
        // A label that is not listed shows its own name.
        #expect(chinese != label.rawValue)
        if label.rawValue.contains(where: \.isUppercase) { #expect(english != label.rawValue) }
    }

    /// What a maker makes is in nobody's files: that is not a receipt of zero.
    @Test(arguments: [Language.chinese, .english]) func whatNobodyRecordedIsNotZero(language: Language) {
        let wording = Wording(language)
        let missing = wording.caseFinding(received: 0, shipped: 40, weeks: 52)
        #expect(missing.contains("40") && missing.contains(language == .chinese ? "没有进货记录" : "on record"))
        #expect(wording.caseFinding(received: 0, shipped: 0, weeks: 52).contains("0"))
    }

    @Test func everyNameHasBothLanguages() {
        let (zh, en) = (Wording(.chinese), Wording(.english))
        var names: [(String, String)] = []
        names += Alert.Rule.allCases.map { (zh.name($0), en.name($0)) }
        names += Alert.Severity.allCases.map { (zh.name($0), en.name($0)) }
        names += Alert.State.allCases.map { (zh.name($0), en.name($0)) }
        names += Diagnostic.Severity.allCases.map { (zh.name($0), en.name($0)) }
        names += PlanException.Kind.allCases.map { (zh.name($0), en.name($0)) }
        names += OrderCalculation.Constraint.allCases.map { (zh.name($0), en.name($0)) }
        for (chinese, english) in names { #expect(isChinese(chinese) && !isChinese(english)) }
    }

    @Test func signedPercentagesSayTheirSign() {
        let wording = Wording(.english)
        #expect(
            wording.signedPercentage(0.253) == "+25%" && wording.signedPercentage(-0.034) == "−3.4%"
                && wording.signedPercentage(0.00001) == "±0%")
        #expect(wording.plural(1, "line") == "1 line" && wording.plural(1200, "line") == "1,200 lines")
    }
}
