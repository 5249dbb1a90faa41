// SPDX-License-Identifier: Apache-2.0
public import CaseworkRules
public import DirectoryRules
public import Foundation
public import Kernel
public import Keys
public import Localisation
public import Storage
import Web
public import WritingRules

/// What the pages, the API and the commands of casework are made of.
public struct Casework: Sendable {
  let store: CaseStore
  let directory: @Sendable () async throws -> DirectorySnapshot
  let words: @Sendable (Language) -> Words
  /// The State whose authority the node is.
  let state: StateCode
  /// The authority's time zone, in which days are reckoned.
  let zone: TimeZone
  /// The terms that run for the duties of both sides: those of the program, then the authority's own.
  public internal(set) var profiles: DeadlineProfiles
  /// The working days of States, as they are kept.
  let calendars: CalendarShelf
  /// What other modules and the node's file tell.
  let around: Surroundings

  /// Builds the module's tools.
  /// - Parameters:
  ///   - directory: the directory as it is now.
  ///   - keys: each case has a key of its own, under which everything said in it is sealed.
  ///   - state: the State whose authority keeps the register.
  ///   - zone: the authority's time zone.
  ///   - around: what other modules and the node's file tell.
  public init(
    database: any Database, directory: @escaping @Sendable () async throws -> DirectorySnapshot,
    words: @escaping @Sendable (Language) -> Words, keys: DataKeys, state: StateCode, zone: TimeZone,
    around: Surroundings = Surroundings()
  ) {
    store = CaseStore(database: database, seal: CaseSeal(keys: keys))
    self.directory = directory
    self.words = words
    self.state = state
    self.zone = zone
    profiles = DeadlineProfiles(Self.usualProfiles.profiles + around.profiles)
    calendars = CalendarShelf()
    self.around = around
  }

  /// The terms of the program's own data, each with its source.
  public static let usualProfiles: DeadlineProfiles = {
    let file = CaseworkResources.data.appending(path: "deadlines.json")
    return (try? JSONDecoder().decode(DeadlineProfiles.self, from: try Data(contentsOf: file))) ?? DeadlineProfiles([])
  }()

  /// The module's tables.
  public static var migrations: [Migration] { CaseStore.migrations }

  /// Who acts, now.
  func acting(_ call: Call<SignedIn>) async throws -> Acting {
    Acting(
      ActingOfficer(id: call.who.officer, name: call.who.name), at: call.now, on: CalendarDay(call.now, in: zone),
      authorities: try await directory().authorities)
  }

  /// The authorities of the other State that an outgoing request can go to today.
  func authorities(for request: RegisteredRequest, _ call: Call<SignedIn>) async throws -> [Field.Option] {
    guard request.direction == .outgoing else { return [] }
    let today = CalendarDay(call.now, in: zone)
    return try await directory().authorities.filter { $0.state == request.otherState && $0.isValid(on: today) }
      .map { .init($0.id.description, $0.originalName, isTyped: true) }
  }

  /// Decides about a request and commits.
  ///
  /// When somebody else is faster and the act does not depend on what was seen, the decision is made again on what they wrote.
  /// - Parameter version: the version that was seen; `nil` when any will do.
  /// - Throws: ``CannotAct/changedSinceSeen``; what the decision throws.
  func change(
    _ id: ID<RegisteredRequest>, seen version: Int?, for reader: CaseStore.Reader, by actor: EventActor, at instant: Date,
    _ decide: @Sendable (RegisteredRequest) throws -> Change
  ) async throws -> Versioned<RegisteredRequest> {
    for _ in 0..<5 {
      let found = try await store.request(id, for: reader)
      guard version == nil || version == found.version else { throw CannotAct.changedSinceSeen }
      let change = try decide(found.value)
      do {
        let next = try await store.commit(decided(change, at: instant), over: found.version, by: actor, at: instant)
        return Versioned(change.request, version: next)
      } catch is StaleWrite {
        continue
      }
    }
    throw CannotAct.changedSinceSeen
  }

  /// A decision of either direction.
  struct Change: Sendable {
    let request: RegisteredRequest
    let events: [CaseEvent]

    init(_ decision: IncomingDecision) {
      request = .incoming(decision.state)
      events = decision.events
    }

    init(_ decision: OutgoingDecision) {
      request = .outgoing(decision.state)
      events = decision.events
    }
  }

  /// The decision with what the clocks say of it.
  func decided(_ change: Change, at instant: Date) -> CaseStore.Decided {
    CaseStore.Decided(
      request: change.request, events: change.events,
      standing: clocks(of: change.request, on: CalendarDay(instant, in: zone)))
  }

  /// What lists show of the clocks of a request.
  func clocks(of request: RegisteredRequest, on day: CalendarDay) -> CaseStore.ClockStanding {
    let running = runningClocks(of: request, on: day).filter { !$0.isStopped }
    let needs = needs(of: request, on: day)
    let due = (running.map(\.dueOn) + needs.compactMap(\.dueOn)).min()
    return CaseStore.ClockStanding(
      dueOn: request.isOpen ? due : nil, wakesOn: request.isOpen ? request.wakesOn(after: day, running) : nil,
      turn: needs.isEmpty ? request.turn.rawValue : Turn.ours.rawValue)
  }
}

extension RegisteredRequest {
  /// The next day on which what the clocks say of the request may change although nobody does anything.
  fileprivate func wakesOn(after day: CalendarDay, _ clocks: [Clock]) -> CalendarDay? {
    let waits =
      suspensions.filter { $0.endedOn == nil }.compactMap(\.wakesOn) + inquiries.filter { $0.answer == nil }.compactMap(\.dueOn)
      + consultations.filter { $0.outcome == nil }.map(\.answerDueOn) + clocks.map(\.dueOn)
    // What lapses is looked at on the day after; a day of review on the day itself.
    return waits.flatMap { [$0, $0.adding(1)] }.filter { $0 > day }.min()
  }
}

extension SignedIn {
  /// What the officer may know of.
  var reader: CaseStore.Reader {
    CaseStore.Reader(officer: officer, unit: unit, compartments: Set(Compartment.allCases.filter { may($0.permission) }))
  }
}

extension Compartment {
  /// Who may look into it.
  var permission: Permission {
    switch self {
    case .internationalProtection: "casework.protection"
    case .specialTechniques: "casework.techniques"
    }
  }
}
