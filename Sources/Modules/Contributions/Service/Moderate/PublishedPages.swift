// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Web

/// Contributions for those who may read them: everybody what is published, delegates what is for authorities as well.
struct PublishedPages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/published"

  private var store: ContributionsStore { contributions.store }

  @Sendable func list(_ call: Call<SignedIn?>) async throws -> Answer {
    let calls = try await store.list(CallForContributions.self, TermQuery(terms: [Term.open], limit: 100)).things.map(\.value)
    let theme = call.query["theme"]
    let filter = ListFilter(
      url: Self.url,
      filters: [
        .state, .code(name: "theme", part: "theme", codes: Theme.allCases.map(\.rawValue)), .call(calls.map { ($0.key, $0.title) }),
        .code(name: "kind", part: "kind", codes: Contribution.Kind.allCases.map(\.rawValue)), .language,
      ])
    let term = call.who.listTerm == Term.open ? Term.open : Term.authorities
    let found = try await store.list(Contribution.self, filter.query(call.query, visible: term))
    let words = call.words
    return .page(
      Page(words("contributions.published.list"), trail: ContributionText.trail(words)) {
        filter.html(call)
        if found.things.isEmpty {
          emptyState(words(call.query.query.isEmpty ? "contributions.published.noneYet" : "contributions.list.none"))
        }
        if !found.things.isEmpty {
          Self.table(
            found.things.map(\.value),
            theme.map {
              words.contains("contributions.theme.\($0)") ? words("contributions.theme.\($0)") : words("contributions.published.list")
            }
              ?? words("contributions.published.list"), words)
        }
        ContributionText.more(found.next, Self.url, call)
      })
  }

  static func table(_ contributions: [Contribution], _ caption: String, _ words: Words) -> HTML {
    Table(
      caption: caption, showsCaption: false,
      columns: ["title", "state", "kind", "language", "submittedOn"].map { .init(words("contributions.field.\($0)")) },
      rows: contributions.map { contribution in
        [
          tag("a", .href("\(url)/\(contribution.id)")) { title(contribution, words) }, HTML(words.state(contribution.state)),
          HTML(words("contributions.kind.\(contribution.kind.rawValue)")),
          HTML(EntryForm.name(of: contribution.language.rawValue, words)),
          HTML(contribution.submittedOn.map { words.date($0) } ?? "–"),
        ]
      }
    ).html
  }

  /// The title in the reader's language where there is a translation, marked as such.
  private static func title(_ contribution: Contribution, _ words: Words) -> HTML {
    guard contribution.language != words.language, let translation = contribution.translations[words.language.rawValue] else {
      return ContributionText.title(contribution, words)
    }
    return HTML(words("contributions.translation.title", ["title": .text(translation.title)]))
  }

  private func load(_ call: Call<SignedIn?>) async throws -> Contribution {
    let contribution = try await contributions.thing(Contribution.self, "contribution", call).value
    let mayRead = call.who.listTerm == Term.open ? contribution.isPublic : contribution.isForAuthorities
    guard mayRead else { throw WebProblem.notFound }
    return contribution
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let contribution = try await load(call)
    guard let asked = try await store.thing(CallForContributions.self, contribution.call.description)?.value else {
      throw WebProblem.notFound
    }
    let words = call.words
    let page = Page(
      contribution.title, trail: ContributionText.trail(words, .init(words("contributions.published.list"), Self.url)),
      classification: contribution.isPublic ? nil : .internalUse, isTitleTyped: true
    ) {
      Self.head(contribution, asked, words)
      Self.body(contribution, asked, isUnderHeading: false, words)
      if let files = ContributionText.files(contribution.files, at: "\(Self.url)/\(contribution.id)", words) {
        tag("h2") { words("contributions.field.files") }
        files
      }
    }
    return .page(page)
  }

  static func head(_ contribution: Contribution, _ asked: CallForContributions, _ words: Words) -> HTML {
    facts([
      (words("contributions.field.state"), HTML(words.state(contribution.state))),
      (words("contributions.field.kind"), HTML(words("contributions.kind.\(contribution.kind.rawValue)"))),
      (words("contributions.field.callTitle"), tag("a", .href(CallPages.url(asked))) { localText(asked.title, on: words.language) }),
      (words("contributions.field.themes"), HTML(ContributionText.themes(asked, words))),
      (words("contributions.field.language"), HTML(EntryForm.name(of: contribution.language.rawValue, words))),
      (words("contributions.field.submittedOn"), contribution.submittedOn.map { HTML(words.date($0)) }),
    ])
  }

  /// What the State says, question by question; the reader's translation stands first and is marked.
  static func body(
    _ contribution: Contribution, _ asked: CallForContributions, isUnderHeading: Bool = true, _ words: Words
  ) -> HTML {
    HTML {
      if let translation = contribution.translations[words.language.rawValue] {
        panel(words("contributions.translation.unofficial"), .info) {
          tag("p") { tag("strong") { translation.title } }
          said(translation.answers, words.language, asked, isUnderHeading: true, words)
        }
      }
      said(contribution.answers, contribution.language, asked, isUnderHeading: isUnderHeading, words)
      let others = contribution.translatedInto.filter { $0 != words.language }
      if !others.isEmpty {
        tag("p") {
          words("contributions.translation.others")
          " "
          for (place, language) in others.enumerated() {
            if place > 0 { " · " }
            link("?lang=\(language.rawValue)", language.ownName, .lang(language.htmlCode), Attribute("hreflang", language.htmlCode))
          }
        }
      }
    }
  }

  private static func said(
    _ answers: [String], _ language: Language, _ asked: CallForContributions, isUnderHeading: Bool, _ words: Words
  ) -> HTML {
    HTML(
      answers.enumerated().filter { !$0.element.isEmpty }.map { place, answer in
        HTML {
          if place < asked.questions.count {
            let question = HTML {
              tag("bdi", .dir(words.language.direction.rawValue)) { "\(place + 1)." }
              " "
              localText(asked.questions[place], on: words.language)
            }
            isUnderHeading ? tag("h3") { question } : tag("h2") { question }
          }
          for paragraph in answer.split(separator: "\n") {
            tag("p", .lang(language.htmlCode), .dir(language.direction.rawValue)) { String(paragraph) }
          }
        }
      })
  }

  @Sendable func file(_ call: Call<SignedIn?>) async throws -> Answer {
    let contribution = try await load(call)
    guard let file = contribution.files.first(where: { $0.sha256 == call.parameters["sha256"] }) else { throw WebProblem.notFound }
    return try await contributions.give(file)
  }
}
