// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Testing

@Suite("A message on its way to another node") struct OutgoingTests {
  private static func head() throws -> SentHead {
    SentHead(try Sample.manifest(payloads: [try Sample.payload(1)]), signed: try Sample.digest(1))
  }

  /// Every state, by name.
  private static func states() throws -> [(name: String, message: OutgoingMessage)] {
    let head = try head()
    let tries = Tries(count: 1, nextAt: Sample.now)
    let acceptance = try Sample.verified(try Sample.acceptance(), for: head)
    let rejection = try Sample.verified(.relayRejection(.expired, receivedAt: Sample.now), for: head)
    let delivery = try Sample.verified(.delivery(files: head.files), for: head)
    let nonDelivery = try Sample.verified(.nonDelivery(.refusedByOfficer), for: head)
    let retrieval = try Sample.verified(.retrieval(role: "caseworker"), for: head)
    let states: [(String, OutgoingMessage.State)] = [
      ("queued", .queued(Tries(nextAt: Sample.now))), ("sent", .sent(tries)), ("relayed", .relayed(acceptance, retrieved: nil)),
      ("relayed+", .relayed(acceptance, retrieved: retrieval)), ("delivered", .delivered(delivery, retrieved: nil)),
      ("delivered+", .delivered(delivery, retrieved: retrieval)), ("relayFailure", .failed(.relayFailure(tries))),
      ("relayRejection", .failed(.relayRejection(rejection))), ("refused", .failed(.refused(.media))),
      ("nonDelivery", .failed(.nonDelivery(nonDelivery))),
    ]
    return states.map { ($0.0, OutgoingMessage(head: head, state: $0.1)) }
  }

  private static func name(of message: OutgoingMessage) -> String {
    switch message.state {
    case .queued: "queued"
    case .sent: "sent"
    case .relayed(_, let retrieved): retrieved == nil ? "relayed" : "relayed+"
    case .delivered(_, let retrieved): retrieved == nil ? "delivered" : "delivered+"
    case .failed(.relayFailure): "relayFailure"
    case .failed(.relayRejection): "relayRejection"
    case .failed(.refused): "refused"
    case .failed(.nonDelivery): "nonDelivery"
    }
  }

  /// For every state what becomes of it: by each input in the order of `inputs`, `!` for an input that is not taken.
  private static let table: [String: [String]] = [
    // try, expire, acceptance, rejection, delivery, nonDelivery, retrieval, signed permanent, unsigned permanent, no answer
    "queued": ["sent", "!", "relayed", "relayRejection", "delivered", "nonDelivery", "relayed+", "!", "!", "!"],
    "sent": ["sent", "!", "relayed", "relayRejection", "delivered", "nonDelivery", "relayed+", "refused", "sent", "sent"],
    "relayed": ["!", "!", "relayed", "relayed", "delivered", "nonDelivery", "relayed+", "relayed", "relayed", "relayed"],
    "relayed+": ["!", "!", "relayed+", "relayed+", "delivered+", "nonDelivery", "relayed+", "relayed+", "relayed+", "relayed+"],
    "delivered": [
      "!", "!", "delivered", "delivered", "delivered", "delivered", "delivered+", "delivered", "delivered", "delivered",
    ],
    "delivered+": Array(["!", "!"] + Array(repeating: "delivered+", count: 8)),
    "relayFailure": [
      "!", "!", "relayed", "relayFailure", "delivered", "nonDelivery", "relayed+", "relayFailure", "relayFailure", "relayFailure",
    ],
    "relayRejection": [
      "!", "!", "relayed", "relayRejection", "delivered", "relayRejection", "relayed+", "relayRejection", "relayRejection",
      "relayRejection",
    ],
    "refused": ["!", "!", "relayed", "refused", "delivered", "refused", "relayed+", "refused", "refused", "refused"],
    "nonDelivery": Array(
      ["!", "!", "nonDelivery", "nonDelivery", "delivered"] + Array(repeating: "nonDelivery", count: 5)),
  ]

