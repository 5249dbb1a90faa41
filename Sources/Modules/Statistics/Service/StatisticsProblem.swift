// SPDX-License-Identifier: Apache-2.0
public import CSVFormat
public import Kernel
public import StatisticsRules
public import StrictJSON

/// What keeps a register from being read or a table from being counted.
public enum StatisticsProblem: Problem, Equatable {
  /// A file is not there, or the program may not read it.
  case unreadable(file: String)
  /// A register is not CSV as RFC 4180 has it.
  case notCSV(file: String, CSVError.Reason, line: Int, column: Int)
  /// A register has a column that it may not have.
  case unknownColumn(file: String, column: Int, name: String)
  /// A register has a column twice.
  case repeatedColumn(file: String, name: String)
  /// A register lacks a column.
  case missingColumn(file: String, name: String)
  /// A description of tables is not written as it must be.
  case specUnreadable(file: String, issues: [StrictJSONError.Issue])
  /// A table cannot be counted as it is described.
  case specRefused(faults: [CannotCount.Fault])
  /// Tables of requests and tables of published figures need a register of the same shape.
  case otherShape(file: String)
  /// It was counted, and the register contradicts itself.
  case contradictory(count: Int)
  /// An address describes a table that cannot be counted, or has values that cannot be read.
  case tableRefused([FieldProblem])
  /// The program's own codebook is not as it was installed.
  case damaged

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .unreadable: "statistics.unreadable"
    case .notCSV: "statistics.not-csv"
    case .unknownColumn: "statistics.unknown-column"
    case .repeatedColumn: "statistics.repeated-column"
    case .missingColumn: "statistics.missing-column"
    case .specUnreadable: "statistics.spec-unreadable"
    case .specRefused: "statistics.spec-refused"
    case .otherShape: "statistics.other-shape"
    case .contradictory: "statistics.contradictory"
    case .tableRefused: "statistics.table-refused"
    case .damaged: "statistics.damaged"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .unreadable: .missing
    case .damaged: .unavailable
    default: .invalid
    }
  }

  /// The values of the words.
  public var details: [String: String] {
    switch self {
    case .unreadable(let file), .specUnreadable(let file, _), .otherShape(let file): ["file": file]
    case .notCSV(let file, _, let line, let column): ["file": file, "line": "\(line)", "column": "\(column)"]
    case .unknownColumn(let file, let column, let name): ["file": file, "column": "\(column)", "name": name]
    case .repeatedColumn(let file, let name), .missingColumn(let file, let name): ["file": file, "name": name]
    case .contradictory(let count): ["count": "\(count)"]
    case .specRefused, .tableRefused, .damaged: [:]
    }
  }

  /// The fields of the address concerned.
  public var fields: [FieldProblem] {
    if case .tableRefused(let fields) = self { fields } else { [] }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [StatisticsProblem] = [
    .unreadable(file: "a.csv"), .notCSV(file: "a.csv", .quotation, line: 1, column: 1),
    .unknownColumn(file: "a.csv", column: 1, name: "subject"), .repeatedColumn(file: "a.csv", name: "id"),
    .missingColumn(file: "a.csv", name: "id"), .specUnreadable(file: "a.yaml", issues: []), .specRefused(faults: []),
    .otherShape(file: "a.csv"), .contradictory(count: 2),
    .tableRefused(
      [
        "value-unreadable", "bad-period", "same-rows-and-columns", "amounts-without-currency", "balance-rows", "age-is-for-pending",
        "as-of-without-days",
      ].map { FieldProblem(field: "rows", code: ProblemCode(rawValue: "statistics.\($0)")) }), .damaged,
  ]
}
