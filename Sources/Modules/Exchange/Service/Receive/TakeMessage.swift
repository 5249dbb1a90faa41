// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import JOSE
import Keys
import Storage

extension Mail {
  /// Takes a sealed message of an authority, wherever it came from, and gives the receipt that says what was decided, signed.
  ///
  /// The receipt is committed when this returns, and given again for every later try of the same message.
  /// - Parameter from: the authority that brought it; only its own messages are taken from it.
  /// - Throws: ``ExchangeProblem`` when nothing is attested.
  public func take(_ sealed: Data, from: AuthorityName, receivedAt: Date) async throws -> Data {
    try await take(sealed, from: from, receivedAt: receivedAt, givingDelivery: false).decision
  }

  /// The same, with the receipt of delivery where the message has one already.
  /// - Parameter givingDelivery: whether the answer has room for it; otherwise it goes by itself.
  func take(_ sealed: Data, from: AuthorityName, receivedAt: Date, givingDelivery: Bool) async throws -> Attested {
    let text = try await SealedText.message.open(sealed, with: keys)
    // Whole seconds, as the receipt tells them: both sides count by the same time.
    let receivedAt = Date(timeIntervalSince1970: receivedAt.timeIntervalSince1970.rounded(.down))
    let arrival = try await arrival(text, sealed: DigestOf(of: sealed), from: from, receivedAt: receivedAt)
    await saw(arrival)
    defer { wake.send() }
    return try await judge(arrival, text: text, givingDelivery: givingDelivery)
  }

  /// Reads a signed text of an authority.
  func arrival(
    _ text: Data, sealed: DigestOf<SealedMessage>, from: AuthorityName, receivedAt: Date
  ) async throws -> Arrival {
    let (payload, key) = try await verified(text, from: from)
    return Arrival(
      manifest: try ManifestJSON.read(payload), signed: DigestOf(of: text), sealed: sealed, key: key.entry, receivedAt: receivedAt)
  }

  private func verified(_ text: Data, from: AuthorityName) async throws -> (payload: Data, key: PeerSignatureKey) {
    do throws(ExchangeProblem) {
      return try SealedText.message.verified(text, by: try await peer(from))
    } catch {
      guard error == .unknownKey, await watch.isNews("directory", at: now()) else { throw error }
      // The key may be newer than the copy of the directory here.
      try? await surroundings.directory.refresh()
      return try SealedText.message.verified(text, by: try await peer(from))
    }
  }

  /// So often a decision is made anew because somebody else was faster.
  private static let patience = 50

  /// Decides about an arrival, commits the decision, and gives the receipt.
  func judge(_ arrival: Arrival, text: Data, givingDelivery: Bool) async throws -> Attested {
    for _ in 0..<Self.patience {
      do {
        return try await judgeOnce(arrival, text: text, givingDelivery: givingDelivery)
      } catch is StaleWrite {
        continue
      } catch is UniqueViolation {
        continue
      }
    }
    throw ExchangeProblem.storage
  }

  private func judgeOnce(_ arrival: Arrival, text: Data, givingDelivery: Bool) async throws -> Attested {
    let manifest = arrival.manifest
    let found = try await settledInbox(manifest)
    let copy = try await surroundings.directory.copy()
    let known = InboxKnowledge(
      own: own, entries: try await entries(found.known), chain: found.chain.chain, directory: copy?.standing(at: now()) ?? .stale,
      forgottenThrough: found.forgottenThrough, hasRoom: surroundings.hasRoom(),
      secretariat: try await surroundings.directory.secretariat())
    let judged = Judged(
      arrival: arrival, text: text, kept: found.chain, key: found.key, directoryVersion: copy?.version ?? 0,
      hasWaited: known.entries.contains { $0.signed == arrival.signed }, givingDelivery: givingDelivery)
    switch arrival.decided(knowing: known, at: now()) {
    case .again: return try await attested(again: arrival.signed, givingDelivery)
    case .take(let released, let chain):
      do {
        return released.isEmpty
          ? Attested(decision: try await hold(judged, chain)) : try await takeEffect(judged, chain, frees: released.count > 1)
      } catch KeyProblem.destroyed {
        // What the conversation was about was shredded: there is no key under which anything of it could be kept.
        return Attested(decision: try await refuse(judged, .schema, nil))
      }
    case .keep:
      try await keep(judged)
      throw ExchangeProblem.directoryStale
    case .refuse(let problem, let alarm): return Attested(decision: try await refuse(judged, problem, alarm))
    case .putOff(let problem, let alarm):
      if let alarm { try await raise(alarm, about: arrival) }
      throw problem
    }
  }

