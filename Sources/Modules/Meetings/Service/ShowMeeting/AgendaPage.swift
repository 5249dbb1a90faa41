// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// The annotated agenda for everybody, to read, to print and to take along in each language.
struct AgendaPage: Sendable {
  let meetings: Meetings

  /// Whether the agenda may be shown to everybody.
  static func isPublic(_ dossier: MeetingDossier) -> Bool { dossier.annotatedAgenda?.isPublic ?? true }

  private func load(_ call: Call<SignedIn?>) async throws -> MeetingDossier {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let dossier = try await meetings.store.dossier(mark), Self.isPublic(dossier), !dossier.meeting.items.isEmpty else {
      throw WebProblem.notFound
    }
    return dossier
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let dossier = try await load(call)
    let meeting = dossier.meeting
    // The reader's own words, which a disguised language may be; the masthead's come from the catalogue.
    let paper = AgendaComposer(dossier, in: call.language) { $0 == call.language ? call.words : meetings.words($0) }.paper
    let name = MeetingText.plainName(of: meeting, body: dossier.body(meeting.body), call.words)
    return .page(
      Page(
        paper.title.text,
        trail: [.init(call.words("meetings.list.title"), MeetingListPage.url), .init(name, MeetingPage.url(of: meeting))],
        drawsOwnHeading: true
      ) {
        downloads(meeting, call.words)
        PaperMarkup(paper, on: call.language).html
      })
  }

  private func downloads(_ meeting: Meeting, _ words: Words) -> HTML {
    tag("details", .css("screen-only")) {
      tag("summary") { words("meetings.show.takeAlong") }
      tag("ul", .css("downloads")) {
        for language in Language.allCases {
          tag("li") {
            tag("span", .lang(language.htmlCode), .dir(language.direction.rawValue)) { language.ownName }
            for (form, label) in [("pdf", "PDF"), ("docx", "DOCX"), ("txt", words("meetings.show.plainText"))] {
              " "
              link("\(MeetingPage.url(of: meeting))/agenda/file?in=\(language.rawValue)&as=\(form)", label)
            }
          }
        }
      }
    }
  }

  /// The agenda as a file in one language.
  @Sendable func file(_ call: Call<SignedIn?>) async throws -> Answer {
    let dossier = try await load(call)
    guard let language = call.query["in"].flatMap({ Language(rawValue: $0) }) else { throw WebProblem.notFound }
    let paper = AgendaComposer(dossier, in: language, catalogue: meetings.words).paper
    let form = call.query["as"] ?? "pdf"
    let name = "\(dossier.meeting.mark)-agenda-\(language.rawValue).\(form)"
    if form == "txt" { return .file(Data(paper.text.utf8), type: "text/plain; charset=utf-8", name: name) }
    guard let kind = DocumentWorker.Kind(rawValue: form) else { throw WebProblem.notFound }
    return .file(try await meetings.worker.render(paper, as: kind), type: kind.mediaType, name: name)
  }
}
