// SPDX-License-Identifier: Apache-2.0
public import CaseworkRules
public import Foundation
public import Kernel
public import Localisation
import Storage
import Web

/// The register as the commands of the node's machine see it: whoever has the machine has the database, so nothing is kept from them.
extension Casework {
  var console: CaseStore.Reader { CaseStore.Reader(officer: "", unit: "", seesEverything: true) }

  /// A request by its identifier or by the reference of either side; reading a restricted one is recorded.
  /// - Throws: ``CannotAct/noSuchRequest``.
  public func request(named name: String, at instant: Date = Date()) async throws -> Versioned<RegisteredRequest> {
    try await open(try await id(named: name), for: console, .command, by: .operatorAtConsole, at: instant)
  }

  /// The identifier of a request by itself or by the reference of either side; nothing of it is read.
  /// - Throws: ``CannotAct/noSuchRequest`` for an unknown reference.
  func id(named name: String) async throws -> ID<RegisteredRequest> {
    if let id = ID<RegisteredRequest>(name) { return id }
    var filter = RegisterFilter()
    filter.show = .all
    filter.reference = name
    guard let line = try await store.bareLines(filter, for: console, limit: 1).first else { throw CannotAct.noSuchRequest }
    return line.id
  }

  /// One line of the register as text: reference, direction, other State, kind, stage, due day, whose turn it is.
  /// - Parameters:
  ///   - filter: names and values as the addresses of the register and the API have them; the responsible officer also by name.
  ///   - instant: when it is asked, for what is overdue.
  /// - Throws: a problem that names the value that no list can show.
  public func lines(_ filter: [(name: String, value: String)], limit: Int, at instant: Date) async throws -> [String] {
    let officers = try await officers.staff().members
    let form = FormData(
      filter.map { name, value in
        // People are named at a console; "mine" is nobody's there.
        guard name == "responsible", let named = officers.first(where: { $0.name == value }) else { return (name, value) }
        return (name, named.id)
      })
    guard form["responsible"] != "mine" else { throw BadCaseQuery(name: "responsible") }
    let read = RegisterFilter(form, today: CalendarDay(instant, in: zone))
    if let name = read.unread(in: form).first { throw BadCaseQuery(name: name) }
    return try await store.bareLines(read, for: console, limit: limit).map { line in
      [
        line.reference, line.direction.rawValue, line.state.code, line.kind.rawValue, line.stage, line.dueOn?.description ?? "-", line.turn,
      ].joined(separator: "\t")
    }
  }

  /// The whole case as JSON, as the API gives it.
  /// - Throws: `EncodingError`.
  public func json(_ found: Versioned<RegisteredRequest>, at instant: Date, in words: Words) async throws -> Data {
    try await whole(found, for: console, on: CalendarDay(instant, in: zone), in: words).json()
  }

  /// Every case of the register as JSON, one after another, in the order of the desk; reading the restricted ones is recorded.
  public func export(at instant: Date, in words: Words, _ write: (Data) throws -> Void) async throws {
    var filter = RegisterFilter()
    filter.show = .all
    while true {
      let lines = try await store.lines(filter, for: console, limit: 200)
      let read = lines.filter(\.listed.isRestricted).map { Self.reading($0.id, .export, by: .operatorAtConsole, at: instant) }
      if !read.isEmpty { try await store.database.commit(Commit([], events: read)) }
      for line in lines { try write(try await json(line.listed.found, at: instant, in: words)) }
      guard let last = lines.last, lines.count == 200 else { return }
      filter.after = (last.dueOn ?? .latest, last.id)
    }
  }
}
