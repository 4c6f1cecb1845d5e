import DelimitedText
import Testing

/// RFC 4180, section 2, rule by rule, and what files do that have not read it.
struct RecordTests {
    @Test(arguments: ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4", "a,b\r1,2\r3,4"])
    func lineEnds(_ text: String) throws {
        let reading = try Reading(text)
        #expect(reading.headerTexts == ["a", "b"])
        #expect(reading.texts == [["1", "2"], ["3", "4"]])
        #expect(reading.lines == [2, 3])
    }

    @Test(arguments: [(",", UInt8(0x2c)), (";", 0x3b), ("\t", 0x09)])
    func delimiters(_ delimiter: String, _ byte: UInt8) throws {
        let reading = try Reading("a\(delimiter)\"b,;\t\"\(delimiter)c\n1\(delimiter)2\(delimiter)3\n")
        #expect(reading.dialect.delimiter == byte)
        #expect(reading.headerTexts == ["a", "b,;\t", "c"])
        #expect(reading.texts == [["1", "2", "3"]])
    }

    @Test func excelNamesItsDelimiterOnALineOfItsOwn() throws {
        let reading = try Reading("sep=;\r\na,x;b\r\n1;2\r\n")
        #expect(reading.headerTexts == ["a,x", "b"])
        #expect(reading.texts == [["1", "2"]])
        #expect(reading.lines == [3])
    }

    @Test func quotedFields() throws {
        let reading = try Reading("a,b,c\n\"1,1\",\"say \"\"hi\"\"\",\"\"\n\"two\nlines\",\"\r\n\",x\n\"\"\"\",\"\"\"\"\"\",y\n")
        #expect(reading.texts == [["1,1", "say \"hi\"", ""], ["two\nlines", "\r\n", "x"], ["\"", "\"\"", "y"]])
        #expect(reading.lines == [2, 3, 6])
    }

    @Test func spacesBehindAClosingQuoteAreForgiven() throws {
        #expect(try Reading("a,b\n\"1\" ,\"2\"  \n").texts == [["1", "2"]])
    }

    @Test func aQuoteInsideAFieldIsACharacter() throws {
        #expect(try Reading("a,b\n6\" pipe,x\"y\n").texts == [["6\" pipe", "x\"y"]])
    }

    @Test func aStrayQuoteCostsOneLine() throws {
        let reading = try Reading("a,b\n1,\"open\n2,\"fine\"\n3,\"\"\n")
        #expect(reading.texts == [["1", "\"open"], ["2", "fine"], ["3", ""]])
        #expect(reading.records.map(\.isUnclosed) == [true, false, false])
        #expect(reading.lines == [2, 3, 4])
    }

    @Test func aQuoteThatIsClosedTooFarAwayIsNotClosed() throws {
        let long = String(repeating: "x", count: Quoting.limit + 10)
        let reading = try Reading("a,b\n1,\"\(long)\n2,y\"\n3,z\n")
        #expect(reading.records.map(\.isUnclosed) == [true, false, false])
        #expect(reading.texts.map(\.count) == [2, 2, 2])
        let short = String(repeating: "x\n", count: Quoting.limit / 2 - 10)
        #expect(try Reading("a,b\n1,\"\(short)\"\n3,z\n").records.map(\.isUnclosed) == [false, false])
    }

    @Test func raggedRowsAndTrailingDelimiters() throws {
        #expect(try Reading("a,b,c\n1\n1,2,\n1,2,3,4\n,,\n").texts == [["1"], ["1", "2", ""], ["1", "2", "3", "4"], ["", "", ""]])
        #expect(try Reading("a,b\n1,").texts == [["1", ""]])
        #expect(try Reading("a,b\n\"1\",").texts == [["1", ""]])
    }

    @Test func blankLinesAreSkippedAndCounted() throws {
        let reading = try Reading("\n\r\na,b\n\n1,2\n\r\n\n3,4\n\n")
        #expect(reading.headerTexts == ["a", "b"])
        #expect(reading.texts == [["1", "2"], ["3", "4"]])
        #expect(reading.lines == [5, 8])
    }

    @Test(arguments: ["", "\n", "\r\n\n", "\u{feff}"])
    func nothing(_ text: String) throws {
        let reading = try Reading(text)
        #expect(reading.header.isEmpty)
        #expect(reading.records.isEmpty)
    }

    @Test func headerOnly() throws {
        for text in ["a,b", "a,b\n", "\u{feff}a,b\r\n"] {
            let reading = try Reading(text)
            #expect(reading.headerTexts == ["a", "b"])
            #expect(reading.records.isEmpty)
        }
    }

    @Test func moreFieldsThanThereIsRoomForAreCounted() throws {
        let row = Array(repeating: "1", count: 200).joined(separator: ",")
        let reading = try Reading("a,b\n\(row)\n\"\(row)\",2\n")
        #expect(reading.texts[0].count == 64)
        #expect(reading.texts[1] == [row, "2"])
    }
}
