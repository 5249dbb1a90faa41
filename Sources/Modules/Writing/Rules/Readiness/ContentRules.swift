// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel

extension ReadinessRules {
  /// A summary of facts shorter than this, in characters, seldom shows the link to what is sought.
  static let shortFacts = 200

  /// The content that article 46(15) lists, and what practice adds.
  static let content: [ReadinessRule] = [
    missing("authority-missing", .blocks, .uncac(46, 15, "a"), "authority.name", scope: .paragraphs9To29) { $0.authority?.name },
    missing("signatory-missing", .delays, .uncac(46, 14), "authority.signatory") { $0.authority?.signatory },
    ReadinessRule("contact-missing", .advice, .uncac(46, 24)) { input in
      let authority = input.content.authority
      return isBlank(authority?.email) && isBlank(authority?.telephone) ? [Hit("authority.email")] : []
    },
    ReadinessRule("proceeding-nature-missing", .blocks, .uncac(46, 15, "b"), scope: .paragraphs9To29) { input in
      input.content.proceeding?.nature == nil ? [Hit("proceeding.nature")] : []
    },
    missing("proceeding-subject-missing", .blocks, .uncac(46, 15, "b"), "proceeding.subject", scope: .paragraphs9To29) {
      $0.proceeding?.subject
    },
    missing("conducting-authority-missing", .blocks, .uncac(46, 15, "b"), "proceeding.conductedBy", scope: .paragraphs9To29) {
      $0.proceeding?.conductedBy
    },
    missing("conducting-functions-missing", .blocks, .uncac(46, 15, "b"), "proceeding.functions", scope: .paragraphs9To29) {
      $0.proceeding?.functions
    },
    ReadinessRule("not-criminal-is-discretionary", .advice, .uncac(43, 1)) { input in
      guard let nature = input.content.proceeding?.nature, nature != .criminal else { return [] }
      return [Hit("proceeding.nature", ["nature": nature.rawValue])]
    },
    ReadinessRule("coercion-outside-criminal", .delays, .uncac(43, 1)) { input in
      guard let nature = input.content.proceeding?.nature, nature != .criminal else { return [] }
      return indices(input) { $0.coercive == true }.map { Hit("items[\($0)].coercive", ["nature": nature.rawValue]) }
    },
    ReadinessRule("offence-missing", .blocks, .uncac(46, 1)) { input in
      guard input.content.proceeding?.nature ?? .criminal == .criminal, input.content.offences.isEmpty else { return [] }
      return [Hit("offences")]
    },
    offence("offence-article-missing", .delays, .uncac(46, 1), "article") { offence, _ in offence.article == nil },
    offence("offence-article-unknown", .blocks, .uncac(46, 1), "article") { offence, _ in
      offence.article.map { !(15...27).contains($0) } ?? false
    },
    offence("offence-law-text-missing", .delays, .practice("G20 guide, step 5"), "text") { offence, _ in
      isBlank(offence.text) || isBlank(offence.provision)
    },
    offence("offence-penalty-missing", .delays, .practice("G20 guide, step 5"), "penalty") { offence, _ in isBlank(offence.penalty) },
    offence("dual-criminality-not-reasoned", .delays, .uncac(43, 2), "dualCriminality") { offence, input in
      isBlank(offence.dualCriminality) && needsDualCriminality(input)
    },
    ReadinessRule("facts-missing", .blocks, .uncac(46, 15, "c"), scope: .paragraphs9To29) { input in
      isBlank(input.content.facts) && !isServiceOnly(input.content) ? [Hit("facts")] : []
    },
    ReadinessRule("facts-short", .delays, .uncac(46, 15, "c"), scope: .paragraphs9To29) { input in
      guard let facts = input.content.facts, !isBlank(facts), !isServiceOnly(input.content) else { return [] }
      // Chinese says in about a third of the characters what other scripts say.
      let isHan = facts.unicodeScalars.contains { $0.properties.isIdeographic }
      return facts.count < (isHan ? shortFacts / 3 : shortFacts) ? [Hit("facts", ["count": "\(facts.count)"])] : []
    },
    missing("purpose-missing", .blocks, .uncac(46, 15, "f"), "purpose", scope: .paragraphs9To29) { $0.purpose },
    ReadinessRule("persons-missing", .advice, .uncac(46, 15, "e"), scope: .paragraphs9To29) { input in
      input.content.persons.isEmpty ? [Hit("persons")] : []
    },
    person("person-name-missing", .delays, .uncac(46, 15, "e"), "name") { isBlank($0.name) },
    person("person-not-identified", .advice, .uncac(46, 15, "e"), "bornOn") { $0.bornOn == nil && isBlank($0.identifier) },
    person("person-nationality-missing", .advice, .uncac(46, 15, "e"), "nationality") { $0.nationality == nil },
    person("person-location-missing", .advice, .uncac(46, 15, "e"), "location") { isBlank($0.location) },
    ReadinessRule("person-named-twice", .blocks, .practice("items must refer to one person")) { input in
      var seen: Set<String> = []
      return input.content.persons.enumerated().filter { !seen.insert($1.id).inserted }.map { Hit("persons[\($0.offset)].id") }
    },
  ]

  static func indices(_ input: ReadinessInput, _ matches: (AssistanceItem) -> Bool) -> [Int] {
    input.content.items.indices.filter { matches(input.content.items[$0]) }
  }

  static func isServiceOnly(_ content: RequestContent) -> Bool {
    !content.items.isEmpty && content.items.allSatisfy { $0.measure.measure == .serveDocuments }
  }

  /// Whether the requested State may ask for dual criminality: always by its own word, otherwise for coercive items and for surrender.
  /// - Source: UNCAC 43(2), 44(1), 44(2)
  static func needsDualCriminality(_ input: ReadinessInput) -> Bool {
    guard input.content.kind != .spontaneousInformation else { return false }
    return switch input.requirements.dualCriminality {
    case .always: true
    case .never: false
    case .coerciveOnly, nil:
      // Coercion is a matter of items; surrender needs conduct that is an offence in both States unless one of them waives it.
      input.content.kind != .assistance
        || input.content.items.contains { $0.coercive ?? $0.measure.measure.isUsuallyCoercive }
    }
  }

  private static func offence(
    _ code: String, _ severity: Finding.Severity, _ source: Source, _ member: String,
    _ matches: @escaping @Sendable (Offence, ReadinessInput) -> Bool
  ) -> ReadinessRule {
    ReadinessRule(code, severity, source) { input in
      input.content.offences.indices.filter { matches(input.content.offences[$0], input) }.map { Hit("offences[\($0)].\(member)") }
    }
  }

  private static func person(
    _ code: String, _ severity: Finding.Severity, _ source: Source, _ member: String,
    _ matches: @escaping @Sendable (Person) -> Bool
  ) -> ReadinessRule {
    ReadinessRule(code, severity, source, scope: .paragraphs9To29) { input in
      input.content.persons.indices.filter { matches(input.content.persons[$0]) }
        .map { Hit("persons[\($0)].\(member)", ["person": input.content.persons[$0].id]) }
    }
  }
}
