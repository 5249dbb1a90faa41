// SPDX-License-Identifier: Apache-2.0

/// The sections of a request as officers write them, in the order of the task list.
public enum DraftSection: String, Codable, Hashable, Sendable, CaseIterable {
  /// The requested State, the channel and the own reference.
  case parties
  /// The treaty or other basis.
  case legalBasis
  /// The request that this one adds to; only in supplementary requests.
  case supplements
  /// The authority making the request, and who signs.
  case authority
  /// The proceeding and the authority conducting it.
  case proceeding
  /// The person whose surrender is asked for.
  case person
  /// The warrant or judgment.
  case courtDecision
  /// Information transmitted without a prior request.
  case information
  /// The offences.
  case offences
  /// The facts.
  case facts
  /// The persons and entities.
  case persons
  /// What is sought, item by item.
  case items
  /// What it is for.
  case purpose
  /// The transfer of criminal proceedings.
  case proceedingsTransfer
  /// The transfer of a sentenced person.
  case sentenceTransfer
  /// The conditions of extradition.
  case extradition
  /// When prosecution or enforcement becomes time-barred.
  case limitation
  /// Arrest before the full request.
  case provisionalArrest
  /// How the person is to be handed over.
  case surrender
  /// The conditions under which information may be used.
  case conditionsOnUse
  /// Urgency and deadlines.
  case urgency
  /// Confidentiality and limits on use.
  case confidentiality
  /// Undertakings.
  case undertakings
  /// Languages and translation.
  case languages
  /// Annexes.
  case annexes

  /// The section in which a member of the request is written, by the member's path: `items[2].measure.accounts` belongs to the items.
  public init(path: String) {
    let member = String(path.prefix { $0 != "." && $0 != "[" })
    switch member {
    case "language", "translation", "translationCertified": self = .languages
    case "use": self = .confidentiality
    default: self = DraftSection(rawValue: member) ?? .parties
    }
  }

  /// Whether the section is a list whose elements are written one by one.
  public var isList: Bool {
    switch self {
    case .offences, .persons, .items, .annexes: true
    default: false
    }
  }

  /// The members of the request that the section holds.
  public var members: [String] {
    switch self {
    case .parties: ["reference", "requestingState", "requestedState", "territory", "channel"]
    case .languages: ["language", "translation", "translationCertified"]
    case .confidentiality: ["confidentiality", "use"]
    default: [rawValue]
    }
  }
}

/// How a section stands on the task list.
public enum SectionStanding: String, Hashable, Sendable, CaseIterable {
  /// Nobody has looked at it yet.
  case untouched
  /// Somebody has, and something still blocks.
  case incomplete
  /// Nothing blocks, but something is likely to delay.
  case doubtful
  /// Nothing to say.
  case complete
}

extension Draft {
  /// How each section stands, by the findings on the draft.
  /// - Parameter opened: sections that somebody has opened without writing in them.
  public func standings(_ findings: [Finding], opened: Set<DraftSection> = []) -> [DraftSection: SectionStanding] {
    let gravest = Dictionary(findings.map { (DraftSection(path: $0.field), $0.severity) }, uniquingKeysWith: min)
    let pairs = DraftSection.allCases.map { section -> (DraftSection, SectionStanding) in
      guard lookedAt.contains(section) || opened.contains(section) else { return (section, .untouched) }
      switch gravest[section] {
      case .blocks: return (section, .incomplete)
      case .delays: return (section, .doubtful)
      case .advice, nil: return (section, .complete)
      }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}
