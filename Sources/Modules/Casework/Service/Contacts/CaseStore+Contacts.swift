// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Keys
import Storage

extension CaseStore {
  /// Each contact has a key of its own, so that it is forgotten without anything else.
  private static func owner(_ id: ID<InformalContact>) -> KeyOwner { KeyOwner(type: "informalContact", id: id.description) }
  private static func cell(_ id: ID<InformalContact>) -> Cell { Cell("informalContact", row: id.description, "entry") }

  /// Which contacts a reader may know of: those of the unit, and once a request followed, those alone whose request the reader may know of.
  private func contactClause(_ reader: Reader, from place: Int) -> (text: String, values: [SQLValue]) {
    let access = accessClause(reader, from: place)
    let followed = "EXISTS (SELECT 1 FROM registeredRequest r WHERE r.id = k.request AND \(access.text))"
    let isOfUnit = reader.unit.isEmpty ? "1 = 1" : "k.unit = $\(place + access.values.count)"
    return (
      "((k.request IS NULL AND \(isOfUnit)) OR (k.request IS NOT NULL AND \(followed)))",
      access.values + (reader.unit.isEmpty ? [] : [reader.unit.sql])
    )
  }

  /// A contact.
  /// - Throws: ``CannotAct/noSuchRecord`` also when the reader may not know of it.
  func contact(_ id: ID<InformalContact>, for reader: Reader) async throws -> Versioned<InformalContact> {
    let access = contactClause(reader, from: 2)
    let rows = try await database.rows(
      SQL("SELECT k.id, k.version, k.entry FROM informalContact k WHERE k.id = $1 AND \(access.text)", [id.sql] + access.values))
    guard let one = try await openedContacts(rows).first else { throw CannotAct.noSuchRecord }
    return one
  }

  /// A contact in a list.
  struct ListedContact: Sendable {
    let contact: InformalContact
    /// The reference of the request that followed, where that one is restricted: then the list tells no more than this.
    let restricted: String?
  }

  /// The contacts that a reader may know of, the latest first.
  func contacts(for reader: Reader, limit: Int) async throws -> [ListedContact] {
    let access = contactClause(reader, from: 2)
    let rows = try await database.rows(
      SQL(
        """
        SELECT k.id, k.version, k.entry, o.reference, o.isRestricted FROM informalContact k
        LEFT JOIN registeredRequest o ON o.id = k.request WHERE \(access.text) ORDER BY k.heldOn DESC, k.id DESC LIMIT $1
        """, [limit.sql] + access.values))
    let restricted = try Dictionary(
      rows.compactMap { row in
        try row.optionalInteger("isRestricted") == 1 ? (try row.text("id"), try row.text("reference")) : nil
      }
    ) { first, _ in first }
    return try await openedContacts(rows).map { ListedContact(contact: $0.value, restricted: restricted[$0.value.id.description]) }
  }

  /// The contacts that a request followed; the request itself must have been read for the same reader before.
  func contacts(of request: ID<RegisteredRequest>, for reader: Reader) async throws -> [Versioned<InformalContact>] {
    let access = contactClause(reader, from: 2)
    return try await openedContacts(
      try await database.rows(
        SQL(
          "SELECT k.id, k.version, k.entry FROM informalContact k WHERE k.request = $1 AND \(access.text) ORDER BY k.id",
          [request.sql] + access.values)))
  }

  /// The statements that shred the contacts that a request followed, for the commit that shreds the request.
  func shreddingContacts(of request: ID<RegisteredRequest>, at instant: Date) async throws -> [SQL] {
    let rows = try await database.rows(SQL("SELECT id FROM informalContact WHERE request = $1", [request.sql]))
    return try rows.flatMap { row in
      let id = try row.value("id") { ID<InformalContact>($0) }
      return [seal.keys.destroying(Self.owner(id), at: instant), SQL("DELETE FROM informalContact WHERE id = $1", [id.sql])]
    }
  }

  private func openedContacts(_ rows: [SQLRow]) async throws -> [Versioned<InformalContact>] {
    let named = try rows.map { (id: try $0.value("id") { ID<InformalContact>($0) }, row: $0) }
    let keys = try await seal.keys.keys(of: named.map { Self.owner($0.id) })
    let decoder = JSONDecoder()
    return try named.compactMap { id, row in
      // A contact that was shredded is not there any more.
      guard case .success(let key)? = keys[Self.owner(id)] else { return nil }
      let plain = try key.open(try row.blob("entry"), at: Self.cell(id))
      return Versioned(try decoder.decode(InformalContact.self, from: plain), version: try row.integer("version"))
    }
  }

  /// Writes a contact with the facts that say why.
  /// - Parameter events: facts of the request that followed.
  /// - Throws: ``CannotAct/changedSinceSeen``.
  func commit(
    _ decision: ContactDecision, over version: Int?, by actor: EventActor, at instant: Date, and events: [NewEvent] = []
  ) async throws {
    var written = try await written(decision, over: version, by: actor, at: instant)
    written.events += events
    do {
      try await database.commit(written)
    } catch is StaleWrite {
      throw CannotAct.changedSinceSeen
    }
  }

  /// What writes a contact, for a commit that has more in it.
  func written(_ decision: ContactDecision, over version: Int?, by actor: EventActor, at instant: Date) async throws -> Commit {
    let contact = decision.state
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = try encoder.encode(contact)
    var statements: [SQL] = []
    let key: DataKey
    if version == nil {
      let made = try await seal.keys.make(for: Self.owner(contact.id), at: instant)
      key = made.key
      statements.append(made.statement)
    } else {
      key = try await seal.keys.key(of: Self.owner(contact.id))
    }
    let values: [SQLValue] = [
      contact.id.sql, ((version ?? 0) + 1).sql, contact.unit.sql, contact.details.on.sql, contact.request.sql, instant.sql,
      try key.seal(bytes, at: Self.cell(contact.id)).sql,
    ]
    if let version {
      statements.append(
        SQL(
          """
          UPDATE informalContact SET version = $2, unit = $3, heldOn = $4, request = $5, changedAt = $6, entry = $7
          WHERE id = $1 AND version = $8
          """, values + [version.sql], mustChange: 1))
    } else {
      statements.append(
        SQL(
          "INSERT INTO informalContact (id, version, unit, heldOn, request, changedAt, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)", values))
    }
    let own = decision.events.map { event in
      NewEvent(
        EventKind(rawValue: "casework.\(event.name.rawValue)"), of: EventSubject("informalContact", contact.id.description), at: instant,
        by: actor, facts: event.facts.mapValues(EventValue.init))
    }
    return Commit(statements, events: own)
  }
}
