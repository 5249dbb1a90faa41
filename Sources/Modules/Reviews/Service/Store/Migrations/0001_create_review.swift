// SPDX-License-Identifier: Apache-2.0
import Storage

extension ReviewsStore {
  /// Records of all kinds, one current row each, every version beside them; the terms under which their texts are found.
  static let createReview = Migration(
    "reviews", 1, "create_review",
    [
      """
      CREATE TABLE reviewRecord (id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('review', 'finding', 'action',
      'need', 'challenge')), state TEXT, cycle TEXT, version INTEGER NOT NULL, entry TEXT NOT NULL)
      """,
      "CREATE UNIQUE INDEX reviewOfState ON reviewRecord (state, cycle) WHERE kind = 'review'",
      """
      CREATE TABLE reviewRecordVersion (id TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL, changedBy TEXT,
      changedByName TEXT NOT NULL, event TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (id, version))
      """,
      """
      CREATE TABLE reviewTerm (language TEXT NOT NULL, term TEXT NOT NULL, record TEXT NOT NULL REFERENCES reviewRecord (id),
      PRIMARY KEY (language, term, record))
      """,
      "CREATE INDEX reviewTermByRecord ON reviewTerm (record)",
    ])
}
