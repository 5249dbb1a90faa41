// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel

/// What is on its way between two nodes.
enum Packet {
  /// A message, with the time when its outer signature was made, which is fresh for each try.
  case message(Manifest, DigestOf<SignedMessage>, madeAt: Date)
  /// What a node answered to one.
  case answer(MessageID, Answer)
  /// A receipt that comes by itself.
  case receipt(Receipt)

  enum Answer {
    case receipt(Receipt)
    case problem(ExchangeProblem)
  }
}

/// One node in memory: what it has committed survives being killed, everything else is gone.
///
/// It does what a service does around the rules - load, decide, commit, answer - and nothing of its own.
struct NodeModel {
  /// So short that many messages expire while faults last.
  static let life: TimeInterval = 20_000

  let own: AuthorityName
  let peer: AuthorityName
  /// By how much its clock differs from the world's.
  var clockOffset: TimeInterval = 0
  var directory = DirectoryStanding.fresh

  // Committed.
  var outbox: [MessageID: OutgoingMessage] = [:]
  var signed: [MessageID: (manifest: Manifest, digest: DigestOf<SignedMessage>)] = [:]
  var last: (sequence: Int, digest: DigestOf<SignedMessage>?) = (0, nil)
  var entries: [MessageID: [InboxEntry]] = [:]
  var kept: [MessageID: Arrival] = [:]
  var chain = MessageChain()
  var forgottenThrough = Date.distantPast
  var effects: [MessageID: Int] = [:]
  var order: [ChainLink] = []
  var alarms = 0

  init(_ own: AuthorityName, peer: AuthorityName) {
    self.own = own
    self.peer = peer
  }

  func clock(_ world: Date) -> Date { world.addingTimeInterval(clockOffset) }

