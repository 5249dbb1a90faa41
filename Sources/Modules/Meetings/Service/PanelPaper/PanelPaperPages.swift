// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The background paper for a panel: as a page, as files in six languages, and kept as a document of the meeting.
struct PanelPaperPages: Sendable {
  let meetings: Meetings

  private static let distributions: [MeetingDocument.Distribution] = [.limited, .general]

  static func url(of item: AgendaItem, in meeting: Meeting) -> String { "\(ItemPage.url(of: item, in: meeting))/panel-paper" }

  private func matter(_ call: Call<SignedIn>) async throws -> PanelMatter {
    let mark = try call.parameter("meeting") { Mark($0) }
    let number = try call.parameter("item") { ItemPage.number($0) }
    guard let dossier = try await meetings.store.dossier(mark), let item = dossier.meeting.item(number) else { throw WebProblem.notFound }
    return try await PanelMatter(dossier, item, in: meetings)
  }

  private func paper(_ matter: PanelMatter, in words: Words) -> PanelPaper {
    matter.paper(in: words, mastheadWords: meetings.words(PaperMasthead.language(of: words.language)))
  }

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    .page(page(try await matter(call), FormData([("distribution", Self.distributions[0].rawValue)]), .none, call))
  }

  private func page(_ matter: PanelMatter, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let (words, url) = (call.words, Self.url(of: matter.item, in: matter.dossier.meeting))
    let made = paper(matter, in: words)
    let kept = matter.dossier.documents.filter { matter.item.documents.contains($0.id) && $0.kind == .conferenceRoomPaper }
    return Page(
      made.title,
      trail: [
        .init(words("meetings.list.title"), MeetingListPage.url),
        .init(
          words("meetings.show.item", ["number": .text(made.item.number.printed(in: words.language))]),
          ItemPage.url(of: made.item, in: made.dossier.meeting)),
      ], classification: .internalUse, hasErrors: !errors.isEmpty, drawsOwnHeading: true
    ) {
      tag("details", .css("screen-only")) {
        tag("summary") { words("meetings.panelPaper.takeAlong") }
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
      if !kept.isEmpty {
        panel(words("meetings.panelPaper.keptAlready"), .info) {
          tag("ul") { for document in kept { tag("li") { DocumentText.citationLink(document, words) } } }
        }
      }
      if call.who.may("meetings.edit") { keeping(url, typed, errors, call) }
      PaperMarkup(made.paper, on: call.language).html
    }
  }

  private func keeping(_ url: String, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return tag("details", .css("screen-only"), .flag("open", !errors.isEmpty)) {
      tag("summary") { words("meetings.panelPaper.keep") }
      tag("p") { words("meetings.panelPaper.keepMeans") }
      form(call, to: "\(url)/keep", submit: words("meetings.panelPaper.keep"), errors: errors) {
        Field(
          "symbol", words("meetings.documents.field.symbol"), hint: words("meetings.panelPaper.symbolHint"), value: typed.raw("symbol"),
          errors: errors
        ).line(width: "medium", direction: "ltr")
        Field(
          "distribution", words("meetings.documents.field.distribution"), hint: words("meetings.documents.hint.distribution"),
          value: typed.raw("distribution"), errors: errors
        ).radios(Self.distributions.map { .init($0.rawValue, DocumentText.distribution($0, words)) })
      }
    }
  }

  /// Keeps the paper as it is now; the form comes back with what was typed when it cannot be.
  @Sendable func keep(_ call: Call<SignedIn>) async throws -> Answer {
    let matter = try await matter(call)
    let typed = try await call.form()
    let keeper = KeepPanelPaper(meetings: meetings)
    do {
      guard let distribution = typed["distribution"].flatMap({ MeetingDocument.Distribution(rawValue: $0) }),
        Self.distributions.contains(distribution)
      else { throw CannotEditDocument.wrongFields([FieldProblem(field: "distribution", code: DocumentFault.choiceUnknown.code)]) }
      let record = KeepPanelPaper.Record(
        symbol: typed["symbol"], distribution: distribution, issuedOn: CalendarDay(call.now, in: matter.dossier.meeting.timeZone))
      let document = try await keeper.document(matter, as: record)
      return try await DocumentTools.retrying {
        try await keeper.commit(document, under: matter.item.id, by: call.documentMaker, at: call.now)
        return .redirect(to: DocumentText.url(document), notice: Message("meetings.panelPaper.kept"))
      }
    } catch let problem as CannotEditDocument {
      return .page(
        page(matter, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    guard let language = call.query["in"].flatMap({ Language(rawValue: $0) }) else { throw WebProblem.notFound }
    let made = paper(try await matter(call), in: meetings.words(language))
    let form = call.query["as"] ?? "pdf"
    let name = "\(made.dossier.meeting.mark)-panel-\(made.item.number.number)-\(language.rawValue).\(form)"
    if form == "txt" { return .file(Data(made.paper.text.utf8), type: "text/plain; charset=utf-8", name: name) }
    guard let kind = DocumentWorker.Kind(rawValue: form) else { throw WebProblem.notFound }
    return .file(try await meetings.worker.render(made.paper, as: kind), type: kind.mediaType, name: name)
  }
}
