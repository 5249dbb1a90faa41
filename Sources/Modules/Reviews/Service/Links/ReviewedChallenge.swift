// SPDX-License-Identifier: Apache-2.0
public import Kernel
import Localisation
import ReviewsRules

/// What reviews found and central authorities told on one theme of an article, as far as everybody may see it; no State is named.
public struct ReviewedChallenge: Hashable, Sendable {
  /// The theme, in six languages.
  public let subject: LocalText
  /// How many States a review found to have a challenge with it.
  public let found: Int
  /// How many States told that they have difficulties with it in practice.
  public let told: Int
  /// The page of the theme.
  public let url: String
}

extension Reviews {
  /// The challenges with an article by theme, those of most States first; nothing that is not public is counted.
  public func challenges(on article: Int) async throws -> [ReviewedChallenge] {
    let register = try await store.register()
    var found: [ReviewTheme: Set<StateCode>] = [:]
    var told: [ReviewTheme: Set<StateCode>] = [:]
    for entry in register.list(.finding, restricted: false) {
      guard case .finding(let finding) = entry.record, finding.kind == .challenge, finding.article.article == article else { continue }
      for theme in finding.themes ?? [] { found[theme, default: []].insert(finding.state) }
    }
    for entry in register.list(.challenge, restricted: false) {
      guard case .challenge(let challenge) = entry.record, challenge.article?.article == article, let state = challenge.state else {
        continue
      }
      told[challenge.theme, default: []].insert(state)
    }
    let themes = ReviewTheme.allCases.enumerated().map { place, theme in
      (place: place, theme: theme, found: found[theme]?.count ?? 0, told: told[theme]?.count ?? 0)
    }
    return themes.filter { $0.found + $0.told > 0 }.sorted { ($1.found + $1.told, $0.place) < ($0.found + $0.told, $1.place) }.map { one in
      ReviewedChallenge(
        subject: LocalText(
          Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, ReviewText(words: words($0)).label(one.theme)) })),
        found: one.found, told: one.told, url: ReviewText.url(one.theme))
    }
  }
}
