// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import Storage

/// A signed message of a conversation as both sides have it: with the time at which the other side received it.
public struct SharedMessage: Hashable, Sendable {
  /// The message.
  public let id: MessageID
  /// The authority that signed it.
  public let author: AuthorityName
  /// Its number among what the authority signed in the conversation.
  public let sequence: Int
  /// The digest of its signed bytes.
  public let signed: DigestOf<SignedMessage>
  /// The message that it answers.
  public let answers: MessageID?
  /// When the other side received it, as that side's receipt says; `nil` as long as there is none.
  public let receivedAt: Date?
}

extension Mail {
  /// What the own authority and another signed by some acts in a conversation of casework.
  ///
  /// What failed or was refused is not among it; of what came that alone which took effect.
  public func steps(of conversation: ConversationID, with other: AuthorityName, acts: [String]) async throws -> [SharedMessage] {
    // The sign keeps the engine from going through all that was exchanged with the other by the time of its coming.
    let kept = try await store.messages(
      "conversation = $1 AND service = $2 AND peer = $3",
      [conversation.description.sql, MilestoneAct.service.sql, other.description.sql], "ORDER BY +at, message")
    var steps: [SharedMessage] = []
    for message in kept where acts.contains(message.act) {
      guard let place = message.place else { continue }
      let receivedAt: Date?
      switch message.state {
      case .effective: receivedAt = message.at
      case .queued, .sent: receivedAt = nil
      case .relayed, .delivered: receivedAt = try await received(message)
      case .failed where message.isShared: receivedAt = try await received(message)
      default: continue
      }
      steps.append(
        SharedMessage(
          id: message.id, author: message.author, sequence: place.sequence, signed: message.signed, answers: message.answers,
          receivedAt: receivedAt))
    }
    return steps
  }

  private func received(_ message: KeptMessage) async throws -> Date? {
    let kept = try await store.receipt(["relay-acceptance"], by: message.peer, about: message.signed)
    guard case .relayAcceptance(let acceptance)? = kept?.receipt.evidence else { return nil }
    return acceptance.receivedAt
  }
}
