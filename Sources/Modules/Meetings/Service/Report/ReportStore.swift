// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage

extension MeetingReport: Kept {
  static let table = "meetingReport"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] { [("meeting", meeting.sql), ("isAdopted", (adoption != nil).sql)] }
}

extension MeetingsStore {
  /// Reports: one per meeting.
  static let createReport = Migration(
    "meetings.report", 1, "create_report",
    [
      """
      CREATE TABLE meetingReport (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL UNIQUE REFERENCES meeting (id),
      isAdopted INTEGER NOT NULL CHECK (isAdopted IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL)
      """
    ])

  /// The report of a meeting; `nil` when none is drafted.
  func report(of meeting: ID<Meeting>) async throws -> Versioned<MeetingReport>? {
    try await database.row(SQL("SELECT entry, version FROM meetingReport WHERE meeting = $1", [meeting.sql])).map {
      try KeptEntry.versioned($0)
    }
  }

  /// Whether a meeting's report is adopted.
  func hasAdoptedReport(_ meeting: ID<Meeting>) async throws -> Bool {
    try await database.row(SQL("SELECT id FROM meetingReport WHERE meeting = $1 AND isAdopted = 1", [meeting.sql])) != nil
  }

  /// A report as it was in one version; `nil` when there was no such version.
  func report(_ id: ID<MeetingReport>, version: Int) async throws -> MeetingReport? {
    try await database.row(
      SQL(
        "SELECT entry FROM meetingsVersion WHERE kind = $1 AND id = $2 AND version = $3", [MeetingReport.table.sql, id.sql, version.sql])
    ).map { try KeptEntry.read($0) }
  }
}
