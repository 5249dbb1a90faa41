// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage

/// Dossiers that were put together, as long as nothing that dossiers are made of has been recorded since.
actor DossierCache {
  private var head = -1
  private var dossiers: [ID<Meeting>: MeetingDossier] = [:]
  private var calendars: [ID<Meeting>: [Language: Data]] = [:]
  /// In the order in which they were put together.
  private var order: [ID<Meeting>] = []

  /// Some of a node with many meetings; the oldest makes way.
  private static let limit = 128

  /// The number of the event up to which the dossiers are true.
  var known: Int { head }

  func dossier(_ id: ID<Meeting>, at head: Int) -> MeetingDossier? { head == self.head ? dossiers[id] : nil }

  /// Tells that nothing recorded between two heads is part of any dossier.
  func move(from known: Int, to head: Int) {
    if self.head == known, head > known { self.head = head }
  }

  func keep(_ dossier: MeetingDossier, at head: Int) {
    if head != self.head {
      guard head > self.head else { return }
      (self.head, dossiers, calendars, order) = (head, [:], [:], [])
    }
    if dossiers.updateValue(dossier, forKey: dossier.meeting.id) == nil { order.append(dossier.meeting.id) }
    calendars[dossier.meeting.id] = nil
    if order.count > Self.limit {
      let oldest = order.removeFirst()
      (dossiers[oldest], calendars[oldest]) = (nil, nil)
    }
  }

  /// The calendar of a meeting in one language as it was composed from the dossier that is kept.
  func calendar(of id: ID<Meeting>, in language: Language, at head: Int) -> Data? {
    head == self.head ? calendars[id]?[language] : nil
  }

  func keep(_ calendar: Data, of id: ID<Meeting>, in language: Language, at head: Int) {
    if head == self.head, dossiers[id] != nil { calendars[id, default: [:]][language] = calendar }
  }
}

extension MeetingsStore {
  /// A meeting with everything that it refers to; `nil` when there is no such meeting.
  ///
  /// Read again only after something of a body, a meeting, a document or a mandate was recorded: the event log tells.
  func dossier(_ id: ID<Meeting>) async throws -> MeetingDossier? {
    try await dossier(id, at: try await EventHead.read(of: database))
  }

  private func dossier(_ id: ID<Meeting>, at head: Int) async throws -> MeetingDossier? {
    let known = await cache.known
    if known >= 0, known < head, try await !concernsDossiers(since: known) { await cache.move(from: known, to: head) }
    if let dossier = await cache.dossier(id, at: head) { return dossier }
    guard let meeting = try await thing(Meeting.self, id.description)?.value else { return nil }
    let dossier = try await dossier(of: meeting)
    await cache.keep(dossier, at: head)
    return dossier
  }

  /// Whether one of the events since then is about something that dossiers are made of; of many events one surely is.
  private func concernsDossiers(since head: Int) async throws -> Bool {
    let kinds = [Body.table, Meeting.table, MeetingDocument.table, Mandate.table]
    let rows = try await database.rows(EventHead.subjects(since: head, limit: 200))
    return try rows.count == 200 || rows.contains { kinds.contains(try $0.text("subjectType")) }
  }

  /// The same by the meeting's short name.
  func dossier(_ mark: Mark) async throws -> MeetingDossier? { try await dossierWithHead(mark)?.dossier }

  /// The same with the number of the event up to which it is true.
  func dossierWithHead(_ mark: Mark) async throws -> (dossier: MeetingDossier, head: Int)? {
    let answers = try await database.rows(of: [EventHead.query, SQL("SELECT id FROM meeting WHERE mark = $1", [mark.text.sql])])
    guard let row = answers[1].first else { return nil }
    let head = try answers[0].first?.integer("next") ?? 0
    return try await dossier(try row.value("id") { ID<Meeting>($0) }, at: head).map { ($0, head) }
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
    var mandates: [Mandate] = try answers[0].map { try KeptEntry.read($0) }
    let successors = Set(mandates.compactMap(\.overtakenBy)).subtracting(mandates.map(\.id))
    mandates += try await things(Mandate.self, successors.map(\.description)).map(\.value)
    var documents: [MeetingDocument] = try answers[1].map { try KeptEntry.read($0) }
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
