// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import MeetingsRules
import Storage
import Web

/// The meetings for programs: what is public for everybody, the coverage check for officers.
struct MeetingsAPI: Sendable {
  let meetings: Meetings

  private static let reason = "agendas, mandates and documents of general distribution are for everybody; restricted matter is left out"

  var routes: [Route] {
    [
      .publicAPI(.get, "/api/meetings", because: Self.reason, Self.listOperation, list),
      .publicAPI(.get, "/api/meetings/:meeting", because: Self.reason, Self.readOperation, read),
      .publicAPI(.get, "/api/meetings/:meeting/documents", because: Self.reason, Self.documentsOperation, documents),
      .publicAPI(.get, "/api/meetings/:meeting/sessions", because: Self.reason, Self.sessionsOperation, sessions),
      .publicAPI(.get, "/api/meetings/:meeting/report", because: Self.reason, Self.reportOperation, report),
      .api(.get, "/api/meetings/:meeting/findings", needs: "meetings.read", Self.findingsOperation, findings),
      .publicAPI(.get, "/api/mandates", because: Self.reason, Self.mandatesOperation, mandates),
    ]
  }

  private func value<Who, Value>(_ name: String, _ call: Call<Who>, _ read: (String) -> Value?) throws -> Value? {
    guard call.query.has(name) else { return nil }
    guard let value = read(call.query.raw(name)) else { throw CannotReadMeetingQuery(name: name) }
    return value
  }

  func dossier<Who>(_ call: Call<Who>) async throws -> MeetingDossier {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let dossier = try await meetings.store.dossier(mark) else { throw WebProblem.notFound }
    return dossier
  }

  struct Line: Encodable {
    let id: ID<Meeting>
    let name: Mark
    let title: LocalText
    let body: Mark?
    let ordinal: Int?
    let dates: [CalendarDay]
    let timeZone: String
    let standing: Meeting.Standing
    let url: String
  }

  @Sendable func list(_ call: Call<SignedIn?>) async throws -> Answer {
    let day = try value("from", call) { CalendarDay($0) }
    let named = try value("body", call) { Mark($0) }
    let all = try await meetings.store.bodies()
    let wanted = named.map { mark in all.first { $0.mark == mark }?.id }
    if let wanted, wanted == nil { return .json([Line]()) }
    let bodies = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
    let found = try await meetings.store.meetings(from: day, of: wanted ?? nil)
    return .json(
      found.map { meeting in
        Line(
          id: meeting.id, name: meeting.mark, title: meeting.name, body: bodies[meeting.body]?.mark, ordinal: meeting.ordinal,
          dates: meeting.days, timeZone: meeting.zone, standing: meeting.standing,
          url: "\(meetings.publicAddress)/meetings/\(meeting.mark)")
      })
  }

  @Sendable func read(_ call: Call<SignedIn?>) async throws -> Answer { .json(MeetingFile(try await dossier(call).publicPart)) }

  struct DocumentLine: Encodable {
    let id: ID<MeetingDocument>
    let name: Mark
    let symbol: String?
    let alias: String?
    let kind: MeetingDocument.Kind
    let distribution: MeetingDocument.Distribution?
    let title: LocalText
    let issuedOn: CalendarDay?
    let items: [String]
  }

  @Sendable func documents(_ call: Call<SignedIn?>) async throws -> Answer {
    let part = try await dossier(call).publicPart
    return .json(
      part.documents.map { document in
        DocumentLine(
          id: document.id, name: document.mark, symbol: document.symbol, alias: document.alias, kind: document.kind,
          distribution: document.distribution, title: document.title, issuedOn: document.issuedOn,
          items: part.items(listing: document.id).map(\.number.description))
      })
  }

  @Sendable func findings(_ call: Call<SignedIn>) async throws -> Answer {
    .json(CoverageReport(findings: try await dossier(call).coverageFindings, words: call.words).body)
  }

  struct MandateLine: Encodable {
    let id: ID<Mandate>
    let name: Mark
    let meeting: ID<Meeting>
    let source: String?
    let paragraph: String?
    let givenBy: Mark?
    let verb: Mandate.Verb
    let addressee: Mark?
    let task: LocalText
    let createsTask: Bool
    let isLiving: Bool
    let status: Mandate.Status
  }

  @Sendable func mandates(_ call: Call<SignedIn?>) async throws -> Answer {
    let status = try value("status", call) { Mandate.Status(rawValue: $0) }
    let living = try value("living", call) { Bool($0) }
    let names = (
      try value("meeting", call) { Mark($0) }, try value("addressee", call) { Mark($0) }, try value("givenBy", call) { Mark($0) }
    )
    let bodies = Dictionary(try await meetings.store.bodies().map { ($0.id, $0.mark) }) { first, _ in first }
    var meeting: ID<Meeting>?
    if let name = names.0 {
      guard let found = try await meetings.store.meeting(name) else { return .json([MandateLine]()) }
      meeting = found.value.id
    }
    let kept = try await meetings.store.publicMandates(of: meeting, at: status, living: living)
    return .json(
      kept.filter { mandate, _ in
        (names.1 == nil || mandate.addressee.flatMap { bodies[$0] } == names.1) && (names.2 == nil || bodies[mandate.givenBy] == names.2)
      }.map { mandate, source in
        MandateLine(
          id: mandate.id, name: mandate.mark, meeting: mandate.recordedFor, source: source, paragraph: mandate.paragraph,
          givenBy: bodies[mandate.givenBy], verb: mandate.verb, addressee: mandate.addressee.flatMap { bodies[$0] }, task: mandate.task,
          createsTask: mandate.createsTask, isLiving: mandate.isLiving, status: mandate.status)
      })
  }
}

/// A value of the query that is no such value.
struct CannotReadMeetingQuery: Problem, Equatable {
  let name: String
  var code: ProblemCode { "meetings.exports-bad-query" }
  var kind: ProblemKind { .invalid }
  var details: [String: String] { ["name": name] }
  var fields: [FieldProblem] { [FieldProblem(field: name, code: code, details: details)] }
}

extension MeetingsStore {
  /// Mandates that public documents give, with how the document is cited; at most 2000.
  func publicMandates(
    of meeting: ID<Meeting>?, at status: Mandate.Status?, living: Bool?
  ) async throws -> [(mandate: Mandate, source: String?)] {
    try await database.rows(
      SQL(
        """
        SELECT mandate.entry AS entry, COALESCE(meetingDocument.symbol, meetingDocument.alias) AS citation FROM mandate
        JOIN meetingDocument ON meetingDocument.id = mandate.source AND meetingDocument.isPublic = 1
        WHERE (CAST($1 AS TEXT) IS NULL OR mandate.recordedFor = $1) AND (CAST($2 AS TEXT) IS NULL OR mandate.status = $2)
        AND (CAST($3 AS BIGINT) IS NULL OR mandate.isLiving = $3) ORDER BY mandate.recordedFor, mandate.mark, mandate.id LIMIT 2000
        """, [meeting.sql, (status?.rawValue).sql, living.sql])
    ).map { (try Self.read($0), try $0.optionalText("citation")) }
  }
}
