// SPDX-License-Identifier: Apache-2.0

extension Migration {
  /// The outbox: work that is still to be done, and work that was given up.
  static let createOutbox = Migration(
    storageModule, 2, "create_outbox",
    [
      """
      CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        payload TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'buried')),
        nextAt INTEGER NOT NULL,
        attempts INTEGER NOT NULL CHECK (attempts >= 0),
        claimedBy TEXT,
        claimedUntil INTEGER CHECK ((claimedBy IS NULL) = (claimedUntil IS NULL)),
        lastProblemCode TEXT,
        CHECK (state = 'waiting' OR (claimedBy IS NULL AND lastProblemCode IS NOT NULL)))
      """,
      "CREATE INDEX outboxWaiting ON outbox (kind, nextAt, id) WHERE state = 'waiting'",
      "CREATE INDEX outboxBuried ON outbox (id) WHERE state = 'buried'",
    ])
}
