// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// The ways a request can reach an authority.
/// - Source: UNCAC 46(13)
public enum Channel: String, Codable, Hashable, Sendable, CaseIterable {
  /// From central authority to central authority.
  case direct
  /// Through the ministries of foreign affairs.
  case diplomatic
  /// Through the International Criminal Police Organization, in urgent cases and where both States agree.
  case interpol
  /// By an electronic exchange between central authorities.
  case electronic
}

/// An answer that can be yes, no, yes on conditions, or not known; not known is never read as no.
public enum Stance: Hashable, Sendable {
  /// Yes.
  case yes
  /// No.
  case no
  /// Yes, on conditions told in words.
  case conditions(String)
}

extension Stance: Codable {
  private enum CodingKeys: String, CodingKey { case conditions }

  /// Reads `"yes"`, `"no"` or `{"conditions": "…"}`.
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.singleValueContainer(), let word = try? container.decode(String.self) {
      switch word {
      case "yes": self = .yes
      case "no": self = .no
      default: throw DecodingError.dataCorruptedError(in: container, debugDescription: "not yes, no or an object with conditions")
      }
      return
    }
    self = .conditions(try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .conditions))
  }

  /// Writes the same forms.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .yes, .no:
      var container = encoder.singleValueContainer()
      try container.encode(self == .yes ? "yes" : "no")
    case .conditions(let text):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(text, forKey: .conditions)
    }
  }
}

/// What an authority asks of requests, typed so that the program can check a draft against it.
///
/// A member that is absent is not known: nobody has told the directory.
public struct Requirements: Codable, Hashable, Sendable {
  /// When dual criminality is asked for.
  /// - Source: UNCAC 46(9)
  public enum DualCriminality: String, Codable, Hashable, Sendable, CaseIterable {
    /// For every request.
    case always
    /// For coercive measures alone.
    case coerciveOnly
    /// Never.
    case never
  }

  /// A document or certification that requests must carry.
  public enum RequiredAnnex: String, Codable, Hashable, Sendable, CaseIterable {
    /// The text of the laws relied on.
    case law
    /// A court order or warrant of the requesting State.
    case courtOrder
    /// A certified translation.
    case certifiedTranslation
    /// An apostille or authentication.
    case certificate
    /// A sworn statement.
    case affidavit
  }

  /// Languages in which requests are accepted.
  /// - Source: UNCAC 46(14)
  public var languages: Set<Language>?
  /// Other languages in which requests are accepted, by name.
  public var otherLanguages: String?
  /// Languages in which urgent requests are accepted first.
  public var urgentLanguages: Set<Language>?
  /// Channels, the preferred one first.
  /// - Source: UNCAC 46(13)
  public var channels: [Channel]?
  /// Whether an electronic signature is needed.
  public var electronicSignature: Stance?
  /// Whether encryption is needed.
  public var encryption: Stance?
  /// Whether the Convention is used as the legal basis for assistance.
  public var conventionForAssistance: Stance?
  /// Whether the Convention is taken as the legal basis for extradition.
  /// - Source: UNCAC 44(5), 44(6)
  public var conventionForExtradition: Stance?
  /// Whether the Convention is taken as the treaty basis for confiscation; a "no" is doubtful and never blocks.
  /// - Source: UNCAC 55(6)
  public var conventionForConfiscation: Stance?
  /// When dual criminality is asked for.
  public var dualCriminality: DualCriminality?
  /// Whether an undertaking of reciprocity is asked for.
  public var reciprocity: Stance?
  /// Whether an undertaking about the death penalty is asked for.
  public var noDeathPenalty: Stance?
  /// Which costs are charged, in words.
  public var costs: String?
  /// Which limits on use apply, in words.
  /// - Source: UNCAC 46(19)
  public var limitsOnUse: String?
  /// Documents and certifications that every request must carry.
  public var annexes: Set<RequiredAnnex>?
  /// The least value of property for which measures are taken, in words.
  public var deMinimis: String?
  /// How long execution usually takes, in months.
  public var typicalMonths: MonthRange?
  /// Networks it belongs to.
  public var networks: [String]?
  /// Links to laws and guides.
  public var links: [String]?
  /// What it asks for each measure.
  public var measures: [MeasureRequirement]?

  /// Nothing known yet.
  public init() {}

  /// Sets what it asks for one measure, or takes it out with `nil`; other measures keep their places.
  public mutating func set(_ asks: MeasureRequirement?, for measure: Measure) {
    var all = measures ?? []
    if let index = all.firstIndex(where: { $0.measure == measure }) {
      if let asks { all[index] = asks } else { all.remove(at: index) }
    } else if let asks {
      all.append(asks)
    }
    measures = all.isEmpty ? nil : all
  }

  /// What it asks for one measure; `nil` when nothing is known.
  public func requirement(for measure: Measure) -> MeasureRequirement? { measures?.first { $0.measure == measure } }
}

/// A range of months.
public struct MonthRange: Codable, Hashable, Sendable {
  /// The shortest.
  public var from: Int
  /// The longest.
  public var to: Int

  /// Makes a range.
  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }
}

/// What an authority asks for one measure.
public struct MeasureRequirement: Codable, Hashable, Sendable {
  /// How strong the suspicion must be.
  public enum Suspicion: String, Codable, Hashable, Sendable, CaseIterable {
    /// None is asked for.
    case none
    /// Reasonable grounds to suspect.
    case reasonableSuspicion
    /// Reasonable grounds to believe, or probable cause.
    case probableCause
    /// Strong suspicion.
    case strongSuspicion
  }

  /// Who orders the measure in the requested State.
  public enum OrderedBy: String, Codable, Hashable, Sendable, CaseIterable {
    /// A court or a judge.
    case court
    /// A prosecutor.
    case prosecutor
    /// The police.
    case police
    /// The central authority or another administrative authority.
    case administration
  }

  /// The measure.
  public var measure: Measure
  /// Whether the law of the requested State knows it.
  public var available: Stance?
  /// What can be asked for instead.
  public var alternative: Measure?
  /// How strong the suspicion must be.
  public var suspicion: Suspicion?
  /// Who orders it.
  public var orderedBy: OrderedBy?
  /// The form in which the evidence is handed over and what makes it admissible, in words.
  public var evidenceForm: String?
  /// Documents that this measure needs besides those of every request.
  public var extraAnnexes: Set<Requirements.RequiredAnnex>?
  /// Anything else, in words.
  public var remarks: String?

  /// Describes what is asked for a measure.
  public init(measure: Measure) { self.measure = measure }
}