  @Test("Every state has a decision for every input, and only a verified receipt makes a message relayed or delivered")
  func everyPair() throws {
    let head = try Self.head()
    let receipts = try [
      Sample.verified(try Sample.acceptance(), for: head), Sample.verified(.relayRejection(.expired, receivedAt: Sample.now), for: head),
      Sample.verified(.delivery(files: head.files), for: head), Sample.verified(.nonDelivery(.notFetched), for: head),
      Sample.verified(.retrieval(role: "caseworker"), for: head),
    ]
    let outcomes =
      receipts.map(AttemptOutcome.receipt) + [
        .problem(.media, isSigned: true, retryAfter: nil), .problem(.media, isSigned: false, retryAfter: nil), .noAnswer(retryAfter: nil),
      ]
    let states = try Self.states()
    #expect(states.count == Self.table.count)
    for (name, message) in states {
      let expected = try #require(Self.table[name])
      var found: [String] = []
      func note(_ decide: () throws(CannotMove) -> OutgoingDecision) {
        do { found.append(Self.name(of: try decide().state)) } catch { found.append("!") }
      }
      note { () throws(CannotMove) in try message.trying(at: Sample.now, directory: .fresh, canReach: true, random: 1) }
      note { () throws(CannotMove) in try message.expiring(at: Sample.now) }
      for outcome in outcomes { note { () throws(CannotMove) in try message.ended(outcome, ofTry: 1, at: Sample.now, random: 1) } }
      #expect(found == expected, "\(name)")
    }
  }

  @Test("A receipt that was taken before records nothing a second time")
  func idempotent() throws {
    let head = try Self.head()
    let evidences: [Evidence] = [
      try Sample.acceptance(), .relayRejection(.expired, receivedAt: Sample.now), .delivery(files: head.files), .nonDelivery(.notFetched),
      .retrieval(role: "caseworker"),
    ]
    for (name, message) in try Self.states() {
      for evidence in evidences {
        let receipt = try Sample.verified(evidence, for: head)
        let once = message.receiving(receipt).state
        let twice = once.receiving(receipt)
        #expect(twice.state == once && twice.events.isEmpty && twice.effects.isEmpty, "\(name) \(evidence.act)")
      }
    }
  }

