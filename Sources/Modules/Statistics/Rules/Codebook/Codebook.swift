// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// What is counted and by which codes, as data: one version of it, which every figure names.
///
/// A version never changes once figures were published by it; another list of codes is another version.
/// - Source: practice (statistics of central authorities)
public struct Codebook: Codable, Hashable, Sendable {
  /// Its number, from 1.
  public let version: Int
  /// The day from which it is used.
  public let issuedOn: CalendarDay
  /// What stands for a code that the register does not have.
  public let notRecorded: LocalText
  /// What stands over a sum.
  public let total: LocalText
  /// The days by which a request can fall into a period, and the stock, which goes by none.
  public let dateBases: [Label]
  /// The figures that a table can have.
  public let figures: [Label]
  /// The breakdowns and their codes.
  public let variables: [Variable]

  /// A code with its words.
  public struct Label: Codable, Hashable, Sendable {
    /// The stable code.
    public let code: String
    /// The words in six languages.
    public let label: LocalText
  }

  /// One breakdown: a list of codes and how they may occur together.
  public struct Variable: Codable, Hashable, Sendable {
    /// Which breakdown it is.
    public let name: Breakdown
    /// Whether a request has one of the codes or several.
    public let multiplicity: Multiplicity
    /// Where the breakdown comes from.
    public let source: Source
    /// The words in six languages.
    public let label: LocalText
    /// The codes, in the order in which tables show them.
    public let codes: [Code]
  }

  /// How the codes of a breakdown occur together.
  public enum Multiplicity: String, Codable, Hashable, Sendable, CaseIterable {
    /// Every request has exactly one: the parts add up to the whole.
    case exclusive
    /// A request may have several: the parts need not add up to the whole.
    case several
  }

  /// One code of a breakdown.
  public struct Code: Codable, Hashable, Sendable {
    /// The stable code; never used again for another thing.
    public let code: String
    /// The words in six languages.
    public let label: LocalText
    /// Where it stands; `nil` where the source of the breakdown holds.
    public let source: Source?
  }

  /// The breakdown of a name; `nil` for those without a list of codes: years, quarters and States.
  public func variable(_ name: Breakdown) -> Variable? { variables.first { $0.name == name } }

  /// The place of a code in its breakdown; `nil` when the breakdown has no such code.
  public func index(of code: String, in name: Breakdown) -> Int? { variable(name)?.codes.firstIndex { $0.code == code } }
}

/// What a table can be broken down by.
public enum Breakdown: String, Codable, Hashable, Sendable, CaseIterable {
  /// The year of the day that the table goes by.
  case year
  /// The quarter of the day that the table goes by.
  case quarter
  /// Requests, or supplementary requests.
  case unit
  /// Incoming or outgoing.
  case direction
  /// The State on the other side.
  case state
  /// The regional group of that State.
  case region
  /// The kind of cooperation.
  case kind
  /// The proceeding for which it is.
  case proceeding
  /// The instruments and other bases that the request names.
  case basis
  /// Whether the Convention is the basis, alone or with others.
  case basisClass
  /// How it ended.
  case outcome
  /// The offences by the articles of the Convention.
  case offence
  /// The measures sought.
  case measure
  /// The grounds for refusal.
  case ground
  /// The reasons for delay.
  case delay
  /// The currency of the amounts.
  case currency
  /// For how long requests have been open at the end of a period.
  case age

  /// Whether a request may have several of its codes.
  public var isSeveral: Bool {
    switch self {
    case .basis, .offence, .measure, .ground, .delay: true
    default: false
    }
  }
}

extension Codebook {
  /// What is wrong with a codebook itself; the program's own has nothing, which a test holds.
  public var defects: [String] {
    var found: [String] = []
    for variable in variables {
      let codes = variable.codes.map(\.code)
      if Set(codes).count != codes.count { found.append("\(variable.name.rawValue): a code stands twice") }
      if (variable.multiplicity == .several) != variable.name.isSeveral { found.append("\(variable.name.rawValue): breakdown") }
      // Several codes of a request are kept as the bits of one word, the place for what is not recorded beside them.
      if codes.count > (variable.multiplicity == .several ? 63 : 254) { found.append("\(variable.name.rawValue): too many codes") }
      if !variable.label.missing.isEmpty { found.append("\(variable.name.rawValue): words") }
      found += variable.codes.filter { !$0.label.missing.isEmpty }.map { "\(variable.name.rawValue).\($0.code): words" }
    }
    if dateBases.map(\.code) != TableSpec.DateBasis.allCases.map(\.rawValue) { found.append("date bases") }
    found += (dateBases + figures).filter { !$0.label.missing.isEmpty }.map { "\($0.code): words" }
    let uncoded: Set<Breakdown> = [.year, .quarter, .state]
    found += Breakdown.allCases.filter { !uncoded.contains($0) && variable($0) == nil }.map { "\($0.rawValue): missing" }
    return found
  }
}
