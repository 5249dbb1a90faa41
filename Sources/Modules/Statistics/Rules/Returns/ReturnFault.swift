// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Something in a return that cannot be as it is written; nothing is put right silently.
public struct ReturnFault: Hashable, Sendable {
  /// What is wrong.
  public let kind: Kind
  /// The table; empty when it is about the whole return.
  public let table: String
  /// The row, the column and the measure that it is about, as far as there are any.
  public let place: [String]
  /// By how much it does not fit; 0 where that says nothing.
  public let difference: Int

  /// Describes a fault.
  public init(_ kind: Kind, table: String = "", at place: [String] = [], difference: Int = 0) {
    self.kind = kind
    self.table = table
    self.place = place
    self.difference = difference
  }

  /// What is wrong.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It is of another State.
    case otherState = "other-state"
    /// It was counted by another version of the codebook.
    case otherCodebook = "other-codebook"
    /// The questionnaire asks for a table that is not there.
    case tableMissing = "table-missing"
    /// There is a table that the questionnaire does not ask for.
    case tableNotAsked = "table-not-asked"
    /// A table stands there twice.
    case tableRepeated = "table-repeated"
    /// It counts something else than the table that was asked for: another unit, day, period or breakdown.
    case otherTable = "other-table"
    /// A row or a column has a code that it cannot have.
    case unknownCode = "unknown-code"
    /// A row or a column stands there twice.
    case codeRepeated = "code-repeated"
    /// A row or a column that every such table has is not there.
    case codeMissing = "code-missing"
    /// The measures are not those of the table.
    case otherMeasures = "other-measures"
    /// A number is below zero.
    case negative
    /// There is no number, and the State says nothing of it.
    case notAvailable = "not-available"
    /// Opening, new and closed do not make the closing stock.
    case doesNotBalance = "does-not-balance"
    /// The parts do not add up to the whole.
    case doesNotSum = "does-not-sum"
    /// A part is more than the whole.
    case partOverWhole = "part-over-whole"
    /// All codes together are less than the whole, though each request has one or stands in what is not recorded.
    case partsUnderWhole = "parts-under-whole"
    /// Quartiles, median and 90th percentile are not in their order.
    case quantilesOutOfOrder = "quantiles-out-of-order"
    /// A note is longer than ``ReportedTable/longestNote``.
    case noteTooLong = "note-too-long"

    /// Whether a note on the table lets the return go on nevertheless: the figures are readable and the State says why they are so.
    public var canBeExplained: Bool {
      switch self {
      case .notAvailable, .doesNotBalance, .doesNotSum, .partOverWhole, .partsUnderWhole: true
      default: false
      }
    }
  }
}

extension ReportedFigures {
  /// Everything that is wrong with the figures, table by table.
  /// - Parameters:
  ///   - asked: the tables that the questionnaire asks for, each with its period.
  ///   - state: whose figures were asked for.
  /// - Source: practice (statistics of central authorities)
  public func faults(asked: [TableSpec], of state: StateCode, _ codebook: Codebook) -> [ReturnFault] {
    var found: [ReturnFault] = []
    if self.state != state { found.append(ReturnFault(.otherState, at: [self.state.code])) }
    // Codes of another version may mean something else: nothing more can be said about them.
    guard codebookVersion == codebook.version else { return found + [ReturnFault(.otherCodebook, at: ["\(codebookVersion)"])] }
    let names = tables.map(\.spec.name)
    found += asked.filter { !names.contains($0.name) }.map { ReturnFault(.tableMissing, table: $0.name) }
    for (place, table) in tables.enumerated() {
      let name = table.spec.name
      guard let wanted = asked.first(where: { $0.name == name }) else {
        found.append(ReturnFault(.tableNotAsked, table: name))
        continue
      }
      if names[..<place].contains(name) { found.append(ReturnFault(.tableRepeated, table: name)) }
      found += table.counts(wanted) ? table.faults(codebook) : [ReturnFault(.otherTable, table: name)]
    }
    return found
  }

  /// The faults that keep the return from being sent: those that no note explains, and those that one could explain and none does.
  public func hindrances(_ faults: [ReturnFault]) -> [ReturnFault] {
    faults.filter { !$0.kind.canBeExplained || table($0.table)?.isExplained != true }
  }
}