  @Test("What keeps a message from being tried is told, and nothing is counted")
  func waits() throws {
    let message = OutgoingMessage(head: try Self.head(), queuedAt: Sample.now.addingTimeInterval(10))
    #expect(throws: CannotMove.notYet(Sample.now.addingTimeInterval(10))) {
      try message.trying(at: Sample.now, directory: .fresh, canReach: true, random: 1)
    }
    let later = Sample.now.addingTimeInterval(10)
    #expect(throws: CannotMove.directoryStale) { try message.trying(at: later, directory: .stale, canReach: true, random: 1) }
    #expect(throws: CannotMove.breakerOpen) { try message.trying(at: later, directory: .fresh, canReach: false, random: 1) }
    let decision = try message.trying(at: later, directory: .unconfirmed, canReach: true, random: 1)
    #expect(decision.events.isEmpty && decision.effects == [.attempt])
  }

  @Test("A message that has expired is not tried, fails once with a relay-failure, and a late receipt puts it right")
  func expiry() throws {
    let queued = OutgoingMessage(head: try Self.head(), queuedAt: Sample.now)
    let end = queued.head.expiresAt
    #expect(throws: CannotMove.notTried) { try queued.trying(at: end, directory: .fresh, canReach: true, random: 1) }
    #expect(throws: CannotMove.notExpired) { try queued.expiring(at: end.addingTimeInterval(-1)) }
    let failed = try queued.expiring(at: end)
    #expect(failed.effects == [.makeRelayFailure])
    #expect(throws: CannotMove.notTried) { try failed.state.expiring(at: end) }
    let late = failed.state.receiving(try Sample.verified(try Sample.acceptance(), for: queued.head))
    #expect(late.events == [.relayedAfterFailure])
  }

  @Test("An unknown key is met by fetching the directory once and trying again at once, then by waiting")
  func unknownKey() throws {
    let first = try OutgoingMessage(head: try Self.head(), queuedAt: Sample.now)
      .trying(at: Sample.now, directory: .fresh, canReach: true, random: .max).state
    let outcome = AttemptOutcome.problem(.unknownKey, isSigned: false, retryAfter: nil)
    let refreshed = try first.ended(outcome, ofTry: 1, at: Sample.now, random: .max)
    #expect(refreshed.effects == [.refreshDirectory])
    #expect(refreshed.events == [.tried(count: 1, outcome: .problem(.unknownKey))])
    let second = try refreshed.state.trying(at: Sample.now, directory: .fresh, canReach: true, random: .max).state
    let again = try second.ended(outcome, ofTry: 2, at: Sample.now, random: .max)
    #expect(again.effects.isEmpty)
    #expect(throws: CannotMove.self) { try again.state.trying(at: Sample.now, directory: .fresh, canReach: true, random: .max) }
  }

  @Test("A signed word that the clocks differ makes the node look at its clock; an unsigned one only waits")
  func clock() throws {
    let sent = OutgoingMessage(head: try Self.head(), state: .sent(Tries(count: 1, nextAt: Sample.now)))
    func effects(isSigned: Bool) throws -> [OutgoingEffect] {
      try sent.ended(.problem(.clockSkew, isSigned: isSigned, retryAfter: nil), ofTry: 1, at: Sample.now, random: 1).effects
    }
    #expect(try effects(isSigned: true) == [.checkClock])
    #expect(try effects(isSigned: false).isEmpty)
  }

  @Test("A signed word that it has expired there does not end it: an earlier try may have been taken, and the own node's time decides")
  func expiredThere() throws {
    let sent = OutgoingMessage(head: try Self.head(), state: .sent(Tries(count: 2, nextAt: Sample.now)))
    let waiting = try sent.ended(.problem(.expired, isSigned: true, retryAfter: nil), ofTry: 2, at: Sample.now, random: 1)
    #expect(Self.name(of: waiting.state) == "sent" && waiting.events == [.tried(count: 2, outcome: .problem(.expired))])
    // Another process has begun the second while the first was still under way.
    let first = try sent.ended(.noAnswer(retryAfter: nil), ofTry: 1, at: Sample.now, random: 1)
    #expect(first.events == [.tried(count: 1, outcome: .noAnswer)])
  }

  @Test("A receipt counts only when signer, parties, message, content, key and files are those of the message")
  func receipts() throws {
    let head = try Self.head()
    let good = Sample.receipt(.delivery(files: head.files), for: head)
    #expect(try good.verified(for: head, signer: head.to, standing: .relied).receipt == good)
    #expect(throws: ReceiptProblem.signer) { try good.verified(for: head, signer: head.from, standing: .relied) }
    #expect(throws: ReceiptProblem.key) { try good.verified(for: head, signer: head.to, standing: .compromised(since: Sample.now)) }
    let other = SentHead(try Sample.manifest(2, payloads: [try Sample.payload(1)]), signed: try Sample.digest(2))
    #expect(throws: ReceiptProblem.message) { try good.verified(for: other, signer: head.to, standing: .relied) }
    let sameID = SentHead(try Sample.manifest(1, payloads: [try Sample.payload(1)]), signed: try Sample.digest(2))
    #expect(throws: ReceiptProblem.digest) { try good.verified(for: sameID, signer: head.to, standing: .relied) }
    let backwards = SentHead(try Sample.manifest(1, from: "XB.central", to: "XA.central"), signed: head.signed)
    #expect(throws: ReceiptProblem.parties) { try good.verified(for: backwards, signer: head.to, standing: .relied) }
    #expect(throws: ReceiptProblem.files) {
      try Sample.receipt(.delivery(files: []), for: head).verified(for: head, signer: head.to, standing: .relied)
    }
    for evidence in [Evidence.submissionAcceptance(logIndex: 1), .submissionRejection(.life), .relayFailure(tries: 1, last: nil)] {
      #expect(throws: ReceiptProblem.notTheirs) {
        try Sample.receipt(evidence, for: head).verified(for: head, signer: head.to, standing: .relied)
      }
    }
  }
}

