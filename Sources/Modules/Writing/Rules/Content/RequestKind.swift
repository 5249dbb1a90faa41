// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// What a request is for as a whole: it decides which sections there are, which rules hold and what the letter is called.
public enum RequestKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// Mutual legal assistance, asset recovery included; what a file without a kind is.
  /// - Source: UNCAC 46
  case assistance
  /// Extradition of a person for prosecution or to serve a sentence.
  /// - Source: UNCAC 44
  case extradition
  /// Information transmitted without a prior request; no reply is owed.
  /// - Source: UNCAC 46(4), 46(5), 56
  case spontaneousInformation
  /// Transfer of criminal proceedings from one State to the other.
  /// - Source: UNCAC 47
  case transferOfProceedings
  /// Transfer of a person to serve a sentence in the other State; the article sets no procedure.
  /// - Source: UNCAC 45
  case transferOfSentencedPerson

  /// The article it rests on.
  public var source: Source {
    switch self {
    case .assistance: .uncac(46)
    case .extradition: .uncac(44)
    case .spontaneousInformation: .uncac(46, 4)
    case .transferOfProceedings: .uncac(47)
    case .transferOfSentencedPerson: .uncac(45)
    }
  }

  /// The sections of such a request, in the order in which they are written and read.
  public var sections: [DraftSection] {
    switch self {
    case .assistance:
      [
        .parties, .legalBasis, .supplements, .authority, .proceeding, .offences, .facts, .persons, .items, .purpose, .urgency,
        .confidentiality, .undertakings, .languages, .annexes,
      ]
    case .extradition:
      [
        .parties, .legalBasis, .supplements, .authority, .person, .courtDecision, .offences, .facts, .extradition, .limitation,
        .provisionalArrest, .surrender, .urgency, .confidentiality, .undertakings, .languages, .annexes,
      ]
    case .spontaneousInformation:
      [
        .parties, .legalBasis, .supplements, .authority, .information, .offences, .persons, .conditionsOnUse, .confidentiality, .languages,
        .annexes,
      ]
    case .transferOfProceedings:
      [
        .parties, .legalBasis, .supplements, .authority, .proceeding, .offences, .facts, .persons, .proceedingsTransfer, .limitation,
        .urgency, .confidentiality, .undertakings, .languages, .annexes,
      ]
    case .transferOfSentencedPerson:
      [
        .parties, .legalBasis, .supplements, .authority, .person, .courtDecision, .offences, .facts, .sentenceTransfer, .surrender,
        .urgency, .confidentiality, .undertakings, .languages, .annexes,
      ]
    }
  }

  /// The legal bases that can be named: an agreement on paragraphs 9 to 29 of article 46 concerns assistance alone, and on transfers of
  /// sentenced persons the Convention is no basis, since it sets no procedure.
  /// - Source: UNCAC 44(4)-(7), 45, 46(7)
  public var bases: [LegalBasisClaim.Kind] {
    switch self {
    case .assistance: LegalBasisClaim.Kind.allCases
    case .extradition, .spontaneousInformation, .transferOfProceedings: [.convention, .otherTreaty, .reciprocity]
    case .transferOfSentencedPerson: [.otherTreaty, .reciprocity]
    }
  }

  /// The names of the undertakings that can be given.
  var promises: [String] {
    switch self {
    case .assistance: ["reciprocity", "speciality", "safeConduct", "returnOfItems", "costs", "noDeathPenalty"]
    case .spontaneousInformation: []
    case .transferOfSentencedPerson: ["reciprocity", "notAggravated", "costs"]
    case .transferOfProceedings: ["reciprocity", "noSecondProsecution", "costs", "noDeathPenalty"]
    case .extradition: ["reciprocity", "specialityOfSurrender", "noOnwardSurrender", "noDeathPenalty", "retrial", "returnToServe"]
    }
  }

  /// Whether a member belongs to such a request, by its path: nothing can be missing where nothing can be written.
  public func has(_ path: String) -> Bool {
    let section = DraftSection(path: path)
    guard sections.contains(section) else { return false }
    guard !section.isList, path.contains(".") else { return true }
    return ContentField.fields(of: section, in: self).contains { $0.path == path }
  }
}
