// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The pieces of an entry's texts as one run of bytes, so that a list of thousands is searched in a few milliseconds.
///
/// It finds what ``SearchText/matches(_:in:)-(String,_)`` finds in the same texts, without taking them apart for each search.
public struct SearchKey: Sendable {
  /// What is looked for, taken apart once for the whole list.
  public struct Query: Sendable {
    fileprivate let pieces: [[CChar]]

    /// Takes what was typed.
    public init(_ text: String) {
      pieces = SearchText.queryTokens(text).map { Array((SearchKey.separator + $0).utf8CString) }
    }
  }

  /// No piece of a text has it: pieces are letters and digits.
  private static let separator = "\n"
  private let bytes: [CChar]

  /// Makes the key of an entry from all texts by which it is to be found.
  public init(_ texts: [String]) {
    var seen: Set<String> = []
    var run = ""
    for text in texts {
      for token in SearchText.tokens(text) where seen.insert(token).inserted { run += Self.separator + token }
    }
    bytes = Array(run.utf8CString)
  }

  /// Whether the texts have every word that is looked for, or a word that begins with it.
  public func has(_ query: Query) -> Bool {
    bytes.withUnsafeBufferPointer { run in
      query.pieces.allSatisfy { piece in
        piece.withUnsafeBufferPointer { wanted in
          guard let text = run.baseAddress, let part = wanted.baseAddress else { return false }
          return strstr(text, part) != nil
        }
      }
    }
  }
}
