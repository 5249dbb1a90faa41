// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import ReviewsRules
import Web

/// The papers to read, and to take along in each language.
struct PaperPages: Sendable {
  static let url = "/reviews/papers"

  let reviews: Reviews

  @Sendable func list(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    let agenda = try await reviews.around.agenda(words)
    return .page(
      Page(words("reviews.papers"), trail: ReviewText.trail(words)) {
        tag("p", .css("lead")) { words("reviews.papers.lead") }
        tag("ul", .css("cards")) {
          for paper in ReviewPaper.allCases {
            tag("li", .css("card")) {
              tag("h2") { link("\(Self.url)/\(paper.rawValue)", words("\(paper.words).title")) }
              tag("p") { words("\(paper.words).about") }
            }
          }
        }
        if !agenda.isEmpty {
          tag("h2") { words("reviews.papers.agenda") }
          tag("ul") { for item in agenda { tag("li") { link(item.url, "\(item.meeting): \(item.item)") } } }
        }
      })
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let paper = try call.parameter("paper") { ReviewPaper(rawValue: $0) }
    let matter = try await PaperMatter.read(paper, reviews, words: call.words, on: call.today)
    let composed = matter.composed(paper, call.words)
    return .page(
      Page(
        composed.title.text, trail: ReviewText.trail(call.words) + [.init(call.words("reviews.papers"), Self.url)], drawsOwnHeading: true
      ) {
        if call.readsReviews { downloads(paper, call.words) }
        PaperMarkup(composed, occasion: matter.agenda.map(occasion)).html
      })
  }

  /// The meeting and its item before which the paper is, with the way to them.
  private func occasion(_ agenda: AgendaLink) -> HTML {
    HTML {
      tag("p") { tag("strong") { agenda.meeting } }
      tag("p") { link(agenda.url, agenda.item) }
    }
  }

  private func downloads(_ paper: ReviewPaper, _ words: Words) -> HTML {
    tag("details", .css("screen-only")) {
      tag("summary") { words("reviews.papers.take") }
      tag("ul", .css("downloads")) {
        for language in Language.allCases {
          tag("li") {
            tag("span", .lang(language.htmlCode), .dir(language.direction.rawValue)) { language.ownName }
            for (form, label) in [("pdf", "PDF"), ("docx", "DOCX"), ("txt", words("reviews.papers.plain"))] {
              " "
              link("\(Self.url)/\(paper.rawValue)/file?in=\(language.rawValue)&as=\(form)", label)
            }
          }
        }
      }
    }
  }

  /// A paper as a file in one language; it costs the document worker a second, so it is for those who issue it.
  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    let paper = try call.parameter("paper") { ReviewPaper(rawValue: $0) }
    guard let language = call.query["in"].flatMap({ Language(rawValue: $0) }) else { throw WebProblem.notFound }
    let words = reviews.words(language)
    let composed = try await PaperMatter.read(paper, reviews, words: words, on: call.today).composed(paper, words)
    let form = call.query["as"] ?? "pdf"
    let name = "\(paper.rawValue)-\(language.rawValue).\(form)"
    if form == "txt" { return .file(Data(composed.text.utf8), type: "text/plain; charset=utf-8", name: name) }
    guard let kind = DocumentWorker.Kind(rawValue: form) else { throw WebProblem.notFound }
    return .file(try await reviews.worker.render(composed, as: kind), type: kind.mediaType, name: name)
  }
}
