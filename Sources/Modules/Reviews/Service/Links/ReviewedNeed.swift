// SPDX-License-Identifier: Apache-2.0
public import Kernel
import Localisation
public import ReviewsRules

/// What reviews have found of a State that capacity would help with, as far as everybody may see it.
public struct ReviewedNeed: Sendable {
  /// Whether a State told the need itself, or a review found a challenge.
  public let isTold: Bool
  /// What would help; `nil` for a challenge.
  public let category: AssistanceNeed.Category?
  /// The State; `nil` for a challenge that figures show.
  public let state: StateCode?
  /// What it is about.
  public let article: ArticleReference?
  /// What it is, in six languages.
  public let label: LocalText
  /// Its page.
  public let url: String
}

extension Reviews {
  /// The needs that are still open, the findings that tell one, and the challenges; nothing that is not public.
  public func needs() async throws -> [ReviewedNeed] {
    let register = try await store.register()
    let needs = register.list(.need, restricted: false).compactMap { entry -> ReviewedNeed? in
      guard case .need(let need) = entry.record, need.status != .met, need.status != .lapsed else { return nil }
      return told(entry.record, isTold: true, category: need.category, article: need.article) {
        $0.label("category", need.category.rawValue)
      }
    }
    // A need that names its finding is the same need, told once.
    let named = Set(
      register.list(.need, restricted: false).compactMap { entry -> RecordKey? in
        if case .need(let need) = entry.record { need.finding } else { nil }
      })
    let findings = register.list(.finding, restricted: false).compactMap { entry -> ReviewedNeed? in
      guard case .finding(let finding) = entry.record, !named.contains(finding.key) else { return nil }
      guard finding.kind == .assistanceNeed || finding.kind == .challenge else { return nil }
      return told(entry.record, isTold: finding.kind == .assistanceNeed, category: nil, article: finding.article) {
        finding.themes?.first.map($0.label) ?? finding.article.description
      }
    }
    return needs + findings
  }

  private func told(
    _ record: ReviewRecord, isTold: Bool, category: AssistanceNeed.Category?, article: ArticleReference?, _ label: (ReviewText) -> String
  ) -> ReviewedNeed {
    ReviewedNeed(
      isTold: isTold, category: category, state: record.state, article: article,
      label: LocalText(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, label(ReviewText(words: words($0)))) })),
      url: ReviewText.url(record))
  }
}
