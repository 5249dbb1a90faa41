// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Keys
import Storage

extension Mail {
  /// Does something with an own message that is under way; one that nobody can open any more has come to its end and is not tried again.
  func endingUnreadable(_ message: KeptMessage, _ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch let problem as KeyProblem where problem.isForGood {
      try await endOutgoing(message.signed)
    }
  }

  private func endOutgoing(_ signed: DigestOf<SignedMessage>) async throws {
    guard let message = try await store.message(signed), message.state == .queued || message.state == .sent else { return }
    let failure = OutgoingMessage.Failure.refused(.schema)
    let receipt = Receipt(
      message: message.id, signed: signed, from: own, to: message.peer, issuedAt: wholeSecond(),
      evidence: .relayFailure(tries: max(1, message.tries.count), last: .problem(.schema)))
    let jws = try await SealedText.receipt.sign(ReceiptJSON.bytes(receipt), with: keys)
    let head = MessageDraft.Head(
      id: message.id, conversation: message.conversation, service: message.service, act: message.act, to: message.peer, signed: signed)
    let told = message.service == Self.loop ? Commit() : try await planned { try await surroundings.planners.progressed(head, [receipt]) }
    let event = NewEvent(
      "exchange.failed", of: message.subject, at: now(), by: .program,
      facts: [
        "reason": .text(failure.reason), "to": .text(message.peer.description), "message": .text(message.id.description),
      ])
    try await database.commit(
      Commit([MailStore.writing(.failed(failure), of: message), MailStore.keeping(receipt, jws, at: now())], events: [event]).and(told))
    if message.files > 0 { try await surroundings.files.release(message.id) }
  }

  /// A message that was kept cannot be read any more: it is refused, and its authority is told so.
  func endKept(_ message: KeptMessage, _ problem: ExchangeProblem) async throws {
    let receipt = Receipt(
      message: message.id, signed: message.signed, from: own, to: message.author, issuedAt: wholeSecond(),
      evidence: .relayRejection(problem, receivedAt: message.at))
    let jws = try await SealedText.receipt.sign(ReceiptJSON.bytes(receipt), with: keys)
    let event = NewEvent(
      "exchange.refused", of: message.subject, at: now(), by: .program,
      facts: [
        "author": .text(message.author.description), "message": .text(message.id.description), "service": .text(message.service),
        "act": .text(message.act), "problem": .text(problem.rawValue),
      ])
    try await database.commit(
      Commit(
        [
          MailStore.moving(message, to: .refused, reason: problem.rawValue),
          MailStore.keeping(receipt, jws, at: now(), sendAt: now()),
        ], events: [event]))
  }
}
