// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A record of any kind.
public enum ReviewRecord: Hashable, Sendable {
  /// The review of a State in a cycle.
  case review(Review)
  /// A finding.
  case finding(Finding)
  /// What a State did about one.
  case action(FollowUpAction)
  /// A need for technical assistance.
  case need(AssistanceNeed)
  /// A practical challenge.
  case challenge(PracticalChallenge)

  /// Its kind.
  public var kind: RecordKind {
    switch self {
    case .review: .review
    case .finding: .finding
    case .action: .action
    case .need: .need
    case .challenge: .challenge
    }
  }

  /// Its stable name among those of its kind.
  public var key: RecordKey {
    switch self {
    case .review(let it): it.key
    case .finding(let it): it.key
    case .action(let it): it.key
    case .need(let it): it.key
    case .challenge(let it): it.key
    }
  }

  /// Its name among all records: `finding/xa-1-46-9`.
  public var id: String { Self.id(kind, key) }

  /// The name among all records of one of a kind.
  public static func id(_ kind: RecordKind, _ key: RecordKey) -> String { "\(kind.rawValue)/\(key)" }

  /// The State that it is about; none for a challenge that figures show.
  public var state: StateCode? {
    switch self {
    case .review(let it): it.state
    case .finding(let it): it.state
    case .action(let it): it.state
    case .need(let it): it.state
    case .challenge(let it): it.state
    }
  }

  /// The cycle, where it belongs to one.
  public var cycle: ReviewCycle? {
    switch self {
    case .review(let it): it.cycle
    case .finding(let it): it.cycle
    case .need(let it): it.cycle
    case .action, .challenge: nil
    }
  }

  /// What it says in words; nothing for a review.
  public var text: LocalText {
    switch self {
    case .review: LocalText()
    case .finding(let it): it.text
    case .action(let it): it.text
    case .need(let it): it.text
    case .challenge(let it): it.text
    }
  }

  /// The provision that it is about.
  public var article: ArticleReference? {
    switch self {
    case .finding(let it): it.article
    case .need(let it): it.article
    case .challenge(let it): it.article
    case .review, .action: nil
    }
  }

  /// What it is about across articles.
  public var themes: [ReviewTheme] {
    switch self {
    case .finding(let it): it.themes ?? []
    case .challenge(let it): [it.theme]
    case .review, .action, .need: []
    }
  }

  /// Whether the secretariat shows it to everybody, as far as the State lets it.
  public var isPublished: Bool {
    switch self {
    case .review(let it): it.published ?? false
    case .finding(let it): it.published ?? false
    case .action(let it): it.published ?? false
    case .need(let it): it.published ?? false
    case .challenge(let it): it.published ?? false
    }
  }

  /// The same record, shown to everybody or not.
  public func published(_ isPublished: Bool) -> ReviewRecord {
    let mark = isPublished ? true : nil
    switch self {
    case .review(var it):
      it.published = mark
      return .review(it)
    case .finding(var it):
      it.published = mark
      return .finding(it)
    case .action(var it):
      it.published = mark
      return .action(it)
    case .need(var it):
      it.published = mark
      return .need(it)
    case .challenge(var it):
      it.published = mark
      return .challenge(it)
    }
  }
}
