// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import ReviewsRules

/// One field of a record, as forms, tables and comparisons of versions know it.
struct FieldSpec: Sendable {
  /// What can stand in a field.
  enum Form: Sendable, Equatable {
    /// A line of words.
    case line
    /// A line that runs from left to right in every language: a name, a citation, an address.
    case code
    /// A State.
    case state
    /// A day.
    case day
    /// A whole number.
    case number
    /// One word of a list, whose labels stand under `reviews.<words>.<word>`.
    case choice([String], words: String)
    /// Any of the themes.
    case themes
    /// A text in each of the six languages.
    case text
    /// One of the six languages.
    case language
  }

  /// The path of the member: `documents.executiveSummary.symbol`, `reviewingStates.0.state`.
  let path: String
  /// Under which label: `reviews.field.<label>`.
  let label: String
  let form: Form

  init(_ path: String, _ label: String? = nil, _ form: Form) {
    self.path = path
    self.label = label ?? path
    self.form = form
  }

  /// The names of its columns and inputs: one for each language of a text.
  var names: [String] {
    form == .text ? Self.languages.map { "\(path).\($0.rawValue)" } : [path]
  }

  /// English first: it is what most texts are there in.
  static let languages: [Language] = [.en, .ar, .es, .fr, .ru, .zh]

  private static func choice<Value: RawRepresentable & CaseIterable>(_: Value.Type, _ words: String) -> Form
  where Value.RawValue == String {
    .choice(Value.allCases.map(\.rawValue), words: words)
  }

  private static let consent = [
    FieldSpec("consent.answer", "consent", choice(Consent.Answer.self, "consent")), FieldSpec("consent.on", "consentOn", .day),
  ]

  private static let cycle = FieldSpec("cycle", nil, choice(ReviewCycle.self, "cycle"))

  /// The fields of a kind of record, in the order of its form; the name of the record is not among them.
  static func all(of kind: RecordKind) -> [FieldSpec] {
    switch kind {
    case .review: review
    case .finding:
      [
        FieldSpec("state", nil, .state), cycle, FieldSpec("article", nil, .code),
        FieldSpec("kind", "findingKind", choice(Finding.Kind.self, "findingKind")),
        FieldSpec("strength", nil, choice(Finding.Strength.self, "strength")), FieldSpec("themes", nil, .themes),
        FieldSpec("text", nil, .text), FieldSpec("original", nil, .language),
        FieldSpec("source", "sourceDocument", choice(ReviewDocument.Kind.self, "document")), FieldSpec("sourceParagraph", nil, .code),
      ]
    case .action:
      [
        FieldSpec("finding", nil, .code), FieldSpec("state", nil, .state), FieldSpec("text", "action", .text),
        FieldSpec("status", nil, choice(FollowUpAction.Status.self, "actionStatus")), FieldSpec("doneOn", nil, .day),
        FieldSpec("evidence", nil, .line),
      ] + consent
    case .need:
      [
        FieldSpec("state", nil, .state), cycle, FieldSpec("article", nil, .code), FieldSpec("finding", nil, .code),
        FieldSpec("category", nil, choice(AssistanceNeed.Category.self, "category")),
        FieldSpec("priority", nil, choice(AssistanceNeed.Priority.self, "priority")), FieldSpec("text", "need", .text),
        FieldSpec("provider", nil, .line), FieldSpec("status", nil, choice(AssistanceNeed.Status.self, "needStatus")),
      ] + consent
    case .challenge:
      [
        FieldSpec("origin", nil, choice(PracticalChallenge.Origin.self, "origin")), FieldSpec("state", nil, .state),
        FieldSpec("theme", nil, choice(ReviewTheme.self, "theme")), FieldSpec("article", nil, .code),
        FieldSpec("text", "challenge", .text), FieldSpec("on", "toldOn", .day), FieldSpec("source", nil, .line),
      ] + consent
    }
  }

  private static var review: [FieldSpec] {
    let group = choice(RegionalGroup.self, "group")
    let reviewing = [0, 1].flatMap {
      [
        FieldSpec("reviewingStates.\($0).state", "reviewingState", .state),
        FieldSpec("reviewingStates.\($0).group", "reviewingGroup", group),
      ]
    }
    let stages = Review.Stage.allCases.map { FieldSpec("stages.\($0.rawValue)", "stage.\($0.rawValue)", .day) }
    let documents = ReviewDocument.Kind.allCases.flatMap { kind in
      let path = "documents.\(kind.rawValue)"
      return [
        FieldSpec("\(path).symbol", "document.symbol", .code), FieldSpec("\(path).issuedOn", "document.issuedOn", .day),
        FieldSpec("\(path).address", "document.address", .code),
        FieldSpec("\(path).consent.answer", "document.consent", choice(Consent.Answer.self, "consent")),
        FieldSpec("\(path).consent.on", "consentOn", .day),
      ]
    }
    return [FieldSpec("state", nil, .state), cycle, FieldSpec("year", nil, .number), FieldSpec("group", nil, group)] + reviewing
      + [FieldSpec("dialogue", nil, choice(Review.DirectDialogue.self, "dialogue"))] + stages + documents
  }
}
