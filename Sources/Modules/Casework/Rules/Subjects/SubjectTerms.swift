// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel

/// One text under which a subject is found again: folded, so that how it was typed makes no difference.
public struct SubjectTerm: Hashable, Sendable {
  /// What kinds of text there are; two kinds never find each other.
  public enum Field: String, Hashable, Sendable, CaseIterable {
    case name, identifier
    /// The identifier of a copy, so that what an officer linked is found from both sides.
    case link
  }

  /// What kind of text it is.
  public let field: Field
  /// The folded text.
  public let text: String

  /// Takes a folded text.
  init(_ field: Field, _ text: String) {
    self.field = field
    self.text = text
  }

  /// What somebody who types a name or a number may mean.
  public static func meant(by typed: String) -> Set<SubjectTerm> {
    var terms: Set<SubjectTerm> = []
    if let name = FoldedText.name(typed) { terms.insert(SubjectTerm(.name, name)) }
    if let number = FoldedText.identifier(typed) { terms.insert(SubjectTerm(.identifier, number)) }
    return terms
  }
}

/// Folding of names and numbers to what they have in common however they are written; nothing is carried from one script into another.
public enum FoldedText {
  /// Signs that stand inside words and say nothing.
  private static let silent: Set<Character> = ["'", "’", "‘", "`", "´", "ʼ", "ʻ", ".", "·", "ـ"]
  /// Letters with a stroke, which no standard takes apart, and letters that are written in two ways.
  private static let plain: [Character: String] = [
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ى": "ي", "ی": "ي", "ک": "ك",
  ]
  /// The marks above and below letters of the Latin, Greek, Cyrillic, Hebrew and Arabic scripts; elsewhere marks are vowels.
  private static let marks: [ClosedRange<UInt32>] = [
    0x300...0x36F, 0x591...0x5C7, 0x610...0x61A, 0x64B...0x65F, 0x670...0x670, 0x6D6...0x6ED,
  ]
  /// Scripts that put no spaces between words, in which the order of the parts tells names apart.
  private static let unspaced: [ClosedRange<UInt32>] = [
    0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7AF, 0x20000...0x3134F,
  ]

  /// A name without case, marks and punctuation, its words in one order, so that “LINDQVIST, Ada” is “Ada Lindqvist”.
  /// - Returns: `nil` when fewer than two letters are left.
  public static func name(_ written: String) -> String? {
    let folded = letters(written)
    let words = folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let isUnspaced = folded.unicodeScalars.contains { scalar in unspaced.contains { $0.contains(scalar.value) } }
    let joined = (isUnspaced ? words : words.sorted()).joined()
    return joined.count < 2 ? nil : joined
  }

  /// A number without spaces, signs and case, in the digits 0 to 9.
  /// - Returns: `nil` when fewer than four letters and digits are left, which would find too much.
  public static func identifier(_ written: String) -> String? {
    let folded = letters(written).filter { $0.isLetter || $0.isNumber }
    return folded.count < 4 ? nil : folded
  }

  private static func letters(_ written: String) -> String {
    let scalars = written.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars.filter { scalar in
      !marks.contains { $0.contains(scalar.value) }
    }
    let text = String(String.UnicodeScalarView(scalars)).precomposedStringWithCanonicalMapping
    return text.reduce(into: "") { folded, character in
      if silent.contains(character) { return }
      if let digit = character.wholeNumberValue, digit < 10 { return folded.append(String(digit)) }
      folded.append(plain[character] ?? String(character))
    }
  }
}

extension SubjectIdentifier {
  /// The number as it is looked for.
  public var folded: String? { FoldedText.identifier(number) }
}

extension SubjectDetails {
  /// The names as they are looked for.
  public var foldedNames: Set<String> { Set(names.compactMap { FoldedText.name($0.text) }) }
}

extension Subject {
  /// Every text under which it is found.
  public var terms: Set<SubjectTerm> {
    var terms = Set(details.foldedNames.map { SubjectTerm(.name, $0) })
    terms.formUnion(details.identifiers.compactMap(\.folded).map { SubjectTerm(.identifier, $0) })
    terms.formUnion(([id] + sameAs).map { SubjectTerm(.link, $0.description) })
    return terms
  }
}
