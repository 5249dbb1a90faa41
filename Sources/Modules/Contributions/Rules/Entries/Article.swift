// SPDX-License-Identifier: Apache-2.0
import Instruments
import Kernel

/// Places in the Convention as entries cite them: `46(13)`.
public enum Article {
  /// The numbers of the Convention's articles.
  /// - Source: UNCAC 1 to 71
  public static let numbers = 1...71

  /// A place in its usual form; `nil` when it is none or the Convention has no such article.
  public static func place(_ text: String) -> String? {
    guard let provision = Provision("UNCAC \(text)"), numbers.contains(provision.article) else { return nil }
    return provision.place
  }

  /// The number of the article in which a place is.
  public static func number(of place: String) -> Int? { Provision("UNCAC \(place)")?.article }
}

/// What contributions, tools and needs are about.
/// - Source: practice (subjects of the expert meetings to enhance international cooperation)
public enum Theme: String, Codable, Hashable, Sendable, CaseIterable {
  /// Mutual legal assistance.
  case mutualLegalAssistance
  /// Extradition.
  case extradition
  /// Cooperation in civil and administrative proceedings.
  case civilAdministrative
  /// Asset recovery.
  case assetRecovery
  /// Cooperation between law enforcement authorities, with joint investigations.
  case lawEnforcement
  /// Central authorities: how they work.
  case centralAuthorities
  /// Prevention.
  case prevention
  /// Technical assistance.
  case technicalAssistance
}

/// Who may read something.
public enum Audience: String, Codable, Hashable, Sendable, CaseIterable {
  /// Everybody: it is published.
  case everybody
  /// Delegates of States and the secretariat.
  case authorities
  /// The secretariat alone, besides the State from which it comes.
  case secretariat
}
