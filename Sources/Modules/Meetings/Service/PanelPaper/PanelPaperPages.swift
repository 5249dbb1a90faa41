// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// The background paper for a panel: as a page, and as files in six languages.
struct PanelPaperPages: Sendable {
  let meetings: Meetings

  static func url(of item: AgendaItem, in meeting: Meeting) -> String { "\(ItemPage.url(of: item, in: meeting))/panel-paper" }

  private func paper(_ call: Call<SignedIn>, in words: Words) async throws -> PanelPaper {
    let mark = try call.parameter("meeting") { Mark($0) }
    let number = try call.parameter("item") { ItemPage.number($0) }
    guard let dossier = try await meetings.store.dossier(mark), let item = dossier.meeting.item(number) else { throw WebProblem.notFound }
    let panels = dossier.meeting.panels.filter { $0.item == item.id }
    guard !panels.isEmpty else { throw WebProblem.notFound }
    return PanelPaper(
      dossier: dossier, item: item, panels: panels, tables: try await meetings.figures.tables(PanelPaper.tableNames),
      measured: try await meetings.figures.series(of: dossier.mandates(statedUnder: item.id)), figures: meetings.figures, words: words,
      mastheadWords: meetings.words(PaperMasthead.language(of: words.language)))
  }

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let made = try await paper(call, in: call.words)
    let (words, url) = (call.words, Self.url(of: made.item, in: made.dossier.meeting))
    return .page(
      Page(
        made.title,
        trail: [
          .init(words("meetings.list.title"), MeetingListPage.url),
          .init(
            words("meetings.show.item", ["number": .text(made.item.number.printed(in: words.language))]),
            ItemPage.url(of: made.item, in: made.dossier.meeting)),
        ], classification: .internalUse, drawsOwnHeading: true
      ) {
        tag("details", .css("screen-only")) {
          tag("summary") { words("meetings.show.takeAlong") }
          tag("ul", .css("downloads")) {
            for language in Language.allCases {
              tag("li") {
                tag("span", .lang(language.htmlCode), .dir(language.direction.rawValue)) { language.ownName }
                for (form, label) in [("pdf", "PDF"), ("docx", "DOCX"), ("txt", words("meetings.show.plainText"))] {
                  " "
                  link("\(url)/file?in=\(language.rawValue)&as=\(form)", label)
                }
              }
            }
          }
        }
        PaperMarkup(made.paper, on: call.language).html
      })
  }

  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    guard let language = call.query["in"].flatMap({ Language(rawValue: $0) }) else { throw WebProblem.notFound }
    let made = try await paper(call, in: meetings.words(language))
    let form = call.query["as"] ?? "pdf"
    let name = "\(made.dossier.meeting.mark)-panel-\(made.item.number.number)-\(language.rawValue).\(form)"
    if form == "txt" { return .file(Data(made.paper.text.utf8), type: "text/plain; charset=utf-8", name: name) }
    guard let kind = DocumentWorker.Kind(rawValue: form) else { throw WebProblem.notFound }
    return .file(try await meetings.worker.render(made.paper, as: kind), type: kind.mediaType, name: name)
  }
}
