// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Localisation
import Storage
import Web
import WritingRules

/// Something that can be done to a record of a request, or that begins one: its form, when it is offered, and the rule that decides it.
struct RecordAct: Sendable {
  /// Its name in addresses and words.
  let name: String
  /// The kind of record it is done to.
  let kind: CaseRecordKind
  /// Whether it begins a new record.
  let begins: Bool
  /// Where it comes from; a refusal tells it.
  let source: Source
  /// The facts that it can put into the event log.
  let events: [CaseEvent.Name]
  /// The fields of its form, in order.
  let fields: [ActField]
  /// Whether it makes sense now; what a rule refuses is offered all the same where the officer should learn why.
  let isOffered: @Sendable (RegisteredRequest, (any CaseRecord)?) -> Bool
  /// The choices of fields that depend on the request or the record, by field.
  private(set) var choices: @Sendable (RegisteredRequest, (any CaseRecord)?, Words) -> [String: [TrackChoice]]
  /// Who may do it, where that is not whoever decides about cases.
  private(set) var permission: Permission = "casework.decide"
  /// Reads the form, decides and commits.
  /// - Throws: ``UnreadableAct``; ``CannotAct``; what the rule throws.
  let perform: @Sendable (Casework, RecordActCall) async throws -> Void
}

/// One thing that can be chosen in a field that depends on the record.
struct TrackChoice: Sendable {
  /// What the form sends.
  let sent: String
  let option: Field.Option

  /// - Parameter isTyped: whether somebody typed the label, in whatever language.
  init(_ sent: String, _ label: String, isTyped: Bool = false) {
    self.sent = sent
    option = Field.Option(sent, label, isTyped: isTyped)
  }
}

/// One act on a record as it was asked for.
struct RecordActCall: Sendable {
  let request: ID<RegisteredRequest>
  /// The record; for a new one the identifier that it gets, so that the same form sent twice makes one record.
  let record: String
  /// The version that was seen; `nil` for a new record.
  let version: Int?
  let form: FormData
  let reader: CaseStore.Reader
  let acting: Acting
}

extension RecordAct {
  /// What a rule decided: the record as it is afterwards, and the facts.
  typealias Decided<Record> = (record: Record, events: [CaseEvent])
  /// Reads a form and gives back the decision that it asks for.
  typealias Reading<Subject, Outcome> =
    @Sendable (inout ActInput) -> @Sendable (Subject, RegisteredRequest, Acting) throws -> Outcome

  /// An act on a record that is there.
  static func on<Record: CaseRecord>(
    _: Record.Type, _ name: String, _ source: Source, _ events: [CaseEvent.Name], _ fields: [ActField],
    choices: @escaping @Sendable (Record, Words) -> [String: [TrackChoice]] = { _, _ in [:] },
    when: @escaping @Sendable (Record) -> Bool, read: @escaping Reading<Record, Decided<Record>>
  ) -> RecordAct {
    RecordAct(
      name: name, kind: Record.recordKind, begins: false, source: source, events: events, fields: fields,
      isOffered: { _, record in (record as? Record).map(when) ?? false },
      choices: { _, record, words in (record as? Record).map { choices($0, words) } ?? [:] }
    ) { casework, call in
      guard let id = ID<Record>(call.record) else { throw CannotAct.noSuchRecord }
      guard let version = call.version else { throw CannotAct.changedSinceSeen }
      var input = ActInput(call.form)
      let decide = read(&input)
      try input.check()
      try await casework.changeRecord(
        id, of: call.request, seen: version, for: call.reader, by: .officer(call.acting.officer.id), at: call.acting.at
      ) { request, record in
        guard let record else { throw CannotAct.noSuchRecord }
        return try decide(record, request, call.acting)
      }
    }
  }

  /// An act that begins a track.
  static func beginning<Body: TrackBody>(
    _: Body.Type, _ name: String, _ source: Source, _ event: CaseEvent.Name, _ fields: [ActField],
    choices: @escaping @Sendable (RegisteredRequest, Words) -> [String: [TrackChoice]] = { _, _ in [:] },
    when: @escaping @Sendable (RegisteredRequest) -> Bool, read: @escaping Reading<Void, TrackDecision<Body>>
  ) -> RecordAct {
    RecordAct(
      name: name, kind: Body.recordKind, begins: true, source: source, events: [event], fields: fields,
      isOffered: { request, _ in when(request) }, choices: { request, _, words in choices(request, words) }
    ) { casework, call in
      guard let id = ID<Track<Body>>(call.record) else { throw CannotAct.noSuchRecord }
      var input = ActInput(call.form)
      let decide = read(&input)
      try input.check()
      do {
        try await casework.changeRecord(
          nil, of: call.request, for: call.reader, by: .officer(call.acting.officer.id), at: call.acting.at
        ) { (request, _: Track<Body>?) in
          let decision = try decide((), request, call.acting)
          return (Track(id: id, request: request.id, body: decision.state), decision.events)
        }
      } catch is UniqueViolation {
        // The same form was sent before: what it asked for is there.
        throw CannotAct.changedSinceSeen
      }
    }
  }

  /// An act on a track.
  static func on<Body: TrackBody>(
    _: Body.Type, _ name: String, _ source: Source, _ events: CaseEvent.Name..., fields: [ActField],
    choices: @escaping @Sendable (Body, Words) -> [String: [TrackChoice]] = { _, _ in [:] },
    when: @escaping @Sendable (Body) -> Bool, read: @escaping Reading<Body, TrackDecision<Body>>
  ) -> RecordAct {
    on(
      Track<Body>.self, name, source, events, fields, choices: { choices($0.body, $1) }, when: { when($0.body) }
    ) { input in
      let decide = read(&input)
      return { track, request, acting in
        let decision = try decide(track.body, request, acting)
        var next = track
        next.body = decision.state
        return (next, decision.events)
      }
    }
  }

  /// The same act for those with another permission, such as second officers.
  func needing(_ permission: Permission) -> RecordAct {
    var act = self
    act.permission = permission
    return act
  }

  /// The same act with choices that depend on the request as well.
  func choosing(
    _ more: @escaping @Sendable (RegisteredRequest, (any CaseRecord)?, Words) -> [String: [TrackChoice]]
  ) -> RecordAct {
    var act = self
    act.choices = { [choices] request, record, words in
      choices(request, record, words).merging(more(request, record, words)) { $1 }
    }
    return act
  }

  /// Every act on records, in the order in which pages offer them.
  static let all: [RecordAct] =
    [
      materialActs, consentActs, undertakingActs, safeConductActs, transferredPersonActs, propertyActs, directRecoveryActs, extraditionActs,
      parallelInvestigationsActs,
    ].flatMap { $0 }

  /// The facts that acts on records can put into the event log.
  static let recorded: [EventKind] = Set(all.flatMap(\.events)).map { EventKind(rawValue: "casework.\($0.rawValue)") }
    .sorted { $0.rawValue < $1.rawValue }
}
