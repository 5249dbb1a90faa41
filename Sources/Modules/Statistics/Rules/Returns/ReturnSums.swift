// SPDX-License-Identifier: Apache-2.0
import Kernel

extension ReportedTable {
  /// Where parts and wholes do not fit: down each column and along each row.
  ///
  /// Where a request may have several codes the parts need not add up: none of them may be more than the whole, and together they may not be
  /// less. Stocks are of one
  /// moment: those of years are no parts of anything, so only what came and went is added up.
  var sumFaults: [ReturnFault] {
    var found: [ReturnFault] = []
    for measure in measures where measure.isAdditive {
      for column in columns where rows.count > 1 && isFlow(measure, along: spec.rows) {
        let parts = rows.filter { $0 != "total" }.map { self[$0, column, measure] }
        found += fault(parts, self["total", column, measure], spec.rows, at: [column, measure.code])
      }
      guard let breakdown = spec.columns, columns.count > 1, isFlow(measure, along: breakdown) else { continue }
      for row in rows {
        let parts = columns.filter { $0 != "total" }.map { self[row, $0, measure] }
        found += fault(parts, self[row, "total", measure], breakdown, at: [row, measure.code])
      }
    }
    return found
  }

  private func isFlow(_ measure: Measure, along breakdown: Breakdown) -> Bool {
    let isTime = breakdown == .year || breakdown == .quarter
    return !(isTime && (measure == .opening || measure == .closing))
  }

  private func fault(_ parts: [ReportedValue?], _ whole: ReportedValue?, _ breakdown: Breakdown, at place: [String]) -> [ReturnFault] {
    guard let whole = whole?.number else { return [] }
    let numbers = parts.compactMap { $0?.number }
    // With a part that nobody has, the others may be less than the whole and not more.
    let sum = Self.total(numbers) ?? Int.max
    let isWhole = !parts.contains(.notAvailable)
    if breakdown.isSeveral {
      if let most = numbers.max(), most > whole {
        return [ReturnFault(.partOverWhole, table: spec.name, at: place, difference: most - whole)]
      }
      guard isWhole, sum < whole else { return [] }
      return [ReturnFault(.partsUnderWhole, table: spec.name, at: place, difference: whole - sum)]
    }
    guard isWhole ? sum != whole : sum > whole else { return [] }
    let (difference, isOver) = whole.subtractingReportingOverflow(sum)
    return [ReturnFault(.doesNotSum, table: spec.name, at: place, difference: isOver ? 0 : difference)]
  }
}

extension Breakdown {
  /// Whether a row or a column of a table may have a code.
  func has(_ code: String, in spec: TableSpec, _ codebook: Codebook) -> Bool {
    if code == "total" || code == "notRecorded" { return true }
    switch self {
    case .year, .quarter: return parts(of: spec).contains(code)
    case .state: return StateCode(code)?.code == code
    default: return codebook.index(of: code, in: self) != nil
    }
  }

  /// The codes that every table by this breakdown has: `total`, all years or quarters, and all codes of a list that is not long.
  public func needed(in spec: TableSpec, _ codebook: Codebook) -> [String] {
    switch self {
    case .year, .quarter: parts(of: spec) + ["total"]
    case .state, .currency: ["total"]
    default: (codebook.variable(self)?.codes.map(\.code) ?? []) + ["total"]
    }
  }

  /// The years or quarters of a table's period, in order.
  private func parts(of spec: TableSpec) -> [String] {
    guard let period = spec.period else { return [] }
    let (first, last) = (period.from.parts, period.to.parts)
    guard first.year <= last.year, last.year - first.year <= 200 else { return [] }
    let years = first.year...last.year
    if self == .year { return years.map { "\($0)" } }
    let quarters = years.flatMap { year in (1...4).map { (year, $0) } }
    return quarters.filter { $0 >= (first.year, (first.month + 2) / 3) && $0 <= (last.year, (last.month + 2) / 3) }.map {
      "\($0.0)-Q\($0.1)"
    }
  }
}
