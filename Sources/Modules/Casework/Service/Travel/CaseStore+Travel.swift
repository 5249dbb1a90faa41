// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Kernel
import Storage

/// The conversation in which two authorities deal with a request.
struct CaseConversation: Hashable, Sendable {
  let id: ConversationID
  let request: ID<RegisteredRequest>
  /// The authority on the other side.
  let other: AuthorityName
  /// Whether what is decided here goes through the exchange; on paper otherwise.
  var isOn: Bool
}

/// A message that was taken before.
struct KnownMessage: Sendable {
  /// Which text it was; `nil` for one of before that was kept, and for an own one.
  let signed: DigestOf<SignedMessage>?
}

extension CaseStore {
  /// The conversations of requests, and which message is kept as which record; neither tells anything of a case.
  static func travelMigrations(from first: Int) -> [Migration] {
    [
      Migration(
        "casework", first, "create_case_conversation",
        [
          """
          CREATE TABLE caseConversation (
            conversation TEXT NOT NULL PRIMARY KEY,
            request TEXT NOT NULL REFERENCES registeredRequest (id),
            other TEXT NOT NULL,
            isOn INTEGER NOT NULL CHECK (isOn IN (0, 1)))
          """,
          "CREATE INDEX caseConversationByRequest ON caseConversation (request, conversation)",
          """
          CREATE TABLE caseMessage (
            author TEXT NOT NULL,
            message TEXT NOT NULL,
            request TEXT REFERENCES registeredRequest (id),
            record TEXT NOT NULL,
            PRIMARY KEY (author, message))
          """,
        ])
    ]
  }

  /// Which signed text a message that came is: a second one under its name is another one.
  static let signedMigrations = [
    Migration("casework.travel", 2, "add_case_message_signed", ["ALTER TABLE caseMessage ADD COLUMN signed TEXT"])
  ]

  /// The conversation of a request, the latest begun; `nil` for one that does not travel.
  func conversation(of request: ID<RegisteredRequest>) async throws -> CaseConversation? {
    try await database.row(
      SQL(
        """
        SELECT conversation, request, other, isOn FROM caseConversation WHERE request = $1 ORDER BY conversation DESC LIMIT 1
        """, [request.sql])
    ).map(CaseConversation.init)
  }

  /// A conversation by its name.
  func conversation(_ id: ConversationID) async throws -> CaseConversation? {
    try await database.row(
      SQL("SELECT conversation, request, other, isOn FROM caseConversation WHERE conversation = $1", [id.description.sql])
    ).map(CaseConversation.init)
  }

  /// What went between the authorities about a request, and about the informal contacts that it followed.
  func exchanged(about request: ID<RegisteredRequest>) async throws -> ExchangedMessages {
    let found = try await database.rows(of: [
      SQL("SELECT conversation FROM caseConversation WHERE request = $1 ORDER BY conversation", [request.sql]),
      SQL(
        """
        SELECT author, message FROM caseMessage WHERE request = $1
        OR (request IS NULL AND record IN (SELECT id FROM informalContact WHERE request = $1)) ORDER BY author, message
        """, [request.sql]),
    ])
    return ExchangedMessages(
      conversations: try found[0].map { try $0.value("conversation") { ConversationID($0) } },
      messages: try found[1].map { row in
        (author: try row.value("author") { AuthorityName($0) }, message: try row.value("message") { MessageID($0) })
      })
  }

  /// The digest under which a message is known, as a record of a case or as an informal contact; `nil` for one that is not known.
  func known(_ message: MessageID, by author: AuthorityName) async throws -> KnownMessage? {
    let row = try await database.row(
      SQL("SELECT signed FROM caseMessage WHERE author = $1 AND message = $2", [author.description.sql, message.description.sql]))
    return try row.map { KnownMessage(signed: try $0.optionalValue("signed") { DigestOf($0) }) }
  }

  /// The requests to which messages of others or of this authority belong, also through an informal contact that became one.
  func requests(
    in conversation: ConversationID, or messages: [(author: AuthorityName, message: MessageID)]
  ) async throws -> Set<ID<RegisteredRequest>> {
    if let known = try await self.conversation(conversation) { return [known.request] }
    var found: Set<ID<RegisteredRequest>> = []
    for named in messages {
      let row = try await database.row(
        SQL(
          """
          SELECT coalesce(m.request, (SELECT c.request FROM informalContact c WHERE c.id = m.record)) AS request FROM caseMessage m
          WHERE m.author = $1 AND m.message = $2
          """, [named.author.description.sql, named.message.description.sql]))
      if let id = try row?.optionalValue("request", { ID<RegisteredRequest>($0) }) { found.insert(id) }
    }
    return found
  }

  /// The record that a message is kept as, with its request; `nil` for one that is not known as such.
  func recordOfMessage(
    _ message: MessageID, by author: AuthorityName
  ) async throws -> (request: ID<RegisteredRequest>, record: ID<CaseMessage>)? {
    let row = try await database.row(
      SQL(
        "SELECT request, record FROM caseMessage WHERE author = $1 AND message = $2 AND request IS NOT NULL",
        [author.description.sql, message.description.sql]))
    return try row.map {
      (try $0.value("request") { ID<RegisteredRequest>($0) }, try $0.value("record") { ID<CaseMessage>($0) })
    }
  }

  /// The statement that begins a conversation.
  static func beginning(_ conversation: CaseConversation) -> SQL {
    SQL(
      "INSERT INTO caseConversation (conversation, request, other, isOn) VALUES ($1, $2, $3, $4)",
      [conversation.id.description.sql, conversation.request.sql, conversation.other.description.sql, conversation.isOn.sql])
  }

  /// The statement that lets a conversation go on through the exchange or on paper.
  static func choosing(_ conversation: CaseConversation, isOn: Bool) -> SQL {
    SQL(
      "UPDATE caseConversation SET isOn = $2 WHERE conversation = $1", [conversation.id.description.sql, isOn.sql], mustChange: 1)
  }

  /// The statement that ties a message to the informal contact that it became.
  static func noting(
    _ message: MessageID, by author: AuthorityName, signed: DigestOf<SignedMessage>, as contact: ID<InformalContact>
  ) -> SQL {
    SQL(
      "INSERT INTO caseMessage (author, message, request, record, signed) VALUES ($1, $2, NULL, $3, $4)",
      [author.description.sql, message.description.sql, contact.sql, signed.hex.sql])
  }

  /// The statements that tie a message to its record, and remember that it brings files; a message that is there already undoes the commit.
  /// - Parameter signed: which text it is; `nil` for an own one, which is not signed yet.
  static func noting(_ message: CaseMessage, signed: DigestOf<SignedMessage>? = nil) -> [SQL] {
    let names = [message.author.description.sql, message.message.description.sql, message.request.sql, message.id.sql]
    let tie = SQL(
      "INSERT INTO caseMessage (author, message, request, record, signed) VALUES ($1, $2, $3, $4, $5)", names + [(signed?.hex).sql])
    guard let files = message.files else { return [tie] }
    return [
      tie,
      SQL(
        "INSERT INTO caseOffer (author, message, request, record, isAsked) VALUES ($1, $2, $3, $4, $5)",
        names + [(files == .asked).sql]),
    ]
  }
}

extension CaseConversation {
  fileprivate init(_ row: SQLRow) throws {
    self.init(
      id: try row.value("conversation") { ConversationID($0) }, request: try row.value("request") { ID<RegisteredRequest>($0) },
      other: try row.value("other") { AuthorityName($0) }, isOn: try row.integer("isOn") == 1)
  }
}
