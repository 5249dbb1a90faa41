// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// A cycle of the review mechanism.
/// - Source: practice (terms of reference of the review mechanism)
public enum ReviewCycle: String, Codable, Hashable, Sendable, CaseIterable {
  /// Chapters III (criminalization and law enforcement) and IV (international cooperation).
  case first
  /// Chapters II (preventive measures) and V (asset recovery).
  case second

  /// The chapters that are reviewed in it.
  public var chapters: [ConventionChapter] {
    switch self {
    case .first: [.criminalization, .cooperation]
    case .second: [.prevention, .assets]
    }
  }
}

/// A chapter of the Convention whose implementation is reviewed.
public enum ConventionChapter: String, Codable, Hashable, Sendable, CaseIterable {
  /// Chapter II, articles 5 to 14.
  case prevention
  /// Chapter III, articles 15 to 42.
  case criminalization
  /// Chapter IV, articles 43 to 50.
  case cooperation
  /// Chapter V, articles 51 to 59.
  case assets

  /// Its articles.
  public var articles: ClosedRange<Int> {
    switch self {
    case .prevention: 5...14
    case .criminalization: 15...42
    case .cooperation: 43...50
    case .assets: 51...59
    }
  }
}

/// The articles of chapter IV as the summaries of reviews take them together.
/// - Source: practice (terms of reference of the review mechanism)
public enum ArticleCluster: String, Codable, Hashable, Sendable, CaseIterable {
  /// Extradition, transfer of sentenced persons, transfer of criminal proceedings: articles 44, 45, 47.
  case extradition
  /// Mutual legal assistance: article 46.
  case assistance
  /// Law enforcement cooperation, joint investigations, special techniques: articles 48 to 50.
  case lawEnforcement

  /// Its articles.
  public var articles: Set<Int> {
    switch self {
    case .extradition: [44, 45, 47]
    case .assistance: [46]
    case .lawEnforcement: [48, 49, 50]
    }
  }

  /// The cluster of an article; `nil` outside those of chapter IV that are taken together.
  public init?(article: Int) {
    guard let cluster = Self.allCases.first(where: { $0.articles.contains(article) }) else { return nil }
    self = cluster
  }
}

/// A place of the Convention as records of reviews name it: `46`, `46(9)`, `46(9)(b)`.
public struct ArticleReference: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The place.
  public let provision: Provision

  /// Reads a place; `nil` when it is none of the articles that are reviewed.
  public init?(_ text: some StringProtocol) {
    guard let provision = Provision("UNCAC \(text)"), (5...59).contains(provision.article) else { return nil }
    self.provision = provision
  }

  /// The number of the article.
  public var article: Int { provision.article }

  /// The article as a whole.
  public var whole: ArticleReference { ArticleReference("\(article)") ?? self }

  /// The chapter it stands in.
  public var chapter: ConventionChapter { ConventionChapter.allCases.first { $0.articles.contains(article) } ?? .cooperation }

  /// Whether this place is the other or lies within it: 46(9)(b) within 46(9), and that within 46.
  public func lies(in other: ArticleReference) -> Bool {
    let (mine, theirs) = (provision, other.provision)
    return mine.article == theirs.article && (theirs.paragraph == nil || theirs.paragraph == mine.paragraph)
      && (theirs.point == nil || theirs.point == mine.point)
  }

  /// As it is cited.
  public var description: String { provision.place }

  /// In the order of the Convention.
  public static func < (left: ArticleReference, right: ArticleReference) -> Bool { left.provision < right.provision }
}

extension ArticleReference: Codable {
  /// Reads the place.
  /// - Throws: `DecodingError` when it is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let reference = ArticleReference(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "an article from 5 to 59 such as 46(9)")
    }
    self = reference
  }

  /// Writes the place.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
