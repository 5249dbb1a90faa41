// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The square brackets around disputed words of a text, the wide ones of Chinese too.
public struct Brackets: Hashable, Sendable {
  /// How many pairs there are, inner ones too.
  public let pairs: Int
  /// Whether every bracket that opens closes, and none closes that is not open.
  public let isBalanced: Bool

  /// Counts the brackets of a text.
  public init(in text: String) {
    var (depth, pairs, isBalanced) = (0, 0, true)
    for letter in text {
      switch letter {
      case "[", "［": depth += 1
      case "]", "］":
        if depth == 0 { isBalanced = false } else { (depth, pairs) = (depth - 1, pairs + 1) }
      default: break
      }
    }
    self.pairs = pairs
    self.isBalanced = isBalanced && depth == 0
  }
}

extension ReportParagraph {
  /// Languages whose brackets do not close.
  public var unbalanced: [Language] { Language.allCases.filter { text[$0].map { !Brackets(in: $0).isBalanced } == true } }

  /// The pairs of brackets of each language that has a text.
  public var bracketPairs: [Language: Int] { text.texts.filter { !$0.value.isEmpty }.mapValues { Brackets(in: $0).pairs } }

  /// Whether the languages dispute different numbers of passages.
  public var bracketsDiffer: Bool { Set(bracketPairs.values).count > 1 }

  /// Whether any language still has a bracket.
  public var hasBrackets: Bool { text.texts.values.contains { $0.contains { "[]［］".contains($0) } } }
}
