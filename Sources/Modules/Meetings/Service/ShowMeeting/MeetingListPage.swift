// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// The calendar of meetings for everybody: what comes, what was, and the bodies that meet.
struct MeetingListPage: Sendable {
  let meetings: Meetings

  static let url = "/meetings"

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let overview = try await meetings.store.overview()
    let bodies = overview.bodies
    let chosen = call.query["body"].flatMap { Mark($0) }.flatMap { mark in bodies.first { $0.mark == mark } }
    let all = overview.meetings.filter { chosen == nil || $0.body == chosen?.id }
    let names = Dictionary(bodies.map { ($0.id, $0) }) { first, _ in first }
    let words = call.words
    // What comes next stands first, then what was, the latest first.
    let shown = Paging(all.filter { $0.lastDay >= call.today } + all.filter { $0.lastDay < call.today }.reversed(), call.query)
    let (coming, past) = (shown.entries.filter { $0.lastDay >= call.today }, shown.entries.filter { $0.lastDay < call.today })
    return .page(
      Page(words("meetings.list.title")) {
        tag("p", .css("lead")) { words("meetings.list.lead") }
        tag("p", .css("actions")) {
          if call.who?.may("meetings.read") == true {
            link(PlanPages.calendarURL, words("meetings.agenda.calendar.title"), .css("button secondary"))
          }
          link(DocumentTools.url, words("meetings.documents.list.title"), .css("button secondary"))
          link(MandateText.url, words("meetings.mandates.title"), .css("button secondary"))
        }
        if let chosen { Self.choice(chosen, words) }
        if all.isEmpty { emptyState(words("meetings.list.none")) }
        if !coming.isEmpty { Self.table(words("meetings.list.coming"), coming, names, words) }
        if !past.isEmpty { Self.table(words("meetings.list.past"), past, names, words) }
        shown.links(Self.url, call)
        Self.tree(bodies, words)
        MeetingForms.listLinks(call)
      })
  }

  private static func choice(_ body: Body, _ words: Words) -> HTML {
    tag("ul", .css("chosen")) {
      tag("li") { localText(body.name, on: words.language) }
      tag("li") { link(url, words("meetings.list.allBodies")) }
    }
  }

  private static func table(_ caption: String, _ meetings: [MeetingLine], _ bodies: [ID<Body>: Body], _ words: Words) -> HTML {
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

  /// The bodies that meet, each below the one it belongs to.
  private static func tree(_ bodies: [Body], _ words: Words) -> HTML {
    let meeting = bodies.filter(\.holdsMeetings)
    guard !meeting.isEmpty else { return .nothing }
    let known = Set(meeting.map(\.id))
    return HTML {
      tag("h2") { words("meetings.list.bodies") }
      branch(meeting.filter { body in body.parent.map { !known.contains($0) } ?? true }, of: meeting, depth: 0, words)
    }
  }

  private static func branch(_ level: [Body], of all: [Body], depth: Int, _ words: Words) -> HTML {
    // A file may say that two bodies belong to each other.
    guard !level.isEmpty, depth < 8 else { return .nothing }
    return tag("ul") {
      for body in level {
        tag("li") {
          tag("a", .href("\(url)?body=\(body.mark)")) { localText(body.name, on: words.language) }
          if let prefix = body.symbolPrefix {
            " "
            MeetingText.symbol(prefix)
          }
          branch(all.filter { $0.parent == body.id }, of: all, depth: depth + 1, words)
        }
      }
    }
  }
}
