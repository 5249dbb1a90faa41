// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Keys
import Storage

extension Mail {
  /// Takes a sealed receipt of another authority about a message that this node sent.
  /// - Returns: the message that it is about.
  /// - Throws: ``ExchangeProblem`` with what the other node is told.
  @discardableResult
  func takeReceipt(_ sealed: Data, from: AuthorityName, at receivedAt: Date) async throws -> DigestOf<SignedMessage> {
    // Whether a key can be relied upon is not known while the directory has expired.
    guard try await surroundings.directory.copy()?.standing(at: now()).isRelied == true else { throw ExchangeProblem.directoryStale }
    let jws = try await SealedText.receipt.open(sealed, with: keys)
    let (receipt, standing) = try read(jws, by: try await surroundings.directory.peer(from), at: receivedAt)
    guard receipt.to == own, let message = try await store.message(receipt.signed), message.direction == .outgoing else {
      throw ExchangeProblem.notRecipient
    }
    var refusal: ReceiptProblem?
    let decision: OutgoingDecision?
    do {
      decision = try await move(message, nil) { outgoing in
        do throws(ReceiptProblem) {
          let verified = try receipt.verified(for: outgoing.head, signer: from, standing: standing)
          return Move(decision: outgoing.receiving(verified), receipts: [TakenReceipt(verified: verified, jws: jws)])
        } catch {
          refusal = error
          return nil
        }
      }
    } catch let problem as KeyProblem where problem.isForGood {
      // What was shredded here is no message any more that anything could be attested of.
      throw ExchangeProblem.notRecipient
    }
    if let refusal { throw refusal.told }
    await saw(receipt)
    for effect in decision?.effects ?? [] { await carryOut(effect, message) }
    return message.signed
  }

  /// Reads a signed receipt of an authority.
  func read(_ jws: Data, by peer: Peer?, at receivedAt: Date) throws(ExchangeProblem) -> (receipt: Receipt, standing: KeyStanding) {
    let (payload, key) = try SealedText.receipt.verified(jws, by: peer)
    let receipt = try ReceiptJSON.read(payload)
    return (receipt, key.entry.standing(signedAt: receipt.issuedAt, receivedAt: receivedAt))
  }
}

extension ReceiptProblem {
  /// What the other node is told.
  var told: ExchangeProblem {
    switch self {
    case .key: .revokedKey
    case .signer, .notTheirs, .parties, .message, .digest, .files: .schema
    }
  }
}
