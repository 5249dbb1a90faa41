// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// The form of an unofficial translation of a contribution.
struct TranslationPages: Sendable {
  let contributions: Contributions

  private func load(_ call: Call<SignedIn>) async throws -> (contribution: Contribution, asked: CallForContributions, language: Language) {
    let (contribution, asked) = try await ModerationPages(contributions: contributions).load(call)
    let language = try call.parameter("language") { Language(rawValue: $0) }
    guard language != contribution.language else { throw WebProblem.notFound }
    return (contribution, asked, language)
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let (contribution, asked, language) = try await load(call)
    return .page(page(contribution, asked, language, Self.fields(contribution, language), .none, call))
  }

  private static func fields(_ contribution: Contribution, _ language: Language) -> EntryFields {
    var fields = EntryFields()
    guard let translation = contribution.translations[language.rawValue] else { return fields }
    fields["title"] = translation.title
    for (place, answer) in translation.answers.enumerated() { fields["answer\(place + 1)"] = answer }
    return fields
  }

  /// Compares with the translation that was seen: somebody else's changes of the same translation are shown and never written over.
  @Sendable func save(_ call: Call<SignedIn>) async throws -> Answer {
    let (contribution, asked, language) = try await load(call)
    let sent = try await call.form()
    var typed = EntryFields()
    for name in ["title"] + asked.questions.indices.map({ "answer\($0 + 1)" }) { typed[name] = sent.raw(name) }
    let answers = asked.questions.indices.map { typed["answer\($0 + 1)"] }
    let seen = sent["version"]
    do {
      try await contributions.store.change(
        Contribution.self, contribution.key, as: "contributionTranslated", facts: ["language": .text(language.rawValue)],
        by: call.who.maker,
        at: call.now
      ) { now in
        guard seen == Self.mark(now, language) else { throw CannotContribute.otherStage }
        return try now.translated(into: language, title: typed["title"], answers: answers, on: call.today)
      }
      return .redirect(to: "\(ModerationPages.url)/\(contribution.id)", notice: Message("contributions.saved"))
    } catch let problem as CannotContribute {
      let (now, asked, language) = try await load(call)
      return .page(page(now, asked, language, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  /// What tells one state of a translation from another.
  private static func mark(_ contribution: Contribution, _ language: Language) -> String {
    guard let translation = contribution.translations[language.rawValue] else { return "0" }
    // Stable across processes, unlike a hash value.
    let text = ([translation.title] + translation.answers).joined(separator: "\u{0}")
    return String(text.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }, radix: 16)
  }

  private func page(
    _ contribution: Contribution, _ asked: CallForContributions, _ language: Language, _ fields: EntryFields, _ errors: FormErrors,
    _ call: Call<SignedIn>
  ) -> Page {
    let words = call.words
    let url = "\(ModerationPages.url)/\(contribution.id)"
    let stored = Self.fields(contribution, language)
    return Page(
      words("contributions.translation.into", ["language": .text(EntryForm.name(of: language.rawValue, words))]),
      trail: ContributionText.trail(
        words, .init(words("contributions.moderation.title"), ModerationPages.url),
        .init(words("contributions.draft.of", ["state": .state(contribution.state)]), url)), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      tag("p") { words("contributions.translation.hint") }
      if !errors.isEmpty, stored != EntryFields(), stored != fields {
        panel(words("contributions.theirs"), .attention) {
          facts(stored.values.sorted { $0.key < $1.key }.map { (EntryForm.label($0, words), typedText($1)) })
        }
      }
      tag("h2") { ContributionText.title(contribution, words) }
      PublishedPages.body(contribution, asked, words)
      form(
        call, to: "\(url)/translations/\(language.rawValue)", submit: words("contributions.save"), errors: errors,
        cancel: (words("contributions.cancel"), url)
      ) {
        hiddenField("version", Self.mark(contribution, language))
        Field("title", words("contributions.field.title"), value: fields["title"], errors: errors).line()
        for place in asked.questions.indices {
          Field(
            "answer\(place + 1)", words("contributions.field.answer", ["number": .integer(place + 1)]), value: fields["answer\(place + 1)"],
            errors: errors
          ).area(rows: 8)
        }
      }
    }
  }
}
