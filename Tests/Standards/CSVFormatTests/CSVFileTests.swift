// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Testing

@Suite("Comma-separated values") struct CSVFileTests {
  @Test("What is written reads back as it was, quotation marks, commas and line ends included")
  func roundTrip() throws {
    let rows = [["a", "b"], ["x, y", "say \"no\"\r\nand\nyes"], ["", "阿 العربية"], ["a mark with an accent: \"\u{301},", "\"\u{20DD}"]]
    let read = try CSVFile.rows(Data(CSVFile.text(rows).utf8))
    #expect(read.map { $0.map(\.text) } == rows)
  }

  @Test("Each field knows its line, also after a field of several lines")
  func places() throws {
    let read = try CSVFile.rows(Data("a,b\n\"1\n2\",c\nd,e\n".utf8))
    #expect(read.map { $0[0].line } == [1, 2, 4])
    #expect(read[2][1].column == 2)
  }

  @Test(
    "What is wrong is said with its place",
    arguments: [
      ("a,b\nc\n", CSVError.Reason.fieldCount, 2, 2), ("a,b\nc,d,e\n", .fieldCount, 2, 3), ("a,\"b\n", .quotation, 1, 2),
      ("a,b\"c\n", .quotation, 1, 2), ("a,\"b\"c\n", .quotation, 1, 2), ("", .empty, 1, 1),
    ])
  func wrong(text: String, reason: CSVError.Reason, line: Int, column: Int) {
    let error = #expect(throws: CSVError.self) { try CSVFile.rows(Data(text.utf8)) }
    #expect(error?.reason == reason)
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test("A byte order mark is skipped, bytes that are not UTF-8 are refused")
  func bytes() throws {
    #expect(try CSVFile.rows(Data("\u{FEFF}a\n".utf8))[0][0].text == "a")
    #expect(throws: CSVError.self) { try CSVFile.rows(Data([0x61, 0xFF])) }
  }

  @Test(
    "A row of one empty field and a field that begins with a byte order mark read back as they were",
    arguments: [[["a"], [""]], [[""]], [["\u{FEFF}a", "b"]], [[""], ["\u{FEFF}"]]])
  func unseen(rows: [[String]]) throws {
    let read = try CSVFile.rows(Data(CSVFile.text(rows).utf8)).map { $0.map { Array($0.text.utf8) } }
    #expect(read == rows.map { $0.map { Array($0.utf8) } })
  }

  @Test("For people, a field that a spreadsheet would run is disarmed")
  func formulas() {
    #expect(CSVFile.text([["=1+1", "a"]], guardsFormulas: true) == "'=1+1,a\r\n")
    for text in ["=1", "'=1", "''=1", "'a", "'", "", "''", "=\u{338}", "\r\n=1", "-", "a=1"] {
      #expect(CSVFile.unguarded(CSVFile.guarded(text)) == text)
    }
    #expect(CSVFile.guarded("'=1") == "''=1" && CSVFile.guarded("=\u{338}") == "'=\u{338}" && CSVFile.unguarded("=1") == "=1")
    #expect(CSVFile.text([["=1+1", "a"]]) == "=1+1,a\r\n")
  }
}
