import CXlsxWriter
import Foundation
import SupplyNetwork

/// A workbook could not be written.
public struct WorkbookError: Error, Sendable, CustomStringConvertible {
    public var path: String
    /// What libxlsxwriter says about it.
    public var message: String
    public var description: String { "cannot write \(path): \(message)" }
}

/// An XLSX file under way, through libxlsxwriter. Text is only ever written as text: no value can become a formula or a link.
final class Workbook {
    enum Style: CaseIterable {
        case heading, headingOfNumbers, text, centred, wrapped, whole, quantity, money, percentage, date, input, inputText, title, hot
    }

    enum Cell {
        case text(String)
        case number(Double?)
        case date(Day?)
        /// A formula of the product's own making, and the value it has as written.
        case formula(String, value: Double)
        case blank
    }

    /// Rows that a sheet can hold, the heading included.
    static let rowLimit = 1_048_576
    /// Characters that a cell can hold.
    static let textLimit = 32_767

    private let path: String
    private let book: UnsafeMutablePointer<lxw_workbook>
    private(set) var sheets: [Sheet] = []
    private var formats: [Style: UnsafeMutablePointer<lxw_format>] = [:]

    /// - Parameter created: stands in the properties as the day the workbook was made; the clock is never asked.
    init(path: String, title: String, created: Day) throws {
        self.path = path
        guard let book = workbook_new(path) else { throw WorkbookError(path: path, message: "out of memory") }
        self.book = book
        for style in Style.allCases { formats[style] = Workbook.format(style, in: book) }
        Workbook.withText(title) { title in
            Workbook.withText("Penstock") { author in
                var properties = lxw_doc_properties()
                properties.title = title
                properties.author = author
                properties.company = author
                properties.created = time_t(created.number) * 86_400
                workbook_set_properties(book, &properties)
            }
        }
    }

    private static func format(_ style: Style, in book: UnsafeMutablePointer<lxw_workbook>) -> UnsafeMutablePointer<lxw_format>? {
        guard let format = workbook_add_format(book) else { return nil }
        format_set_font_size(format, 11)
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        switch style {
        case .heading, .headingOfNumbers:
            format_set_bold(format)
            format_set_text_wrap(format)
            format_set_bg_color(format, 0x1B67A8)
            format_set_font_color(format, 0xFFFFFF)
            format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
            if style == .headingOfNumbers {
                format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
            } else {
                format_set_indent(format, 1)
            }
        case .title:
            format_set_bold(format)
            format_set_font_size(format, 14)
        case .text: format_set_indent(format, 1)
        case .centred: format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
        case .wrapped:
            format_set_text_wrap(format)
            format_set_indent(format, 1)
        case .whole: format_set_num_format(format, "#,##0")
        case .quantity: format_set_num_format(format, "#,##0.0")
        case .money: format_set_num_format(format, "#,##0.00")
        case .percentage: format_set_num_format(format, "0%")
        case .date: format_set_num_format(format, "yyyy-mm-dd")
        case .input, .inputText:
            format_set_unlocked(format)
            format_set_bg_color(format, 0xFFF6D6)
            format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_border_color(format, 0xD9C37A)
        case .hot:
            format_set_bg_color(format, 0xFBEADD)
            format_set_font_color(format, 0x9A3D00)
        }
        return format
    }

    func sheet(_ name: String) throws -> Sheet {
        guard let sheet = workbook_add_worksheet(book, name) else {
            throw WorkbookError(path: path, message: "no sheet can be called \(name)")
        }
        worksheet_set_landscape(sheet)
        worksheet_set_paper(sheet, 9)
        worksheet_fit_to_pages(sheet, 1, 0)
        worksheet_gridlines(sheet, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
        worksheet_ignore_errors(sheet, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), "A1:XFD1048576")
        let made = Sheet(name: name, sheet: sheet, formats: formats)
        sheets.append(made)
        return made
    }

    /// Writes the file. The workbook is gone afterwards.
    func close() throws {
        let error = workbook_close(book)
        guard error == LXW_NO_ERROR else {
            throw WorkbookError(path: path, message: lxw_strerror(error).map { String(cString: $0) } ?? "error \(error.rawValue)")
        }
    }

