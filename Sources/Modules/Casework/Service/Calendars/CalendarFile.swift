// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import CaseworkRules
import Foundation
import ICalendar
import Kernel

/// Why a calendar cannot be kept.
enum CannotKeepCalendar: Problem, Equatable {
  /// Fields of the form say nothing that a calendar can have.
  case unreadable(fields: [FieldProblem])
  /// The file is neither a table of calendars nor an iCalendar file, or a line of it cannot be read.
  case unreadableFile(line: Int)
  /// The file names no day off.
  case nothingInFile

  var code: ProblemCode {
    switch self {
    case .unreadable: "casework.calendar-unreadable"
    case .unreadableFile: "casework.calendar-file-unreadable"
    case .nothingInFile: "casework.calendar-file-empty"
    }
  }

  var kind: ProblemKind { .invalid }
  var details: [String: String] { if case .unreadableFile(let line) = self { ["line": "\(line)"] } else { [:] } }

  var fields: [FieldProblem] {
    switch self {
    case .unreadable(let fields): fields
    case .unreadableFile, .nothingInFile: [FieldProblem(field: "file", code: code, details: details)]
    }
  }

  static let examples: [CannotKeepCalendar] = [
    .unreadable(fields: [FieldProblem(field: "source", code: "casework.missing")]), .unreadableFile(line: 2), .nothingInFile,
  ]
}

/// Calendars as files tell them: a table with a line for each period, or the days off of an iCalendar file.
enum CalendarFile {
  /// The columns of a table; its first line names them, in any order.
  static let columns = ["valid_from", "valid_to", "rest_days", "every_year", "holidays", "source"]

  /// The periods of a table, `;` between several values of a field.
  /// - Throws: ``CannotKeepCalendar`` naming the line.
  static func periods(csv data: Data) throws(CannotKeepCalendar) -> [StateCalendar.Period] {
    let table: [[CSVField]]
    do { table = try CSVFile.rows(data) } catch { throw .unreadableFile(line: error.line) }
    let names = table[0].map { $0.text.trimmingCharacters(in: .whitespaces).lowercased() }
    guard names.contains("rest_days"), names.contains("source"), names.allSatisfy(columns.contains) else { throw .unreadableFile(line: 1) }
    var periods: [StateCalendar.Period] = []
    for row in table.dropFirst() {
      let fields = Dictionary(zip(names, row.map { $0.text.trimmingCharacters(in: .whitespaces) })) { first, _ in first }
      guard let period = period(fields), period.faults.isEmpty else { throw .unreadableFile(line: row[0].line) }
      periods.append(period)
    }
    guard !periods.isEmpty else { throw .nothingInFile }
    return periods
  }

  private static func period(_ fields: [String: String]) -> StateCalendar.Period? {
    func list<Value>(_ name: String, _ read: (String) -> Value?) -> [Value]? {
      let parts = (fields[name] ?? "").split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      let values = parts.compactMap(read)
      return values.count == parts.count ? values : nil
    }
    func day(_ name: String) -> CalendarDay?? {
      guard let text = fields[name], !text.isEmpty else { return .some(nil) }
      return CalendarDay(text).map { .some($0) }
    }
    guard let rest = list("rest_days", { Int($0) }), let yearly = list("every_year", { StateCalendar.DayOfYear($0) }),
      let holidays = list("holidays", { CalendarDay($0) }), let from = day("valid_from"), let to = day("valid_to")
    else { return nil }
    return .init(validFrom: from, validTo: to, restDays: rest, everyYear: yearly, holidays: holidays, source: fields["source"] ?? "")
  }

  /// The days off of an iCalendar file: whole days once, and those that come back every year.
  /// - Throws: ``CannotKeepCalendar``.
  static func daysOff(iCalendar data: Data) throws(CannotKeepCalendar) -> (everyYear: [StateCalendar.DayOfYear], once: [CalendarDay]) {
    let found: [WholeDayEvent]
    do { found = try WholeDayEvent.read(data) } catch { throw .unreadableFile(line: error.line) }
    var yearly: Set<String> = []
    var once: Set<CalendarDay> = []
    for event in found {
      guard let first = CalendarDay(year: event.year, month: event.month, day: event.day) else { continue }
      for offset in 0..<event.length {
        let day = first.adding(Days(offset))
        if event.isYearly { yearly.insert(String(day.description.dropFirst(5))) } else { once.insert(day) }
      }
    }
    guard !yearly.isEmpty || !once.isEmpty else { throw .nothingInFile }
    return (yearly.sorted().compactMap { StateCalendar.DayOfYear($0) }, once.sorted())
  }
}
