// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Instruments

/// What kind of international cooperation a registered request belongs to.
public enum CooperationKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// Mutual legal assistance in a criminal matter.
  /// - Source: UNCAC 46
  case criminalAssistance
  /// Assistance in civil proceedings about corruption.
  /// - Source: UNCAC 43(1)
  case civilAssistance
  /// Assistance in administrative proceedings about corruption.
  /// - Source: UNCAC 43(1)
  case administrativeAssistance
  /// Freezing, confiscation or return of assets.
  /// - Source: UNCAC 54, 55, 57
  case assetRecovery
  /// Extradition of a person.
  /// - Source: UNCAC 44
  case extradition
  /// Transfer of a sentenced person.
  /// - Source: UNCAC 45
  case transferOfSentencedPerson
  /// Transfer of criminal proceedings.
  /// - Source: UNCAC 47
  case transferOfProceedings
  /// Cooperation between law-enforcement authorities.
  /// - Source: UNCAC 48
  case lawEnforcementCooperation
  /// A joint investigation.
  /// - Source: UNCAC 49
  case jointInvestigation
  /// Special investigative techniques.
  /// - Source: UNCAC 50
  case specialTechniques
  /// Information transmitted without a request.
  /// - Source: UNCAC 46(4), 46(5), 56
  case spontaneousTransmission
  /// An informal contact before a request; it is no part of the formal record.
  /// - Source: practice (informal contact before a request)
  case informalContact
  /// A draft shared for comment before it is sent; it is no part of the formal record.
  /// - Source: practice (drafts shared before a request)
  case draftForComment

  /// Whether it belongs to the formal record, which is counted and can be refused with legal effect.
  public var isFormal: Bool {
    switch self {
    case .informalContact, .draftForComment: false
    default: true
    }
  }

  /// Whether the other side owes a decision: information that was not asked for and informal contacts want none.
  public var wantsDecision: Bool { isFormal && self != .spontaneousTransmission }

  /// Whether it is assistance of one State in proceedings of another, of whatever kind these are.
  /// - Source: UNCAC 43(1), 46(1)
  public var isAssistance: Bool { isUnderArticle46 || self == .civilAssistance || self == .administrativeAssistance }

  /// Whether it is requested under article 46, so that its refusals follow 46(21) where paragraphs 9 to 29 govern.
  ///
  /// Those paragraphs apply to requests "made pursuant to this article"; help in civil and administrative matters is considered under 43(1).
  /// - Source: UNCAC 46(1), 46(7), 55(3)
  public var isUnderArticle46: Bool { self == .criminalAssistance || self == .assetRecovery }

  /// Whether the Convention leaves the decision to the State, which considers it, instead of making it a duty.
  /// - Source: UNCAC 43(1), 45, 47, 49, 50(3)
  public var isDiscretionary: Bool { sourceOfDiscretion != nil }

  /// Where the Convention leaves the decision to the State; `nil` where cooperation is a duty.
  /// - Source: UNCAC 43(1), 45, 47, 49, 50(3)
  public var sourceOfDiscretion: Source? {
    switch self {
    case .civilAssistance, .administrativeAssistance: .uncac(43, 1)
    case .transferOfSentencedPerson: .uncac(45)
    case .transferOfProceedings: .uncac(47)
    case .jointInvestigation: .uncac(49)
    case .specialTechniques: .uncac(50, 3)
    case .criminalAssistance, .assetRecovery, .extradition, .lawEnforcementCooperation, .spontaneousTransmission, .informalContact,
      .draftForComment:
      nil
    }
  }

  /// The article of the Convention that it belongs to most closely; `nil` for what is practice alone.
  public var article: Int? {
    switch self {
    case .criminalAssistance: 46
    case .civilAssistance, .administrativeAssistance: 43
    case .assetRecovery: 55
    case .extradition: 44
    case .transferOfSentencedPerson: 45
    case .transferOfProceedings: 47
    case .lawEnforcementCooperation: 48
    case .jointInvestigation: 49
    case .specialTechniques: 50
    case .spontaneousTransmission: 46
    case .informalContact, .draftForComment: nil
    }
  }

  /// What treaties and authorities are looked up for.
  public var purpose: Purpose {
    switch self {
    case .extradition, .transferOfSentencedPerson: .extradition
    case .assetRecovery: .assetRecovery
    case .civilAssistance, .administrativeAssistance: .civilAndAdministrative
    default: .mutualLegalAssistance
    }
  }
}

/// What one item of a request asks for.
public enum SoughtAct: Hashable, Sendable {
  /// A measure of assistance.
  case measure(Measure)
  /// Something that is asked for outside article 46(3).
  case other(Other)

  /// What is asked for outside article 46(3).
  public enum Other: String, Hashable, Sendable, CaseIterable {
    /// Surrendering a person.
    case surrender
    /// Detaining a person whose extradition is sought, or securing the person's presence.
    /// - Source: UNCAC 44(10)
    case provisionalArrest
    /// Taking over a sentenced person.
    case transferOfSentencedPerson
    /// Taking over criminal proceedings.
    case transferOfProceedings
    /// Inquiries of law-enforcement authorities.
    case lawEnforcementInquiry
    /// Information that was not asked for.
    case information
  }

  /// Everything that can be asked for.
  public static let all: [SoughtAct] = Measure.allCases.map { .measure($0) } + Other.allCases.map { .other($0) }

  /// The code in files, tables and statistics.
  public var code: String {
    switch self {
    case .measure(let measure): measure.rawValue
    case .other(let other): other.rawValue
    }
  }

  /// Reads a code; `nil` for an unknown one.
  public init?(code: String) {
    if let measure = Measure(rawValue: code) {
      self = .measure(measure)
    } else if let other = Other(rawValue: code) {
      self = .other(other)
    } else {
      return nil
    }
  }

  /// Whether it moves a person who is detained.
  /// - Source: UNCAC 46(10)
  public var movesDetainedPerson: Bool { self == .measure(.transferDetainedPerson) }

  /// Whether it is commonly carried out by force of law.
  public var isUsuallyCoercive: Bool {
    switch self {
    case .measure(let measure): measure.isUsuallyCoercive
    case .other(let other): other == .surrender || other == .provisionalArrest
    }
  }

  /// Whether it secures property for a time, so that article 55(8) applies before it is lifted.
  /// - Source: UNCAC 54(2), 55(2)
  public var isProvisionalMeasure: Bool { self == .measure(.freezeForConfiscation) || self == .measure(.freezing) }
}

extension SoughtAct: Codable {
  /// Reads the code.
  /// - Throws: `DecodingError.dataCorrupted` for an unknown code.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let sought = SoughtAct(code: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "nothing that can be asked for")
    }
    self = sought
  }

  /// Writes the code.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }
}
