// SPDX-License-Identifier: Apache-2.0
public import Storage

extension Mail {
  /// The tables of messages, their receipts and their conversations.
  public static let migrations = [
    Migration(
      "exchange.mail", 1, "create_message",
      [
        """
        CREATE TABLE exchangeMessage (
          signed TEXT PRIMARY KEY,
          direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
          author TEXT NOT NULL,
          peer TEXT NOT NULL,
          message TEXT NOT NULL,
          conversation TEXT NOT NULL,
          answers TEXT,
          service TEXT NOT NULL,
          act TEXT NOT NULL,
          sequence INTEGER,
          predecessor TEXT,
          issuedAt INTEGER NOT NULL,
          expiresAt INTEGER NOT NULL,
          at INTEGER NOT NULL,
          state TEXT NOT NULL,
          reason TEXT,
          retrieved INTEGER NOT NULL DEFAULT 0 CHECK (retrieved IN (0, 1)),
          files INTEGER NOT NULL CHECK (files >= 0),
          jws BLOB,
          tries INTEGER NOT NULL DEFAULT 0,
          lastOutcome TEXT,
          nextAt INTEGER,
          hasRefreshed INTEGER NOT NULL DEFAULT 0 CHECK (hasRefreshed IN (0, 1)),
          sealedDigest TEXT,
          directoryVersion INTEGER,
          isForgotten INTEGER NOT NULL DEFAULT 0 CHECK (isForgotten IN (0, 1)),
          version INTEGER NOT NULL DEFAULT 1)
        """,
        "CREATE INDEX exchangeMessageByName ON exchangeMessage (author, message)",
        "CREATE INDEX exchangeMessageByPlace ON exchangeMessage (author, conversation, sequence)",
        "CREATE INDEX exchangeMessageByInstant ON exchangeMessage (at, signed)",
        "CREATE INDEX exchangeMessageByState ON exchangeMessage (state, at, signed)",
        "CREATE INDEX exchangeMessageByPeer ON exchangeMessage (peer, at, signed)",
        "CREATE INDEX exchangeMessageByText ON exchangeMessage (conversation, at, signed)",
        "CREATE INDEX exchangeMessageDue ON exchangeMessage (nextAt, signed) WHERE state IN ('queued', 'sent')",
        "CREATE INDEX exchangeMessageKnown ON exchangeMessage (expiresAt) WHERE direction = 'in' AND isForgotten = 0",
        """
        CREATE TABLE exchangeReceipt (
          signed TEXT NOT NULL,
          act TEXT NOT NULL,
          author TEXT NOT NULL,
          recipient TEXT NOT NULL,
          message TEXT NOT NULL,
          issuedAt INTEGER NOT NULL,
          at INTEGER NOT NULL,
          jws TEXT NOT NULL,
          isToSend INTEGER NOT NULL DEFAULT 0 CHECK (isToSend IN (0, 1)),
          tries INTEGER NOT NULL DEFAULT 0,
          lastOutcome TEXT,
          nextAt INTEGER,
          PRIMARY KEY (signed, act, author))
        """,
        "CREATE INDEX exchangeReceiptDue ON exchangeReceipt (nextAt, signed, act) WHERE isToSend = 1",
        """
        CREATE TABLE exchangeChain (
          author TEXT NOT NULL,
          conversation TEXT NOT NULL,
          peer TEXT NOT NULL,
          next INTEGER NOT NULL CHECK (next >= 1),
          last TEXT,
          skipped TEXT NOT NULL,
          version INTEGER NOT NULL,
          PRIMARY KEY (author, conversation))
        """,
        """
        CREATE TABLE exchangePeerHealth (
          peer TEXT PRIMARY KEY,
          state TEXT NOT NULL CHECK (state IN ('closed', 'open', 'halfOpen')),
          failures INTEGER NOT NULL,
          until INTEGER,
          answeredAt INTEGER,
          failedAt INTEGER,
          lastOutcome TEXT)
        """,
        "CREATE TABLE exchangeForgotten (id INTEGER PRIMARY KEY CHECK (id = 1), through INTEGER NOT NULL)",
      ]),
    // What waits for one authority is found without what was ever exchanged with it.
    Migration(
      "exchange.mail", 2, "index_due_messages_by_peer",
      ["CREATE INDEX exchangeMessageDueByPeer ON exchangeMessage (peer, nextAt, signed) WHERE state IN ('queued', 'sent')"]),
    // What is held, and what an acceptance is asked for, is found without what has come to its end; drafts of a conversation without the others.
    Migration(
      "exchange.mail", 3, "index_what_is_under_way",
      [
        "CREATE INDEX exchangeMessageHeld ON exchangeMessage (author, conversation, sequence) WHERE state = 'held'",
        "CREATE INDEX exchangeMessageOvertaken ON exchangeMessage (nextAt, signed) WHERE state = 'delivered' AND nextAt IS NOT NULL",
      ],
      only: [
        .sqlite: ["UPDATE outbox SET lane = json_extract(payload, '$.conversation') WHERE kind = 'exchange.send' AND json_valid(payload)"],
        .postgres: [
          #"UPDATE outbox SET lane = substring(payload from '"conversation":"([0-9a-f-]{36})"') WHERE kind = 'exchange.send'"#
        ],
      ]),
    // One index for the places of a conversation and one for what is due: each message goes to a random place of every one.
    Migration(
      "exchange.mail", 4, "find_a_conversation_once",
      [
        "DROP INDEX exchangeMessageDue", "DROP INDEX exchangeMessageByText", "DROP INDEX exchangeMessageByPlace",
        "CREATE INDEX exchangeMessageByPlace ON exchangeMessage (conversation, author, sequence)",
      ]),
    // By time alone the newest messages stand together; with the digest each of a second went to a place of its own. What was delivered or took
    // effect needs no place by its state. A name is found without its author too.
    Migration(
      "exchange.mail", 5, "index_by_time_alone",
      [
        "DROP INDEX exchangeMessageByInstant", "DROP INDEX exchangeMessageByState", "DROP INDEX exchangeMessageByPeer",
        "DROP INDEX exchangeMessageDueByPeer", "DROP INDEX exchangeMessageByName",
        "CREATE INDEX exchangeMessageByName ON exchangeMessage (message, author)",
        "CREATE INDEX exchangeMessageByInstant ON exchangeMessage (at)",
        "CREATE INDEX exchangeMessageByState ON exchangeMessage (state, at) WHERE state NOT IN ('delivered', 'effective')",
        "CREATE INDEX exchangeMessageByPeer ON exchangeMessage (peer, at)",
        "CREATE INDEX exchangeMessageDueByPeer ON exchangeMessage (peer, nextAt) WHERE state IN ('queued', 'sent')",
      ]),
  ]
}