    /// A mutable C string that lives as long as `body`: libxlsxwriter's structures take `char *` and copy it.
    static func withText(_ text: String, _ body: (UnsafeMutablePointer<CChar>?) -> Void) {
        var bytes = text.utf8CString
        bytes.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    }

    /// Excel counts days from 1899-12-30.
    static func serial(_ day: Day) -> Double { Double(day.number) + 25_569 }

    /// `A1` for row 0, column 0.
    static func reference(row: Int, column: Int) -> String {
        var letters = ""
        var rest = column + 1
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return letters + String(row + 1)
    }
}

/// One sheet: a heading row, then rows of cells.
final class Sheet {
    struct Column {
        var title: String
        var width: Double
        var style: Workbook.Style
    }

    let name: String
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let formats: [Workbook.Style: UnsafeMutablePointer<lxw_format>]
    private(set) var columns: [Column] = []
    /// The next row to write.
    private(set) var row = 0
    /// Rows that did not fit.
    private(set) var leftOut = 0
    /// Rows there would be if the sheet held all of them; nil where it does.
    private(set) var count: Int?

    init(name: String, sheet: UnsafeMutablePointer<lxw_worksheet>, formats: [Workbook.Style: UnsafeMutablePointer<lxw_format>]) {
        self.name = name
        self.sheet = sheet
        self.formats = formats
    }

    /// Writes the heading row, which stays in sight and is repeated on every printed page.
    func head(_ columns: [Column], frozenColumns: Int) {
        self.columns = columns
        for (index, column) in columns.enumerated() {
            worksheet_set_column(sheet, lxw_col_t(index), lxw_col_t(index), column.width, nil)
            let isNumber = [.whole, .quantity, .money, .percentage, .date, .input].contains(column.style)
            put(.text(column.title), column: index, style: isNumber ? .headingOfNumbers : .heading)
        }
        worksheet_set_row(sheet, 0, 32, nil)
        worksheet_freeze_panes(sheet, 1, lxw_col_t(frozenColumns))
        worksheet_repeat_rows(sheet, 0, 0)
        row = 1
    }

    /// Notes that the sheet shows the largest of `count` rows only.
    func outOf(_ count: Int) { self.count = count }

    func add(_ cells: [Workbook.Cell]) {
        precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
        guard row < Workbook.rowLimit else {
            leftOut += 1
            return
        }
        var lines = 1
        for (index, cell) in cells.enumerated() {
            put(cell, column: index, style: columns[index].style)
            if columns[index].style == .wrapped, case .text(let text) = cell {
                lines = max(lines, Sheet.lines(of: text, width: columns[index].width))
            }
        }
        // Not every program works out the height of wrapped text by itself.
        if lines > 1 { worksheet_set_row(sheet, lxw_row_t(row), Sheet.lineHeight * Double(min(lines, Sheet.mostLines)), nil) }
        row += 1
    }

    private static let lineHeight = 15.0
    /// Excel's rows are 409 points high at most.
    private static let mostLines = 27

