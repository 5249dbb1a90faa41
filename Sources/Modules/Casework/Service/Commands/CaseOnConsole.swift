// SPDX-License-Identifier: Apache-2.0
public import CaseworkRules
public import Foundation
public import Kernel
public import Localisation
import Storage
import Web

/// The register as the commands of the node's machine see it: whoever has the machine has the database, so nothing is kept from them.
extension Casework {
  private var console: CaseStore.Reader { CaseStore.Reader(officer: "", unit: "", seesEverything: true) }

  /// A request by its identifier or by the reference of either side.
  /// - Throws: ``CannotAct/noSuchRequest``.
  public func request(named name: String) async throws -> Versioned<RegisteredRequest> {
    if let id = ID<RegisteredRequest>(name) { return try await store.request(id, for: console) }
    var filter = RegisterFilter()
    filter.show = .all
    filter.reference = name
    guard let line = try await store.lines(filter, for: console, limit: 1).first else { throw CannotAct.noSuchRequest }
    return try await store.request(line.id, for: console)
  }

  /// One line of the register as text: reference, direction, other State, kind, stage, due day, whose turn it is.
  /// - Parameters:
  ///   - filter: names and values as the addresses of the register and the API have them.
  ///   - instant: when it is asked, for what is overdue.
  /// - Throws: a problem that names the value that no list can show.
  public func lines(_ filter: [(name: String, value: String)], limit: Int, at instant: Date) async throws -> [String] {
    let form = FormData(filter.map { ($0.name, $0.value) })
    let read = RegisterFilter(form, today: CalendarDay(instant, in: zone))
    if let name = read.unread(in: form).first { throw BadCaseQuery(name: name) }
    return try await store.lines(read, for: console, limit: limit).map { line in
      let head = line.request.head
      return [
        head.reference, line.request.direction.rawValue, line.request.otherState.code, head.kind.rawValue, line.request.stageCode,
        line.dueOn?.description ?? "-", line.turn,
      ].joined(separator: "\t")
    }
  }

  /// The whole of a request as JSON, as the API gives it.
  /// - Throws: `EncodingError`.
  public static func json(_ found: Versioned<RegisteredRequest>) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(CaseworkAPI.RequestBody(found))
  }

  /// Every request of the register as JSON, one after another, in the order of the desk.
  public func export(_ write: (Data) throws -> Void) async throws {
    var filter = RegisterFilter()
    filter.show = .all
    while true {
      let lines = try await store.lines(filter, for: console, limit: 200)
      for line in lines { try write(try Self.json(Versioned(line.request, version: line.version))) }
      guard let last = lines.last, lines.count == 200 else { return }
      filter.after = (last.dueOn ?? .latest, last.id)
    }
  }
}
