// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import WritingRules

/// Numbers that look random and are the same in every run with one seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Whether something happens that happens so often in a hundred.
  mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// A request in the register on which officers act at random, by the rules of casework; everything they write has the canary in it.
struct CaseWalk: Sendable {
  /// A word that no figure may ever show.
  static let canary = "Kanarienvogel"
  static let officer = ActingOfficer(id: "10000000-0000-4000-8000-000000000001", name: "\(canary) First")
  static let second = ActingOfficer(id: "10000000-0000-4000-8000-000000000002", name: "\(canary) Second")
  static let authority: CompetentAuthority = {
    var authority = CompetentAuthority(
      id: ID("00000000-0000-4000-8000-000000000001") ?? ID(), state: state("XB"), kind: .mutualLegalAssistance,
      originalName: "\(canary) Authority")
    authority.validFrom = CalendarDay("2000-01-01")
    return authority
  }()

  private(set) var request: RegisteredRequest
  private(set) var ledger: PropertyLedger?
  private(set) var day: CalendarDay
  /// What happened, each with the day on which it was recorded.
  private(set) var facts: [(event: CaseEvent, request: RegisteredRequest, on: CalendarDay)] = []

  static func state(_ code: String) -> StateCode { StateCode(code) ?? .notKnown }

  var acting: Acting { acting(Self.officer) }

  private func acting(_ officer: ActingOfficer) -> Acting {
    Acting(
      officer, at: Date(timeIntervalSince1970: Double(day.ordinal) * 86_400 + 43_200), on: day, authorities: [Self.authority])
  }

  /// A request that came or is approved on a day.
  init(_ seeded: inout Seeded, on day: CalendarDay) throws {
    self.day = day
    let isIncoming = seeded.happens(60)
    var head = RequestHead(
      reference: "\(Self.canary)-\(seeded.next())", requestingState: Self.state(isIncoming ? "XB" : "XA"),
      requestedState: Self.state(isIncoming ? "XA" : "XB"),
      kind: [CooperationKind.criminalAssistance, .assetRecovery, .extradition, .spontaneousTransmission, .informalContact]
        .randomElement(using: &seeded) ?? .criminalAssistance,
      basis: AppliedBasis(
        primary: .init(.convention), besides: seeded.happens(30) ? [.init(.domesticLaw, title: "\(Self.canary) Law")] : []),
      subject: "\(Self.canary) subject", offences: [15, 17, 23].shuffled(using: &seeded).prefix(2).sorted(),
      arrival: Arrival(channel: .direct, medium: .paper, on: day.adding(Days(-Int.random(in: 0...40, using: &seeded)))))
    head.otherAuthority = "\(Self.canary) ministry"
    let sought: [SoughtAct] = [.measure(.bankRecords), .measure(.takeEvidence), .measure(.freezeForConfiscation)]
    let items = sought.prefix(Int.random(in: 1...3, using: &seeded)).enumerated().map {
      RegisterIncoming.RegisteredItem(id: ItemID(rawValue: "i\($0 + 1)"), sought: $1, summary: "\(Self.canary) item", persons: [])
    }
    if isIncoming {
      let arrived = IncomingRequest(id: ID(), head: head, items: [])
      let decision = try arrived.deciding(
        .register(RegisterIncoming(head: head, items: items, on: day)),
        Acting(Self.officer, at: Date(timeIntervalSince1970: 0), on: day, authorities: [Self.authority]))
      request = .incoming(decision.state)
      facts = decision.events.map { ($0, .incoming(decision.state), day) }
    } else {
      let decision = try OutgoingRequest.entering(
        EnterOutgoing(head: head, items: items, approvedOn: day), id: ID(),
        Acting(Self.officer, at: Date(timeIntervalSince1970: 0), on: day, authorities: [Self.authority]))
      request = .outgoing(decision.state)
      facts = decision.events.map { ($0, .outgoing(decision.state), day) }
    }
  }

  /// What came of a split.
  private init(part: RegisteredRequest, _ events: [CaseEvent], on day: CalendarDay) {
    request = part
    self.day = day
    facts = events.map { ($0, part, day) }
  }

