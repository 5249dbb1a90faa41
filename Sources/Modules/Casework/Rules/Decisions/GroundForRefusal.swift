// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// The legal ground on which a request or an item is refused.
///
/// Which grounds may be used depends on the kind of cooperation and the legal basis: the list of 46(21) is closed where paragraphs 9 to 29 of
/// article 46 govern; extradition has the grounds of article 44; what the Convention leaves to the State needs no other ground than that.
/// - Source: UNCAC 43(1), 44, 45, 46(9)(b), 46(21), 47-50, 55(7)
public enum GroundForRefusal: String, Codable, Hashable, Sendable, CaseIterable {
  /// The request was not made in conformity with article 46.
  case notInConformity
  /// Execution would likely prejudice sovereignty, security, ordre public or other essential interests.
  case essentialInterests
  /// The own law would forbid the action for a similar domestic offence.
  case forbiddenByOwnLaw
  /// It would be contrary to the own legal system on mutual legal assistance.
  case contraryToLegalSystem
  /// Dual criminality is absent.
  case absenceOfDualCriminality
  /// The matter is of a de minimis nature; for non-coercive help without dual criminality alone.
  case deMinimis
  /// The help is available under other provisions of the Convention; for non-coercive help without dual criminality alone.
  case availableOtherwise
  /// Sufficient and timely evidence was not supplied for a measure of chapter V.
  case evidenceNotSupplied
  /// The property is of a de minimis value.
  case propertyDeMinimis
  /// The person is not present in the requested State.
  case personNotPresent
  /// The conditions of extradition are not met, or a ground of the law or treaty on extradition stands against it.
  case extraditionConditions
  /// The person is a national.
  case nationality
  /// There are substantial grounds to believe that the request aims at persecution.
  case persecution
  /// The offence is regarded as political; not open where the Convention is the basis.
  case politicalOffence
  /// The Convention leaves the decision to the State, which has considered it.
  case leftToTheState
  /// It would not be consistent with the own legal and administrative system.
  case notConsistentWithOwnSystem
  /// A ground of the treaty or law that governs.
  case otherBasis

  /// Where it stands for a kind of cooperation.
  public func source(for kind: CooperationKind) -> Source {
    switch self {
    case .notInConformity: .uncac(46, 21, "a")
    case .essentialInterests: .uncac(46, 21, "b")
    case .forbiddenByOwnLaw: .uncac(46, 21, "c")
    case .contraryToLegalSystem: .uncac(46, 21, "d")
    case .absenceOfDualCriminality: kind == .extradition ? .uncac(44, 1) : .uncac(46, 9, "b")
    case .deMinimis, .availableOtherwise: .uncac(46, 9, "b")
    case .personNotPresent: .uncac(44, 1)
    case .evidenceNotSupplied, .propertyDeMinimis: .uncac(55, 7)
    case .extraditionConditions: .uncac(44, 8)
    case .nationality: .uncac(44, 11)
    case .persecution: .uncac(44, 15)
    case .politicalOffence: .uncac(44, 4)
    case .leftToTheState: kind.sourceOfDiscretion ?? .uncac(43, 1)
    case .notConsistentWithOwnSystem: kind == .specialTechniques ? .uncac(50, 1) : .uncac(48, 1)
    case .otherBasis: Self.sourceOfOtherBasis(for: kind)
    }
  }

  /// Where the Convention gives way to another treaty or to the law of the requested State.
  private static func sourceOfOtherBasis(for kind: CooperationKind) -> Source {
    switch kind {
    case .extradition: .uncac(44, 8)
    case .lawEnforcementCooperation: .uncac(48, 2)
    case .specialTechniques: .uncac(50, 2)
    case .civilAssistance, .administrativeAssistance, .transferOfSentencedPerson, .transferOfProceedings, .jointInvestigation:
      kind.sourceOfDiscretion ?? .uncac(43, 1)
    case .criminalAssistance, .assetRecovery, .spontaneousTransmission, .informalContact, .draftForComment: .uncac(46, 7)
    }
  }

  /// The grounds that a kind of cooperation can have at all, whatever the legal basis.
  public static func grounds(of kind: CooperationKind) -> [GroundForRefusal] {
    switch kind {
    case .criminalAssistance, .assetRecovery:
      [
        .notInConformity, .essentialInterests, .forbiddenByOwnLaw, .contraryToLegalSystem, .absenceOfDualCriminality, .deMinimis,
        .availableOtherwise, .evidenceNotSupplied, .propertyDeMinimis, .otherBasis,
      ]
    case .extradition:
      [
        .absenceOfDualCriminality, .personNotPresent, .extraditionConditions, .nationality, .persecution, .politicalOffence, .otherBasis,
      ]
    case .lawEnforcementCooperation: [.notConsistentWithOwnSystem, .otherBasis]
    case .specialTechniques: [.leftToTheState, .notConsistentWithOwnSystem, .otherBasis]
    case .civilAssistance, .administrativeAssistance, .transferOfSentencedPerson, .transferOfProceedings, .jointInvestigation:
      [.leftToTheState, .otherBasis]
    case .spontaneousTransmission, .informalContact, .draftForComment: []
    }
  }

  /// Whether it is on the closed list for which consultation is a duty.
  /// - Source: UNCAC 46(21), 46(26)
  public var isOfParagraph21: Bool {
    switch self {
    case .notInConformity, .essentialInterests, .forbiddenByOwnLaw, .contraryToLegalSystem: true
    default: false
    }
  }
}

/// Why in fact a request or an item is refused, beside the legal ground.
/// - Source: practice (reasons for refusal that authorities count)
public enum CauseOfRefusal: String, Codable, Hashable, Sendable, CaseIterable {
  /// The conduct is no offence here.
  case conductNotCriminal
  /// The matter is too small.
  case deMinimis
  /// Another way of help is open.
  case otherAvenue
  /// The person has been judged for it already.
  case neBisInIdem
  /// The time for prosecution has run out.
  case limitation
  /// A political offence, or persecution.
  case politicalOrPersecution
  /// Human rights, or a penalty that is not acceptable.
  case humanRights
  /// Immunity.
  case immunity
  /// A proceeding is under way here.
  case ongoingProceeding
  /// The measure is out of proportion.
  case disproportionate
  /// Reciprocity is missing.
  case reciprocityMissing
  /// Facts or the link between facts and measure are not sufficient.
  case insufficientFacts
  /// The evidence or person is not in this State.
  case notInThisState
  /// The wrong legal basis.
  case wrongBasis
  /// The wrong authority or channel.
  case wrongAuthority
  /// No language that is accepted.
  case language
  /// Costs could not be agreed.
  case costs
  /// The person is a national.
  case nationality
  /// The law does not allow to say more.
  case notDisclosed
  /// Bank secrecy; never allowed.
  /// - Source: UNCAC 46(8)
  case bankSecrecy
  /// A fiscal matter; never allowed alone.
  /// - Source: UNCAC 46(22), 44(16)
  case fiscalMatter

  /// The causes that can stand as the only one.
  public static var selectable: [CauseOfRefusal] { allCases.filter { $0 != .bankSecrecy && $0 != .fiscalMatter } }
}
