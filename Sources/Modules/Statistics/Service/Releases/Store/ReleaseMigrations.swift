// SPDX-License-Identifier: Apache-2.0
import Storage

extension ReleaseStore {
  /// Drafts with their figures, what was published, and the consents of States.
  static let migrations: [Migration] = [
    Migration(
      "releases", 1, "create_statistics_release",
      [
        """
        CREATE TABLE statisticsRelease (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, stage TEXT NOT NULL
        CHECK (stage IN ('draft', 'published')), version INTEGER NOT NULL, changedAt INTEGER NOT NULL, draft TEXT,
        CHECK ((stage = 'draft') = (draft IS NOT NULL)))
        """,
        "CREATE INDEX statisticsReleaseByStage ON statisticsRelease (stage, name)",
        """
        CREATE TABLE statisticsReleaseContent (release TEXT PRIMARY KEY NOT NULL REFERENCES statisticsRelease (id), name TEXT NOT NULL UNIQUE,
        releasedOn TEXT NOT NULL, digest TEXT NOT NULL, content TEXT NOT NULL, revises TEXT UNIQUE)
        """,
        "CREATE INDEX statisticsReleaseContentByDay ON statisticsReleaseContent (releasedOn, name)",
        """
        CREATE TABLE statisticsPairConsent (id TEXT PRIMARY KEY NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL)
        """,
        "CREATE INDEX statisticsPairConsentByState ON statisticsPairConsent (state, id)",
      ])
  ]
}
