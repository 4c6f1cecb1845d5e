/// Text made safe for HTML and SVG, in elements and in quoted attributes alike.
enum Markup {
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default:
                // Control characters are not XML; a replacement character says that something was there.
                if scalar.value < 0x20 && scalar != "\n" && scalar != "\t" {
                    result += "\u{FFFD}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// A coordinate: at most two decimals, never NaN.
    static func coordinate(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        return PlainNumber.text((value * 100).rounded() / 100)
    }
}
