// SPDX-License-Identifier: Apache-2.0
public import Storage

extension Mail {
  /// The tables of what is known of other authorities' event logs.
  public static let witnessMigrations = [
    Migration(
      "exchange.witness", 1, "create_witness",
      [
        """
        CREATE TABLE exchangeLog (
          authority TEXT PRIMARY KEY,
          logKey TEXT,
          note TEXT,
          provedAt INTEGER,
          seen TEXT,
          seenAt INTEGER,
          askedAt INTEGER,
          version INTEGER NOT NULL)
        """,
        """
        CREATE TABLE exchangeLogProof (
          authority TEXT NOT NULL,
          size INTEGER NOT NULL CHECK (size >= 0),
          next INTEGER NOT NULL CHECK (next > size),
          note TEXT NOT NULL,
          proof TEXT NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (authority, size, next))
        """,
        """
        CREATE TABLE exchangeLogAlarm (
          authority TEXT NOT NULL,
          at INTEGER NOT NULL,
          alarm TEXT NOT NULL,
          kept TEXT,
          shown TEXT,
          acceptedAt INTEGER,
          PRIMARY KEY (authority, at))
        """,
        "CREATE UNIQUE INDEX exchangeLogAlarmOpen ON exchangeLogAlarm (authority) WHERE acceptedAt IS NULL",
      ])
  ]
}