  /// Signs a message and commits it; its bytes never change afterwards.
  mutating func queue(_ number: Int, in conversation: ConversationID, world: Date) throws {
    let issuedAt = Date(timeIntervalSince1970: clock(world).timeIntervalSince1970.rounded())
    guard let place = ChainPlace(sequence: last.sequence + 1, predecessor: last.digest), let service = WireURN("urn:comity:mla:1"),
      let act = ActName("request"),
      let digest = DigestOf<SignedMessage>(bytes: (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) })
    else { return }
    let manifest = try Manifest(
      id: MessageID(at: issuedAt, random: UInt128(UInt64(number))), conversation: conversation, from: own, to: peer, service: service,
      act: act,
      place: place, issuedAt: issuedAt, expiresAt: issuedAt.addingTimeInterval(Self.life), directoryVersion: 1)
    last = (place.sequence, digest)
    signed[manifest.id] = (manifest, digest)
    outbox[manifest.id] = OutgoingMessage(head: SentHead(manifest, signed: digest), queuedAt: issuedAt)
  }

  /// Begins a try of every message that is due, and fails those that have expired.
  mutating func tryAll(world: Date, using generator: inout Seeded) -> [Packet] {
    var packets: [Packet] = []
    let now = clock(world)
    for (id, message) in outbox.sorted(by: { $0.key < $1.key }) {
      if let failed = try? message.expiring(at: now) { outbox[id] = failed.state }
      guard let trying = try? message.trying(at: now, directory: directory, canReach: true, random: generator.next()) else { continue }
      outbox[id] = trying.state
      if let signed = signed[id] { packets.append(.message(signed.manifest, signed.digest, madeAt: now)) }
    }
    return packets
  }

  /// Judges a message; `isKilled` before the commit loses everything, after it the answer alone.
  mutating func take(
    _ manifest: Manifest, _ digest: DigestOf<SignedMessage>, madeAt: Date, key: DirectoryKey, world: Date,
    killed: (before: Bool, after: Bool)
  ) -> Packet.Answer? {
    let now = clock(world)
    // The outer signature is good for five minutes; what was delayed longer is never judged.
    guard abs(now.timeIntervalSince(madeAt)) <= Manifest.clockTolerance, let sealed = DigestOf<SealedMessage>(digest.hex) else {
      return .problem(.clockSkew)
    }
    let arrival = Arrival(manifest: manifest, signed: digest, sealed: sealed, key: key, receivedAt: now)
    guard !killed.before else { return nil }
    let answer = judge(arrival, at: now)
    return killed.after ? nil : answer
  }

  /// Load, decide, commit.
  mutating func judge(_ arrival: Arrival, at now: Date) -> Packet.Answer {
    let id = arrival.manifest.id
    let known = InboxKnowledge(
      own: own, entries: entries[id] ?? [], chain: chain, directory: directory, forgottenThrough: forgottenThrough)
    switch arrival.decided(knowing: known, at: now) {
    case .take(let released, let next):
      chain = next
      effect(released)
      return .receipt(attest(arrival, .relayAcceptance(acceptance(arrival, at: now)), at: now))
    case .again(let receipt): return .receipt(receipt)
    case .keep:
      kept[id] = kept[id] ?? arrival
      if (entries[id] ?? []).isEmpty {
        entries[id] = [
          InboxEntry(
            signed: arrival.signed, receivedAt: now, expiresAt: arrival.manifest.expiresAt, state: .waitsForDirectory)
        ]
      }
      return .problem(.directoryStale)
    case .refuse(let problem, let alarm):
      alarms += alarm == nil ? 0 : 1
      return .receipt(attest(arrival, .relayRejection(problem, receivedAt: now), at: now))
    case .putOff(let problem, let alarm):
      alarms += alarm == nil ? 0 : 1
      return .problem(problem)
    }
  }

  private func acceptance(_ arrival: Arrival, at now: Date) -> RelayAcceptance {
    RelayAcceptance(sealed: arrival.sealed, directoryVersion: 1, receivedAt: now, logProof: "")
  }

  private mutating func attest(_ arrival: Arrival, _ evidence: Evidence, at now: Date) -> Receipt {
    let manifest = arrival.manifest
    let receipt = Receipt(
      message: manifest.id, signed: arrival.signed, from: own, to: manifest.from, issuedAt: now, evidence: evidence)
    let others = (entries[manifest.id] ?? []).filter { $0.signed != arrival.signed }
    entries[manifest.id] =
      others + [InboxEntry(signed: arrival.signed, receivedAt: now, expiresAt: manifest.expiresAt, state: .attested(receipt))]
    kept[manifest.id] = nil
    return receipt
  }

  mutating func effect(_ released: [ChainLink]) {
    for link in released {
      effects[link.id, default: 0] += 1
      order.append(link)
    }
  }

  /// Judges what was kept while the directory had expired.
  mutating func judgeKept(world: Date) {
    guard directory.isRelied else { return }
    for arrival in kept.values.sorted(by: { $0.manifest.id < $1.manifest.id }) { _ = judge(arrival, at: clock(world)) }
  }

  /// Takes an answer or a receipt, if it counts.
  mutating func learn(_ id: MessageID, _ answer: Packet.Answer, world: Date, using generator: inout Seeded) {
    guard let message = outbox[id] else { return }
    let outcome: AttemptOutcome
    switch answer {
    case .problem(let problem): outcome = .problem(problem, isSigned: true, retryAfter: nil)
    case .receipt(let receipt):
      guard let verified = try? receipt.verified(for: message.head, signer: peer, standing: .relied) else { return }
      outcome = .receipt(verified)
    }
    if let decision = try? message.ended(outcome, ofTry: 1, at: clock(world), random: generator.next()) { outbox[id] = decision.state }
  }

  /// Forgets what can no longer be taken, and keeps up to when.
  mutating func forget(world: Date) {
    let now = clock(world)
    for (id, known) in entries {
      for entry in known where entry.mayBeForgotten(at: now) { forgottenThrough = max(forgottenThrough, entry.expiresAt) }
      entries[id] = known.filter { !$0.mayBeForgotten(at: now) }
    }
  }

  /// Whether no message waits for anything.
  var isSettled: Bool {
    kept.isEmpty
      && outbox.values.allSatisfy { message in
        switch message.state {
        case .queued, .sent: false
        case .relayed, .delivered, .failed: true
        }
      }
  }

  /// The receipt for a message that has taken effect and brings no files.
  func deliveryReceipt(for link: ChainLink, world: Date) -> Receipt {
    Receipt(message: link.id, signed: link.signed, from: own, to: peer, issuedAt: clock(world), evidence: .delivery(files: []))
  }
}
