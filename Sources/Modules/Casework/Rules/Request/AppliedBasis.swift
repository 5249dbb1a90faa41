// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
import Kernel

/// The legal basis that a registered request rests on, as it was resolved or recorded; gates and clocks follow it.
/// - Source: UNCAC 46(6), 46(7)
public struct AppliedBasis: Codable, Hashable, Sendable {
  /// One basis by its kind.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The Convention.
    case convention
    /// Another multilateral treaty.
    case multilateralTreaty
    /// A treaty between the two States.
    case bilateralTreaty
    /// The law of the requested State.
    case domesticLaw
    /// Reciprocity.
    case reciprocity
  }

  /// One basis that a request names.
  public struct Named: Codable, Hashable, Sendable {
    /// Its kind.
    public var kind: Kind
    /// The treaty's or law's title; `nil` for the Convention and for reciprocity.
    public var title: String?

    /// Names a basis.
    public init(_ kind: Kind, title: String? = nil) {
      self.kind = kind
      self.title = title
    }
  }

  /// The basis that governs.
  public var primary: Named
  /// The other bases that are named.
  public var besides: [Named]
  /// Whether the two States apply paragraphs 9 to 29 of article 46 although another treaty binds them.
  /// - Source: UNCAC 46(7)
  public var electsParagraphs9To29: Bool

  /// Describes a basis.
  public init(primary: Named, besides: [Named] = [], electsParagraphs9To29: Bool = false) {
    self.primary = primary
    self.besides = besides
    self.electsParagraphs9To29 = electsParagraphs9To29
  }

  /// The basis that the directory's resolver found.
  public init(_ basis: LegalBasis, title: (Treaty) -> String) {
    switch basis.mode {
    case .convention: self.init(primary: Named(.convention))
    case .election(let treaty):
      self.init(primary: Named(.convention), besides: [Named(.bilateralTreaty, title: title(treaty))], electsParagraphs9To29: true)
    case .otherTreaty(let treaty, let besidesConvention):
      let kind: Kind = treaty.parties.count > 2 ? .multilateralTreaty : .bilateralTreaty
      self.init(primary: Named(kind, title: title(treaty)), besides: besidesConvention ? [Named(.convention)] : [])
    case .noTreaty: self.init(primary: Named(.reciprocity))
    }
  }

  /// Every basis that is named, the governing one first.
  public var all: [Named] { [primary] + besides }

  /// Whether paragraphs 9 to 29 of article 46 govern, with their list of grounds and the duty to consult: where the Convention is named and no
  /// treaty on assistance binds the two States besides, whatever of the law of either is named too, or where they apply them in its place.
  /// - Source: UNCAC 46(7)
  public var appliesParagraphs9To29: Bool {
    electsParagraphs9To29 || (namesConvention && !all.contains { $0.kind.isTreatyBesidesConvention })
  }

  /// Whether the Convention is the only basis.
  public var isConventionAlone: Bool { primary.kind == .convention && besides.isEmpty }

  /// Whether the Convention is named at all, so that its paragraphs 1 to 8 and 30 apply.
  public var namesConvention: Bool { all.contains { $0.kind == .convention } }
}
