// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A difficulty that central authorities meet in practice.
public struct PracticalChallenge: Codable, Hashable, Sendable {
  /// How the secretariat came to know of it.
  public enum Origin: String, Codable, Hashable, Sendable, CaseIterable {
    /// A State told it.
    case reported
    /// Published figures show it; no State is named.
    case figures
  }

  /// Its stable name.
  public var key: RecordKey
  /// The State that told it; none where figures show it.
  public var state: StateCode?
  /// How it is known.
  public var origin: Origin
  /// What it is about.
  public var theme: ReviewTheme
  /// The provision that it is about.
  public var article: ArticleReference?
  /// The difficulty in words, in each language that there is.
  public var text: LocalText
  /// When it was told or seen.
  public var on: CalendarDay?
  /// Where it was told, or the published table that shows it.
  public var source: String?
  /// Whether the State agreed that it is public.
  public var consent: Consent?
  /// Whether the secretariat shows it to everybody.
  public var published: Bool?

  /// A challenge with what every challenge has.
  public init(key: RecordKey, origin: Origin, theme: ReviewTheme, text: LocalText, state: StateCode? = nil) {
    self.key = key
    self.origin = origin
    self.theme = theme
    self.text = text
    self.state = state
  }
}
