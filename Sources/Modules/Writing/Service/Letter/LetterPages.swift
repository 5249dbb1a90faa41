// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Documents
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Web
import WritingRules

/// The pages from which the official letter is read, printed and taken along.
struct LetterPages: Sendable {
  let writing: Writing

  private func load(_ call: Call<SignedIn>) async throws -> Versioned<Draft> {
    try await writing.store.draft(try call.parameter("draft") { ID<Draft>($0) })
  }

  @Sendable func choose(_ call: Call<SignedIn>) async throws -> Answer {
    let draft = try await load(call)
    let words = call.words
    let frame = DraftFrame(draft, words)
    let content = draft.value.content
    let first = content.language ?? call.language
    let second = content.translation ?? (first == .en ? .fr : .en)
    let languages = Language.allCases.map { Field.Option($0.rawValue, words("content.language.\($0.rawValue)")) }
    return .page(
      frame.page(words("writing.letter")) {
        tag("p", .css("lead")) { words("writing.letterLead") }
        if draft.value.stage.code != .approved {
          panel(words("writing.letterIsDraft"), .attention) { tag("p") { words("writing.letterIsDraftMeans") } }
        }
        tag("form", .css("letter-choice"), Attribute("method", "get"), Attribute("action", "\(frame.url)/letter/file")) {
          Field("first", words("writing.firstLanguage"), value: first.rawValue).choice(languages)
          Field("second", words("writing.secondLanguage"), value: second.rawValue).choice(languages)
          Field("as", words("writing.format"), value: "pdf").radios([
            .init("pdf", words("writing.format.pdf")), .init("docx", words("writing.format.docx")),
            .init("html", words("writing.format.html")),
          ])
          tag("p", .css("actions")) {
            tag("button", Attribute("type", "submit"), .css("button")) { words("writing.makeLetter") }
            link(frame.url, words("writing.back"))
          }
        }
      })
  }

  /// The letter as a file, or as a page for print.
  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    let draft = try await load(call).value
    guard let first = call.query["first"].flatMap({ Language(rawValue: $0) }),
      let second = call.query["second"].flatMap({ Language(rawValue: $0) }),
      first != second
    else { throw CannotMakeLetter.sameLanguages }
    let document = try await self.document(draft, first, second, on: call.today)
    let format = call.query["as"] ?? "html"
    guard format != "html" else {
      return .document(PrintPage(document).markup(style: .linked(styleSheet(first, second).url)))
    }
    guard let kind = DocumentWorker.Kind(rawValue: format) else { throw WebProblem.notFound }
    let data = try await writing.worker.render(document, as: kind)
    let name = "\(draft.content.reference ?? "request")-\(first.rawValue)-\(second.rawValue).\(format)"
    return .file(data, type: kind.mediaType, name: name)
  }

  /// An approved request keeps the day and the recipient of its approval, whatever the directory says later.
  private func document(_ draft: Draft, _ first: Language, _ second: Language, on today: CalendarDay) async throws -> OfficialDocument {
    let words = (writing.words(first), writing.words(second))
    let earlier = try await earlier(draft)
    if case .approved(let approval) = draft.stage {
      return try LetterComposer(
        draft.content, to: approval.recipient, in: words.0, with: words.1, on: approval.day, standing: .approved,
        addingTo: earlier
      ).document()
    }
    let input = try await writing.input(draft.content, on: today)
    let isReady = (try? ReadyRequest(input)) != nil
    return try LetterComposer(
      draft.content, to: try? input.recipient?.get().authority, in: words.0, with: words.1, on: today,
      standing: isReady ? .ready : .blocked, addingTo: earlier
    ).document()
  }

  private func earlier(_ draft: Draft) async throws -> RequestContent? {
    guard case .supplement(let id) = draft.origin else { return nil }
    return try await writing.store.draft(id).value.content
  }

  /// The letter's style sheet, with the words of the page number in the letter's two languages.
  func styleSheet(_ first: Language, _ second: Language) -> Asset {
    let pages = LetterComposer.pagePattern(writing.words(first), writing.words(second))
    return Asset(
      "letter-\(first.rawValue)-\(second.rawValue).css", type: "text/css; charset=utf-8", data: PrintPage.styleSheet(pages: pages))
  }

  /// The style sheets of all pairs of languages.
  var styleSheets: [Route] {
    Language.allCases.flatMap { first in
      Language.allCases.map { .asset(styleSheet(first, $0), because: "the look of letters holds no data") }
    }
  }

  /// The structured request itself.
  @Sendable func json(_ call: Call<SignedIn>) async throws -> Answer {
    let draft = try await load(call).value
    return .file(try RequestFile.json(draft.content), type: "application/json", name: "\(draft.content.reference ?? "request").json")
  }
}

/// Why a letter cannot be made.
enum CannotMakeLetter: Problem, Equatable {
  /// The two languages side by side must differ.
  case sameLanguages

  var code: ProblemCode { "writing.same-languages" }
  var kind: ProblemKind { .invalid }
}
