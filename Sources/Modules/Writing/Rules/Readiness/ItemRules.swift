// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel

extension ReadinessRules {
  /// What every item needs, whatever its measure.
  static let items: [ReadinessRule] = [
    ReadinessRule("items-missing", .blocks, .uncac(46, 15, "d")) { input in
      input.content.items.isEmpty ? [Hit("items")] : []
    },
    item("item-link-missing", .delays, .practice("G20 guide, step 4"), "link") { item, _ in
      isBlank(item.link) && item.measure.measure != .serveDocuments
    },
    item("item-coercion-open", .delays, .uncac(46, 9, "b"), "coercive") { item, input in
      item.coercive == nil && input.isUnderParagraphs9To29
    },
    ReadinessRule("item-grounds-missing", .delays, .practice("directory entry of the requested State")) { input in
      indices(input) { $0.coercive == true && isBlank($0.grounds) }.compactMap { index in
        let measure = input.content.items[index].measure.measure
        guard let standard = input.requirements.requirement(for: measure)?.suspicion, standard != .none else { return nil }
        return Hit("items[\(index)].grounds", ["standard": standard.rawValue])
      }
    },
    ReadinessRule("item-person-unknown", .blocks, .uncac(46, 15, "e")) { input in
      let known = Set(input.content.persons.map(\.id))
      return input.content.items.enumerated().flatMap { index, item in
        (item.persons ?? []).filter { !known.contains($0) }.map { Hit("items[\(index)].persons", ["person": $0]) }
      }
    },
    ReadinessRule("item-named-twice", .blocks, .practice("each item is executed on its own")) { input in
      var seen: Set<String> = []
      return input.content.items.enumerated().filter { !seen.insert($1.id).inserted }.map { Hit("items[\($0.offset)].id") }
    },
    ReadinessRule("measure-not-available", .delays, .practice("directory entry of the requested State")) { input in
      unavailable(input).filter { $0.alternative == nil }.map { Hit("items[\($0.index)].measure", ["measure": $0.measure.rawValue]) }
    },
    ReadinessRule("measure-has-alternative", .delays, .practice("directory entry of the requested State")) { input in
      unavailable(input).compactMap { found in
        found.alternative.map {
          Hit("items[\(found.index)].measure", ["measure": found.measure.rawValue, "alternative": $0.rawValue])
        }
      }
    },
    item("item-form-missing", .advice, .uncac(46, 17), "forms") { item, _ in
      (item.forms ?? []).isEmpty && item.measure.measure.yieldsEvidence
    },
    item("item-deadline-reason-missing", .delays, .uncac(46, 24), "deadlineReason") { item, _ in
      item.deadlineOn != nil && isBlank(item.deadlineReason)
    },
    item("item-deadline-past", .blocks, .uncac(46, 24), "deadlineOn", scope: .paragraphs9To29) { item, input in
      item.deadlineOn.map { $0 < input.day } ?? false
    },
    ReadinessRule("annex-asked-for-missing", .delays, .practice("directory entry of the requested State")) { input in
      neededAnnexes(input).subtracting(input.content.annexes.compactMap { $0.kind?.required }).map(\.rawValue).sorted()
        .map { Hit("annexes", ["annex": $0]) }
    },
  ]

  static func item(
    _ code: String, _ severity: Finding.Severity, _ source: Source, _ member: String, scope: ReadinessRule.Scope = .everyRequest,
    _ matches: @escaping @Sendable (AssistanceItem, ReadinessInput) -> Bool
  ) -> ReadinessRule {
    ReadinessRule(code, severity, source, scope: scope) { input in
      indices(input) { matches($0, input) }
        .map { Hit("items[\($0)].\(member)", ["measure": input.content.items[$0].measure.measure.rawValue]) }
    }
  }

  private static func unavailable(_ input: ReadinessInput) -> [(index: Int, measure: Measure, alternative: Measure?)] {
    input.content.items.enumerated().compactMap { index, item in
      let measure = item.measure.measure
      guard let known = input.requirements.requirement(for: measure), known.available == .no else { return nil }
      return (index, measure, known.alternative)
    }
  }

  /// What the requested State asks for with every request and with the measures sought; a translation has its own rule.
  private static func neededAnnexes(_ input: ReadinessInput) -> Set<Requirements.RequiredAnnex> {
    annexesAskedFor(input).subtracting([.certifiedTranslation])
  }

  /// All documents that the requested State asks for, with every request or with one of the measures sought.
  static func annexesAskedFor(_ input: ReadinessInput) -> Set<Requirements.RequiredAnnex> {
    input.content.items.reduce(into: input.requirements.annexes ?? []) { asked, item in
      asked.formUnion(input.requirements.requirement(for: item.measure.measure)?.extraAnnexes ?? [])
    }
  }
}

extension Annex.Kind {
  /// The document that a directory entry can ask for, which this annex is.
  var required: Requirements.RequiredAnnex? {
    switch self {
    case .law: .law
    case .courtOrder, .confiscationOrder: .courtOrder
    case .certifiedTranslation: .certifiedTranslation
    case .certificate: .certificate
    case .affidavit: .affidavit
    case .documentToServe, .consent, .questions, .evidence, .bridgeSheet, .other: nil
    }
  }
}

extension Measure {
  /// Whether the measure hands over something that is to be used as evidence.
  var yieldsEvidence: Bool {
    switch self {
    case .serveDocuments, .freezing, .traceProperty, .voluntaryAppearance, .transferDetainedPerson, .preserveData, .controlledDelivery,
      .jointInvestigation, .otherAssistance, .freezeForConfiscation, .obtainConfiscationOrder, .enforceConfiscationOrder, .returnAssets:
      false
    default: true
    }
  }
}
