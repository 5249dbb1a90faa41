// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// The calendar of meetings for everybody: what comes, and what was.
struct MeetingListPage: Sendable {
  let meetings: Meetings

  static let url = "/meetings"

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let all = try await meetings.store.meetings()
    let bodies = Dictionary(try await meetings.store.bodies().map { ($0.id, $0) }) { first, _ in first }
    let words = call.words
    let coming = all.filter { ($0.days.max() ?? .latest) >= call.today }
    let past = all.filter { ($0.days.max() ?? .latest) < call.today }.reversed()
    return .page(
      Page(words("meetings.list.title")) {
        tag("p", .css("lead")) { words("meetings.list.lead") }
        if all.isEmpty { emptyState(words("meetings.list.none")) }
        if !coming.isEmpty { Self.table(words("meetings.list.coming"), coming, bodies, words) }
        if !past.isEmpty { Self.table(words("meetings.list.past"), Array(past), bodies, words) }
        MeetingForms.listLinks(call)
      })
  }

  private static func table(_ caption: String, _ meetings: [Meeting], _ bodies: [ID<Body>: Body], _ words: Words) -> HTML {
    Table(
      caption: caption, columns: ["meeting", "dates", "place"].map { Table.Column(words("meetings.column.\($0)")) },
      rows: meetings.map { meeting in
        [
          tag("a", .href("\(url)/\(meeting.mark)")) { MeetingText.name(of: meeting, body: bodies[meeting.body], words) },
          HTML(MeetingText.days(meeting.days, words)), MeetingText.place(meeting.place, words),
        ]
      }
    ).html
  }
}
