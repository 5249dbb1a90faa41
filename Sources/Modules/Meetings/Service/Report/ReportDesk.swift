// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// What the pages of a report share: loading, changing, addresses, how paragraphs are drawn.
struct ReportDesk: Sendable {
  let meetings: Meetings

  /// A meeting with its report, as a page of an officer needs them.
  struct Open: Sendable {
    let dossier: MeetingDossier
    let current: Versioned<MeetingReport>

    var report: MeetingReport { current.value }
    var url: String { ReportDesk.url(dossier.meeting) }
  }

  static func url(_ meeting: some NamedMeeting) -> String { "\(MeetingListPage.url)/\(meeting.mark)/report" }

  func dossier<Who>(_ call: Call<Who>) async throws -> MeetingDossier {
    guard let dossier = try await meetings.store.dossier(try call.parameter("meeting") { Mark($0) }) else { throw WebProblem.notFound }
    return dossier
  }

  func open<Who>(_ call: Call<Who>) async throws -> Open {
    let dossier = try await dossier(call)
    guard let current = try await meetings.store.report(of: dossier.meeting.id) else { throw WebProblem.notFound }
    return Open(dossier: dossier, current: current)
  }

  static func step(_ call: Call<SignedIn>) -> ReportStep { ReportStep(officer: call.who.officer, name: call.who.name, at: call.now) }

  static func maker(_ call: Call<SignedIn>) -> Maker { Maker(id: call.who.officer, name: call.who.name) }

  /// Makes a change over whatever the report says by now; the rule tells whether that is still possible.
  /// - Throws: ``CannotChangeReport``; `WebProblem.notFound` when what the change speaks of is not there.
  func change(_ edit: ReportEdit, as event: String, of paragraph: ID<ReportParagraph>? = nil, _ call: Call<SignedIn>) async throws {
    for attempt in 1...4 {
      let open = try await open(call)
      guard let after = try open.report.after(edit, Self.step(call)) else { throw WebProblem.notFound }
      guard after != open.report else { return }
      var change = Change()
      try change.keep(
        after, over: open.current.version, as: event, part: paragraph.flatMap { after.numbers[$0]?.description }, by: Self.maker(call),
        at: call.now)
      do {
        return try await meetings.store.commit(change)
      } catch is StaleWrite where attempt < 4 {
        // Somebody changed another paragraph meanwhile: the rule looks at the report once more.
        continue
      }
    }
  }

  // MARK: Drawing

  static func trail(_ open: MeetingDossier, _ words: Words, _ more: Page.Crumb...) -> [Page.Crumb] {
    [
      .init(words("meetings.list.title"), MeetingListPage.url),
      .init(
        MeetingText.plainName(of: open.meeting, body: open.body(open.meeting.body), words), "\(MeetingListPage.url)/\(open.meeting.mark)"),
    ] + more
  }

  /// The heading of a section without its number.
  static func heading(_ section: ReportSection, _ meeting: Meeting, _ words: Words) -> HTML {
    switch section.heading {
    case .item(let id): meeting.item(id).map { localText($0.title, on: words.language) } ?? .nothing
    case .introduction: HTML(words("meetings.report.section.introduction"))
    case .organization: HTML(words("meetings.report.section.organization"))
    case .opening: HTML(words("meetings.report.section.opening"))
    case .agenda: HTML(words("meetings.report.section.agenda"))
    case .attendance: HTML(words("meetings.report.section.attendance"))
    case .conclusions: HTML(words("meetings.report.section.conclusions"))
    case .adoption: HTML(words("meetings.report.section.adoption"))
    case .annex: HTML(words("meetings.report.section.annex"))
    }
  }

  /// A section's heading with its number, of the rank that its place in the form asks for.
  static func title(_ section: ReportSection, of report: MeetingReport, _ meeting: Meeting, _ words: Words) -> HTML {
    let content = HTML {
      if let number = report.number(of: section.id, in: words.language) { tag("bdi", .dir(words.language.direction.rawValue)) { number } }
      " "
      heading(section, meeting, words)
    }
    return section.isPart ? tag("h3") { content } : tag("h2") { content }
  }

  /// A text with its points of the second level.
  static func text(_ text: String, _ language: Language, isBold: Bool = false) -> HTML {
    HTML {
      for line in ReportLine.lines(of: text, in: language) {
        tag("p", .css(line.mark == nil ? "report-text" : "report-text point")) {
          if let mark = line.mark {
            tag("span", .css("mark")) { mark }
            " "
          }
          if isBold { tag("strong") { line.text } } else { line.text }
        }
      }
    }
  }

  /// What changed between two texts, as insertions and deletions.
  static func changes(from old: String, to new: String, _ language: Language) -> HTML {
    tag("p", .css("report-text typed"), .lang(language.htmlCode), .dir(language.direction.rawValue)) {
      for piece in TrackedPiece.pieces(from: old, to: new, in: language) {
        switch piece.fate {
        case .kept: HTML(piece.text)
        case .inserted: tag("ins") { piece.text }
        case .deleted: tag("del") { piece.text }
        }
      }
    }
  }

  static func badge(_ state: ReportParagraph.State, _ words: Words) -> HTML {
    let tone: Tone =
      switch state {
      case .open: .plain
      case .bracketed: .attention
      case .agreed, .agreedAsAmended: .ok
      case .deleted: .refused
      }
    return Web.badge(words("meetings.report.state.\(state.rawValue)"), tone)
  }

  static func author(_ author: ReportAmendment.Author, _ words: Words) -> HTML {
    switch author {
    case .chair: HTML(words("meetings.report.author.chair"))
    case .state(let state): HTML(words.state(state))
    case .organization(let name): typedText(name)
    }
  }
}

extension ReportSection {
  /// Whether it is one of the parts of the organization, whose heading is of the second rank.
  var isPart: Bool { [.opening, .agenda, .attendance].contains(heading) }
}
