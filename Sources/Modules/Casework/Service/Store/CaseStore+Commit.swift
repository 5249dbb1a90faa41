// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Keys
import Storage
import WritingRules

extension CaseStore {
  /// What a decision leaves to be written, whichever direction the request goes.
  struct Decided: Sendable {
    let request: RegisteredRequest
    let events: [CaseEvent]
    /// What lists show of clocks.
    let standing: ClockStanding
    /// The records that the decision makes or changes, each with the version that it was decided on.
    var records: [WrittenRecord] = []
    /// What else belongs into the commit.
    var statements: [SQL] = []
    /// The work that it leaves.
    var effects: [NewEffect] = []
  }

  /// What the clocks say of a request at the time it is written.
  struct ClockStanding: Sendable {
    var dueOn: CalendarDay?
    var wakesOn: CalendarDay?
    var turn: String
  }

  /// Writes what was decided: row, references, facts and tasks, all of it or nothing.
  /// - Parameters:
  ///   - version: the version that the decision was made on; `nil` for a new request.
  ///   - more: what else belongs into the commit and is sealed under the key of the case, which for a new request comes with it.
  /// - Throws: `StaleWrite` when the request has another version by now; ``CannotRegister/referenceTaken``.
  @discardableResult
  func commit(
    _ decided: Decided, over version: Int?, isRestricted: Bool? = nil, by actor: EventActor, at instant: Date,
    with more: @Sendable (DataKey) async throws -> [SQL] = { _ in [] }
  ) async throws -> Int {
    let (statements, events) = try await written(
      decided, over: version, isRestricted: isRestricted, by: actor, at: instant, with: more)
    do {
      try await database.commit(Commit(statements, events: events, effects: decided.effects))
    } catch let violation as UniqueViolation where violation.table == nil || violation.table?.lowercased() == "requestreference" {
      throw CannotRegister.referenceTaken
    }
    return (version ?? 0) + 1
  }

  /// The statements and facts of a decision, for a commit of one or of many.
  /// - Parameter fresh: the key of a new case, when something else was sealed with it already.
  func written(
    _ decided: Decided, over version: Int?, isRestricted: Bool? = nil, by actor: EventActor, at instant: Date,
    under fresh: CaseSeal.FreshKey? = nil, with more: @Sendable (DataKey) async throws -> [SQL] = { _ in [] }
  ) async throws -> (statements: [SQL], events: [NewEvent]) {
    let request = decided.request
    let head = request.head
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let sealed = try await seal.seal(try encoder.encode(request), of: request.id, isNew: version == nil, at: instant, under: fresh)
    let next = (version ?? 0) + 1
    let values: [SQLValue] = [
      request.id.sql, next.sql, request.direction.rawValue.sql, head.kind.rawValue.sql, request.stageCode.sql, request.isOpen.sql,
      head.reference.sql, head.theirReference.sql, request.otherState.sql, (head.unit ?? "").sql, (head.urgency?.isUrgent == true).sql,
      head.arrival.on.sql, (decided.standing.dueOn ?? .latest).sql, (decided.standing.wakesOn ?? .latest).sql, decided.standing.turn.sql,
      request.proposalCount.sql, instant.sql, sealed.bytes.sql, (request.closure?.on ?? .latest).sql,
      head.basis.primary.kind.rawValue.sql, request.isDelayed.sql, (head.responsible ?? "").sql,
    ]
    let row: SQL
    if let version {
      row = SQL(
        """
        UPDATE registeredRequest SET version = $2, direction = $3, kind = $4, stage = $5, isOpen = $6, reference = $7,
        theirReference = $8, otherState = $9, unit = $10, isUrgent = $11, arrivedOn = $12, dueOn = $13, wakesOn = $14, turn = $15,
        proposals = $16, changedAt = $17, entry = $18, closedOn = $19, basis = $20,
        isDelayed = $21, responsible = $22\(isRestricted.map { ", isRestricted = \($0 ? 1 : 0)" } ?? "")
        WHERE id = $1 AND version = $23
        """, values + [version.sql], mustChange: 1)
    } else {
      row = SQL(
        """
        INSERT INTO registeredRequest (id, version, direction, kind, stage, isOpen, reference, theirReference, otherState, unit, isUrgent,
        arrivedOn, dueOn, wakesOn, turn, proposals, changedAt, entry, closedOn, basis, isDelayed, responsible, isRestricted)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
        """, values + [(isRestricted ?? false).sql])
    }
    let events = decided.events.map { request.recorded($0, by: actor, at: instant) }
    let records = try decided.records.map { try $0.statement(with: sealed.key, at: instant) }
    return (
      sealed.statements + [row] + references(of: request, isNew: version == nil) + lesson(of: request) + records + decided.statements
        + (try await more(sealed.key)), events
    )
  }

  private func references(of request: RegisteredRequest, isNew: Bool) -> [SQL] {
    let forget = SQL("DELETE FROM requestReference WHERE request = $1", [request.id.sql])
    let write = request.head.lookedUp.map {
      SQL(
        "INSERT INTO requestReference (reference, request, kind) VALUES ($1, $2, $3)", [$0.reference.sql, request.id.sql, $0.kind.sql])
    }
    return (isNew ? [] : [forget]) + write
  }
}

extension EventValue {
  init(_ value: CaseEvent.Value) {
    switch value {
    case .code(let code): self = .text(code)
    case .codes(let codes): self = .list(codes)
    case .day(let day): self = .text(day.description)
    case .number(let number): self = .integer(number)
    case .flag(let flag): self = .flag(flag)
    }
  }
}

extension RegisteredRequest {
  /// A fact about the request as the event log keeps it.
  /// - Parameter compartment: the compartment of the record that it is about; the timeline tells it to nobody outside.
  func recorded(_ event: CaseEvent, by actor: EventActor, at instant: Date, in compartment: Compartment? = nil) -> NewEvent {
    NewEvent(
      EventKind(rawValue: "casework.\(event.name.rawValue)"), of: EventSubject("registeredRequest", id.description), at: instant, by: actor,
      facts: statisticalFacts.merging(event.facts.mapValues(EventValue.init)) { $1 }
        .merging(compartment.map { ["compartment": .text($0.rawValue)] } ?? [:]) { $1 })
  }

  /// What statistics need to know with every fact: never a name, never words from the case.
  var statisticalFacts: [String: EventValue] {
    [
      "direction": .text(direction.rawValue), "kind": .text(head.kind.rawValue), "requestingState": .text(head.requestingState.code),
      "requestedState": .text(head.requestedState.code), "basis": .text(head.basis.primary.kind.rawValue),
      "bases": .list(head.basis.all.map(\.kind.rawValue)), "offences": .list(head.offences.map(String.init)),
      "stage": .text(stageCode),
    ]
  }
}
