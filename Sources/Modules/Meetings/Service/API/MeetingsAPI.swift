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

  /// How many lines a page of a list has.
  static let length = 500

  /// Which page of a list is asked for.
  private func page<Who>(_ call: Call<Who>) throws -> Int {
    try value("page", call) { Int($0).flatMap { (1...1_000_000).contains($0) ? $0 : nil } } ?? 1
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
    let number = try page(call)
    let overview = try await meetings.store.overview()
    let bodies = overview.shelf.bodies
    let found = overview.meetings.filter { meeting in
      (day.map { meeting.firstDay >= $0 } ?? true) && (named == nil || bodies[meeting.body]?.mark == named)
    }
    return .json(
      found.page(number, of: Self.length).map { meeting in
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
    let number = try page(call)
    let register = try await meetings.store.overview().register
    let meeting = names.0.map { name in register.meetings.values.first { $0.mark == name }?.id }
    if let meeting, meeting == nil { return .json([MandateLine]()) }
    func mark(_ body: ID<Body>?) -> Mark? { body.flatMap { register.bodies[$0]?.mark } }
    let found = register.entries.filter { entry in
      let mandate = entry.mandate
      guard entry.isPublic, status.map({ $0 == mandate.status }) ?? true, living.map({ $0 == mandate.isLiving }) ?? true else {
        return false
      }
      guard names.1.map({ $0 == mark(mandate.addressee) }) ?? true, names.2.map({ $0 == mark(mandate.givenBy) }) ?? true else {
        return false
      }
      return (meeting ?? nil).map { $0 == mandate.recordedFor } ?? true
    }
    return .json(
      found.page(number, of: Self.length).map(\.mandate).map { mandate in
        MandateLine(
          id: mandate.id, name: mandate.mark, meeting: mandate.recordedFor, source: register.document(mandate.source)?.citation,
          paragraph: mandate.paragraph, givenBy: mark(mandate.givenBy), verb: mandate.verb, addressee: mark(mandate.addressee),
          task: mandate.task, createsTask: mandate.createsTask, isLiving: mandate.isLiving, status: mandate.status)
      })
  }
}

extension Array {
  /// The lines of one page, numbered from 1.
  fileprivate func page(_ number: Int, of length: Int) -> ArraySlice<Element> { dropFirst((number - 1) * length).prefix(length) }
}

/// A value of the query that is no such value.
struct CannotReadMeetingQuery: Problem, Equatable {
  let name: String
  var code: ProblemCode { "meetings.exports-bad-query" }
  var kind: ProblemKind { .invalid }
  var details: [String: String] { ["name": name] }
  var fields: [FieldProblem] { [FieldProblem(field: name, code: code, details: details)] }
}
