// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
import Foundation
public import Storage

extension Mail {
  /// The receipt for a message that was taken or held, made when it is not there yet.
  ///
  /// It carries the proof of the event of taking, whose place in the log is known only after the decision is committed. So it is signed then and
  /// committed by itself before it is given to anybody; one that a killed process did not come to make is made at the next occasion. Whatever was
  /// given once is what every later try gets.
  func acknowledgement(of message: KeptMessage) async throws -> Data {
    if let kept = try await store.receipt(Self.decisions, by: own, about: message.signed) { return kept.jws }
    guard message.state.isAcknowledged, let sealed = message.sealed, let version = message.directoryVersion else {
      throw UnreadableRow(column: "state")
    }
    let taken = Taken(
      id: message.id, signed: message.signed, author: message.author, sealed: sealed, directoryVersion: version, at: message.at)
    return try await acknowledgement(of: taken, event: try await placeOfTaking(message))
  }

  /// The receipt for what was taken with the event of an index.
  func acknowledgement(of taken: Taken, event index: Int64) async throws -> Data {
    let receipt = Receipt(
      message: taken.id, signed: taken.signed, from: own, to: taken.author, issuedAt: wholeSecond(),
      evidence: .relayAcceptance(
        RelayAcceptance(
          sealed: taken.sealed, directoryVersion: taken.directoryVersion, receivedAt: taken.at,
          logProof: try await surroundings.logProof(Int(index)))))
    let jws = try await SealedText.receipt.sign(ReceiptJSON.bytes(receipt), with: keys)
    do {
      try await database.commit(Commit([MailStore.keeping(receipt, jws, at: now(), mustBeFirst: true)]))
      return jws
    } catch is StaleWrite {
      // Of two that were made at once the first is kept, and that one is given.
      guard let kept = try await store.receipt(Self.decisions, by: own, about: taken.signed) else { throw StaleWrite() }
      return kept.jws
    }
  }

  private func placeOfTaking(_ message: KeptMessage) async throws -> Int64 {
    let taking = try await EventLog(database).index(of: ["exchange.received", "exchange.held"], of: message.subject)
    guard let taking else { throw UnreadableRow(column: "eventIndex") }
    return taking
  }

  // MARK: What comes later

  /// What must be committed so that the other node is told what became of its message: delivery or non-delivery once its files have ended, retrieval
  /// when an officer opened it.
  ///
  /// Of each kind the first stands.
  /// - Throws: ``ExchangeProblem/schema`` when no such message took effect here.
  public func attestation(_ evidence: Evidence, of signed: DigestOf<SignedMessage>) async throws -> Commit {
    guard let message = try await store.message(signed), message.direction == .incoming, message.state.isAcknowledged else {
      throw ExchangeProblem.schema
    }
    return try await attesting(evidence, id: message.id, signed: signed, to: message.author)
  }

  func attesting(_ evidence: Evidence, id: MessageID, signed: DigestOf<SignedMessage>, to: AuthorityName) async throws -> Commit {
    try await attested(evidence, id: id, signed: signed, to: to, sendAt: now()).commit
  }

  /// The same, with the signed receipt.
  /// - Parameters:
  ///   - sendAt: when it goes by itself.
  ///   - isTold: whether another event of the same commit tells of it.
  func attested(
    _ evidence: Evidence, id: MessageID, signed: DigestOf<SignedMessage>, to: AuthorityName, sendAt: Date, isTold: Bool = false
  ) async throws -> (commit: Commit, jws: Data) {
    let receipt = Receipt(message: id, signed: signed, from: own, to: to, issuedAt: wholeSecond(), evidence: evidence)
    let jws = try await SealedText.receipt.sign(ReceiptJSON.bytes(receipt), with: keys)
    let event = NewEvent(
      "exchange.attested", of: EventSubject("exchangeMessage", signed.hex), at: now(), by: .program, facts: ["act": .text(evidence.act)])
    return (Commit([MailStore.keeping(receipt, jws, at: now(), sendAt: sendAt)], events: isTold ? [] : [event]), jws)
  }
}

/// What a receipt for a message that was taken or held tells of it.
struct Taken: Sendable {
  let id: MessageID
  let signed: DigestOf<SignedMessage>
  let author: AuthorityName
  let sealed: DigestOf<SealedMessage>
  let directoryVersion: Int
  let at: Date
}
