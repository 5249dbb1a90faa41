// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Storage

extension MeetingsStore {
  /// A meeting's version and when it was made, beside the meeting as the dossier has it.
  func dated(_ dossier: MeetingDossier) async throws -> DatedMeeting? {
    let row = try await database.row(
      SQL(
        """
        SELECT version, changedAt FROM meetingsVersion WHERE kind = 'meeting' AND id = $1 ORDER BY version DESC LIMIT 1
        """, [dossier.meeting.id.sql]))
    return try row.map { row in
      DatedMeeting(
        meeting: dossier.meeting, body: dossier.body(dossier.meeting.body), version: try row.integer("version"),
        changedAt: try row.instant("changedAt"))
    }
  }

  /// All meetings in the order of their days, or those of one body, with their versions.
  func datedMeetings(of body: ID<Body>? = nil, limit: Int = 1000) async throws -> [DatedMeeting] {
    let bodies = Dictionary(try await bodies().map { ($0.id, $0) }) { first, _ in first }
    return try await database.rows(
      SQL(
        """
        SELECT meeting.entry AS entry, meeting.version AS version, meetingsVersion.changedAt AS changedAt FROM meeting
        JOIN meetingsVersion ON meetingsVersion.kind = 'meeting' AND meetingsVersion.id = meeting.id
        AND meetingsVersion.version = meeting.version
        WHERE CAST($1 AS TEXT) IS NULL OR meeting.body = $1 ORDER BY meeting.firstDay DESC, meeting.id LIMIT $2
        """, [body.sql, limit.sql])
    ).reversed().map { row in
      let meeting: Meeting = try Self.read(row)
      return DatedMeeting(
        meeting: meeting, body: bodies[meeting.body], version: try row.integer("version"), changedAt: try row.instant("changedAt"))
    }
  }
}
