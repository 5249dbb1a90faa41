// SPDX-License-Identifier: Apache-2.0
import Kernel
import StatisticsRules
import Web

/// A table as an address describes it: the address is the table, so that it can be kept and sent to a colleague.
struct TableQuery: Sendable {
  /// The breakdowns to which a table can be limited by its address.
  static let limits: [Breakdown] = [.state, .region, .basis, .kind, .proceeding, .outcome]

  /// What was asked for, as it was typed.
  let form: FormData
  /// The table; parts that cannot be read are as if they were left out.
  let spec: TableSpec
  /// What of it cannot be read or counted.
  let faults: [FieldProblem]

  /// Reads an address.
  /// - Parameter today: the day in the authority's time zone; without a period the year so far is shown.
  init(_ form: FormData, today: CalendarDay, _ codebook: Codebook) {
    self.form = form
    var reader = Reader(form: form)
    let period = TableSpec.Period(from: reader.day("from") ?? today.yearBegins, to: reader.day("to") ?? today)
    let figure = reader.value("figure", .count) { TableSpec.FigureKind(rawValue: $0) }
    let basis = reader.value("by", .received) { TableSpec.DateBasis(rawValue: $0) }
    var only: [String: [String]] = [:]
    for limit in Self.limits {
      let chosen = form.all(limit.rawValue).filter { !$0.isEmpty }
      if !chosen.isEmpty { only[limit.rawValue] = chosen }
    }
    spec = TableSpec(
      "table", unit: reader.text("unit") ?? "request", direction: reader.text("direction") ?? "any",
      // The stock goes by no single day: whoever chooses a figure of it need not choose that as well.
      dateBasis: figure.isOfStock ? .stock : basis == .stock ? .received : basis, period: period, asOf: reader.day("asOf"),
      only: only.isEmpty ? nil : only,
      rows: reader.value("rows", figure.isAmount ? .currency : .direction) { Breakdown(rawValue: $0) },
      columns: reader.text("columns") == nil ? nil : reader.value("columns", .outcome) { Breakdown(rawValue: $0) }, figure: figure)
    faults = reader.faults.isEmpty ? spec.faults(in: codebook).map(\.field) : reader.faults
  }

  /// The table, ready to be counted.
  /// - Throws: ``StatisticsProblem/tableRefused(_:)``.
  func readable() throws(StatisticsProblem) -> TableSpec {
    guard faults.isEmpty else { throw .tableRefused(faults) }
    return spec
  }

  /// The address of a table, without its path.
  static func form(of spec: TableSpec) -> FormData {
    var pairs: [(String, String)] = []
    if let period = spec.period { pairs += [("from", period.from.description), ("to", period.to.description)] }
    if let asOf = spec.asOf { pairs.append(("asOf", asOf.description)) }
    pairs += [("unit", spec.unit), ("direction", spec.direction)]
    if spec.dateBasis != .stock { pairs.append(("by", spec.dateBasis.rawValue)) }
    pairs.append(("rows", spec.rows.rawValue))
    if let columns = spec.columns { pairs.append(("columns", columns.rawValue)) }
    pairs.append(("figure", spec.figure.rawValue))
    for (name, codes) in (spec.only ?? [:]).sorted(by: { $0.key < $1.key }) { pairs += codes.map { (name, $0) } }
    return FormData(pairs)
  }

  /// Reads values one by one and notes those that cannot be read.
  private struct Reader {
    let form: FormData
    var faults: [FieldProblem] = []

    func text(_ name: String) -> String? { form[name] }

    mutating func value<Value>(_ name: String, _ fallback: Value, _ read: (String) -> Value?) -> Value {
      guard let text = form[name] else { return fallback }
      if let value = read(text) { return value }
      faults.append(FieldProblem(field: name, code: "statistics.value-unreadable"))
      return fallback
    }

    mutating func day(_ name: String) -> CalendarDay? {
      guard form[name] != nil else { return nil }
      return value(name, nil) { CalendarDay($0).map(Optional.some) }
    }
  }
}

extension SpecFault {
  /// What is wrong, at the field of the form where it can be put right.
  fileprivate var field: FieldProblem {
    switch self {
    case .noPeriod: FieldProblem(field: "from", code: "statistics.bad-period")
    case .badPeriod: FieldProblem(field: "to", code: "statistics.bad-period")
    case .unknownBreakdown(let name), .unknownCode(_, in: let name): FieldProblem(field: name, code: "statistics.value-unreadable")
    case .sameRowsAndColumns: FieldProblem(field: "columns", code: "statistics.same-rows-and-columns")
    case .amountsWithoutCurrency: FieldProblem(field: "rows", code: "statistics.amounts-without-currency")
    case .stockIsForBalances: FieldProblem(field: "by", code: "statistics.value-unreadable")
    case .balanceRows: FieldProblem(field: "rows", code: "statistics.balance-rows")
    case .ageIsForPending: FieldProblem(field: "rows", code: "statistics.age-is-for-pending")
    case .asOfWithoutDays: FieldProblem(field: "asOf", code: "statistics.as-of-without-days")
    }
  }
}

extension CalendarDay {
  /// The first day of its year.
  var yearBegins: CalendarDay { CalendarDay(year: parts.year, month: 1, day: 1) ?? self }
}
