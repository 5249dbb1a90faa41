// SPDX-License-Identifier: Apache-2.0
public import CaseworkRules
public import DirectoryRules
public import Documents
public import Files
public import Foundation
public import Kernel
public import Keys
public import Localisation
public import Storage
import Web
import WritingRules

/// What the pages, the API and the commands of casework are made of.
public struct Casework: Sendable {
  let store: CaseStore
  let directory: @Sendable () async throws -> DirectorySnapshot
  let words: @Sendable (Language) -> Words
  /// The officers of the node, as accounts know them.
  let officers: CaseOfficers
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
  /// Where the files of cases are kept, each under the key of its case.
  let vault: FileVault
  /// How long closed cases are kept.
  let retentionProfiles: RetentionProfiles
  /// What goes with a case that is shredded.
  let shredding: Shredding
  /// Makes letters and whole cases files.
  let worker: DocumentWorker

  /// Builds the module's tools.
  /// - Parameters:
  ///   - directory: the directory as it is now.
  ///   - officers: who can be let into a case or given a task.
  ///   - keys: each case has a key of its own, under which everything said in it is sealed.
  ///   - vault: where the files of cases are kept, under the same keys.
  ///   - state: the State whose authority keeps the register.
  ///   - zone: the authority's time zone.
  ///   - worker: makes letters and whole cases files.
  ///   - around: what other modules and the node's file tell.
  ///   - shredding: what goes with a case that is shredded; its key alone when left out.
  public init(
    database: any Database, directory: @escaping @Sendable () async throws -> DirectorySnapshot,
    words: @escaping @Sendable (Language) -> Words, officers: CaseOfficers, keys: DataKeys, vault: FileVault, state: StateCode,
    zone: TimeZone, worker: DocumentWorker, around: Surroundings = Surroundings(), shredding: Shredding? = nil
  ) {
    store = CaseStore(database: database, seal: CaseSeal(keys: keys))
    self.vault = vault
    self.directory = directory
    self.words = words
    self.officers = officers
    self.state = state
    self.zone = zone
    self.worker = worker
    profiles = DeadlineProfiles(Self.usualProfiles.profiles + around.profiles)
    calendars = CalendarShelf()
    self.around = around
    retentionProfiles = Self.usualRetention
    self.shredding =
      shredding
      ?? Shredding(
        destroy: { owner, others, instant, commit in
          let keys = [keys.destroying(owner, at: instant)] + others.map { keys.closing($0, at: instant) }
          try await database.commit(Commit(commit.statements + keys, events: commit.events))
        },
        forgettingDraft: { _ in [] })
  }

  /// The terms of the program's own data, each with its source.
  public static let usualProfiles: DeadlineProfiles = {
    let file = CaseworkResources.data.appending(path: "deadlines.json")
    return (try? JSONDecoder().decode(DeadlineProfiles.self, from: try Data(contentsOf: file))) ?? DeadlineProfiles([])
  }()

  /// The module's tables.
  public static var migrations: [Migration] { CaseStore.migrations }

  /// Who acts, now.
  /// - Parameter code: the act, where it is one of a request; sending alone needs to know the authorities of the directory.
  func acting(_ call: Call<SignedIn>, for code: CaseAct.Code? = nil) async throws -> Acting {
    Acting(
      ActingOfficer(id: call.who.officer, name: call.who.name), at: call.now, on: CalendarDay(call.now, in: zone),
      authorities: code?.asksForAuthority == true ? try await directory().authorities : [])
  }

  /// The authorities of the other State that an outgoing request can go to today.
  func authorities(for request: RegisteredRequest, _ code: CaseAct.Code, _ call: Call<SignedIn>) async throws -> [Field.Option] {
    guard request.direction == .outgoing, code.asksForAuthority else { return [] }
    let today = CalendarDay(call.now, in: zone)
    return try await directory().authorities.filter { $0.state == request.otherState && $0.isValid(on: today) }
      .map { .init($0.id.description, $0.originalName, isTyped: true) }
  }

  /// Decides about a request and commits.
  ///
  /// When somebody else is faster and the act does not depend on what was seen, the decision is made again on what they wrote.
  /// - Parameter version: the version that was seen; `nil` when any will do.
  /// - Throws: ``CannotAct/changedSinceSeen``; ``CannotTell`` for words that stand in a compartment; what the decision throws.
  func change(
    _ id: ID<RegisteredRequest>, seen version: Int?, for reader: CaseStore.Reader, by actor: EventActor, at instant: Date,
    _ decide: @Sendable (RegisteredRequest) throws -> Change
  ) async throws -> Versioned<RegisteredRequest> {
    for _ in 0..<5 {
      let found = try await store.request(id, for: reader)
      guard version == nil || version == found.version else { throw CannotAct.changedSinceSeen }
      guard found.value.head.shreddedOn == nil else { throw CannotShred.shredded }
      let (change, out) = try await telling(try decide(found.value), since: found.value, at: instant)
      try await checkWords(from: found.value, to: change)
      var decided = decided(change, at: instant)
      decided.records = try await following(change.request, since: found.value) + out.records
      (decided.statements, decided.effects) = (out.statements, out.effects)
      do {
        let next = try await store.commit(decided, over: found.version, by: actor, at: instant)
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
      turn: needs.isEmpty ? request.turn(on: day).rawValue : Turn.ours.rawValue)
  }
}

extension RegisteredRequest {
  /// The next day on which what the clocks say of the request may change although nobody does anything.
  fileprivate func wakesOn(after day: CalendarDay, _ clocks: [Clock]) -> CalendarDay? {
    let waits =
      suspensions.filter { $0.endedOn == nil }.compactMap(\.wakesOn) + inquiries.filter { $0.answer == nil }.compactMap(\.dueOn)
      // Days of consultations are those of both sides (UTC), which can end here on the next day.
      + consultations.filter { $0.outcome == nil }.flatMap { [$0.dueOn, $0.dueOn.adding(1)] } + clocks.map(\.dueOn)
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
