// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage

extension MandateProposal: Kept {
  static let table = "mandateProposal"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] { [("mandate", mandate.sql), ("isOpen", isOpen.sql)] }
}

/// Mandates with everything that their lists and pages name.
struct MandateRegister: Sendable {
  let mandates: [Mandate]
  let bodies: [ID<Body>: Body]
  let meetings: [ID<Meeting>: Meeting]
  let documents: [ID<MeetingDocument>: MeetingDocument]

  /// When meetings end.
  var lastDays: [ID<Meeting>: CalendarDay] { meetings.compactMapValues { $0.days.max() } }

  /// Whether public pages may tell of it: a document that is not restricted gives it.
  func isPublic(_ mandate: Mandate) -> Bool { documents[mandate.source]?.isPublic ?? false }
}

extension MeetingsStore {
  /// At most one proposal about a mandate waits for its decision.
  static let createProposal = Migration(
    "meetings.mandates", 1, "create_proposal",
    [
      """
      CREATE TABLE mandateProposal (id TEXT PRIMARY KEY NOT NULL, mandate TEXT NOT NULL REFERENCES mandate (id),
      isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL)
      """,
      "CREATE INDEX mandateProposalByMandate ON mandateProposal (mandate)",
      "CREATE UNIQUE INDEX mandateProposalOpen ON mandateProposal (mandate) WHERE isOpen = 1",
    ])

  /// All mandates with what they name, by their short names.
  func register() async throws -> MandateRegister {
    let mandates: [Mandate] = try await database.rows(SQL("SELECT entry FROM mandate")).map { try Self.read($0) }
    let named = Set(mandates.map(\.source) + mandates.flatMap { $0.actions.compactMap(\.evidence) })
    let documents = try await things(MeetingDocument.self, named.map(\.description)).map(\.value)
    return MandateRegister(
      mandates: mandates.sorted { $0.mark == $1.mark ? $0.id < $1.id : $0.mark < $1.mark },
      bodies: Dictionary(try await bodies().map { ($0.id, $0) }) { first, _ in first },
      meetings: Dictionary(try await meetings().map { ($0.id, $0) }) { first, _ in first },
      documents: Dictionary(documents.map { ($0.id, $0) }) { first, _ in first })
  }

  /// The mandates that still live.
  func livingMandates() async throws -> [Versioned<Mandate>] {
    try await database.rows(SQL("SELECT entry, version FROM mandate WHERE isLiving = $1", [true.sql])).map { try Self.versioned($0) }
  }

  /// All documents that can be named as a source or as evidence.
  func documents(limit: Int = 2000) async throws -> [MeetingDocument] {
    try await database.rows(SQL("SELECT entry FROM meetingDocument ORDER BY mark, id LIMIT $1", [limit.sql])).map { try Self.read($0) }
  }

  /// The proposals about a mandate, or all that are open.
  func proposals(about mandate: ID<Mandate>? = nil) async throws -> [Versioned<MandateProposal>] {
    let statement =
      mandate.map { SQL("SELECT entry, version FROM mandateProposal WHERE mandate = $1 ORDER BY id", [$0.sql]) }
      ?? SQL("SELECT entry, version FROM mandateProposal WHERE isOpen = $1 ORDER BY id", [true.sql])
    return try await database.rows(statement).map { try Self.versioned($0) }
  }

  /// The meetings among whose items are these.
  func meetings(stating items: [ID<AgendaItem>]) async throws -> [Meeting] {
    guard !items.isEmpty else { return [] }
    var found: Set<String> = []
    // A statement takes a limited number of values.
    for start in stride(from: 0, to: items.count, by: 200) {
      let some = items[start..<min(start + 200, items.count)]
      let places = some.indices.map { "$\($0 - start + 1)" }.joined(separator: ", ")
      let rows = try await database.rows(SQL("SELECT DISTINCT meeting FROM agendaItem WHERE id IN (\(places))", some.map(\.sql)))
      found.formUnion(try rows.map { try $0.text("meeting") })
    }
    return try await things(Meeting.self, found.sorted()).map(\.value).sorted {
      ($0.days.min() ?? .latest) < ($1.days.min() ?? .latest)
    }
  }
}
