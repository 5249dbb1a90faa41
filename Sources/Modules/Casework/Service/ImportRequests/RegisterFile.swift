// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import CaseworkRules
import DirectoryRules
import Foundation
import Kernel
import StrictJSON

/// A register kept in a spreadsheet or written by another program, read row by row.
struct RegisterFile: Sendable {
  /// A row with its place in the file.
  struct Row: Sendable {
    let line: Int
    let request: ImportedRequest
  }

  /// One thing that is wrong, with its place and the code of its words.
  struct Fault: Hashable, Sendable {
    let line: Int
    let column: String
    let code: String
  }

  private(set) var rows: [Row] = []
  private(set) var faults: [Fault] = []

  /// The columns of a table, in the order in which they are written; the first line names them, in any order.
  static let columns = [
    "direction", "reference", "their_reference", "state", "kind", "arrived_on", "subject", "basis", "bases", "offences", "channel",
    "medium",
    "direct_contact", "unit", "items", "delays", "closed_on", "suspended_days", "limitation_on_use", "confidentiality", "conditions",
    "persons",
  ]
  /// The columns that a table can do without.
  static let optionalColumns: Set<String> = [
    "their_reference", "basis", "bases", "offences", "channel", "medium", "direct_contact", "unit", "delays", "closed_on", "suspended_days",
    "limitation_on_use", "confidentiality", "conditions", "persons",
  ]

  /// Reads a table; every row is looked at, so that one look tells all that is wrong.
  /// - Throws: `CSVError` when it is no table.
  init(csv data: Data) throws(CSVError) {
    let table = try CSVFile.rows(data)
    let names = table[0].map { $0.text.trimmingCharacters(in: .whitespaces).lowercased() }
    for (place, name) in names.enumerated() where !Self.columns.contains(name) {
      faults.append(Fault(line: 1, column: names[place], code: "unknown-column"))
    }
    for name in Self.columns where !names.contains(name) && !Self.optionalColumns.contains(name) {
      faults.append(Fault(line: 1, column: name, code: "column-missing"))
    }
    guard faults.isEmpty else { return }
    for fields in table.dropFirst() {
      var row = RegisterRow(Dictionary(zip(names, fields.map(\.text))) { first, _ in first })
      let request = row.request()
      if let request, row.faults.isEmpty {
        rows.append(Row(line: fields[0].line, request: request))
      } else {
        faults += row.faults.map { Fault(line: fields[0].line, column: $0.column, code: $0.code) }
      }
    }
  }

  /// Reads a list of requests as JSON.
  /// - Throws: `StrictJSONError` with line, column and path.
  init(json data: Data) throws(StrictJSONError) {
    let tree = try StrictJSON.parse(data, limits: StrictLimits(bytes: 1 << 30))
    let requests = try StrictDecoder().decode([ImportedRequest].self, from: tree)
    rows = requests.enumerated().map { Row(line: $0 + 1, request: $1) }
  }
}

/// One row of a table, read field by field.
struct RegisterRow {
  let fields: [String: String]
  private(set) var faults: [(column: String, code: String)] = []

  init(_ fields: [String: String]) { self.fields = fields }

  private func text(_ column: String) -> String? {
    guard let text = fields[column]?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
    return text
  }

  private mutating func needed(_ column: String) -> String {
    if let text = text(column) { return text }
    faults.append((column, "missing"))
    return ""
  }

  private mutating func value<Value>(_ column: String, _ fallback: Value, _ read: (String) -> Value?) -> Value {
    let written = needed(column)
    guard !written.isEmpty else { return fallback }
    if let value = read(written) { return value }
    faults.append((column, "unreadable"))
    return fallback
  }

  private mutating func optional<Value>(_ column: String, _ read: (String) -> Value?) -> Value? {
    guard let written = text(column) else { return nil }
    if let value = read(written) { return value }
    faults.append((column, "unreadable"))
    return nil
  }

  private mutating func list<Value>(_ column: String, _ read: (String) -> Value?) -> [Value] {
    (text(column) ?? "").split(separator: ";").compactMap { part in
      if let value = read(part.trimmingCharacters(in: .whitespaces)) { return value }
      faults.append((column, "unreadable"))
      return nil
    }
  }

  /// The request of the row; `nil` when the State on the other side cannot be read, which is then among the faults.
  mutating func request() -> ImportedRequest? {
    let state = value("state", nil) { StateCode($0).map(Optional.some) }
    var request: ImportedRequest?
    if let state { request = written(by: state) }
    request?.theirReference = text("their_reference")
    return request
  }

  private mutating func written(by state: StateCode) -> ImportedRequest {
    var request = ImportedRequest(
      value("direction", .incoming) { RegisteredRequest.Direction(rawValue: $0) }, reference: needed("reference"),
      state: state, kind: value("kind", .criminalAssistance) { CooperationKind(rawValue: $0) },
      arrivedOn: value("arrived_on", .earliest) { CalendarDay($0) }, subject: needed("subject"), items: list("items", Self.item))
    request.basis = optional("basis") { AppliedBasis.Kind(rawValue: $0) }
    request.bases = list("bases") { AppliedBasis.Kind(rawValue: $0) }
    request.offences = list("offences") { Int($0) }
    request.channel = optional("channel") { Channel(rawValue: $0) }
    request.medium = optional("medium") { Arrival.Medium(rawValue: $0) } ?? .paper
    request.isDirectContact = optional("direct_contact") { ["yes": true, "no": false][$0] } ?? false
    request.unit = text("unit")
    request.delays = list("delays") { DelayReason(rawValue: $0) }
    request.closedOn = optional("closed_on") { CalendarDay($0) }
    request.suspendedDays = optional("suspended_days") { Int($0).flatMap { $0 >= 0 ? $0 : nil } }
    request.limitationOnUse = text("limitation_on_use")
    request.confidentiality = text("confidentiality")
    request.conditions = list("conditions") { $0 }
    request.persons = list("persons", Self.person)
    return request
  }

  /// `Jane Doe`, or `legalEntity=Harbour Company`.
  private static func person(_ text: String) -> ImportedRequest.NamedPerson? {
    let halves = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard halves.count == 2 else { return .init(text) }
    guard let kind = SubjectDetails.Kind(rawValue: halves[0]), kind.isPerson else { return nil }
    return .init(halves[1], kind)
  }

  /// `bankRecords`, `bankRecords=executed@2024-05-01`, `takeEvidence=refused:notInConformity:language`.
  private static func item(_ text: String) -> ImportedRequest.Item? {
    let halves = text.split(separator: "=", maxSplits: 1)
    guard let sought = SoughtAct(code: String(halves[0])) else { return nil }
    guard halves.count == 2 else { return .init(sought) }
    let dated = halves[1].split(separator: "@", maxSplits: 1)
    let parts = dated[0].split(separator: ":")
    guard let first = parts.first, let outcome = ImportedRequest.Item.Outcome(rawValue: String(first)) else { return nil }
    var item = ImportedRequest.Item(sought, outcome: outcome)
    if dated.count == 2 {
      guard let day = CalendarDay(dated[1]) else { return nil }
      item.on = day
    }
    if parts.count > 1 {
      guard let ground = GroundForRefusal(rawValue: String(parts[1])) else { return nil }
      item.grounds = [ground]
    }
    if parts.count > 2 {
      guard let cause = CauseOfRefusal(rawValue: String(parts[2])) else { return nil }
      item.causes = [cause]
    }
    return parts.count > 3 ? nil : item
  }
}
