// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import StatisticsRules
import Storage

/// The rows of messages about figures, on both sides: what went and came, and how far it got.
struct TravelStore: Sendable {
  let database: any Database

  static let migrations = [
    Migration(
      "statistics.travel", 1, "create_message",
      [
        """
        CREATE TABLE statisticsMessage (author TEXT NOT NULL, message TEXT NOT NULL, other TEXT NOT NULL, conversation TEXT NOT NULL,
        collection TEXT NOT NULL, state TEXT NOT NULL, act TEXT NOT NULL, revision INTEGER, outcome TEXT, remark TEXT, problem TEXT,
        at INTEGER NOT NULL, progress TEXT NOT NULL, changedAt INTEGER NOT NULL, PRIMARY KEY (author, message))
        """,
        "CREATE INDEX statisticsMessageByState ON statisticsMessage (collection, state, at, message)",
      ])
  ]

  private static let columns =
    "author, message, other, conversation, collection, state, act, revision, outcome, remark, problem, at, progress"

  // MARK: Reading

  /// What went and came of a collection with a State, the earliest first.
  func messages(of state: StateCode, in collection: ID<DataCollection>) async throws -> [TravelledMessage] {
    try await database.rows(
      SQL(
        "SELECT \(Self.columns) FROM statisticsMessage WHERE collection = $1 AND state = $2 ORDER BY at, message",
        [collection.sql, state.sql])
    ).map { try Self.message($0) }
  }

  /// What went and came of several collections with a State, the earliest first.
  func messages(of state: StateCode, in collections: [ID<DataCollection>]) async throws -> [ID<DataCollection>: [TravelledMessage]] {
    guard !collections.isEmpty else { return [:] }
    let places = collections.indices.map { "$\($0 + 2)" }.joined(separator: ", ")
    return try await database.rows(
      SQL(
        """
        SELECT \(Self.columns) FROM statisticsMessage WHERE collection IN (\(places)) AND state = $1
        ORDER BY collection, state, at, message
        """, [state.sql] + collections.map(\.sql))
    ).reduce(into: [:]) { found, row in
      let message = try Self.message(row)
      found[message.collection, default: []].append(message)
    }
  }

  /// What went and came of a collection with every State, the earliest first.
  func messages(in collection: ID<DataCollection>) async throws -> [StateCode: [TravelledMessage]] {
    try await database.rows(
      SQL("SELECT \(Self.columns) FROM statisticsMessage WHERE collection = $1 ORDER BY state, at, message", [collection.sql])
    ).reduce(into: [:]) { found, row in
      let message = try Self.message(row)
      found[message.state, default: []].append(message)
    }
  }

  /// One message by its name; `nil` when it is not known here.
  func message(_ id: MessageID, by author: AuthorityName) async throws -> TravelledMessage? {
    try await database.row(
      SQL(
        "SELECT \(Self.columns) FROM statisticsMessage WHERE author = $1 AND message = $2", [author.description.sql, id.description.sql])
    ).map { try Self.message($0) }
  }

  private static func message(_ row: SQLRow) throws -> TravelledMessage {
    var answer: ReturnAnswer.Outcome?
    if let outcome = try row.optionalText("outcome") {
      answer = ReturnAnswer.Outcome(
        outcome, remark: try row.optionalText("remark") ?? "", problem: try row.optionalText("problem") ?? "")
      if answer == nil { throw UnreadableRow(column: "outcome") }
    }
    return TravelledMessage(
      id: try row.value("message") { MessageID($0) }, author: try row.value("author") { AuthorityName($0) },
      other: try row.value("other") { AuthorityName($0) }, conversation: try row.value("conversation") { ConversationID($0) },
      collection: try row.value("collection") { ID<DataCollection>($0) }, state: try row.value("state") { StateCode($0) },
      act: try row.value("act") { ReturnAct(rawValue: $0) }, revision: try row.optionalInteger("revision"), answer: answer,
      at: try row.instant("at"), progress: try row.value("progress") { TravelledMessage.Progress(rawValue: $0) })
  }

  // MARK: Writing

  /// What keeps a message that goes or came.
  static func insertion(_ message: TravelledMessage) -> SQL {
    let parts = message.answer?.parts
    return SQL(
      """
      INSERT INTO statisticsMessage (\(columns), changedAt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12)
      """,
      [
        message.author.description.sql, message.id.description.sql, message.other.description.sql, message.conversation.description.sql,
        message.collection.sql, message.state.sql, message.act.rawValue.sql, message.revision.sql, (message.answer?.code).sql,
        (parts?.remark).sql, (parts?.problem).sql, message.at.sql, message.progress.rawValue.sql,
      ])
  }

  /// What receipts of an own message bring about, in their order; nothing for a message of something else, or where they change nothing.
  func progressed(_ id: MessageID, by own: AuthorityName, _ receipts: [Receipt]) async throws -> Commit {
    guard let message = try await message(id, by: own) else { return Commit() }
    var (next, last) = (message.progress, Date?.none)
    for receipt in receipts {
      if let further = next.following(receipt.evidence) { (next, last) = (further, receipt.issuedAt) }
    }
    guard let last else { return Commit() }
    return Commit([
      SQL(
        "UPDATE statisticsMessage SET progress = $3, changedAt = $4 WHERE author = $1 AND message = $2 AND progress = $5",
        [
          own.description.sql, id.description.sql, next.rawValue.sql, last.sql, message.progress.rawValue.sql,
        ], mustChange: 1)
    ])
  }
}
