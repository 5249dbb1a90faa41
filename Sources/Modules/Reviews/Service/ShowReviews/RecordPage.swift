// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import ReviewsRules
import Web

/// One record with everything that hangs on it.
struct RecordPage: Sendable {
  let reviews: Reviews

  /// The record of the address, as far as the reader may see it, and what the register knows of it.
  static func load<Who>(
    _ call: Call<Who>, _ reviews: Reviews, restricted: Bool
  ) async throws -> (record: Versioned<ReviewRecord>, entry: ReviewsRegister.Entry, register: ReviewsRegister) {
    let kind = try call.parameter("kind") { RecordKind(rawValue: $0) }
    let key = try call.parameter("key") { RecordKey($0) }
    let register = try await reviews.store.register()
    guard let entry = register.entry(kind, key, restricted: restricted), let record = try await reviews.store.record(kind, key) else {
      throw WebProblem.notFound
    }
    // Between the two readings the State can have taken its agreement back, or an officer the publication.
    guard restricted || record.value.isOpen(register.ground(of: record.value)) else { throw WebProblem.notFound }
    return (record, entry, register)
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let (record, entry, register) = try await Self.load(call, reviews, restricted: call.readsReviews)
    let words = call.words
    let text = ReviewText(words: words)
    let belonging = Self.belonging(to: record.value, register, restricted: call.readsReviews)
    let tables = try await RecordTables(belonging.flatMap(\.entries), reviews, words: words, restricted: call.readsReviews)
    let fields = RecordFacts(words: words, restricted: call.readsReviews)
    return .page(
      Page(
        text.name(record.value),
        trail: ReviewText.trail(words) + [
          .init(
            words("reviews.kinds.\(record.value.kind.rawValue)"),
            record.value.kind == .finding ? ReviewText.url : "\(ReviewText.url)/records/\(record.value.kind.rawValue)")
        ], classification: entry.isOpen ? nil : .internalUse
      ) {
        if call.readsReviews { tag("p") { text.standing(entry) } }
        Self.versions(record.value.text, words)
        facts(fields.rows(record.value, register))
        for (kind, entries) in belonging {
          tables.table(kind, entries, caption: words("reviews.kinds.\(kind.rawValue)"), showsCaption: true)
        }
        RecordActs(record: record, entry: entry, call: call, ground: register.ground(of: record.value)).html
      })
  }

  /// The text in the reader's language, and the other languages that there are.
  private static func versions(_ text: LocalText, _ words: Words) -> HTML {
    guard let best = text.best(for: words.language) else { return .nothing }
    let others = Language.allCases.filter { $0 != best.language && !(text[$0] ?? "").isEmpty }
    return HTML {
      tag("p", .css("lead")) { foreign(best.text, best.language, on: words.language) }
      if !others.isEmpty {
        tag("details") {
          tag("summary") { words("reviews.otherLanguages") }
          tag("dl", .css("facts")) {
            for language in others {
              tag("div") {
                tag("dt", .lang(language.htmlCode), .dir(language.direction.rawValue)) { language.ownName }
                tag("dd", .lang(language.htmlCode), .dir(language.direction.rawValue)) { text[language] ?? "" }
              }
            }
          }
        }
      }
    }
  }

  /// What hangs on a record: a finding's actions and needs, a review's findings.
  private static func belonging(
    to record: ReviewRecord, _ register: ReviewsRegister, restricted: Bool
  ) -> [(kind: RecordKind, entries: [ReviewsRegister.Entry])] {
    let found: [(RecordKind, [ReviewsRegister.Entry])] =
      switch record {
      case .finding(let finding):
        [RecordKind.action, .need].map { kind in
          (kind, register.list(kind, restricted: restricted).filter { $0.record.namedFinding == finding.key })
        }
      case .review(let review):
        [
          (
            .finding,
            register.list(.finding, restricted: restricted).filter { $0.record.state == review.state && $0.record.cycle == review.cycle }
          )
        ]
      case .action, .need, .challenge: []
      }
    return found.filter { !$0.1.isEmpty }.map { ($0.0, Array($0.1.prefix(200))) }
  }
}

/// What can be done with a record, for those who may.
struct RecordActs {
  let record: Versioned<ReviewRecord>
  let entry: ReviewsRegister.Entry
  let call: Call<SignedIn?>
  let ground: PublishingGround

  var html: HTML {
    guard call.readsReviews else { return .nothing }
    let words = call.words
    let url = ReviewText.url(record.value)
    return HTML {
      if !record.value.isPublished, let obstacle = record.value.obstacle(ground) {
        panel(words.problem(obstacle).title, .info) { tag("p") { words.problem(obstacle).action } }
      }
      tag("div", .css("actions")) {
        if call.who?.may("reviews.edit") == true { link("\(url)/edit", words("reviews.edit"), .css("button secondary")) }
        link("\(url)/history", words("reviews.history"), .css("button secondary"))
        if call.who?.may("reviews.publish") == true {
          if record.value.isPublished {
            buttonForm(call, to: "\(url)/withhold", words("reviews.withhold"), hidden: ["version": "\(record.version)"])
          } else if record.value.obstacle(ground) == nil {
            buttonForm(call, to: "\(url)/publish", words("reviews.publish"), tone: "button", hidden: ["version": "\(record.version)"])
          }
        }
      }
    }
  }
}
