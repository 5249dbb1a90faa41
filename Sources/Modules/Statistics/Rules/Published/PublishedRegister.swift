// SPDX-License-Identifier: Apache-2.0

/// Figures as authorities published them, and what of them contradicts itself.
public struct PublishedRegister: Hashable, Sendable {
  /// The figures that hold: of several the last that was said to revise the one before.
  public private(set) var figures: [PublishedFigure.Key: PublishedFigure] = [:]
  /// Everything that contradicts itself.
  public private(set) var contradictions: [Contradiction] = []
  /// The columns, by their places in the file.
  private let places: [PublishedColumn: Int]

  /// Takes in figures in the order of the file.
  public init(_ all: [PublishedFigure], columns: [PublishedColumn]) {
    places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0 + 1) })
    for figure in all { take(figure) }
    for key in figures.keys { checkSums(key) }
    for key in figures.keys where key[.quantity] == PublishedQuantity.closing.rawValue { checkBalance(key) }
    contradictions = Array(Set(contradictions)).sorted { ($0.line, $0.column, $0.kind.rawValue) < ($1.line, $1.column, $1.kind.rawValue) }
  }

  private mutating func note(_ kind: Contradiction.Kind, _ column: PublishedColumn, line: Int) {
    contradictions.append(Contradiction(kind, line: line, column: places[column] ?? 0, name: column.rawValue))
  }

  private mutating func take(_ figure: PublishedFigure) {
    let isKnown = figures[figure.key] != nil
    if figure.coverage.isEmpty { note(.coverageMissing, .coverage, line: figure.line) }
    if figure.isRevision {
      if !isKnown { note(.revisesNothing, .revises, line: figure.line) }
      if figure.reason.isEmpty { note(.revisionWithoutReason, .reason, line: figure.line) }
    } else if isKnown {
      note(.figureRepeated, .figure, line: figure.line)
      // Nobody knows which of them holds; the first stays and the other is told.
      return
    }
    figures[figure.key] = figure
  }

  /// The parts of a whole along a column: every figure that differs from it in that column alone.
  private func parts(of key: PublishedFigure.Key, along column: PublishedColumn) -> [PublishedFigure] {
    figures.values.filter { $0.key[column] != "total" && $0.key.with(column, "total") == key }
  }

  private mutating func checkSums(_ key: PublishedFigure.Key) {
    guard let whole = figures[key], let total = whole.value, whole.precision == .exact else { return }
    for column in PublishedColumn.added where key[column] == "total" {
      let parts = parts(of: key, along: column)
      for part in parts {
        if let value = part.value, part.precision != .under, value > total { note(.partOverWhole, .figure, line: part.line) }
      }
      // What is not available or not exact is not taken for zero: then nothing can be said of the sum.
      guard !parts.isEmpty, parts.allSatisfy({ $0.value != nil && $0.precision == .exact }) else { continue }
      if parts.reduce(0, { $0 + ($1.value ?? 0) }) != total { note(.totalDoesNotSum, .figure, line: whole.line) }
    }
  }

  private mutating func checkBalance(_ key: PublishedFigure.Key) {
    func value(_ quantity: PublishedQuantity) -> Int? { self.value(key.with(.quantity, quantity.rawValue).with(.outcome, "")) }
    guard let line = figures[key]?.line, let closing = value(.closing) else { return }
    if let balance = balance(key), balance.difference != 0 { note(.balanceDoesNotHold, .figure, line: line) }
    guard let year = Int(key[.year]) else { return }
    let next = key.with(.year, "\(year + 1)").with(.quantity, PublishedQuantity.opening.rawValue)
    guard let opening = figures[next], let value = opening.value, value != closing else { return }
    // A stock that was corrected afterwards says why; then it is a footnote and no contradiction.
    if opening.reason.isEmpty { note(.openingIsNotClosing, .figure, line: opening.line) }
  }

  /// The balance that a closing stock belongs to; `nil` when a part of it is not available or not exact.
  public func balance(_ key: PublishedFigure.Key) -> Balance? {
    func exact(_ quantity: PublishedQuantity) -> Int? {
      figures[key.with(.quantity, quantity.rawValue)].flatMap { $0.precision == .exact ? $0.value : nil }
    }
    guard let opening = exact(.opening), let new = exact(.new), let closing = exact(.closing) else { return nil }
    let closed = figures.values.filter { figure in
      figure.key[.quantity] == PublishedQuantity.closed.rawValue
        && figure.key.with(.outcome, "").with(.quantity, PublishedQuantity.closing.rawValue) == key.with(.outcome, "")
    }
    let whole = closed.first { $0.key[.outcome] == "total" || $0.key[.outcome].isEmpty }
    let counted = whole.map { [$0] } ?? closed
    guard !counted.isEmpty, counted.allSatisfy({ $0.value != nil && $0.precision == .exact }) else { return nil }
    var balance = Balance(outcomes: counted.count - 1)
    balance.opening = opening
    balance.new = new
    balance.closing = closing
    balance.closed = counted.compactMap(\.value)
    return balance
  }

  /// A published figure.
  public func value(_ key: PublishedFigure.Key) -> Int? { figures[key]?.value }
}
