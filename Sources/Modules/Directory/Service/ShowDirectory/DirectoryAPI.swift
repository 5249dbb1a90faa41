// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Web

/// What cannot be read in the address of a directory query.
enum CannotReadQuery: Problem, Equatable {
  /// A value of the query is missing or is no such value.
  case badValue(name: String)

  var code: ProblemCode { "directory.bad-value" }
  var kind: ProblemKind { .invalid }
  var details: [String: String] { if case .badValue(let name) = self { ["name": name] } else { [:] } }
  var fields: [FieldProblem] {
    if case .badValue(let name) = self { [FieldProblem(field: name, code: code, details: ["name": name])] } else { [] }
  }
}

/// The directory for programs: public fields, and all of them for officers who may read them.
struct DirectoryAPI: Sendable {
  let store: DirectoryStore

  private static let day = Schema.string(format: "date")
  private static let state = Schema.string(pattern: "^[A-Z]{2}$")

  static let partiesOperation = APIOperation(
    id: "listParties", "Lists the parties to the Convention on a day: deposited, and in force.",
    query: [.init("on", day, isRequired: true, about: "The day")],
    answers: [
      .init(
        .object(
          [
            "on": day, "deposited": .integer(minimum: 0), "in_force": .integer(minimum: 0),
            "parties": .array(
              .object(["state": state, "deposited_on": day, "in_force_on": day], required: ["state", "deposited_on", "in_force_on"])),
          ], required: ["on", "deposited", "in_force", "parties"]), about: "The parties")
    ])

  static let authoritiesOperation = APIOperation(
    id: "listAuthorities", "Lists competent authorities: public fields for everybody, all fields for officers who may read them.",
    query: [
      .init("state", state, about: "Only those of this State"),
      .init("on", day, about: "As the directory was at the end of this day; as it is now when left out"),
    ],
    answers: [.init(.array(.authority), about: "The authorities")])

  static let resolveOperation = APIOperation(
    id: "resolveAuthority", "Tells which authority, channel and language to use, and why.",
    query: [
      .init("state", state, isRequired: true, about: "The requested State"),
      .init("purpose", .oneOf(Purpose.allCases.map(\.rawValue)), about: "mutualLegalAssistance when left out"),
      .init("on", day, about: "The day; today when left out"),
      .init("territory", .string(), about: "A territory with an authority of its own"),
      .init("urgent", .boolean, about: "Whether the case is urgent"),
    ],
    answers: [
      .init(
        .object(
          [
            "authority": .authority, "channel": .oneOf(Channel.allCases.map(\.rawValue)),
            "languages": .array(.oneOf(Language.allCases.map(\.rawValue))), "otherLanguages": .string(),
            "others": .array(.string(format: "uuid")),
            "reasons": .array(
              .object(
                ["code": .oneOf(ResolvedAuthority.Reason.allCases.map(\.rawValue)), "source": .string()], required: ["code", "source"])),
          ], required: ["authority", "channel", "languages", "others", "reasons"]), about: "The authority")
    ], problems: [404])

  func value<Value>(_ name: String, _ call: Call<SignedIn?>, _ read: (String) -> Value?) throws -> Value? {
    guard call.query.has(name) else { return nil }
    guard let value = read(call.query.raw(name)) else { throw CannotReadQuery.badValue(name: name) }
    return value
  }

  func required<Value>(_ name: String, _ call: Call<SignedIn?>, _ read: (String) -> Value?) throws -> Value {
    guard let value = try value(name, call, read) else { throw CannotReadQuery.badValue(name: name) }
    return value
  }

  static func state(_ text: String) -> StateCode? { StateCode(text).flatMap { $0.code == text ? $0 : nil } }

  struct Parties: Encodable {
    struct Party: Encodable {
      let state: StateCode
      let deposited_on: CalendarDay
      let in_force_on: CalendarDay
    }
    let on: CalendarDay
    let deposited: Int
    let in_force: Int
    let parties: [Party]
  }

  @Sendable func parties(_ call: Call<SignedIn?>) async throws -> Answer {
    let day = try required("on", call) { CalendarDay($0) }
    let status = try await store.snapshot().participation.status(on: day)
    return .json(
      Parties(
        on: day, deposited: status.deposited, in_force: status.inForce,
        parties: status.parties.map { .init(state: $0.state, deposited_on: $0.depositedOn, in_force_on: $0.inForceOn) }))
  }

  @Sendable func authorities(_ call: Call<SignedIn?>) async throws -> Answer {
    let state = try value("state", call, Self.state)
    let day = try value("on", call) { CalendarDay($0) }
    let now = try await store.snapshot().authorities
    guard let day, day < call.today else { return .json(visible(now, now, call).filter { state == nil || $0.state == state }) }
    let then = try await store.snapshot(at: DirectoryPages.end(of: day, in: call.zone)).authorities
    return .json(visible(then, now, call).filter { state == nil || $0.state == state })
  }

  /// What the reader may see of entries; what is kept from the public today is hidden in older versions too.
  private func visible(_ entries: [CompetentAuthority], _ now: [CompetentAuthority], _ call: Call<SignedIn?>) -> [CompetentAuthority] {
    if DirectoryPages.seesRestricted(call) { return entries }
    let kept = DirectoryPages.restrictedNow(now)
    return entries.map { $0.hiding($0.restrictedFields.union(kept[$0.id] ?? [])) }
  }

  struct Resolved: Encodable {
    struct Reason: Encodable {
      let code: String
      let source: String
    }
    let authority: CompetentAuthority
    let channel: Channel
    let languages: [Language]
    let otherLanguages: String?
    let others: [ID<CompetentAuthority>]
    let reasons: [Reason]
  }

  @Sendable func resolve(_ call: Call<SignedIn?>) async throws -> Answer {
    let state = try required("state", call, Self.state)
    let purpose = try value("purpose", call) { Purpose(rawValue: $0) } ?? .mutualLegalAssistance
    let day = try value("on", call) { CalendarDay($0) } ?? call.today
    let urgent = try value("urgent", call) { Bool($0) } ?? false
    let snapshot = try await store.snapshot()
    // Over the public part, so that channel, languages and reasons do not tell what the entry keeps.
    let found = try (DirectoryPages.seesRestricted(call) ? snapshot : snapshot.publicPart).resolve(
      state, for: purpose, territory: call.query["territory"], on: day, urgent: urgent)
    return .json(
      Resolved(
        authority: found.authority, channel: found.channel, languages: found.languages.sorted { $0.rawValue < $1.rawValue },
        otherLanguages: found.otherLanguages, others: found.others.map(\.id),
        reasons: found.reasons.map { .init(code: $0.rawValue, source: "\($0.source)") }))
  }
}
