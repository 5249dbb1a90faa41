// SPDX-License-Identifier: Apache-2.0
import Kernel
import StatisticsRules
import Storage

/// One request of the node as the table of the module keeps it.
struct RequestRow: Hashable, Sendable {
  /// The request, by its identifier.
  let request: String
  /// The index of the last event that changed what is counted.
  let eventIndex: Int64
  /// What is counted; `nil` for one that is not counted any more.
  let counted: CountedRequest?
}

/// Turns what is counted into the columns of the table and back.
struct RequestColumns: Sendable {
  private static let exclusive: [Breakdown] = [.unit, .direction, .kind, .proceeding, .basisClass, .outcome, .currency]
  private static let several: [Breakdown] = [.basis, .offence, .measure, .ground, .delay]
  private static let names =
    ["request", "eventIndex", "isCounted"]
    + ["unit", "direction", "kind", "proceeding", "basisClass", "outcome", "currency"]
    + ["bases", "offences", "measures", "grounds", "delays"]
    + ["state", "receivedOn", "acknowledgedOn", "decidedOn", "closedOn", "suspendedDays", "frozen", "confiscated", "returned"]

  private let codes: [Breakdown: [String]]
  private let places: CodePlaces

  init(_ codebook: Codebook) {
    codes = Dictionary(codebook.variables.map { ($0.name, $0.codes.map(\.code)) }) { first, _ in first }
    places = CodePlaces(codebook)
  }

  /// The statement that writes a row, new or in the place of an older one.
  func written(_ row: RequestRow) -> SQL {
    let counted = row.counted ?? CountedRequest()
    let values: [SQLValue] =
      [row.request.sql, .integer(row.eventIndex), (row.counted != nil).sql]
      + Self.exclusive.map { code(counted, $0).sql } + Self.several.map { codes(counted, $0).sql }
      + [(counted.state.state?.code ?? "").sql]
      + [counted.receivedOn, counted.acknowledgedOn, counted.decidedOn, counted.closedOn].map { ($0.calendarDay?.description ?? "").sql }
      + [counted.suspendedDays < 0 ? .null : .integer(Int64(counted.suspendedDays))]
      + [counted.frozen, counted.confiscated, counted.returned].map { $0.isRecorded ? .integer($0.hundredths) : .null }
    return SQL(Self.upsert, values)
  }

  private static let upsert: String = {
    let places = names.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let changes = names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    return "INSERT INTO statisticsRequest (\(names.joined(separator: ", "))) VALUES (\(places)) "
      + "ON CONFLICT (request) DO UPDATE SET \(changes)"
  }()

  private func code(_ request: CountedRequest, _ name: Breakdown) -> String {
    let place = request.code(name)
    guard let codes = codes[name], Int(place) < codes.count else { return "" }
    return codes[Int(place)]
  }

  private func codes(_ request: CountedRequest, _ name: Breakdown) -> String {
    let bits = request.several(name).bits
    return (codes[name] ?? []).enumerated().filter { bits & 1 << UInt64($0.offset) != 0 }.map(\.element).joined(separator: ";")
  }

  /// Reads a row.
  /// - Throws: `UnreadableRow` when it is not as the program wrote it.
  func read(_ row: SQLRow) throws -> RequestRow {
    let isCounted = try row.integer("isCounted") == 1
    return RequestRow(
      request: try row.text("request"), eventIndex: Int64(try row.integer("eventIndex")), counted: isCounted ? try counted(row) : nil)
  }

  private func counted(_ row: SQLRow) throws -> CountedRequest {
    func place(_ name: Breakdown) throws -> CountedRequest.Code { places.place(try row.text(name.rawValue), name) }
    func labels(_ column: String, _ name: Breakdown) throws -> LabelSet {
      places.labels(try row.text(column).split(separator: ";").map(String.init), name)
    }
    func day(_ column: String) throws -> DayIndex {
      let text = try row.text(column)
      if text.isEmpty { return .none }
      guard let day = CalendarDay(text) else { throw UnreadableRow(column: column) }
      return DayIndex(day)
    }
    func amount(_ column: String) throws -> Amount {
      try row.optionalInteger(column).map { Amount(hundredths: Int64($0)) } ?? .notRecorded
    }
    var request = CountedRequest()
    (request.unit, request.direction, request.kind) = (try place(.unit), try place(.direction), try place(.kind))
    (request.proceeding, request.basisClass) = (try place(.proceeding), try place(.basisClass))
    (request.outcome, request.currency) = (try place(.outcome), try place(.currency))
    request.state = StateCode(try row.text("state")).map { StateIndex($0) } ?? .notRecorded
    (request.bases, request.offences) = (try labels("bases", .basis), try labels("offences", .offence))
    (request.measures, request.grounds) = (try labels("measures", .measure), try labels("grounds", .ground))
    request.delays = try labels("delays", .delay)
    (request.receivedOn, request.acknowledgedOn) = (try day("receivedOn"), try day("acknowledgedOn"))
    (request.decidedOn, request.closedOn) = (try day("decidedOn"), try day("closedOn"))
    request.suspendedDays = try row.optionalInteger("suspendedDays").map { Int32($0) } ?? -1
    request.frozen = try amount("frozen")
    request.confiscated = try amount("confiscated")
    request.returned = try amount("returned")
    return request
  }
}