extension ReportedTable {
  /// Whether the State says something about the table.
  public var isExplained: Bool { note.texts.values.contains { $0.contains { !$0.isWhitespace } } }

  /// Whether it counts what was asked for, whatever the words of its title.
  func counts(_ asked: TableSpec) -> Bool {
    var (own, other) = (spec, asked)
    own.title = nil
    other.title = nil
    return own == other
  }

  /// Everything that is wrong with the table.
  func faults(_ codebook: Codebook) -> [ReturnFault] {
    var found = axisFaults(rows, spec.rows, codebook) + axisFaults(columns, spec.columns, codebook)
    if note.texts.values.contains(where: { $0.count > Self.longestNote }) { found.append(ReturnFault(.noteTooLong, table: spec.name)) }
    if measures != spec.figure.measures(codebook) { found.append(ReturnFault(.otherMeasures, table: spec.name)) }
    // What has no shape has no sums.
    guard found.isEmpty else { return found }
    eachCell { row, column in
      for measure in measures { found += valueFaults(row, column, measure) }
      found += spec.figure == .balance ? balanceFaults(row, column) : []
      found += quantileFaults(row, column)
    }
    return found + sumFaults
  }

  private func eachCell(_ body: (_ row: String, _ column: String) -> Void) {
    for row in rows { for column in columns { body(row, column) } }
  }

  private func axisFaults(_ codes: [String], _ breakdown: Breakdown?, _ codebook: Codebook) -> [ReturnFault] {
    guard let breakdown else {
      return codes == ["total"] ? [] : [ReturnFault(.unknownCode, table: spec.name, at: codes)]
    }
    var found: [ReturnFault] = []
    for (place, code) in codes.enumerated() {
      if codes[..<place].contains(code) { found.append(ReturnFault(.codeRepeated, table: spec.name, at: [code])) }
      if !breakdown.has(code, in: spec, codebook) { found.append(ReturnFault(.unknownCode, table: spec.name, at: [code])) }
    }
    return found
      + breakdown.needed(in: spec, codebook).filter { !codes.contains($0) }.map {
        ReturnFault(.codeMissing, table: spec.name, at: [$0])
      }
  }

  private func valueFaults(_ row: String, _ column: String, _ measure: Measure) -> [ReturnFault] {
    switch self[row, column, measure] {
    case .number(let number) where number < 0: [ReturnFault(.negative, table: spec.name, at: [row, column, measure.code])]
    case .notAvailable where measure != .amount: [ReturnFault(.notAvailable, table: spec.name, at: [row, column, measure.code])]
    default: []
    }
  }

  private func balanceFaults(_ row: String, _ column: String) -> [ReturnFault] {
    guard let difference = balanceDifference(row, column), difference != 0 else { return [] }
    return [ReturnFault(.doesNotBalance, table: spec.name, at: [row], difference: difference)]
  }

  /// What opening, new and closed say and the closing stock does not; `nil` where one of them is not a number.
  public func balanceDifference(_ row: String, _ column: String) -> Int? {
    let closed = measures.filter(\.isClosed).map { self[row, column, $0]?.number }
    guard let opening = self[row, column, .opening]?.number, let new = self[row, column, .new]?.number,
      let closing = self[row, column, .closing]?.number, !closed.contains(nil)
    else { return nil }
    return Self.total([opening, new] + closed.map { -($0 ?? 0) } + [-closing])
  }

  private func quantileFaults(_ row: String, _ column: String) -> [ReturnFault] {
    let order: [Measure] = [.firstQuartile, .median, .thirdQuartile, .ninetiethPercentile]
    let numbers = order.compactMap { self[row, column, $0]?.number }
    return numbers == numbers.sorted() ? [] : [ReturnFault(.quantilesOutOfOrder, table: spec.name, at: [row, column])]
  }

  /// A sum; `nil` when it is beyond every number that is kept.
  static func total(_ numbers: [Int]) -> Int? {
    var sum = 0
    for number in numbers {
      let (next, isOver) = sum.addingReportingOverflow(number)
      if isOver { return nil }
      sum = next
    }
    return sum
  }
}
