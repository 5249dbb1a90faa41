// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
import Foundation
import Kernel
public import Storage
import Web

extension Mail {
  /// Sends a message that does nothing to another authority: it is signed, sealed, taken and acknowledged as any other.
  ///
  /// - Returns: the message, by which its state is found in the list.
  /// - Throws: ``MailProblem/unknownAuthority``.
  public func tryPath(to peer: AuthorityName, by actor: EventActor) async throws -> MessageID {
    guard peer != own, try await surroundings.directory.peer(peer) != nil else { throw MailProblem.unknownAuthority }
    let instant = now()
    func random() -> UInt128 { UInt128(surroundings.random()) << 64 | UInt128(surroundings.random()) }
    let draft = MessageDraft(
      id: MessageID(at: instant, random: random()), conversation: ConversationID(at: instant, random: random()), to: peer,
      service: Self.loop, act: "try", days: 1)
    try await database.commit(
      Commit(
        events: [
          NewEvent(
            "exchange.loopAsked", of: EventSubject("exchangePeer", peer.description), at: instant, by: actor,
            facts: ["message": .text(draft.id.description)])
        ], effects: [try await draft.effect(under: surroundings.dataKeys, at: instant)]))
    wake.send()
    return draft.id
  }

  /// The digest of an own message as it was signed; `nil` while none was signed under this identifier.
  public func signed(_ message: MessageID) async throws -> DigestOf<SignedMessage>? {
    try await store.known(own, message).first { $0.direction == .outgoing && $0.place != nil }?.signed
  }

  // MARK: The console

  /// Messages as lines with tabs: when, direction, other authority, act, state, reason, tries, identifier, digest; the newest first.
  /// - Parameter filter: names and values as the address of the list has them.
  /// - Throws: ``MailProblem/badQuery(name:)``.
  public func lines(_ filter: [(name: String, value: String)], limit: Int) async throws -> [String] {
    try await store.list(try MessageFilter(.init(filter.map { ($0.name, $0.value) })), limit: limit).map { message in
      [
        message.at.ISO8601Format(), message.direction.rawValue, message.peer.description, message.act, message.state.rawValue,
        message.reason ?? "-", "\(message.tries.count)", message.id.description, message.signed.hex,
      ].joined(separator: "\t")
    }
  }

  /// The receipts about a message as lines with tabs: act, authority, time of making, signed text.
  public func receiptLines(about signed: DigestOf<SignedMessage>) async throws -> [String] {
    try await store.receipts(about: signed).map { kept in
      [
        kept.receipt.evidence.act, kept.receipt.from.description, kept.receipt.issuedAt.ISO8601Format(),
        String(decoding: kept.jws, as: UTF8.self),
      ].joined(separator: "\t")
    }
  }
}
