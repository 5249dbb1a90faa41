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
          link(
            "\(open.url).akn.xml?lang=\(words.language.rawValue)", words("meetings.report.format.akn"),
            Attribute("type", MeetingMarkup.mediaType))
        }
        for section in open.report.printedSections {
          ReportDesk.title(section, of: open.report, open.dossier.meeting, words)
          for paragraph in section.paragraphs where paragraph.state.isAgreed {
            row(paragraph, numbers[paragraph.id]?.description ?? "", words.language)
          }
        }
      })
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
    let data = try await meetings.worker.render(try paper(open, in: language), as: kind)
    return .file(
      data, type: kind.mediaType, name: "\(open.dossier.meeting.mark)-report-\(language.rawValue).\(kind.rawValue)")
  }

  /// The report as Akoma Ntoso in the reader's language.
  @Sendable func markup(_ call: Call<SignedIn?>) async throws -> Answer {
    let open = try await adopted(call)
    guard let document = open.dossier.document(open.dossier.meeting.outcomeDocument) else { throw WebProblem.notFound }
    let (words, numbers) = (call.words, open.report.numbers)
    let paragraphs = open.report.printedSections.flatMap { section -> [MeetingMarkup.Paragraph] in
      let number = open.report.number(of: section.id, in: words.language).map { "\($0) " } ?? ""
      let heading = LocalText([words.language: number + Self.plainHeading(section, open.dossier.meeting, words)])
      return section.paragraphs.filter(\.state.isAgreed).enumerated().map { index, paragraph in
        MeetingMarkup.Paragraph(
          number: numbers[paragraph.id]?.description ?? "", chapter: index == 0 ? heading : nil, text: paragraph.text)
      }
    }
    let markup = try MeetingMarkup(open.dossier, words: words).report(paragraphs, as: document)
    return .feed(Data(markup.utf8), type: MeetingMarkup.mediaType)
  }

  /// The report as an official paper of one language.
  func paper(_ open: ReportDesk.Open, in language: Kernel.Language) throws -> OfficialPaper {
    let words = meetings.words(language)
    let digest = SHA256.hash(data: Data(try KeptEntry.json(open.report).utf8)).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
    let document = open.dossier.document(open.dossier.meeting.outcomeDocument)
    let masthead = PaperMasthead(
      dossier: open.dossier, document: document, words: words, mastheadWords: meetings.words(PaperMasthead.language(of: language)))
    return OfficialPaper(
      OfficialPaper.Piece(words("meetings.report.documentTitle"), language), in: language, masthead: masthead.masthead,
      runningHead: document?.printedSymbol,
      pagePattern: words("meetings.report.page", ["number": "{number}", "count": "{count}"]),
      blocks: open.report.printedSections.flatMap { blocks(of: $0, open, words) },
      closing: [OfficialPaper.Piece(words("meetings.report.digest"), language), OfficialPaper.Piece(digest, .en)])
  }

  private func blocks(of section: ReportSection, _ open: ReportDesk.Open, _ words: Words) -> [OfficialPaper.Block] {
    let number = open.report.number(of: section.id, in: words.language).map { "\($0) " } ?? ""
    let heading = number + Self.plainHeading(section, open.dossier.meeting, words)
    let numbers = open.report.numbers
    return [.heading(OfficialPaper.Piece(heading, words.language), level: section.isPart ? 2 : 1)]
      + section.paragraphs.filter(\.state.isAgreed).compactMap { paragraph -> OfficialPaper.Block? in
        guard let best = paragraph.text.best(for: words.language) else { return nil }
        let lines = ReportLine.lines(of: best.text, in: best.language).map { line in
          OfficialPaper.Piece((line.mark.map { "\($0) " } ?? "") + line.text, best.language)
        }
        return .clause(
          number: numbers[paragraph.id].map { "\($0)." } ?? "", lines: lines, isBold: paragraph.kind == .recommendation)
      }
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
