// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage

/// Dossiers that were put together, as long as nothing at all has been recorded since.
actor DossierCache {
  private var head = -1
  private var dossiers: [ID<Meeting>: MeetingDossier] = [:]

  func dossier(_ id: ID<Meeting>, at head: Int) -> MeetingDossier? { head == self.head ? dossiers[id] : nil }

  func keep(_ dossier: MeetingDossier, at head: Int) {
    if head != self.head {
      guard head > self.head else { return }
      (self.head, dossiers) = (head, [:])
    }
    // A node has tens of meetings; a list of thousands is read once and not again.
    if dossiers.count >= 128 { dossiers = [:] }
    dossiers[dossier.meeting.id] = dossier
  }
}

extension MeetingsStore {
  /// A meeting with everything that it refers to; `nil` when there is no such meeting.
  ///
  /// Read again only after something was recorded: the number of the last event tells.
  func dossier(_ id: ID<Meeting>) async throws -> MeetingDossier? {
    let head = try await database.row(SQL("SELECT next FROM eventHead WHERE id = 1"))?.integer("next") ?? 0
    if let known = await cache.dossier(id, at: head) { return known }
    guard let meeting = try await thing(Meeting.self, id.description)?.value else { return nil }
    let dossier = try await dossier(of: meeting)
    await cache.keep(dossier, at: head)
    return dossier
  }

  /// The same by the meeting's short name.
  func dossier(_ mark: Mark) async throws -> MeetingDossier? {
    guard let row = try await database.row(SQL("SELECT id FROM meeting WHERE mark = $1", [mark.text.sql])) else { return nil }
    return try await dossier(try row.value("id") { ID<Meeting>($0) })
  }

  private func dossier(of meeting: Meeting) async throws -> MeetingDossier {
    let answers = try await database.rows(of: [
      SQL(
        """
        SELECT entry FROM mandate WHERE id IN (SELECT id FROM mandate WHERE recordedFor = $1
        UNION SELECT mandateItem.mandate FROM mandateItem JOIN agendaItem ON agendaItem.id = mandateItem.item WHERE agendaItem.meeting = $1
        UNION SELECT target FROM meetingReference WHERE meeting = $1 AND kind = 'mandate')
        """, [meeting.id.sql]),
      SQL(
        """
        SELECT entry FROM meetingDocument WHERE id IN (SELECT id FROM meetingDocument WHERE meeting = $1
        UNION SELECT target FROM meetingReference WHERE meeting = $1 AND kind = 'document')
        """, [meeting.id.sql]),
    ])
    var mandates: [Mandate] = try answers[0].map { try Self.read($0) }
    let successors = Set(mandates.compactMap(\.overtakenBy)).subtracting(mandates.map(\.id))
    mandates += try await things(Mandate.self, successors.map(\.description)).map(\.value)
    var documents: [MeetingDocument] = try answers[1].map { try Self.read($0) }
    let known = Set(documents.map(\.id))
    let needed = Set(mandates.map(\.source) + mandates.flatMap { $0.actions.compactMap(\.evidence) }).subtracting(known)
    documents += try await things(MeetingDocument.self, needed.map(\.description)).map(\.value)
    let others = Set(documents.compactMap(\.meeting) + mandates.flatMap(\.meetings) + [meeting.previous].compactMap(\.self))
      .subtracting([meeting.id])
    return MeetingDossier(
      meeting: meeting,
      otherMeetings: try await things(Meeting.self, others.map(\.description)).map(\.value).sorted { $0.mark < $1.mark },
      bodies: try await bodies(), documents: documents.sorted { $0.mark < $1.mark }, mandates: mandates.sorted { $0.mark < $1.mark })
  }
}

extension Mandate {
  /// The meetings that the mandate names.
  fileprivate var meetings: [ID<Meeting>] {
    var named = [recordedFor] + [givenAt].compactMap(\.self)
    if case .meeting(let id) = due { named.append(id) }
    return named
  }
}
