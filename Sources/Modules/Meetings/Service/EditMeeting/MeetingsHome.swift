// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// What an officer of meetings sees on the start page: the meetings that come, with what is still open in each.
struct MeetingsHome: Sendable {
  let meetings: Meetings

  /// How many meetings are shown; each one's dossier is checked.
  private static let limit = 5

  @Sendable func draw(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let coming = try await meetings.store.overview().meetings.filter { $0.firstDay >= call.today && $0.standing != .cancelled }.prefix(
      Self.limit)
    var rows: [[HTML]] = []
    for meeting in coming {
      guard let dossier = try await meetings.store.dossier(meeting.id) else { continue }
      let url = "\(MeetingListPage.url)/\(meeting.mark)"
      let count = dossier.coverageFindings.count
      rows.append([
        tag("a", .href(url)) { MeetingText.name(of: meeting, body: dossier.body(meeting.body), words) },
        HTML(MeetingText.days(meeting.days, words)),
        count == 0
          ? badge(words("meetings.check.none"), .ok) : link("\(url)/check", words("meetings.check.found", ["count": .integer(count)])),
      ])
    }
    return HTML {
      tag("h2") { words("meetings.list.coming") }
      if rows.isEmpty {
        emptyState(words("meetings.agenda.home.none"), action: (words("meetings.agenda.calendar.title"), PlanPages.calendarURL))
      } else {
        Table(
          caption: words("meetings.list.coming"),
          columns: [words("meetings.column.meeting"), words("meetings.column.dates"), words("meetings.agenda.findings")].map {
            Table.Column($0)
          },
          rows: rows
        ).html
      }
    }
  }
}
