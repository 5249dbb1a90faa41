// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import StatisticsRules

/// The first line of a register: its columns, in whatever order.
struct RegisterHeader {
  /// The columns.
  let columns: [RegisterColumn]
  /// Where the first request begins.
  let end: Int
  /// How many lines lie before it.
  let lines: Int

  /// Reads the first line.
  ///
  /// A column that is not known is refused, not passed over: a register for statistics has no place for the text of a case.
  init(_ bytes: UnsafeRawBufferPointer, file: String) throws(StatisticsProblem) {
    let isMarked = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    var reader = CSVBytes(bytes, (isMarked ? 3 : 0)..<bytes.count)
    guard !reader.isAtEnd else { throw .notCSV(file: file, .empty, line: 1, column: 1) }
    var columns: [RegisterColumn] = []
    while true {
      guard let field = reader.next() else { throw .notCSV(file: file, .quotation, line: 1, column: columns.count + 1) }
      let name = String(decoding: bytes[field.start..<field.end], as: UTF8.self)
      guard let column = RegisterColumn(rawValue: name) else {
        if ReadPublished.isPublished(bytes) { throw .otherShape(file: file) }
        throw .unknownColumn(file: file, column: columns.count + 1, name: name)
      }
      guard !columns.contains(column) else { throw .repeatedColumn(file: file, name: name) }
      columns.append(column)
      if field.endsRow { break }
    }
    for needed in RegisterColumn.needed where !columns.contains(needed) { throw .missingColumn(file: file, name: needed.rawValue) }
    self.columns = columns
    end = reader.position
    lines = reader.line - 1
  }
}
