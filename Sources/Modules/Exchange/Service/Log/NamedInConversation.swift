// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
import Storage

extension Mail {
  /// The names of what is kept of a conversation, both sides' messages, by which a module finds what it is about.
  public func named(in conversation: ConversationID) async throws -> [(author: AuthorityName, message: MessageID)] {
    try await database.rows(
      SQL(
        "SELECT DISTINCT author, message FROM exchangeMessage WHERE conversation = $1 ORDER BY author, message",
        [conversation.description.sql])
    ).map { (try $0.value("author") { AuthorityName($0) }, try $0.value("message") { MessageID($0) }) }
  }
}
