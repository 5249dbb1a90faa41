// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Which paragraphs of two versions belong together.
///
/// The best sum of likeness over all ways to go through both in step; a paragraph that is missing or too many costs a little.
struct ParagraphAlignment {
  /// Places in the first and in the second version; `nil` where one has no such paragraph.
  let pairs: [(Int?, Int?)]

  // Beyond this many pairs only those near the diagonal are looked at: a document has no business to keep a node busy.
  private static let most = 2_000_000
  private static let gap: Float = -1
  private static let never: Float = -1e30

  init(_ left: ReadVersion, _ right: ReadVersion) {
    let (rows, columns) = (left.paragraphs.count, right.paragraphs.count)
    let band = rows * columns <= Self.most ? max(rows, columns) : max(50, Self.most / max(rows, columns) / 2)
    func isNear(_ row: Int, _ column: Int) -> Bool { abs(row * columns / max(rows, 1) - column) <= band }
    let width = columns + 1
    var best = [Float](repeating: Self.never, count: (rows + 1) * width)
    var steps = [UInt8](repeating: 0, count: (rows + 1) * width)
    best[0] = 0
    for row in 0...rows {
      for column in 0...columns where (row > 0 || column > 0) && (row == 0 || column == 0 || isNear(row, column)) {
        let here = row * width + column
        if row > 0 { (best[here], steps[here]) = (best[here - width] + Self.gap, 1) }
        if column > 0, best[here - 1] + Self.gap > best[here] { (best[here], steps[here]) = (best[here - 1] + Self.gap, 2) }
        if row > 0, column > 0 {
          let paired = best[here - width - 1] + Self.likeness(left.paragraphs[row - 1], right.paragraphs[column - 1])
          if paired >= best[here] { (best[here], steps[here]) = (paired, 3) }
        }
      }
    }
    var (row, column) = (rows, columns)
    var found: [(Int?, Int?)] = []
    while row > 0 || column > 0 {
      let step = steps[row * width + column]
      let (takesRow, takesColumn) = (column == 0 || (row > 0 && step != 2), row == 0 || (column > 0 && step != 1))
      found.append((takesRow ? row - 1 : nil, takesColumn ? column - 1 : nil))
      row -= takesRow ? 1 : 0
      column -= takesColumn ? 1 : 0
    }
    pairs = found.reversed()
  }

  private static func likeness(_ one: ReadParagraph, _ other: ReadParagraph) -> Float {
    var likeness: Float = one.isHeading == other.isHeading ? 0.5 : -0.5
    switch (one.mark, other.mark) {
    case (.second, .second): likeness += 1
    case (.none, .none): likeness += 0.5
    case let (mark, second) where mark.isOrdered && second.isOrdered: likeness += mark == second ? 2.5 : -2
    default: likeness -= 1
    }
    let ratio = Float(abs(one.length - other.length))
    likeness += max(-1, 0.7 - ratio)
    return likeness + shared(one.sureFacts, other.sureFacts)
  }

  private static func shared(_ one: [ParityFact], _ other: [ParityFact]) -> Float {
    guard !one.isEmpty, !other.isEmpty else { return one.isEmpty && other.isEmpty ? 0.3 : -0.5 }
    let common = one.count { fact in other.contains { $0.value.mayMean(fact.value) } }
    return common == 0 ? -1 : 2.5 * Float(common) / Float(max(one.count, other.count))
  }
}
