// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What one table shows: what is counted, by which day, in which period, broken down by what.
public struct TableSpec: Codable, Hashable, Sendable {
  /// Its stable name.
  public var name: String
  /// Its title, where it has one.
  public var title: LocalText?
  /// The unit counted: a code of the codebook, or `any`.
  public var unit: String
  /// The direction: a code of the codebook, or `any`.
  public var direction: String
  /// By which day a request falls into the period.
  public var dateBasis: DateBasis
  /// The period, whose days both belong to it; `nil` in a set of tables that share one.
  public var period: Period?
  /// What happened after this day is not seen; `nil` sees everything.
  public var asOf: CalendarDay?
  /// Codes to which the table is limited, by breakdown.
  public var only: [String: [String]]?
  /// What its rows are.
  public var rows: Breakdown
  /// What its columns are; `nil` for one column.
  public var columns: Breakdown?
  /// What stands in its cells.
  public var figure: FigureKind

  /// By which day a request falls into a period.
  public enum DateBasis: String, Codable, Hashable, Sendable, CaseIterable {
    /// The day it came or was sent.
    case received
    /// The day its arrival was acknowledged.
    case acknowledged
    /// The day it was decided.
    case decided
    /// The day it was closed.
    case closed
    /// No single day: what was open at an end of the period, and what came and went. For balances, clearance and what is pending.
    case stock
  }

  /// A period, both days included.
  public struct Period: Codable, Hashable, Sendable {
    /// The first day.
    public var from: CalendarDay
    /// The last day.
    public var to: CalendarDay

    /// A period.
    public init(from: CalendarDay, to: CalendarDay) {
      self.from = from
      self.to = to
    }
  }

  /// What stands in the cells.
  public enum FigureKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// How many.
    case count
    /// From arrival to acknowledgement.
    case daysToAcknowledgement
    /// From arrival to decision.
    case daysToDecision
    /// From arrival to closing, without the days on which it stood still.
    case daysToClosure
    /// What was frozen or seized.
    case frozen
    /// What was confiscated.
    case confiscated
    /// What was returned.
    case returned
    /// Stock, new and closed.
    case balance
    /// Closed in the period by new in the period.
    case clearance
    /// How many are open at the end of the period.
    case pending

    /// Whether it is a sum of money.
    public var isAmount: Bool { self == .frozen || self == .confiscated || self == .returned }

    /// Whether it goes by the stock and by no single day.
    public var isOfStock: Bool { self == .balance || self == .clearance || self == .pending }
  }

  /// Describes a table.
  public init(
    _ name: String, unit: String = "request", direction: String = "any", dateBasis: DateBasis = .received, period: Period? = nil,
    asOf: CalendarDay? = nil, only: [String: [String]]? = nil, rows: Breakdown, columns: Breakdown? = nil, figure: FigureKind = .count
  ) {
    self.name = name
    self.unit = unit
    self.direction = direction
    self.dateBasis = dateBasis
    self.period = period
    self.asOf = asOf
    self.only = only
    self.rows = rows
    self.columns = columns
    self.figure = figure
  }
}

/// Several tables that are counted together.
public struct TableSet: Codable, Hashable, Sendable {
  /// The period of those that have none of their own.
  public var period: TableSpec.Period?
  /// What happened after this day none of them sees, unless it has a day of its own.
  public var asOf: CalendarDay?
  /// The tables.
  public var tables: [TableSpec]

  /// A set of tables.
  public init(period: TableSpec.Period? = nil, asOf: CalendarDay? = nil, tables: [TableSpec]) {
    self.period = period
    self.asOf = asOf
    self.tables = tables
  }

  /// The tables, each with its period and day.
  public var specified: [TableSpec] {
    tables.map {
      var table = $0
      table.period = table.period ?? period
      table.asOf = table.asOf ?? asOf
      return table
    }
  }
}

