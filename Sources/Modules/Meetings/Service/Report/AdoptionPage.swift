// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The adoption paragraph by paragraph: six languages in step by number, a button for each act that is possible.
struct AdoptionPage: Sendable {
  let meetings: Meetings

  private var desk: ReportDesk { ReportDesk(meetings: meetings) }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(page(try await desk.open(call), nil, call)) }

  /// Takes an act on a paragraph.
  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    guard let act = ReportParagraph.Act(rawValue: form["act"] ?? "") else { throw WebProblem.notFound }
    let id = try call.parameter("paragraph") { ID<ReportParagraph>($0) }
    return try await save(.take(act, on: id), as: "reportParagraphDecided", of: id, call)
  }

  /// Fixes the numbers.
  @Sendable func number(_ call: Call<SignedIn>) async throws -> Answer {
    try await save(.number, as: "reportNumbered", of: nil, call)
  }

  private func save(
    _ edit: ReportEdit, as event: String, of paragraph: ID<ReportParagraph>?, _ call: Call<SignedIn>
  ) async throws -> Answer {
    do {
      try await desk.change(edit, as: event, of: paragraph, call)
    } catch let problem as CannotChangeReport {
      return .page(page(try await desk.open(call), problem, call), status: problem.kind.status)
    }
    let open = try await desk.open(call)
    return .redirect(
      to: "\(open.url)/adoption\(paragraph.map { "#p-\($0)" } ?? "")", notice: Message("meetings.report.saved"))
  }

  private func page(_ open: ReportDesk.Open, _ problem: CannotChangeReport?, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let report = open.report
    let numbers = report.numbers
    return Page(
      words("meetings.report.adoptionTitle"),
      trail: ReportDesk.trail(open.dossier, words, .init(words("meetings.report.draftTitle"), "\(open.url)/draft")),
      classification: .internalUse, hasErrors: problem != nil
    ) {
      if let problem { FormErrors(problem, in: words).summary(words) }
      progress(report, words)
      if report.adoption == nil { undecided(report, numbers, words) }
      if report.adoption == nil {
        tag("div", .css("actions")) {
          if !report.isNumbered { buttonForm(call, to: "\(open.url)/numbering", words("meetings.report.fixNumbers")) }
          link("\(open.url)/adopt", words("meetings.report.adoptTitle"), .css("button"))
        }
        if !report.isNumbered { tag("p", .css("hint")) { words("meetings.report.fixNumbersMeans") } }
      }
      for section in report.sections where !(section.heading == .annex && section.paragraphs.isEmpty) {
        ReportDesk.title(section, of: report, open.dossier.meeting, words)
        for paragraph in section.paragraphs { row(paragraph, numbers[paragraph.id]?.description ?? "–", below: section, open, call) }
      }
    }
  }

  /// Shortcut keys of the first paragraph that is not decided; the browser's own, so they need no script.
  private static let keys: [ReportParagraph.Act: String] = [.agree: "k", .agreeAsAmended: "k", .bracket: "b", .delete: "x"]

  private static func first(of report: MeetingReport) -> ID<ReportParagraph>? {
    report.paragraphs.first { !$0.state.isSettled }?.id
  }

  /// Links to the paragraphs that are still before the meeting, and the keys that decide the first of them.
  private func undecided(_ report: MeetingReport, _ numbers: [ID<ReportParagraph>: ReportNumber], _ words: Words) -> HTML {
    let left = report.paragraphs.filter { !$0.state.isSettled }
    guard !left.isEmpty else { return .nothing }
    return HTML {
      tag("nav", Attribute("aria-label", words("meetings.report.undecided"))) {
        tag("p") {
          words("meetings.report.undecided")
          for paragraph in left {
            " "
            link("#p-\(paragraph.id)", numbers[paragraph.id]?.description ?? "–", .css("button secondary"))
          }
        }
      }
      tag("p", .css("hint screen-only")) { words("meetings.report.keys") }
    }
  }

  private func progress(_ report: MeetingReport, _ words: Words) -> HTML {
    let counts = Dictionary(grouping: report.paragraphs, by: \.state).mapValues(\.count)
    return facts(
      ReportParagraph.State.allCases.map { state in
        (words("meetings.report.state.\(state.rawValue)"), counts[state].map { HTML("\($0)") })
      })
  }

  private func row(
    _ paragraph: ReportParagraph, _ number: String, below section: ReportSection, _ open: ReportDesk.Open, _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    return tag("section", .css("report-step"), .id("p-\(paragraph.id)")) {
      tag(section.isPart ? "h4" : "h3") {
        words("meetings.report.paragraph", ["number": .text(number)])
        " "
        ReportDesk.badge(paragraph.state, words)
        " "
        if paragraph.kind != .text { badge(words("meetings.report.kind.\(paragraph.kind.rawValue)"), .info) }
      }
      if paragraph.bracketsDiffer { tag("p") { badge(words("meetings.report.bracketsDiffer"), .attention) } }
      tag("div", .css("report-languages")) {
        for language in Language.allCases { cell(paragraph, language, words) }
      }
      for amendment in paragraph.amendments where amendment.state == .proposed { self.amendment(amendment, paragraph, words) }
      if let last = paragraph.decisions.last {
        tag("p", .css("hint")) { ParagraphPages.line(last, in: open.dossier.meeting.timeZone, words) }
      }
      if open.report.adoption == nil { acts(paragraph, number, hasKeys: paragraph.id == Self.first(of: open.report), open, call) }
    }
  }

  private func cell(_ paragraph: ReportParagraph, _ language: Language, _ words: Words) -> HTML {
    tag("div") {
      tag("p", .css("hint")) { words("meetings.language.\(language.rawValue)") }
      if let text = paragraph.text[language] {
        if let base = paragraph.base[language], base != text {
          ReportDesk.changes(from: base, to: text, language)
        } else {
          tag("div", .lang(language.htmlCode), .dir(language.direction.rawValue)) {
            ReportDesk.text(text, language, isBold: paragraph.kind == .recommendation)
          }
        }
      } else {
        tag("p", .css("hint")) { words("meetings.report.noText") }
      }
      if paragraph.behind.contains(language) { badge(words("meetings.report.behind"), .attention) }
    }
  }

  private func amendment(_ amendment: ReportAmendment, _ paragraph: ReportParagraph, _ words: Words) -> HTML {
    tag("div", .css("panel attention")) {
      tag("p") {
        words("meetings.report.amendmentBy")
        " "
        ReportDesk.author(amendment.author, words)
      }
      for language in Language.allCases {
        if let text = amendment.text[language] { ReportDesk.changes(from: paragraph.text[language] ?? "", to: text, language) }
      }
    }
  }

  private func acts(
    _ paragraph: ReportParagraph, _ number: String, hasKeys: Bool, _ open: ReportDesk.Open, _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    return tag("form", Attribute("method", "post"), Attribute("action", "\(open.url)/paragraphs/\(paragraph.id)/state")) {
      call.token
      tag("p", .css("actions")) {
        for act in paragraph.possibleActs {
          let label = words("meetings.report.act.\(act.rawValue)")
          tag(
            "button", Attribute("type", "submit"), .css("button secondary"), Attribute("name", "act"), Attribute("value", act.rawValue),
            Attribute("aria-label", words("meetings.report.actOn", ["act": .text(label), "number": .text(number)])),
            hasKeys ? Self.keys[act].map { Attribute("accesskey", $0) } : nil
          ) { label }
        }
        let label = words("meetings.report.openParagraph")
        link(
          "\(open.url)/paragraphs/\(paragraph.id)", label,
          Attribute("aria-label", words("meetings.report.actOn", ["act": .text(label), "number": .text(number)])))
      }
    }
  }
}
