// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

/// Why something cannot be said or done; what stands in a compartment is never told by the reason.
public enum CannotTell: Problem, Equatable {
  /// Words of it stand in a compartment of the case.
  case protectedWords
  /// Words of it stand in a file that is to leave.
  case protectedFile
  /// Words of it stand in what the case says, so that no copy of the whole can leave.
  case protectedCopy
  /// A note in the compartment stands against the items; only officers who look into it can be told so.
  case protectionStands

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .protectedWords: "casework.protected-words"
    case .protectedFile: "casework.protected-file"
    case .protectedCopy: "casework.protected-copy"
    case .protectionStands: "casework.protection-stands"
    }
  }

  /// The kind.
  public var kind: ProblemKind { .conflict }

  /// The field concerned.
  public var fields: [FieldProblem] { self == .protectedFile ? [FieldProblem(field: "files", code: code)] : [] }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotTell] = [.protectedWords, .protectedFile, .protectedCopy, .protectionStands]
}

/// The words that stand in the compartments of a case and may stand nowhere else in it.
/// - Source: UNCAC 44(15), 50; practice (an authority may be forbidden to tell that a claim exists)
public struct ProtectedWords: Hashable, Sendable {
  private let phrases: [String]

  /// Gathers the words of notes.
  ///
  /// A person whom the request names already is no secret as such: the name alone then stays sayable, what the note says of the person does not.
  /// - Parameter known: what the request itself says.
  public init(_ notes: [GuardedNote], known: [String]) {
    let said = known.map(Self.folded)
    let names = notes.flatMap(\.persons).filter { name in !said.contains { Self.occurs(Self.folded(name), in: $0) } }
    self.init(words: notes.flatMap(\.words) + names)
  }

  init(words: [String]) {
    phrases = words.map(Self.folded).filter { $0.count > 3 || Self.isUnspaced($0) && $0.count > 2 }
  }

  /// Whether a text has any of them, whatever its letters' case, marks, width or punctuation.
  public func occur(in text: String) -> Bool {
    guard !phrases.isEmpty else { return false }
    let folded = Self.folded(text)
    return phrases.contains { Self.occurs($0, in: folded) }
  }

  private static func occurs(_ phrase: String, in folded: String) -> Bool {
    guard phrase.contains(where: { $0 != " " }) else { return false }
    guard isUnspaced(phrase) else { return folded.contains(phrase) }
    return folded.replacing(" ", with: "").contains(phrase.replacing(" ", with: ""))
  }

  /// Letters and digits alone, words apart by one space and with one at both ends, so that only whole words are found.
  private static func folded(_ text: String) -> String {
    let plain = text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    return " " + plain.split { !$0.isLetter && !$0.isNumber }.joined(separator: " ") + " "
  }

  /// Whether it is written in a script that puts no spaces between words.
  private static func isUnspaced(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x2E80...0x9FFF).contains($0.value) || (0xF900...0xFAFF).contains($0.value) || $0.value >= 0x20000 }
  }
}
