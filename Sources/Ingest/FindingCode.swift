import SupplyNetwork

/// Everything that reading can find, with the code that is public and the line of help that goes with it.
enum FindingCode: String, CaseIterable, Sendable {
    case unclosedQuote = "unclosed-quote"
    case tooFewFields = "too-few-fields"
    case extraFields = "extra-fields"
    case invalidText = "invalid-text"
    case missingValue = "missing-value"
    case notADate = "not-a-date"
    case quantityNotANumber = "quantity-not-a-number"
    case amountNotANumber = "amount-not-a-number"
    case notANumber = "not-a-number"
    case outOfRange = "out-of-range"
    case unknownKind = "unknown-kind"
    case unknownSite = "unknown-site"
    case unknownSKU = "unknown-sku"
    case unknownSupplier = "unknown-supplier"
    case unknownSponsor = "unknown-sponsor"
    case duplicateRow = "duplicate-row"
    case duplicateSite = "duplicate-site"
    case duplicateSKU = "duplicate-sku"
    case conflictingCount = "conflicting-count"
    case dateInTheFuture = "date-in-the-future"
    case dateTooOld = "date-too-old"
    case laterRows = "later-rows"
    case beforeLaunch = "before-launch"
    case beforeJoining = "before-joining"
    case afterLeaving = "after-leaving"
    case negativeQuantity = "negative-quantity"
    case negativeStock = "negative-stock"
    case sameSite = "same-site"
    case supplierCycle = "supplier-cycle"
    case sponsorCycle = "sponsor-cycle"
    case supplierTierNotAbove = "supplier-tier-not-above"
    case noSupplier = "no-supplier"
    case otherSupplier = "other-supplier"
    case soldMoreThanPossible = "sold-more-than-possible"
    case endsBeforeItStarts = "ends-before-it-starts"
    case emptyFile = "empty-file"
    case noRows = "no-rows"
    case unknownFile = "unknown-file"
    case unknownColumn = "unknown-column"
    case duplicateColumn = "duplicate-column"
    case codeWrittenDifferently = "code-written-differently"

    /// Place in arrays of counters.
    var index: Int { FindingCode.indices[self] ?? 0 }
    private static let indices = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    var severity: Diagnostic.Severity {
        switch self {
        case .extraFields, .amountNotANumber, .unknownSponsor, .duplicateRow, .beforeLaunch, .beforeJoining, .afterLeaving,
            .negativeQuantity,
            .sponsorCycle, .supplierTierNotAbove, .noSupplier, .soldMoreThanPossible, .emptyFile, .duplicateColumn, .notANumber:
            .warning
        case .laterRows, .otherSupplier, .unknownFile, .unknownColumn, .codeWrittenDifferently, .noRows: .note
        default: .error
        }
    }

    var help: String {
        switch self {
        case .unclosedQuote:
            "Close the quote, or double it if it belongs to the text; the row was set aside and reading went on at the next line."
        case .tooFewFields: "The row ends before a required column; look for a line break or a missing delimiter in it."
        case .extraFields: "The row has more fields than the header; look for a delimiter inside a text that should be quoted."
        case .invalidText: "Save the file as UTF-8 (Excel: “CSV UTF-8”), GB18030 or UTF-16."
        case .missingValue: "Fill in the field; a missing value is never read as zero."
        case .notADate: "Write dates year first: 2026-03-02, 2026/3/2, 2026年3月2日 or 20260302."
        case .quantityNotANumber, .amountNotANumber, .notANumber:
            "Write a plain number such as 1234.5; leave the field empty where it is not known."
        case .outOfRange: "Check the number: it is outside what this column can hold."
        case .unknownKind: "Use one of the kinds of the data contract, or map the export's own word to one."
        case .unknownSite: "Add the site to sites.csv, or correct the code."
        case .unknownSKU: "Add the SKU to products.csv, or correct the code."
        case .unknownSupplier: "Add the supplier to sites.csv, or correct the code; the site was read without a supplier."
        case .unknownSponsor: "Add the sponsor to sites.csv, or correct the code; the site was read without a sponsor."
        case .duplicateRow: "Remove one of them if it was exported twice; both are counted as they stand."
        case .duplicateSite, .duplicateSKU: "Keep one row for each code; the first one was used."
        case .conflictingCount: "Keep one count for each site, SKU and day (and expiry); the last one was used."
        case .dateInTheFuture: "Correct the date, or run with a later --as-of."
        case .dateTooOld: "Correct the date; nothing older than ten years before the as-of date is used."
        case .laterRows: "Nothing to do: a run as of a past date does not look at what came after it."
        case .beforeLaunch: "Correct the date of the row, or launched_on in products.csv."
        case .beforeJoining: "Correct the date of the row, or joined_on in sites.csv."
        case .afterLeaving: "Correct the date of the row, or left_on in sites.csv."
        case .negativeQuantity: "Write returns as kind “return” with a positive quantity; this row was read as one."
        case .negativeStock: "Correct the count: no site holds less than nothing."
        case .sameSite: "Seller and buyer are the same site; correct one, or leave the buyer empty for a consumer."
        case .supplierCycle: "Correct the suppliers in sites.csv; the named link was cut so that the run could go on."
        case .sponsorCycle: "Correct the sponsors in sites.csv; the named link was cut so that the run could go on."
        case .supplierTierNotAbove: "A supplier should stand on a lower-numbered tier than the sites that buy from it."
        case .noSupplier: "Name the site's supplier, or put it on tier 0 if it is the brand's own warehouse."
        case .otherSupplier:
            "Update the suppliers in sites.csv if the network has changed; otherwise look into where these goods came from."
        case .soldMoreThanPossible: "A receipt, a transfer or an opening count is missing, or a count is wrong."
        case .endsBeforeItStarts: "Correct starts_on or ends_on."
        case .emptyFile: "Remove the file or export it again."
        case .noRows: "The file has a header and no rows."
        case .unknownFile: "Nothing reads this file; rename it if it should be one of the contract's files."
        case .unknownColumn: "Nothing reads this column; map it in the configuration if it should be one of the contract's."
        case .duplicateColumn: "Keep one of the columns; the first one was used."
        case .codeWrittenDifferently: "Write codes the same way everywhere; letters' case and full-width characters were overlooked here."
        }
    }
}
