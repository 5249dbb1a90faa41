// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Which paragraphs of two versions belong together.
///
/// The best sum of likeness over all ways to go through both in step; a paragraph that is missing or too many costs a little.
struct ParagraphAlignment {
  /// Places in the first and in the second version; `nil` where one has no such paragraph.
  let pairs: [(Int?, Int?)]

  // Beyond this many pairs only those near the diagonal are looked at: a document has no business to keep a node busy.
  private static let most = 500_000
  private static let gap: Float = -1
  private static let never: Float = -1e30

  private enum Step: UInt8 {
    case left = 1
    case right, both
  }

  init(_ left: ReadVersion, _ right: ReadVersion) {
    let (rows, columns) = (left.paragraphs.count, right.paragraphs.count)
    let isSmall = rows * columns <= Self.most
    let band = isSmall ? max(rows, columns) : max(50, Self.most / max(rows, columns) / 2, columns / max(rows, 1) + 1)
    func near(_ row: Int) -> ClosedRange<Int> {
      let middle = row * columns / max(rows, 1)
      return max(0, middle - band)...min(columns, middle + band)
    }
    var steps: [[Step]] = []
    var (above, aboveRange): ([Float], ClosedRange<Int>) = ([], 0...0)
    for row in 0...rows {
      let range = near(row)
      var best = [Float](repeating: Self.never, count: range.count)
      var taken = [Step](repeating: .right, count: range.count)
      for column in range {
        let here = column - range.lowerBound
        if row == 0, column == 0 { best[here] = 0 }
        if column > range.lowerBound { best[here] = best[here - 1] + Self.gap }
        if row > 0, aboveRange.contains(column), above[column - aboveRange.lowerBound] + Self.gap >= best[here] {
          (best[here], taken[here]) = (above[column - aboveRange.lowerBound] + Self.gap, .left)
        }
        if row > 0, column > 0, aboveRange.contains(column - 1) {
          let likeness = Self.likeness(left.paragraphs[row - 1], right.paragraphs[column - 1])
          let paired = above[column - 1 - aboveRange.lowerBound] + likeness
          if paired >= best[here] { (best[here], taken[here]) = (paired, .both) }
        }
      }
      steps.append(taken)
      (above, aboveRange) = (best, range)
    }
    var (row, column) = (rows, columns)
    var found: [(Int?, Int?)] = []
    while row > 0 || column > 0 {
      let step = steps[row][column - near(row).lowerBound]
      let takesRow = column == 0 || (row > 0 && step != .right)
      let takesColumn = row == 0 || (column > 0 && step != .left)
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
