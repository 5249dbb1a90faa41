// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import ReviewsRules
import Web

extension ReviewsAPI {
  private static let day = Schema.string(format: "date")
  private static let state = Schema.string(pattern: "^[A-Z]{2}$")
  private static let key = Schema.string(pattern: "^[a-z0-9][a-z0-9.-]{0,63}$")
  private static let place = Schema.string(pattern: "^([5-9]|[1-4][0-9]|5[0-9])(\\([1-9][0-9]?\\))?(\\([a-z]{1,4}\\))?$")
  private static let text = Schema.object(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, Schema.string()) }))
  private static let consent = Schema.object(["answer": word(Consent.Answer.self), "on": day], required: ["answer"])
  private static let cycle = word(ReviewCycle.self)

  private static func word<Value: RawRepresentable & CaseIterable>(_: Value.Type) -> Schema where Value.RawValue == String {
    .oneOf(Value.allCases.map(\.rawValue))
  }

  /// The schema of a record of a kind, the same in files and answers.
  static func schema(_ kind: RecordKind) -> Schema {
    switch kind {
    case .review: review
    case .finding:
      .object(
        [
          "key": key, "state": state, "cycle": cycle, "article": place, "kind": word(Finding.Kind.self),
          "strength": word(Finding.Strength.self), "themes": .array(word(ReviewTheme.self)), "text": text,
          "original": word(Language.self), "source": word(ReviewDocument.Kind.self), "sourceParagraph": .string(), "published": .boolean,
        ], required: ["key", "state", "cycle", "article", "kind", "text", "source"])
    case .action:
      .object(
        [
          "key": key, "finding": key, "state": state, "text": text, "status": word(FollowUpAction.Status.self), "doneOn": day,
          "evidence": .string(), "consent": consent, "published": .boolean,
        ], required: ["key", "finding", "state", "text", "status"])
    case .need:
      .object(
        [
          "key": key, "state": state, "cycle": cycle, "article": place, "finding": key, "category": word(AssistanceNeed.Category.self),
          "priority": word(AssistanceNeed.Priority.self), "text": text, "provider": .string(), "status": word(AssistanceNeed.Status.self),
          "consent": consent, "published": .boolean,
        ], required: ["key", "state", "cycle", "category", "priority", "text", "status"])
    case .challenge:
      .object(
        [
          "key": key, "state": state, "origin": word(PracticalChallenge.Origin.self), "theme": word(ReviewTheme.self), "article": place,
          "text": text, "on": day, "source": .string(), "consent": consent, "published": .boolean,
        ], required: ["key", "origin", "theme", "text"])
    }
  }

  private static var review: Schema {
    let document = Schema.object(["symbol": .string(), "issuedOn": day, "address": .string(), "consent": consent])
    let group = word(RegionalGroup.self)
    return .object(
      [
        "key": key, "state": state, "cycle": cycle, "year": .integer(minimum: 1, maximum: 10), "group": group,
        "reviewingStates": .array(.object(["state": state, "group": group], required: ["state", "group"])),
        "dialogue": word(Review.DirectDialogue.self),
        "stages": .object(Dictionary(uniqueKeysWithValues: Review.Stage.allCases.map { ($0.rawValue, day) })),
        "documents": .object(Dictionary(uniqueKeysWithValues: ReviewDocument.Kind.allCases.map { ($0.rawValue, document) })),
        "published": .boolean,
      ], required: ["key", "state", "cycle", "group", "stages", "documents"])
  }

  private static let page = APIOperation.Parameter(
    "page", .integer(minimum: 1, maximum: 1_000_000), about: "Which page, from 1; one without lines is past the last")

  private static let filters: [APIOperation.Parameter] = [
    .init("q", .string(), about: "Only those with all of these words, in whatever form"),
    .init("lang", word(Language.self), about: "The language in which words in Latin letters are looked for first"),
    .init("state", state, about: "Only those about this State"), .init("cycle", cycle, about: "Only those of this cycle"),
    .init("article", place, about: "Only those about this place or within it"),
    .init("kind", word(Finding.Kind.self), about: "Only those of this kind"),
    .init("strength", word(Finding.Strength.self), about: "Only those put this strongly"),
    .init("theme", word(ReviewTheme.self), about: "Only those about this theme"),
    .init("group", word(RegionalGroup.self), about: "Only those about States of this regional group"),
  ]

  static let findingsOperation = APIOperation(
    id: "listFindings", "Lists findings by article, State and name, 500 on a page.", query: filters + [page],
    answers: [.init(.array(schema(.finding)), about: "The findings")], problems: [422])

  static let countsOperation = APIOperation(
    id: "countFindings", "Counts findings by kind, article, place and theme.", query: filters,
    answers: [
      .init(
        .object(
          [
            "findings": .integer(minimum: 0), "kinds": .map(.integer()), "articles": .map(.integer()), "places": .map(.integer()),
            "themes": .map(.integer()),
          ], required: ["findings", "kinds", "articles", "places", "themes"]), about: "The numbers")
    ], problems: [422])

  static let recordsOperation = APIOperation(
    id: "listReviewRecords", "Lists the records of one kind by State and name, 500 on a page.", query: [page],
    path: ["kind": word(RecordKind.self)],
    answers: [.init(.array(.alternatives(RecordKind.allCases.map { schema($0) })), about: "The records")])

  static let recordOperation = APIOperation(
    id: "readReviewRecord", "Gives one record.", path: ["kind": word(RecordKind.self), "key": key],
    answers: [.init(.alternatives(RecordKind.allCases.map { schema($0) }), about: "The record")])
}
