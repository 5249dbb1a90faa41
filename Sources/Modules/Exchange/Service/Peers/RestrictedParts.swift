// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
public import Kernel
public import Keys
public import Storage

/// What other States tell authorities alone, at a node that follows the directory.
///
/// It is fetched from the secretariat's node after the public part, compared with the digest that the State signed, and kept sealed. What is missing or wrong is told, and the public part counts all the same.
public struct RestrictedParts: Sendable {
  private let database: any Database
  private let keys: DataKeys
  private let follower: DirectoryFollower
  private let transport: any PeerTransport
  private let now: @Sendable () -> Date

  /// Passes in what it needs.
  public init(
    database: any Database, keys: DataKeys, follower: DirectoryFollower, transport: any PeerTransport,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.database = database
    self.keys = keys
    self.follower = follower
    self.transport = transport
    self.now = now
  }

  // MARK: Fetching

  /// Fetches what is not here yet.
  /// - Returns: whether everything that the directory names is here.
  /// - Throws: an error of the database or of the keys; what another node does is none.
  public func refresh() async throws -> Bool {
    let known = try await follower.current()
    guard known.copy?.standing(at: now()).isRelied == true else { return known.restricted.isEmpty }
    let rows = try await database.rows(SQL("SELECT state, pointer, fault FROM exchangeRestricted WHERE content IS NULL ORDER BY state"))
    var isWhole = true
    for row in rows {
      let state = try row.value("state") { StateCode($0) }
      guard let file = known.restricted[state], try row.blob("pointer") == file else { continue }
      let outcome = await fetched(file, of: state, from: known.secretariat?.entry.peer(at: now()))
      try await keep(outcome, of: state, file, before: row.optionalText("fault").flatMap(RestrictedFault.init(rawValue:)))
      if case .failure = outcome { isWhole = false }
    }
    return isWhole
  }

  private func fetched(_ file: Data, of state: StateCode, from secretariat: Peer?) async -> Result<RestrictedPart, RestrictedFault> {
    guard let pointer = try? RestrictedPointer(reading: file), pointer.state == state else { return .failure(.wrong) }
    guard let secretariat else { return .failure(.noSecretariat) }
    guard
      case .answered(200, _, let bytes) = await transport.ask(
        WireQuestion(method: "GET", path: RestrictedShelf.path(of: pointer)), of: secretariat)
    else { return .failure(.missing) }
    guard let part = try? RestrictedPart.read(bytes, as: pointer) else { return .failure(.wrong) }
    return .success(part)
  }

  /// Keeps what came of it, unless the directory names another part meanwhile.
  private func keep(
    _ outcome: Result<RestrictedPart, RestrictedFault>, of state: StateCode, _ pointer: Data, before: RestrictedFault?
  ) async throws {
    switch outcome {
    case .success(let part):
      let key = try await keys.keyMadeOnce(for: .restricted(state), at: now())
      let sealed = try key.seal(part.file, at: Self.cell(state))
      try await database.commit(
        Commit([
          SQL(
            "UPDATE exchangeRestricted SET content = $1, fetchedAt = $2, fault = NULL WHERE state = $3 AND pointer = $4",
            [sealed.sql, now().sql, state.sql, pointer.sql])
        ]))
    case .failure(let fault):
      // Said once: an attempt an hour must not fill the event log.
      guard fault != before else { return }
      let event = NewEvent(
        "exchange.restrictedRefused", of: EventSubject("exchangeRestrictedPart", state.code), at: now(), by: .program,
        facts: ["fault": .text(fault.rawValue)])
      try await database.commit(
        Commit(
          [
            SQL("UPDATE exchangeRestricted SET fault = $1 WHERE state = $2 AND pointer = $3", [fault.rawValue.sql, state.sql, pointer.sql])
          ], events: [event]))
    }
  }

  private static func cell(_ state: StateCode) -> Cell { Cell("exchangeRestricted", row: state.code, "content") }

  // MARK: Reading

  /// What is not here, for whoever looks after the exchange.
  static let faults = SQL("SELECT state, fault FROM exchangeRestricted WHERE fault IS NOT NULL ORDER BY state")

  static func faults(_ rows: [SQLRow]) throws -> [(state: StateCode, fault: RestrictedFault)] {
    try rows.map { row in
      (try row.value("state") { StateCode($0) }, try row.value("fault", RestrictedFault.init(rawValue:)))
    }
  }

  /// What a State tells authorities alone; `nil` when it tells nothing, when it is not here, or when the State's part of the directory does not
  /// count now.
  /// - Throws: `KeyProblem` when it cannot be opened.
  public func content(of state: StateCode) async throws -> Data? {
    let known = try await follower.current()
    guard let file = known.restricted[state], known.authorities(of: state).contains(where: { known.peer($0, at: now()) != nil }) else {
      return nil
    }
    let row = try await database.row(
      SQL("SELECT content FROM exchangeRestricted WHERE state = $1 AND pointer = $2 AND content IS NOT NULL", [state.sql, file.sql]))
    guard let sealed = try row?.blob("content") else { return nil }
    let opened = try await keys.key(of: .restricted(state)).open(sealed, at: Self.cell(state))
    return try RestrictedPart.read(opened, as: RestrictedPointer(reading: file)).content
  }
}
