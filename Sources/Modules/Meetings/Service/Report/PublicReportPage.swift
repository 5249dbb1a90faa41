// SPDX-License-Identifier: Apache-2.0
import Crypto
import Documents
import Foundation
import HTTPTypes
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The adopted report for everybody: as a page, as PDF and as DOCX, in each language.
struct PublicReportPage: Sendable {
  let meetings: Meetings

  private var desk: ReportDesk { ReportDesk(meetings: meetings) }

  /// An adopted report whose document is for everybody.
  private func adopted(_ call: Call<SignedIn?>) async throws -> ReportDesk.Open {
    let open = try await desk.open(call)
    guard open.report.adoption != nil, open.dossier.document(open.dossier.meeting.outcomeDocument)?.isPublic == true else {
      throw WebProblem.notFound
    }
    return open
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let open = try await adopted(call)
    let words = call.words
    let numbers = open.report.numbers
    return .page(
      Page(words("meetings.report.documentTitle"), trail: ReportDesk.trail(open.dossier, words)) {
        head(open, words)
        tag("p", .css("actions")) {
          for kind in ["pdf", "docx"] {
            link(
              "\(open.url)/file?as=\(kind)&in=\(words.language.rawValue)", words("meetings.report.format.\(kind)"), .css("button secondary")
            )
          }
        }
        for section in Self.printed(open.report) {
          ReportDesk.title(section, of: open.report, open.dossier.meeting, words)
          for paragraph in section.paragraphs where paragraph.state.isAgreed {
            row(paragraph, numbers[paragraph.id]?.description ?? "", words.language)
          }
        }
      })
  }

  /// The sections that have something to say, and the organization with its parts.
  private static func printed(_ report: MeetingReport) -> [ReportSection] {
    report.sections.filter { section in
      if section.heading == .organization { return true }
      return section.heading != .annex || section.paragraphs.contains(where: \.state.isAgreed)
    }
  }

  private func head(_ open: ReportDesk.Open, _ words: Words) -> HTML {
    facts([
      (
        words("meetings.column.meeting"),
        MeetingText.name(of: open.dossier.meeting, body: open.dossier.body(open.dossier.meeting.body), words)
      ),
      (words("meetings.column.dates"), HTML(MeetingText.days(open.dossier.meeting.days, words))),
      (
        words("meetings.column.symbol"),
        open.dossier.document(open.dossier.meeting.outcomeDocument)?.citation.map { MeetingText.symbol($0) }
      ),
    ])
  }

  private func row(_ paragraph: ReportParagraph, _ number: String, _ language: Language) -> HTML {
    tag("div", .css("report-paragraph"), .id("paragraph-\(number)")) {
      tag("p", .css("report-number")) { "\(number)." }
      if let best = paragraph.text.best(for: language) {
        tag("div", .lang(best.language.htmlCode), .dir(best.language.direction.rawValue)) {
          ReportDesk.text(best.text, best.language, isBold: paragraph.kind == .recommendation)
        }
      }
    }
  }

  /// The report as a file in one language.
  @Sendable func file(_ call: Call<SignedIn?>) async throws -> Answer {
    let open = try await adopted(call)
    guard let kind = DocumentWorker.Kind(rawValue: call.query["as"] ?? ""),
      let language = (call.query["in"] ?? call.language.rawValue).nilOrLanguage
    else { throw WebProblem.notFound }
    let document = try document(open, meetings.words(language))
    let data = try await meetings.worker.render(document, as: kind)
    return .file(
      data, type: kind.mediaType, name: "\(open.dossier.meeting.mark)-report-\(language.rawValue).\(kind.rawValue)")
  }

  /// The report as an official document of one language.
  func document(_ open: ReportDesk.Open, _ words: Words) throws -> OfficialDocument {
    func one(_ text: String) -> OfficialDocument.Pair { OfficialDocument.Pair(text, text) }
    let numbers = open.report.numbers
    let digest = SHA256.hash(data: Data(try MeetingsStore.json(open.report).utf8)).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
    var document = OfficialDocument(
      primary: words.language, secondary: words.language, title: one(words("meetings.report.documentTitle")),
      subtitle: one(MeetingText.plainName(of: open.dossier.meeting, body: open.dossier.body(open.dossier.meeting.body), words)),
      pagePattern: one(words("meetings.report.page", ["number": "{number}", "count": "{count}"])),
      digestLabel: one(words("meetings.report.digest")), digest: digest, translationLabel: nil)
    if let symbol = open.dossier.document(open.dossier.meeting.outcomeDocument)?.symbol {
      document.head.append(.init(one(words("meetings.column.symbol")), .code(symbol)))
    }
    document.head.append(
      .init(one(words("meetings.column.dates")), .pair(one(MeetingText.days(open.dossier.meeting.days, words)))))
    document.parts = Self.printed(open.report).map { section in
      let number = open.report.number(of: section.id).map { "\($0). " } ?? ""
      return OfficialDocument.Part(
        one(number + Self.plainHeading(section, open.dossier.meeting, words)), source: nil,
        section.paragraphs.filter(\.state.isAgreed).flatMap { paragraph -> [OfficialDocument.Block] in
          guard let best = paragraph.text.best(for: words.language) else { return [] }
          let lines = ReportLine.lines(of: best.text, in: best.language).enumerated().map { index, line in
            let start = index == 0 ? "\(numbers[paragraph.id]?.description ?? ""). " : ""
            return start + (line.mark.map { "\($0) " } ?? "") + line.text
          }
          let text = lines.joined(separator: "\n")
          return [
            paragraph.kind == .recommendation ? .emphasised(text, language: best.language) : .narrative(text, language: best.language)
          ]
        }, isNumbered: false)
    }
    return document
  }

  private static func plainHeading(_ section: ReportSection, _ meeting: Meeting, _ words: Words) -> String {
    switch section.heading {
    case .item(let id): meeting.item(id)?.title.best(for: words.language)?.text ?? ""
    case .introduction: words("meetings.report.section.introduction")
    case .organization: words("meetings.report.section.organization")
    case .opening: words("meetings.report.section.opening")
    case .agenda: words("meetings.report.section.agenda")
    case .attendance: words("meetings.report.section.attendance")
    case .conclusions: words("meetings.report.section.conclusions")
    case .adoption: words("meetings.report.section.adoption")
    case .annex: words("meetings.report.section.annex")
    }
  }
}

extension String {
  /// One of the six languages by its code.
  fileprivate var nilOrLanguage: Language? { Language(rawValue: self) }
}
