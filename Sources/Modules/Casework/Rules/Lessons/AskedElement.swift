// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// What a question of the requested State is about, so that it can be counted which elements of requests are asked for again.
///
/// An officer chooses it when the question is recorded; the words of the question are never read by the program.
/// - Source: UNCAC 46(15), 46(16)
public enum AskedElement: String, Codable, Hashable, Sendable, CaseIterable {
  /// The treaty or law that the request rests on.
  case legalBasis
  /// The authority that asks or conducts the proceeding.
  case authority
  /// What kind of proceeding it is and how far it has come.
  case proceeding
  /// The offences, the words of the law, the penalty, and whether the conduct is an offence in both States.
  case offences
  /// The summary of the facts.
  case facts
  /// How a measure is linked to the facts, and on which grounds it is asked for.
  case link
  /// What exactly is to be done: accounts, records, periods, questions, places, property.
  case measure
  /// Who somebody is, and where.
  case persons
  /// For what the results are needed.
  case purpose
  /// The language or the translation.
  case language
  /// Something that was to be attached.
  case annexes
  /// An undertaking.
  case undertakings
  /// Whether and why something is confidential.
  case confidentiality
  /// Why and until when something is urgent.
  case urgency
  /// Who bears the costs.
  case costs
  /// Something else.
  case other

  /// Where the element stands in the Convention, or whose practice asks for it.
  public var source: Source {
    switch self {
    case .legalBasis: .uncac(46, 7)
    case .authority: .uncac(46, 15, "a")
    case .proceeding: .uncac(46, 15, "b")
    case .offences: .practice("G20 guide, step 5")
    case .facts: .uncac(46, 15, "c")
    case .link: .practice("G20 guide, step 4")
    case .measure: .uncac(46, 15, "d")
    case .persons: .uncac(46, 15, "e")
    case .purpose: .uncac(46, 15, "f")
    case .language: .uncac(46, 14)
    case .annexes, .undertakings: .practice("directory entry of the requested State")
    case .confidentiality: .uncac(46, 20)
    case .urgency: .uncac(46, 24)
    case .costs: .uncac(46, 28)
    case .other: .uncac(46, 16)
    }
  }
}
