// SPDX-License-Identifier: Apache-2.0

extension Migration {
  /// The outbox tells work that failed from work that waited, and finds what belongs together.
  static let tellFailuresFromWaiting = Migration(
    storageModule, 3, "tell_failures_from_waiting",
    [
      "ALTER TABLE outbox ADD COLUMN failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0)",
      "ALTER TABLE outbox ADD COLUMN lane TEXT",
      "CREATE INDEX outboxByLane ON outbox (kind, lane, id)",
    ])
}
