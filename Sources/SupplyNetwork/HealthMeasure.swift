/// What a figure of the network's health measures. Its name in files is the raw value; its title and its definition, which is printed
/// beside every figure, stand in the wording.
public struct HealthMeasure: RawRepresentable, Sendable, Hashable, Codable {
    /// How a value is written and read.
    public enum Unit: String, Sendable, Hashable, Codable {
        /// 0–1, shown as a percentage.
        case share
        case units
        case money
        case weeks
        case days
        /// A plain number: of sites, levels, people.
        case count
        /// A plain ratio or coefficient.
        case ratio
    }

    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The measures of one file: each with its unit and what its sample counts.
public struct HealthMeasureList: Sendable {
    public struct Entry: Sendable {
        public var measure: HealthMeasure
        public var unit: HealthMeasure.Unit
        /// What `HealthFigure.sample` counts, in English, as files write it.
        public var sampleUnit: String

        public init(_ measure: HealthMeasure, _ unit: HealthMeasure.Unit, sample sampleUnit: String) {
            self.measure = measure
            self.unit = unit
            self.sampleUnit = sampleUnit
        }
    }

    public var file: HealthFile
    public var entries: [Entry]

    public init(_ file: HealthFile, _ entries: [Entry]) {
        self.file = file
        self.entries = entries
    }
}

extension HealthMeasure {
    /// Every measure, file by file. A file's list stands beside its measures.
    public static let lists: [HealthMeasureList] = [
        .kpi, .absorption, .activity, .cohorts, .recruiting, .settlement, .incentives, .members, .assortment, .brand, .capital, .leaders,
        .clearance, .diversion, .flow, .funnel,
    ]

    private static let entries: [HealthMeasure: HealthMeasureList.Entry] = Dictionary(
        lists.flatMap(\.entries).map { ($0.measure, $0) }, uniquingKeysWith: { first, _ in first })

    /// - Precondition: the measure is in one of `lists`.
    public var unit: Unit {
        guard let entry = HealthMeasure.entries[self] else { preconditionFailure("no list holds the measure \(rawValue)") }
        return entry.unit
    }

    /// What a sample counts.
    public var sampleUnit: String { HealthMeasure.entries[self]?.sampleUnit ?? "" }
}