  /// Some days later, something is done, at random; most of what is tried is refused by the rules.
  /// - Returns: the request that came of it, where items went into one of their own.
  mutating func step(_ seeded: inout Seeded) -> CaseWalk? {
    day = day.adding(Days(Int.random(in: 0...25, using: &seeded)))
    for _ in 0..<12 {
      if seeded.happens(4), let part = try? splitting() { return part }
      if seeded.happens(15), (try? entering(&seeded)) != nil { return nil }
      if (try? act(&seeded)) != nil { return nil }
    }
    return nil
  }

  private mutating func act(_ seeded: inout Seeded) throws {
    let items = chosen(&seeded)
    let on = day.adding(Days(-Int.random(in: 0...15, using: &seeded)))
    switch request {
    case .incoming(let incoming):
      let act = IncomingActs(items: items, on: on, of: incoming).drawn(&seeded)
      var decision = try incoming.deciding(act, acting)
      var events = decision.events
      if act.code.needsSecondOfficer, let proposal = decision.state.proposals.last {
        decision = try decision.state.confirming(proposal, acting(Self.second))
        events += decision.events
      }
      record(events, .incoming(decision.state))
    case .outgoing(let outgoing):
      let act = OutgoingActs(items: items, on: on, of: outgoing).drawn(&seeded)
      var decision = try outgoing.deciding(act, acting)
      var events = decision.events
      if act.code.needsSecondOfficer, let proposal = decision.state.proposals.last {
        decision = try decision.state.confirming(proposal, acting(Self.second))
        events += decision.events
      }
      record(events, .outgoing(decision.state))
    }
  }

  private func chosen(_ seeded: inout Seeded) -> [ItemID] {
    let all = request.items.map(\.id)
    guard !all.isEmpty else { return [] }
    return seeded.happens(50) ? all : [all.randomElement(using: &seeded) ?? all[0]]
  }

  private mutating func splitting() throws -> CaseWalk {
    guard let item = request.separableItems.first else { throw CannotAct.noItems }
    let decision = try request.splitting(
      SplitRequest(items: [item], reference: "\(Self.canary)-\(ID<RegisteredRequest>())", subject: "\(Self.canary) part"), as: ID(), acting)
    record(decision.restEvents, decision.rest)
    return CaseWalk(part: decision.part, decision.partEvents, on: day)
  }

  private mutating func entering(_ seeded: inout Seeded) throws {
    guard request.isOpen else { throw CannotAct.nothingOpen }
    guard let ledger else {
      let opened = try PropertyLedger.opening(of: "\(Self.canary) house", for: request)
      record(opened.events, request)
      self.ledger = opened.state
      return
    }
    let kind = [PropertyLedger.Kind.frozen, .confiscated].randomElement(using: &seeded) ?? .frozen
    let decision =
      seeded.happens(25) && !ledger.entries.isEmpty
      ? try ledger.correcting(entry: Int.random(in: 1...ledger.entries.count, using: &seeded), note: Self.canary, on: day, acting)
      : try ledger.recording(
        .init(kind, minorUnits: Int.random(in: 1...900_000, using: &seeded), currency: "EUR", on: day, note: Self.canary), acting)
    record(decision.events, request)
    self.ledger = decision.state
  }

  private mutating func record(_ events: [CaseEvent], _ after: RegisteredRequest) {
    request = after
    facts += events.map { ($0, after, day) }
  }

  /// Links the request to another one that it supplements; the facts of the other one are given back.
  mutating func supplementing(_ other: CaseWalk) throws -> [CaseEvent] {
    let decision = try request.linking(.supplements, to: other.request)
    record(decision.events, decision.request)
    return decision.otherEvents
  }

  /// Adds facts that another request's decision brought.
  mutating func told(_ events: [CaseEvent]) { record(events, request) }

  /// What is left of a closed case that is shredded, with its fact.
  mutating func shred() throws {
    guard let rest = request.shredded(on: day) else { throw CannotAct.nothingOpen }
    record([CaseEvent(.shredded, ["on": .day(day)])], rest)
  }
}