  /// What the message meets, once nothing of its conversation is held that could take effect.
  private func settledInbox(_ manifest: Manifest) async throws -> KeptInbox {
    while true {
      let found = try await store.inbox(of: manifest.from, in: manifest.conversation, manifest.id)
      guard found.chain.chain.held[found.chain.chain.next] != nil else { return found }
      _ = try await settledChain(of: manifest.from, in: manifest.conversation)
    }
  }

  /// What is remembered under an identifier, each with its receipt; one that a killed process left without gets it now.
  private func entries(_ known: [KeptMessage]) async throws -> [InboxEntry] {
    var entries: [InboxEntry] = []
    for message in known {
      let state: InboxEntry.State
      if message.state == .waits {
        state = .waitsForDirectory
      } else {
        _ = try await acknowledgement(of: message)
        guard let kept = try await store.receipt(Self.decisions, by: own, about: message.signed) else { continue }
        state = .attested(kept.receipt)
      }
      entries.append(InboxEntry(signed: message.signed, receivedAt: message.at, expiresAt: message.expiresAt, state: state))
    }
    return entries
  }

  /// The receipts that tell a decision about an incoming message.
  static let decisions = ["relay-acceptance", "relay-rejection"]

  private func attested(again signed: DigestOf<SignedMessage>, _ givingDelivery: Bool) async throws -> Attested {
    let kept = try await store.receipts(about: signed).filter { $0.receipt.from == own }
    guard let decision = kept.first(where: { Self.decisions.contains($0.receipt.evidence.act) }) else { throw StaleWrite() }
    let delivery = kept.first { if case .delivery = $0.receipt.evidence { true } else { false } }
    return Attested(decision: decision.jws, delivery: givingDelivery ? delivery?.jws : nil)
  }

  /// The entry of an authority; the directory's own troubles are told as what they are to the other node.
  private func peer(_ name: AuthorityName) async throws(ExchangeProblem) -> Peer? {
    do { return try await surroundings.directory.peer(name) } catch { throw .directoryStale }
  }
}

/// What one answer attests of a message, signed.
struct Attested: Sendable {
  /// What was decided.
  let decision: Data
  /// That everything it brings is there, where that is so already and the answer has room for it.
  var delivery: Data?
}

/// An arrival with what was known when it was judged.
struct Judged: Sendable {
  let arrival: Arrival
  let text: Data
  let kept: KeptChain
  /// The key of the conversation as it was read with that.
  let key: [SQLRow]
  let directoryVersion: Int
  /// Whether it was kept before, while the directory had expired: when it was received first stands in its row.
  let hasWaited: Bool
  /// Whether its answer has room for the receipt of delivery.
  let givingDelivery: Bool

  var manifest: Manifest { arrival.manifest }

  /// What its receipt tells of it.
  var taken: Taken {
    Taken(
      id: manifest.id, signed: arrival.signed, author: manifest.from, sealed: arrival.sealed, directoryVersion: directoryVersion,
      at: arrival.receivedAt)
  }

  /// What the event log calls the message.
  var subject: EventSubject { EventSubject("exchangeMessage", arrival.signed.hex) }

  /// What the event log says of the message.
  var facts: [String: EventValue] {
    [
      "author": .text(manifest.from.description), "message": .text(manifest.id.description), "service": .text(manifest.service.text),
      "act": .text(manifest.act.text),
    ]
  }

  func row(_ state: MessageState, reason: String? = nil, text: Data?) -> NewMessage {
    NewMessage(
      manifest: manifest, signed: arrival.signed, peer: manifest.from, at: arrival.receivedAt, state: state, reason: reason, text: text,
      sealed: arrival.sealed, directoryVersion: directoryVersion)
  }
}