@Suite("When a message is tried again") struct RetryTests {
  @Test("The longest wait doubles from 5 seconds to an hour and stays there")
  func ceilings() {
    let expected: [TimeInterval] = [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600]
    #expect((1...12).map { RetryPlan.profile.ceiling(after: $0) } == expected)
    #expect(RetryPlan.profile.ceiling(after: .max) == 3_600)
    #expect(RetryPlan.profile.ceiling(after: 0) == 5)
  }

  @Test("Waits lie anywhere between nothing and the longest, evenly, and never before what the other node asked for")
  func jitter() {
    var generator = Seeded(4)
    var sum = 0.0
    for _ in 0..<10_000 {
      let wait = RetryPlan.profile.wait(after: 20, retryAfter: nil, random: generator.next())
      #expect((0..<3_600).contains(wait))
      sum += wait
    }
    // Ten thousand even draws lie within 4 standard errors (41.6 s) of the middle.
    #expect(abs(sum / 10_000 - 1_800) < 42)
    #expect(RetryPlan.profile.wait(after: 1, retryAfter: 120, random: 0) == 120)
    #expect(RetryPlan.profile.wait(after: 1, retryAfter: -9, random: 0) == 0)
    #expect(RetryPlan.profile.wait(after: 1, retryAfter: nil, random: .max) < 5)
  }

  @Test("Five tries without an answer stop all; after the time one goes alone, and an answer lets all go")
  func breaker() {
    var breaker = CircuitBreaker()
    for _ in 0..<4 { breaker.note(.noAnswer(retryAfter: nil), at: Sample.now) }
    #expect(breaker.mayTry(at: Sample.now) == true)
    breaker.note(.noAnswer(retryAfter: nil), at: Sample.now)
    #expect(breaker.state == .open(until: Sample.now.addingTimeInterval(30), openings: 1))
    #expect(breaker.mayTry(at: Sample.now.addingTimeInterval(29)) == false)
    let later = Sample.now.addingTimeInterval(30)
    #expect(breaker.mayTry(at: later) == true)
    #expect(breaker.mayTry(at: later) == false)
    breaker.note(.problem(.quota, isSigned: true, retryAfter: nil), at: later)
    #expect(breaker.state == .closed(failures: 0))
  }

  @Test("A trial that fails doubles the time up to ten minutes; one that was lost with its worker is begun again")
  func trials() {
    var breaker = CircuitBreaker(.open(until: Sample.now, openings: 1))
    var now = Sample.now
    for wait in [60.0, 120, 240, 480, 600, 600] {
      #expect(breaker.mayTry(at: now) == true)
      breaker.note(.noAnswer(retryAfter: nil), at: now)
      now += wait
      guard case .open(let until, _) = breaker.state else {
        Issue.record("\(breaker.state)")
        return
      }
      #expect(until == now)
    }
    #expect(breaker.mayTry(at: now) == true)
    #expect(breaker.mayTry(at: now.addingTimeInterval(119)) == false)
    #expect(breaker.mayTry(at: now.addingTimeInterval(120)) == true)
  }

  @Test("An unsigned problem, or one that says that the node cannot serve, counts as no answer")
  func whatCounts() {
    for outcome in [
      AttemptOutcome.problem(.quota, isSigned: false, retryAfter: nil), .problem(.storage, isSigned: true, retryAfter: nil),
      .noAnswer(retryAfter: nil),
    ] {
      var breaker = CircuitBreaker(.closed(failures: 4))
      breaker.note(outcome, at: Sample.now)
      #expect(breaker.state == .open(until: Sample.now.addingTimeInterval(30), openings: 1))
    }
  }
}