/// Why a table cannot be counted as it is described.
public enum SpecFault: Hashable, Sendable {
  /// It names no period.
  case noPeriod
  /// Its period ends before it begins, or is longer than two hundred years.
  case badPeriod
  /// The codebook has no such breakdown to limit a table to.
  case unknownBreakdown(String)
  /// The codebook has no such code.
  case unknownCode(String, in: String)
  /// Rows and columns are the same.
  case sameRowsAndColumns
  /// Amounts of different currencies are not added: one of rows and columns is the currency.
  case amountsWithoutCurrency
  /// A balance, clearance and what is pending have the date basis `stock`, and nothing else has.
  case stockIsForBalances
  /// A balance and clearance have no columns, and their rows are the years or a breakdown whose parts add up.
  case balanceRows
  /// How old requests are can be told of those that are pending, and they stand in no year or quarter of the period.
  case ageIsForPending
  /// Amounts and reasons for delay have no day of their own, so that nobody knows which of them were there on an earlier day.
  case asOfWithoutDays

  /// The stable name.
  public var code: String {
    switch self {
    case .noPeriod: "no-period"
    case .badPeriod: "bad-period"
    case .unknownBreakdown: "unknown-breakdown"
    case .unknownCode: "unknown-code"
    case .sameRowsAndColumns: "same-rows-and-columns"
    case .amountsWithoutCurrency: "amounts-without-currency"
    case .stockIsForBalances: "stock-is-for-balances"
    case .balanceRows: "balance-rows"
    case .ageIsForPending: "age-is-for-pending"
    case .asOfWithoutDays: "as-of-without-days"
    }
  }

  /// What of the description it is about.
  public var value: String {
    switch self {
    case .unknownBreakdown(let name): name
    case .unknownCode(let code, let name): "\(name): \(code)"
    case .stockIsForBalances: TableSpec.DateBasis.stock.rawValue
    default: ""
    }
  }
}

extension TableSpec {
  /// Everything that keeps it from being counted; empty when it can be.
  public func faults(in codebook: Codebook) -> [SpecFault] {
    var found: [SpecFault] = []
    if let period {
      if period.to < period.from || period.from.days(to: period.to).count > 200 * 366 { found.append(.badPeriod) }
    } else {
      found.append(.noPeriod)
    }
    for (name, code) in [(Breakdown.unit, unit), (.direction, direction)] where code != "any" {
      if codebook.index(of: code, in: name) == nil { found.append(.unknownCode(code, in: name.rawValue)) }
    }
    for (name, codes) in (only ?? [:]).sorted(by: { $0.key < $1.key }) {
      found += Self.faults(of: codes, in: name, codebook)
    }
    let shown = [rows] + (columns.map { [$0] } ?? [])
    if rows == columns { found.append(.sameRowsAndColumns) }
    if figure.isAmount, !shown.contains(.currency) { found.append(.amountsWithoutCurrency) }
    if figure.isOfStock != (dateBasis == .stock) { found.append(.stockIsForBalances) }
    if figure == .balance || figure == .clearance, columns != nil || rows.isSeveral || rows == .quarter || rows == .outcome {
      found.append(.balanceRows)
    }
    let isDated = shown.contains(.year) || shown.contains(.quarter)
    if figure == .pending ? isDated : shown.contains(.age) { found.append(.ageIsForPending) }
    if asOf != nil, figure.isAmount || shown.contains(.delay) || only?["delay"] != nil { found.append(.asOfWithoutDays) }
    return found
  }

  private static func faults(of codes: [String], in name: String, _ codebook: Codebook) -> [SpecFault] {
    guard let dimension = Breakdown(rawValue: name), ![.year, .quarter, .age].contains(dimension) else { return [.unknownBreakdown(name)] }
    return codes.filter { code in
      dimension == .state ? StateCode(code)?.code != code : codebook.index(of: code, in: dimension) == nil
    }.map { .unknownCode($0, in: name) }
  }
}
