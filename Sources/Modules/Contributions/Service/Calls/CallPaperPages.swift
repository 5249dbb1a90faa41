// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Documents
import Foundation
import Kernel
import Localisation
import Web

/// The letter and the compilation of a call, to read and to keep.
struct CallPaperPages: Sendable {
  let contributions: Contributions

  private func papers<Who>(_ call: Call<Who>) async throws -> CallPapers {
    let asked = try await contributions.placed(try await contributions.thing(CallForContributions.self, "call", call).value)
    let language = call.query["in"].flatMap { Kernel.Language(rawValue: $0) } ?? call.language
    return CallPapers(
      asked: asked, words: contributions.words(language), secretariat: contributions.secretariat,
      address: "\(contributions.publicAddress)\(CallPages.url(asked))")
  }

  @Sendable func letter(_ call: Call<SignedIn>) async throws -> Answer {
    let papers = try await papers(call)
    let isReminder = call.query["reminder"] != nil
    let (words, url) = (call.words, CallPages.url(papers.asked))
    return .page(
      Page(
        words(isReminder ? "contributions.letter.reminder" : "contributions.letter.title"),
        trail: ContributionText.trail(words, .init(ContributionText.plainTitle(papers.asked, words), url)), classification: .internalUse
      ) {
        tag("p") { words("contributions.letter.sendsNothing") }
        for language in Kernel.Language.allCases {
          tag("details", .flag("open", language == call.language)) {
            tag("summary") {
              tag("span", .lang(language.htmlCode), .dir(language.direction.rawValue)) { language.ownName }
            }
            Self.text(contributions, papers.asked, isReminder, language, call)
            tag("p", .css("actions")) {
              for kind in ["docx", "pdf", "txt"] {
                let query = FormData([("in", language.rawValue), ("as", kind)] + (isReminder ? [("reminder", "yes")] : [])).query
                link("\(url)/letter/file\(query)", "\(kind.uppercased()) · \(language.ownName)", .lang(language.htmlCode))
              }
            }
          }
        }
      })
  }

  private static func text(
    _ contributions: Contributions, _ asked: CallForContributions, _ isReminder: Bool, _ language: Kernel.Language, _ call: Call<SignedIn>
  ) -> HTML {
    let papers = CallPapers(
      asked: asked, words: contributions.words(language), secretariat: contributions.secretariat,
      address: "\(contributions.publicAddress)\(CallPages.url(asked))")
    let pieces = papers.letter(isReminder: isReminder, on: call.today).blocks.compactMap { block -> HTML? in
      switch block {
      case .paragraph(let piece): tag("p", .lang(piece.language.htmlCode), .dir(piece.language.direction.rawValue)) { piece.text }
      case .entry(let number, let piece, _):
        tag("p", .lang(piece.language.htmlCode), .dir(piece.language.direction.rawValue)) { "\(number) \(piece.text)" }
      default: nil
      }
    }
    return tag("div", .lang(language.htmlCode), .dir(language.direction.rawValue)) { pieces }
  }

  @Sendable func letterFile(_ call: Call<SignedIn>) async throws -> Answer {
    let papers = try await papers(call)
    let isReminder = call.query["reminder"] != nil
    return try await file(
      papers.letter(isReminder: isReminder, on: call.today), "\(isReminder ? "reminder" : "call")-\(papers.words.language.rawValue)", call)
  }

  /// Officers see how the paper grows; everybody may have it once it is compiled.
  @Sendable func compilation(_ call: Call<SignedIn?>) async throws -> Answer {
    let papers = try await papers(call)
    guard papers.asked.stage == .compiled || call.who?.readsContributions == true else { throw WebProblem.notFound }
    let published = try await contributions.store.all(Contribution.self, [Term.open, Term.code("call", papers.asked.key)]).map(\.value)
    return try await file(papers.compilation(published, on: call.today), "contributions-\(papers.words.language.rawValue)", call)
  }

  private func file<Who>(_ paper: OfficialPaper, _ name: String, _ call: Call<Who>) async throws -> Answer {
    let form = call.query["as"] ?? "txt"
    if form == "txt" { return .file(Data(paper.text.utf8), type: "text/plain; charset=utf-8", name: "\(name).txt") }
    guard let kind = DocumentWorker.Kind(rawValue: form) else { throw WebProblem.notFound }
    return .file(try await contributions.worker.render(paper, as: kind), type: kind.mediaType, name: "\(name).\(kind.rawValue)")
  }
}
