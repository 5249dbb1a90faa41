// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Testing

@Suite("Comma-separated values as they lie in memory") struct CSVBytesTests {
  /// Rows of fields, or `nil` where they cannot be read.
  private func rows(_ text: String, parts count: Int) -> [[String]]? {
    var data = Data(text.utf8)
    return data.withUnsafeMutableBytes { mutable in
      let bytes = UnsafeRawBufferPointer(mutable)
      var rows: [[String]] = []
      for part in CSVBytes.parts(bytes, count: count) {
        var reader = CSVBytes(bytes, part)
        var row: [String] = []
        while !reader.isAtEnd || !row.isEmpty {
          guard let field = reader.next() else { return nil }
          // By scalars: a quotation mark with an accent after it is one character to Swift.
          var scalars = Array(String(decoding: bytes[field.start..<field.end], as: UTF8.self).unicodeScalars)
          for place in scalars.indices.reversed() where field.isQuoted && place > 0 && scalars[place] == "\"" {
            if scalars[..<place].reversed().prefix(while: { $0 == "\"" }).count % 2 == 1 { scalars.remove(at: place) }
          }
          row.append(scalars.reduce(into: "") { $0.unicodeScalars.append($1) })
          if field.endsRow {
            rows.append(row)
            row = []
          }
        }
      }
      return rows
    }
  }

  @Test("Whatever is written is read the same, field by field, in any number of parts")
  func likeCSVFile() throws {
    var generator = SystemRandomNumberGenerator()
    let pieces = ["a", "b c", "\"", ",", "\n", "\r\n", "", "阿", "ع", "x\"y", "0", "\u{301}"]
    for _ in 0..<400 {
      let width = Int.random(in: 2...4, using: &generator)
      let written = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
        (0..<width).map { _ in (0..<Int.random(in: 0...3, using: &generator)).map { _ in pieces.randomElement() ?? "" }.joined() }
      }
      let text = CSVFile.text(written)
      for parts in [1, 2, 3, 9] { #expect(rows(text, parts: parts) == written, "\(text.debugDescription) in \(parts)") }
    }
  }

  @Test(
    "What the whole reader refuses for its quotation marks, this one refuses too",
    arguments: ["a\"b,c\n", "\"a\"b,c\n", "\"a,b\n", "a\rb,c\n"]
  )
  func refused(text: String) {
    #expect(throws: CSVError.self) { try CSVFile.rows(Data(text.utf8)) }
    for parts in [1, 2, 3] { #expect(rows(text, parts: parts) == nil) }
  }

  @Test("A file that ends without a line end has its last row")
  func lastRow() { #expect(rows("a,b\nc,\"d\"", parts: 2) == [["a", "b"], ["c", "d"]]) }
}
