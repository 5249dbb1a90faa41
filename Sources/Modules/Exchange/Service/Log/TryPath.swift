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
    try await tryPath(to: peer, in: [newConversation()], carrying: [], by: actor)[0]
  }

  /// Sends many such messages, in so many conversations by turns: what an operator tries before the path has to bear much.
  /// - Throws: ``MailProblem/unknownAuthority``.
  public func tryPath(to peer: AuthorityName, count: Int, conversations: Int, by actor: EventActor) async throws {
    let all = (0..<max(1, min(count, conversations))).map { _ in newConversation() }
    var left = count
    while left > 0 {
      // A commit of bounded length, so that the node's own find their turn between.
      let turn = min(left, 200)
      let places = (count - left)..<(count - left + turn)
      _ = try await tryPath(to: peer, in: places.map { all[$0 % all.count] }, carrying: [], by: actor)
      left -= turn
    }
  }

  /// A name for a message that tries the path with a file, under whose key (`KeyOwner.loop`) the file is kept before.
  public func newTry() -> MessageID { MessageID(at: now(), random: random()) }

  /// Sends such a message with a file of the vault, which is removed there once it was sealed for the message.
  /// - Throws: ``MailProblem/unknownAuthority``.
  public func tryPath(to peer: AuthorityName, with file: MessageDraft.File, as message: MessageID, by actor: EventActor) async throws {
    _ = try await tryPath(to: peer, in: [newConversation()], as: message, carrying: [file], by: actor)
  }

  /// Looks whether messages can go to an authority at all, before a file is read for it.
  /// - Throws: ``MailProblem/unknownAuthority``.
  public func checkPath(to peer: AuthorityName) async throws {
    guard peer != own, try await surroundings.directory.peer(peer) != nil else { throw MailProblem.unknownAuthority }
  }

  /// One message in each of the conversations, all in one commit with what was asked for.
  private func tryPath(
    to peer: AuthorityName, in conversations: [ConversationID], as given: MessageID? = nil, carrying files: [MessageDraft.File],
    by actor: EventActor
  ) async throws -> [MessageID] {
    try await checkPath(to: peer)
    let instant = now()
    var (ids, commit) = ([MessageID](), Commit())
    for conversation in conversations {
      let id = given ?? MessageID(at: instant, random: random())
      ids.append(id)
      let draft = MessageDraft(
        id: id, conversation: conversation, to: peer, service: Self.loop, act: "try", files: files, days: 1)
      commit.effects.append(try await draft.effect(under: surroundings.dataKeys, at: instant))
    }
    commit.events.append(
      NewEvent(
        "exchange.loopAsked", of: EventSubject("exchangePeer", peer.description), at: instant, by: actor,
        facts: ["messages": .list(ids.map(\.description))]))
    try await database.commit(commit)
    wake.send()
    return ids
  }

  private func newConversation() -> ConversationID { ConversationID(at: now(), random: random()) }

  private func random() -> UInt128 { UInt128(surroundings.random()) << 64 | UInt128(surroundings.random()) }

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
