// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// The legal ground on which a request or an item is refused.
///
/// Which grounds may be used depends on the legal basis: the list of 46(21) is closed where paragraphs 9 to 29 govern.
/// - Source: UNCAC 46(21), 46(9)(b), 44, 55(7)
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
  /// The conditions of extradition are not met.
  case extraditionConditions
  /// The person is a national.
  case nationality
  /// There are substantial grounds to believe that the request aims at persecution.
  case persecution
  /// The offence is regarded as political; not open where the Convention is the basis.
  case politicalOffence
  /// A ground of the treaty or law that governs in place of paragraphs 9 to 29.
  case otherBasis

  /// Where it stands.
  public var source: Source {
    switch self {
    case .notInConformity: .uncac(46, 21, "a")
    case .essentialInterests: .uncac(46, 21, "b")
    case .forbiddenByOwnLaw: .uncac(46, 21, "c")
    case .contraryToLegalSystem: .uncac(46, 21, "d")
    case .absenceOfDualCriminality, .deMinimis, .availableOtherwise: .uncac(46, 9, "b")
    case .evidenceNotSupplied, .propertyDeMinimis: .uncac(55, 7)
    case .extraditionConditions: .uncac(44, 8)
    case .nationality: .uncac(44, 11)
    case .persecution: .uncac(44, 15)
    case .politicalOffence: .uncac(44, 4)
    case .otherBasis: .uncac(46, 7)
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
