// SPDX-License-Identifier: Apache-2.0
import Foundation
import ICalendar
import Kernel
import Localisation
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
  func datedMeetings(of body: ID<Body>? = nil) async throws -> [DatedMeeting] {
    let bodies = Dictionary(try await bodies().map { ($0.id, $0) }) { first, _ in first }
    var found: [DatedMeeting] = []
    var last = (day: "", id: "")
    while true {
      // Some hundred at a time: agendas of all meetings together are many megabytes of text.
      let rows = try await database.rows(Self.dated(after: last, of: body))
      found += try rows.map { row in
        let meeting: Meeting = try KeptEntry.read(row)
        return DatedMeeting(
          meeting: meeting, body: bodies[meeting.body], version: try row.integer("version"), changedAt: try row.instant("changedAt"))
      }
      guard rows.count == Self.many, let row = rows.last else { return found }
      last = (try row.text("firstDay"), try row.text("id"))
    }
  }

  private static let many = 200

  private static func dated(after last: (day: String, id: String), of body: ID<Body>?) -> SQL {
    SQL(
      """
      SELECT meeting.id AS id, meeting.firstDay AS firstDay, meeting.entry AS entry, meeting.version AS version,
      meetingsVersion.changedAt AS changedAt FROM meeting
      JOIN meetingsVersion ON meetingsVersion.kind = 'meeting' AND meetingsVersion.id = meeting.id
      AND meetingsVersion.version = meeting.version
      WHERE (meeting.firstDay, meeting.id) > ($1, $2) AND (CAST($3 AS TEXT) IS NULL OR meeting.body = $3)
      ORDER BY meeting.firstDay, meeting.id LIMIT $4
      """, [last.day.sql, last.id.sql, body.sql, many.sql])
  }
}

/// Calendars of many meetings as they were composed last, as long as no body and no meeting has changed.
///
/// Programs fetch them every hour for each subscriber, and they change a few times a week.
actor CalendarCache {
  private var stamp = -1
  private var calendars: [String: Data] = [:]

  /// One calendar in six languages for some bodies and feeds; whoever comes after that composes anew.
  private static let limit = 32

  func calendar(_ path: String, at stamp: Int) -> Data? { stamp == self.stamp ? calendars[path] : nil }

  func keep(_ data: Data, as path: String, at stamp: Int) {
    if stamp != self.stamp {
      guard stamp > self.stamp else { return }
      (self.stamp, calendars) = (stamp, [:])
    }
    if calendars.count >= Self.limit { calendars = [:] }
    calendars[path] = data
  }
}

extension Meetings {
  /// The calendar of all meetings, or of those of one body, in one language.
  /// - Parameter path: where it is fetched, with its language.
  func calendar(named name: String, at path: String, of body: ID<Body>?, _ words: Words) async throws -> Data {
    let stamp = try await store.overview().placesHead
    if let known = await store.calendars.calendar(path, at: stamp) { return known }
    let data = MeetingCalendar(words: words, publicAddress: publicAddress).calendar(
      named: name, at: path, of: try await store.datedMeetings(of: body)
    ).data
    await store.calendars.keep(data, as: path, at: stamp)
    return data
  }
}
