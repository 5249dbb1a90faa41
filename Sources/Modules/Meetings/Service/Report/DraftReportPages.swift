// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The draft as a list of paragraphs, from which officers go on writing.
struct DraftReportPages: Sendable {
  let meetings: Meetings

  private var desk: ReportDesk { ReportDesk(meetings: meetings) }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let dossier = try await desk.dossier(call)
    guard let current = try await meetings.store.report(of: dossier.meeting.id) else { return .page(none(dossier, call)) }
    return .page(page(.init(dossier: dossier, current: current), call))
  }

  /// Makes the first draft.
  @Sendable func make(_ call: Call<SignedIn>) async throws -> Answer {
    let dossier = try await desk.dossier(call)
    guard try await meetings.store.report(of: dossier.meeting.id) == nil else { throw CannotChangeReport.drafted }
    let attendance = try await meetings.store.reportAttendance(of: dossier.meeting.id)
    let draft = ReportDraft(dossier: dossier, attendance: attendance, words: meetings.words).report
    var change = Change()
    try change.keep(draft, over: 0, as: "reportDrafted", by: ReportDesk.maker(call), at: call.now)
    do {
      try await meetings.store.commit(change)
    } catch is UniqueViolation {
      throw CannotChangeReport.drafted
    }
    return .redirect(to: "\(ReportDesk.url(dossier.meeting))/draft", notice: Message("meetings.report.drafted"))
  }

  /// Adds an empty paragraph and opens it.
  @Sendable func add(_ call: Call<SignedIn>) async throws -> Answer {
    let open = try await desk.open(call)
    let form = try await call.form()
    guard let section = form["section"].flatMap({ ID<ReportSection>($0) }),
      let kind = ReportParagraph.Kind(rawValue: form["kind"] ?? "text")
    else { throw WebProblem.notFound }
    let paragraph = ReportParagraph(kind: kind)
    try await desk.change(
      .add(paragraph, to: section, after: form["after"].flatMap { ID<ReportParagraph>($0) }), as: "reportParagraphAdded", of: paragraph.id,
      call)
    return .redirect(to: "\(open.url)/paragraphs/\(paragraph.id)", notice: Message("meetings.report.added"))
  }

  private func none(_ dossier: MeetingDossier, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("meetings.report.draftTitle"), trail: ReportDesk.trail(dossier, words), classification: .internalUse
    ) {
      tag("div", .css("empty")) { tag("p") { words("meetings.report.none") } }
      form(call, to: "\(ReportDesk.url(dossier.meeting))/draft", submit: words("meetings.report.makeDraft")) {}
    }
  }

  private func page(_ open: ReportDesk.Open, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let numbers = open.report.numbers
    let settled = open.report.paragraphs.filter(\.state.isSettled).count
    return Page(words("meetings.report.draftTitle"), trail: ReportDesk.trail(open.dossier, words), classification: .internalUse) {
      tag("p", .css("lead")) {
        words(
          "meetings.report.progress", ["settled": .integer(settled), "count": .integer(open.report.paragraphs.count)])
      }
      tag("p", .css("actions")) {
        link("\(open.url)/adoption", words("meetings.report.adoptionTitle"), .css("button secondary"))
        if open.report.adoption != nil { link(open.url, words("meetings.report.title")) }
      }
      for section in open.report.sections {
        ReportDesk.title(section, of: open.report, open.dossier.meeting, words)
        for paragraph in section.paragraphs { row(paragraph, numbers[paragraph.id], open, words) }
        if open.report.adoption == nil, section.heading != .organization { adder(section, open, call) }
      }
    }
  }

  private func row(_ paragraph: ReportParagraph, _ number: ReportNumber?, _ open: ReportDesk.Open, _ words: Words) -> HTML {
    tag("div", .css("report-paragraph")) {
      tag("p", .css("report-number")) {
        link(
          "\(open.url)/paragraphs/\(paragraph.id)", number.map { "\($0)." } ?? "–",
          Attribute("aria-label", words("meetings.report.paragraph", ["number": .text(number?.description ?? "–")])))
      }
      tag("div") {
        if let best = paragraph.text.best(for: words.language) {
          tag("div", .lang(best.language.htmlCode), .dir(best.language.direction.rawValue)) {
            ReportDesk.text(best.text, best.language, isBold: paragraph.kind == .recommendation)
          }
        } else {
          tag("p", .css("hint")) { words("meetings.report.noText") }
        }
        tag("p", .css("hint")) {
          ReportDesk.badge(paragraph.state, words)
          " "
          if paragraph.kind != .text { badge(words("meetings.report.kind.\(paragraph.kind.rawValue)"), .info) }
          " "
          let missing = Language.allCases.filter { paragraph.text[$0] == nil || paragraph.behind.contains($0) }
          if !missing.isEmpty {
            words(
              "meetings.report.languagesMissing", ["languages": .list(missing.map { words("meetings.language.\($0.rawValue)") })])
          }
        }
      }
    }
  }

  private func adder(_ section: ReportSection, _ open: ReportDesk.Open, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let kind: ReportParagraph.Kind = section.heading == .conclusions ? .recommendation : .text
    var hidden = ["section": section.id.description, "kind": kind.rawValue]
    hidden["after"] = section.paragraphs.last?.id.description
    return tag("div") {
      buttonForm(call, to: "\(open.url)/paragraphs", words("meetings.report.add.\(kind.rawValue)"), hidden: hidden)
    }
  }

  /// The start page of those who service meetings: the latest meetings and where their reports are written.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let latest = try await meetings.store.overview().meetings.filter { $0.firstDay <= call.today }.suffix(3).reversed()
    guard !latest.isEmpty else { return .nothing }
    let bodies = Dictionary(try await meetings.store.bodies().map { ($0.id, $0) }) { first, _ in first }
    return HTML {
      tag("h2") { call.words("meetings.report.home") }
      tag("ul") {
        for meeting in latest {
          tag("li") {
            link("\(ReportDesk.url(meeting))/draft", MeetingText.plainName(of: meeting, body: bodies[meeting.body], call.words))
          }
        }
      }
    }
  }
}
