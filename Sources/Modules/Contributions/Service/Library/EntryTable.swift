// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import ContributionsRules
import Foundation
import Kernel
import Storage

/// Why a table was not taken.
enum CannotTakeTable: Problem, Equatable {
  /// It is no table as comma-separated values.
  case unreadable(line: Int, column: Int)
  /// Its first line is not the names of fields, or the short name is not among them.
  case wrongColumns(String)
  /// A line is wrong, or its short name stands twice.
  case wrongLine(Int, field: String, fault: ProblemCode)
  /// It has more lines than are taken at once.
  case tooLong(limit: Int)

  var code: ProblemCode {
    switch self {
    case .unreadable: "contributions.table-unreadable"
    case .wrongColumns: "contributions.table-wrong-columns"
    case .wrongLine: "contributions.table-wrong-line"
    case .tooLong: "contributions.table-too-long"
    }
  }

  var kind: ProblemKind { .invalid }

  var details: [String: String] {
    switch self {
    case .unreadable(let line, let column): ["line": "\(line)", "column": "\(column)"]
    case .wrongColumns(let name): ["name": name]
    case .wrongLine(let line, let field, _): ["line": "\(line)", "field": field]
    case .tooLong(let limit): ["limit": "\(limit)"]
    }
  }

  var fields: [FieldProblem] {
    guard case .wrongLine(_, _, let fault) = self else { return [] }
    return [FieldProblem(field: "file", code: fault)]
  }

  static let examples: [CannotTakeTable] = [
    .unreadable(line: 1, column: 1), .wrongColumns("title"), .wrongLine(2, field: "mark", fault: EntryFault.missing.code),
    .tooLong(limit: EntryTable.limit),
  ]
}

/// Entries as a table: one line each, the names of fields on the first line, known by their short names.
enum EntryTable {
  /// The lines that are taken at once.
  static let limit = 5000

  static func columns(_ form: [EntryField]) -> [String] { form.flatMap(\.names) }

  /// A table of entries, to keep and to bring again.
  static func text<Entry: EditableEntry>(_ entries: [Entry]) -> String {
    let columns = columns(Entry.form)
    return CSVFile.text([columns] + entries.map { entry in columns.map { entry.fields[$0] } }, guardsFormulas: true)
  }

  /// Any lines as a table.
  static func plain(_ rows: [[String]]) -> String { CSVFile.text(rows, guardsFormulas: true) }

  /// One line of a table that was brought.
  struct Line: Hashable {
    let number: Int
    let fields: EntryFields
    /// The fields that the table has; those that it leaves out stay as they are.
    let columns: Set<String>
  }

  /// Reads a table; a column may be left out, one that is not known is refused.
  /// - Throws: ``CannotTakeTable``.
  static func read(_ data: Data, _ form: [EntryField], key: String = "mark") throws(CannotTakeTable) -> [Line] {
    let rows: [[CSVField]]
    do { rows = try CSVFile.rows(data) } catch { throw .unreadable(line: error.line, column: error.column) }
    guard rows.count - 1 <= limit else { throw .tooLong(limit: limit) }
    let names = rows[0].map { $0.text.trimmingCharacters(in: .whitespaces) }
    let known = Set(columns(form))
    for (place, name) in names.enumerated() where !known.contains(name) || names.firstIndex(of: name) != place { throw .wrongColumns(name) }
    guard names.contains(key) else { throw .wrongColumns(key) }
    var seen: Set<String> = []
    var lines: [Line] = []
    for row in rows.dropFirst() {
      var fields = EntryFields()
      for (name, field) in zip(names, row) { fields[name] = CSVFile.unguarded(field.text) }
      let number = row[0].line
      guard !fields[key].isEmpty else { throw .wrongLine(number, field: key, fault: EntryFault.missing.code) }
      guard seen.insert(fields[key]).inserted else { throw .wrongLine(number, field: key, fault: EntryFault.nameTaken.code) }
      lines.append(Line(number: number, fields: fields, columns: Set(names)))
    }
    return lines
  }
}

/// How many lines of a table did what.
struct TakenLines: Hashable, Sendable {
  var (added, changed, unchanged) = (0, 0, 0)
}

extension ContributionsStore {
  /// Takes a table: what has the short name of an entry changes it, the rest is new; all of it or nothing.
  /// - Throws: ``CannotTakeTable``; `StaleWrite` or `UniqueViolation` when somebody else changed one of them meanwhile.
  func take<Entry: Kept & VerifiedEntry>(
    _ data: Data, of type: Entry.Type, as events: (added: String, changed: String), in surroundings: EntrySurroundings, by maker: Maker,
    at instant: Date
  ) async throws -> TakenLines {
    var (change, taken) = (Change(), TakenLines())
    for line in try EntryTable.read(data, Entry.form) {
      let now = try await thing(type, mark: line.fields["mark"])
      var fields = now?.value.fields ?? EntryFields()
      for name in line.columns { fields[name] = line.fields[name] }
      let entry: Entry
      do {
        entry = try Entry.entered(fields, over: now?.value, id: now?.value.id ?? ID(), in: surroundings)
      } catch {
        let fault = error.fields.first
        throw CannotTakeTable.wrongLine(line.number, field: fault?.field ?? "mark", fault: fault?.code ?? error.code)
      }
      if entry == now?.value {
        taken.unchanged += 1
      } else {
        if now == nil { taken.added += 1 } else { taken.changed += 1 }
        try change.keep(
          entry, over: now?.version ?? 0, as: now == nil ? events.added : events.changed, by: maker, at: instant)
      }
    }
    if !change.commit.statements.isEmpty { try await commit(change) }
    return taken
  }
}
