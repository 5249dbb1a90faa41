// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// English in disguise, to find text that bypasses the catalogues and pages that break under other languages.
public enum PseudoLanguage: String, Sendable, CaseIterable {
  /// Accented and about 40 per cent longer, in brackets; stands in for English.
  case accented = "en-XA"
  /// Shown from right to left; stands in for Arabic.
  case mirrored = "ar-XB"

  /// The language whose place it takes, with its direction.
  public var language: Language { self == .accented ? .en : .ar }

  func disguise(_ pattern: MessagePattern) -> MessagePattern {
    switch self {
    case .accented:
      MessagePattern(pieces: [.text("[")] + pattern.mappingText(Self.accent).pieces + [.text("]")])
    case .mirrored:
      pattern.mappingText(Self.mirror)
    }
  }

  private static let accents: [Character: Character] = Dictionary(
    uniqueKeysWithValues: zip(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
      "áƀçďéƒĝĥíĵķļɱñóþɋŕšťúṽŵẋýžÅƁÇĎÉƑĜĤÎĴĶĻṀÑÓÞɊŔŠŤÛṼŴẊÝŽ"))

  private static func accent(_ text: String) -> String {
    let letters = text.filter { accents[$0] != nil }.count
    let padding = String(repeating: "~", count: (letters * 2 + 4) / 5)
    return String(text.map { accents[$0] ?? $0 }) + padding
  }

  /// Turns each word around by an override, which is closed at once so that it never reaches a value.
  private static func mirror(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "\u{202E}\($0)\u{202C}" }
      .joined(separator: " ")
  }
}
