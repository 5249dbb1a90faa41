// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Keys
import Storage

extension CaseRecordKind {
  /// The kinds that the part about tracks shows, in its order.
  static let tracks: [CaseRecordKind] = [
    .material, .consentToUse, .undertaking, .safeConduct, .transferredPerson, .property, .directRecovery, .extradition,
    .parallelInvestigations,
  ]
}

/// A record of any kind with its version.
struct AnyTrack: Sendable {
  let kind: CaseRecordKind
  /// The identifier, as addresses have it.
  let id: String
  let value: any CaseRecord
  let version: Int
}

/// A record in a list over all cases.
struct ListedTrack: Sendable {
  let track: AnyTrack
  let request: ListedRequest
}

extension CaseStore {
  /// The tracks of a request and what was received for it, in the order of kinds and of their making, with one question.
  ///
  /// The request itself must have been read for the same reader before.
  func tracks(of request: ID<RegisteredRequest>, for reader: Reader) async throws -> [AnyTrack] {
    let kinds = CaseRecordKind.tracks.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let rows = try await database.rows(
      SQL(
        """
        SELECT c.id, c.kind, c.version, c.entry FROM caseRecord c
        WHERE c.request = $1 AND c.kind IN (\(kinds)) AND \(compartmentClause(reader)) ORDER BY c.id
        """, [request.sql]))
    guard !rows.isEmpty else { return [] }
    let key = try await seal.keys.key(of: CaseSeal.owner(request))
    let found = try rows.map { try track($0, with: key) }
    return CaseRecordKind.tracks.flatMap { kind in found.filter { $0.kind == kind } }
  }

  /// The records of a kind over all requests that a reader may know of, the latest first.
  /// - Parameters:
  ///   - isOpen: only those with which something waits.
  ///   - state: only those of requests with this State on the other side.
  ///   - place: the record after which the list goes on.
  func listed(
    _ kind: CaseRecordKind, isOpen: Bool, state: StateCode?, after place: String?, for reader: Reader, limit: Int
  ) async throws -> [ListedTrack] {
    let access = accessClause(reader, from: 2)
    var values: [SQLValue] = [kind.rawValue.sql] + access.values
    func bound(_ value: SQLValue) -> String {
      values.append(value)
      return "$\(values.count)"
    }
    var conditions = ["c.kind = $1", access.text, compartmentClause(reader)]
    if isOpen { conditions.append("c.isOpen = 1") }
    if let state { conditions.append("r.otherState = \(bound(state.sql))") }
    if let place { conditions.append("c.id < \(bound(place.sql))") }
    let rows = try await database.rows(
      SQL(
        """
        SELECT c.id, c.kind, c.version, c.entry, c.request, r.isRestricted FROM caseRecord c JOIN registeredRequest r ON r.id = c.request
        WHERE \(conditions.joined(separator: " AND ")) ORDER BY c.id DESC LIMIT \(bound(limit.sql))
        """, values))
    return try await opened(rows, for: reader)
  }

  /// The tracks with which something waits until a day, over all requests that a reader may know of, the most pressing first.
  func due(until day: CalendarDay, for reader: Reader, limit: Int) async throws -> [ListedTrack] {
    let access = accessClause(reader, from: 3)
    let kinds = CaseRecordKind.tracks.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let rows = try await database.rows(
      SQL(
        """
        SELECT c.id, c.kind, c.version, c.entry, c.request, r.isRestricted FROM caseRecord c JOIN registeredRequest r ON r.id = c.request
        WHERE c.isOpen = 1 AND c.dueOn <= $1 AND c.kind IN (\(kinds)) AND \(compartmentClause(reader)) AND \(access.text)
        ORDER BY c.dueOn, c.id LIMIT $2
        """, [day.sql, limit.sql] + access.values))
    return try await opened(rows, for: reader)
  }

  /// What other States ask about another use and nobody answered yet, over all requests that a reader may know of, the most pressing first.
  func waitingUses(for reader: Reader, limit: Int) async throws -> [ListedTrack] {
    let access = accessClause(reader, from: 3)
    let rows = try await database.rows(
      SQL(
        """
        SELECT c.id, c.kind, c.version, c.entry, c.request, r.isRestricted FROM caseRecord c JOIN registeredRequest r ON r.id = c.request
        WHERE c.kind = $1 AND c.isOpen = 1 AND \(compartmentClause(reader)) AND \(access.text) ORDER BY c.dueOn, c.id LIMIT $2
        """, [CaseRecordKind.consentToUse.rawValue.sql, limit.sql] + access.values))
    return try await opened(rows, for: reader)
  }

  private func opened(_ rows: [SQLRow], for reader: Reader) async throws -> [ListedTrack] {
    var requests: [ID<RegisteredRequest>: ListedRequest] = [:]
    var listed: [ListedTrack] = []
    for row in rows {
      let id = try row.value("request") { ID<RegisteredRequest>($0) }
      if requests[id] == nil { requests[id] = try await owner(id, of: row, for: reader) }
      guard let request = requests[id] else { continue }
      let key = try await seal.keys.key(of: CaseSeal.owner(id))
      listed.append(ListedTrack(track: try track(row, with: key), request: request))
    }
    return listed
  }

  /// The request of a row that says of it only whether it is restricted.
  func owner(_ id: ID<RegisteredRequest>, of row: SQLRow, for reader: Reader) async throws -> ListedRequest {
    ListedRequest(found: try await request(id, for: reader), isRestricted: try row.integer("isRestricted") == 1)
  }

  private func track(_ row: SQLRow, with key: DataKey) throws -> AnyTrack {
    let id = try row.text("id")
    let kind = try row.value("kind") { CaseRecordKind(rawValue: $0) }
    let plain = try key.open(try row.blob("entry"), at: Self.recordCell(id))
    return AnyTrack(kind: kind, id: id, value: try Self.decoded(kind.type, plain), version: try row.integer("version"))
  }

  private static func decoded<Record: CaseRecord>(_ type: Record.Type, _ plain: Data) throws -> any CaseRecord {
    try JSONDecoder().decode(type, from: plain)
  }
}
