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

  /// The mandates that still live.
  func livingMandates() async throws -> [Versioned<Mandate>] {
    try await database.rows(SQL("SELECT entry, version FROM mandate WHERE isLiving = $1", [true.sql])).map { try KeptEntry.versioned($0) }
  }

  /// The proposals about a mandate, or all that are open.
  func proposals(about mandate: ID<Mandate>? = nil) async throws -> [Versioned<MandateProposal>] {
    let statement =
      mandate.map { SQL("SELECT entry, version FROM mandateProposal WHERE mandate = $1 ORDER BY id", [$0.sql]) }
      ?? SQL("SELECT entry, version FROM mandateProposal WHERE isOpen = 1 ORDER BY mandate")
    return try await database.rows(statement).map { try KeptEntry.versioned($0) }
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