    /// Lines that a text wraps to in a column of `width` digits: East Asian characters take two, and words do not fill a line.
    private static func lines(of text: String, width: Double) -> Int {
        let columns = text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) }
        return Int((Double(columns) / (0.9 * width)).rounded(.up))
    }

    /// Free-form rows, for notes.
    func widths(_ widths: [Double]) {
        for (index, width) in widths.enumerated() { worksheet_set_column(sheet, lxw_col_t(index), lxw_col_t(index), width, nil) }
    }
    func line(_ cells: [(Workbook.Cell, Workbook.Style)]) {
        for (index, cell) in cells.enumerated() { put(cell.0, column: index, style: cell.1) }
        row += 1
    }

    private func put(_ cell: Workbook.Cell, column: Int, style: Workbook.Style) {
        // A decimal only where there is one: `24`, `24.5`.
        let isWhole: Bool
        switch cell {
        case .number(.some(let value)), .formula(_, let value): isWhole = value == value.rounded()
        default: isWhole = false
        }
        let (r, c, format) = (lxw_row_t(row), lxw_col_t(column), formats[style == .quantity && isWhole ? .whole : style])
        switch cell {
        case .text(let text):
            guard !text.isEmpty else {
                worksheet_write_blank(sheet, r, c, format)
                return
            }
            let clean = text.utf8.contains(0) ? text.replacingOccurrences(of: "\0", with: "\u{FFFD}") : text
            worksheet_write_string(sheet, r, c, clean.utf16.count > Workbook.textLimit ? Sheet.shortened(clean) : clean, format)
        case .number(let value):
            if let value, value.isFinite {
                worksheet_write_number(sheet, r, c, value, format)
            } else {
                worksheet_write_blank(sheet, r, c, format)
            }
        case .date(let day):
            if let day { worksheet_write_number(sheet, r, c, Workbook.serial(day), format) }
        case .formula(let formula, let value): worksheet_write_formula_num(sheet, r, c, formula, format, value)
        case .blank: worksheet_write_blank(sheet, r, c, format)
        }
    }

    private static func shortened(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(Workbook.textLimit / 2 - 1))) + "…"
    }

    /// Filters over the heading; to be called when all rows are there.
    func filtered() {
        guard !columns.isEmpty else { return }
        worksheet_autofilter(sheet, 0, 0, lxw_row_t(max(row - 1, 0)), lxw_col_t(columns.count - 1))
    }

    /// White to orange with the value from 0 to 1, readable without telling red from green.
    func shaded(column: Int) {
        guard row > 1 else { return }
        var rule = lxw_conditional_format()
        rule.type = UInt8(LXW_CONDITIONAL_2_COLOR_SCALE.rawValue)
        rule.min_rule_type = UInt8(LXW_CONDITIONAL_RULE_TYPE_NUMBER.rawValue)
        rule.max_rule_type = UInt8(LXW_CONDITIONAL_RULE_TYPE_NUMBER.rawValue)
        rule.min_value = 0
        rule.max_value = 1
        rule.min_color = 0xFFFFFF
        rule.max_color = 0xF2A15F
        worksheet_conditional_format_range(sheet, 1, lxw_col_t(column), lxw_row_t(row - 1), lxw_col_t(column), &rule)
    }

    /// Marks rows whose text in `column` is `text`.
    func marked(column: Int, equalTo text: String) {
        guard row > 1 else { return }
        Workbook.withText("\"" + text + "\"") { value in
            var rule = lxw_conditional_format()
            rule.type = UInt8(LXW_CONDITIONAL_TYPE_CELL.rawValue)
            rule.criteria = UInt8(LXW_CONDITIONAL_CRITERIA_EQUAL_TO.rawValue)
            rule.value_string = value
            rule.format = formats[.hot]
            worksheet_conditional_format_range(sheet, 1, lxw_col_t(column), lxw_row_t(row - 1), lxw_col_t(column), &rule)
        }
    }

    /// Lets only numbers from zero on into a column.
    func validated(column: Int, message: String) {
        guard row > 1 else { return }
        Workbook.withText(message) { message in
            var rule = lxw_data_validation()
            rule.validate = UInt8(LXW_VALIDATION_TYPE_DECIMAL.rawValue)
            rule.criteria = UInt8(LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO.rawValue)
            rule.value_number = 0
            rule.ignore_blank = UInt8(LXW_VALIDATION_ON.rawValue)
            rule.error_message = message
            rule.input_message = message
            worksheet_data_validation_range(sheet, 1, lxw_col_t(column), lxw_row_t(row - 1), lxw_col_t(column), &rule)
        }
    }

    /// Locks every cell that is not an input, without a password; filters and column widths stay free.
    func protected() {
        var options = lxw_protection()
        options.autofilter = 1
        options.sort = 1
        options.format_columns = 1
        options.format_rows = 1
        options.format_cells = 1
        worksheet_protect(sheet, nil, &options)
    }

    func activated() { worksheet_activate(sheet) }
}
