// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
import Foundation
public import Keys
public import Storage

/// What erases messages, for a module that shreds what they were about; it works on a node whose exchange was given up as well.
public struct ExchangeErasure: Sendable {
  /// A message as another module knows it.
  public struct Named: Hashable, Sendable {
    /// Who signed it.
    public let author: AuthorityName
    /// Its identifier.
    public let message: MessageID

    /// Names a message.
    public init(author: AuthorityName, message: MessageID) {
      self.author = author
      self.message = message
    }
  }

  /// Whose keys and files are to be destroyed, and what is written with that.
  public struct Plan: Sendable {
    /// The owners; not each of them has a key.
    public var owners: [KeyOwner] = []
    /// What goes out of the tables.
    public var statements: [SQL] = []
  }

  private let database: any Database

  /// Uses the tables of messages and of files.
  public init(database: any Database) { self.database = database }

  /// What erases whole conversations, and messages wherever they stand.
  ///
  /// Signed texts, drafts that wait, offers of files and receipts that name digests of files go, and with the keys all that is sealed under them.
  /// Entries and the other receipts stay: identifiers, times and digests of signed texts, so that what was attested stays attested. Of a conversation
  /// that other messages are in as well, as when the other State shared a draft within one that it began for something else, those stay readable.
  public func plan(conversations: [ConversationID], messages: [Named]) async throws -> Plan {
    var plan = Plan()
    let whole = try await emptied(of: messages, besides: conversations)
    var erased = Set(whole.rest)
    for conversation in Set(conversations).union(whole.conversations).sorted(by: { $0.description < $1.description }) {
      plan.owners.append(.conversation(conversation))
      // An identifier that stands in another member of a draft is that of a message, never that of a conversation.
      plan.statements.append(
        SQL(
          "DELETE FROM outbox WHERE kind = $1 AND (lane = $2 OR (lane IS NULL AND payload LIKE $3))",
          [MessageDraft.effect.sql, "\(conversation)".sql, "%\(conversation)%".sql]))
      erased.formUnion(try await entries("conversation = $1", [conversation.description.sql]))
    }
    for entry in erased.sorted(by: { $0.signed.hex < $1.signed.hex }) { add(entry, to: &plan) }
    return plan
  }

  /// An entry of a message that is erased.
  private struct Entry: Hashable {
    let signed: DigestOf<SignedMessage>
    /// Its number in the conversation.
    let sequence: Int?
    /// Whether it was refused: what it says took no effect, and keeps no key from being destroyed.
    let isRefused: Bool
    let author: AuthorityName
    let message: MessageID
    let conversation: ConversationID
    let isIncoming: Bool
    let files: Int
  }

  private func entries(_ condition: String, _ values: [SQLValue]) async throws -> [Entry] {
    try await database.rows(
      SQL("SELECT signed, sequence, state, author, message, conversation, direction, files FROM exchangeMessage WHERE \(condition)", values)
    ).map { row in
      Entry(
        signed: try row.value("signed") { DigestOf($0) }, sequence: try row.optionalInteger("sequence"),
        isRefused: try row.text("state") == MessageState.refused.rawValue, author: try row.value("author") { AuthorityName($0) },
        message: try row.value("message") { MessageID($0) }, conversation: try row.value("conversation") { ConversationID($0) },
        isIncoming: try row.text("direction") == MessageDirection.incoming.rawValue, files: try row.integer("files"))
    }
  }

  /// The conversations that nothing is left of when some messages are gone, and of the others the entries of these messages.
  private func emptied(
    of messages: [Named], besides known: [ConversationID]
  ) async throws -> (conversations: Set<ConversationID>, rest: [Entry]) {
    var found: [ConversationID: [Entry]] = [:]
    var emptied: Set<ConversationID> = []
    for message in messages {
      let names = [message.author.description.sql, message.message.description.sql]
      let entries = try await self.entries("author = $1 AND message = $2", names)
      for entry in entries where !known.contains(entry.conversation) { found[entry.conversation, default: []].append(entry) }
      if entries.isEmpty, let waiting = try await waiting(message), !known.contains(waiting) { emptied.insert(waiting) }
    }
    let named = Set(messages)
    var rest: [Entry] = []
    for (conversation, entries) in found {
      let all = try await self.entries("conversation = $1", [conversation.description.sql])
      if all.allSatisfy({ $0.isRefused || named.contains(Named(author: $0.author, message: $0.message)) }) {
        emptied.insert(conversation)
      } else {
        // The other story that was told of the same place is about the same.
        rest +=
          entries
          + all.filter { story in
            story.isRefused && entries.contains { $0.author == story.author && $0.sequence == story.sequence }
          }
      }
    }
    return (emptied, rest)
  }

  /// The conversation of a message that still waits to be signed, when it is to begin it.
  private func waiting(_ named: Named) async throws -> ConversationID? {
    let rows = try await database.rows(
      SQL("SELECT payload FROM outbox WHERE kind = $1 AND payload LIKE $2", [MessageDraft.effect.sql, "%\(named.message)%".sql]))
    let drafts = rows.compactMap { try? JSONDecoder().decode(MessageDraft.self, from: Data(try $0.text("payload").utf8)) }
    guard let draft = drafts.first(where: { $0.id == named.message }) else { return nil }
    return try await entries("conversation = $1", [draft.conversation.description.sql]).isEmpty ? draft.conversation : nil
  }

  private func add(_ entry: Entry, to plan: inout Plan) {
    let (signed, names) = ([entry.signed.hex.sql], [entry.author.description.sql, entry.message.description.sql])
    plan.statements.append(SQL("UPDATE exchangeMessage SET jws = NULL, version = version + 1 WHERE signed = $1", signed))
    guard entry.files > 0 else { return }
    // It names the digests of the files before they were sealed.
    plan.statements.append(SQL("DELETE FROM exchangeReceipt WHERE signed = $1 AND act = 'delivery'", signed))
    guard entry.isIncoming else {
      plan.statements.append(SQL("DELETE FROM sealedFile WHERE message = $1", [entry.message.description.sql]))
      return
    }
    plan.owners += [FetchedFile.owner(entry.signed), FetchedFile.owner(named: "\(entry.author) \(entry.message)")]
    plan.statements += [
      SQL("DELETE FROM fetchedFile WHERE signed = $1", signed),
      SQL("DELETE FROM fetchedFileEarlier WHERE authority = $1 AND message = $2", names),
    ]
  }
}
