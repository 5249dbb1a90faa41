// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// How delegations and times are written on pages.
enum SessionText {
  /// The State's name in the reader's language, or the organization's.
  static func plainName(_ delegation: Delegation?, _ words: Words) -> String {
    guard let delegation else { return "–" }
    return delegation.state.map { words.state($0) } ?? delegation.name.best(for: words.language)?.text ?? "–"
  }

  /// The same with the mark of its language.
  static func name(_ delegation: Delegation?, _ words: Words) -> HTML {
    guard let delegation, delegation.state == nil else { return HTML(plainName(delegation, words)) }
    return localText(delegation.name, on: words.language)
  }

  /// Delegations as lists of participants print them: by kind, then by name as the reader's language sorts.
  static func sorted(_ delegations: [Delegation], _ words: Words) -> [Delegation] {
    Delegation.Kind.allCases.flatMap { kind in
      words.sorted(delegations.filter { $0.kind == kind }) { plainName($0, words) }
    }
  }

  /// Minutes and seconds.
  static func duration(_ seconds: Int, _ words: Words) -> String {
    let (minutes, rest) = abs(seconds).quotientAndRemainder(dividingBy: 60)
    return words("meetings.session.duration", ["minutes": .integer(minutes), "seconds": .integer(rest)])
  }

  /// What is left of a speaker's time, or by how much it is over.
  static func remaining(_ seconds: Int, _ words: Words) -> HTML {
    let text = words("meetings.session.\(seconds < 0 ? "over" : "left")", ["time": .text(duration(seconds, words))])
    return badge(text, seconds < 0 ? .refused : seconds < 60 ? .attention : .plain)
  }

  /// The day and the hours of a session.
  static func time(_ band: SessionBand, _ meeting: Meeting, _ words: Words) -> String {
    let hours = words(
      "meetings.organization.time",
      [
        "from": .text(words.time(band.from.instant(on: band.day, in: meeting.timeZone), in: meeting.timeZone)),
        "to": .text(words.time(band.to.instant(on: band.day, in: meeting.timeZone), in: meeting.timeZone)),
      ])
    return "\(words.date(band.day)) · \(hours)"
  }

  /// "Item 3: Title".
  static func item(_ item: AgendaItem, _ words: Words) -> HTML {
    HTML {
      tag("bdi", .dir(words.language.direction.rawValue)) { item.number.description + "." }
      " "
      localText(item.title, on: words.language)
    }
  }

  /// What the floor is asked for, with the group's name.
  static func kind(_ request: FloorRequest, _ words: Words) -> HTML {
    HTML {
      words("meetings.session.kind.\(request.kind.rawValue)")
      if !request.group.isEmpty {
        ": "
        typedText(request.group)
      }
    }
  }
}

/// A meeting as an address names it, for the pages of a session.
struct SessionCall: Sendable {
  let dossier: MeetingDossier
  let base: String

  var meeting: Meeting { dossier.meeting }

  /// - Throws: `WebProblem.notFound` when no meeting has the name.
  init<Who>(_ meetings: Meetings, _ call: Call<Who>) async throws {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let dossier = try await meetings.store.dossier(mark) else { throw WebProblem.notFound }
    self.dossier = dossier
    base = "\(MeetingListPage.url)/\(mark)"
  }

  /// The links that lead to a page of the meeting.
  func trail(_ words: Words, _ more: Page.Crumb...) -> [Page.Crumb] {
    [
      .init(words("meetings.list.title"), MeetingListPage.url),
      .init(MeetingText.plainName(of: meeting, body: dossier.body(meeting.body), words), base),
    ] + more
  }

  /// The item that an address names.
  /// - Throws: `WebProblem.notFound`.
  func item<Who>(_ call: Call<Who>) throws -> AgendaItem {
    try call.parameter("item") { text in ID<AgendaItem>(text).flatMap { meeting.item($0) } }
  }
}

extension SignedIn {
  var maker: Maker { Maker(id: officer, name: name) }
}
