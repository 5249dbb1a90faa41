// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Text made comparable for search, so that a reader finds a name however it is typed.
///
/// Case, accents, Arabic vowel signs and letter variants, ё and е, apostrophes, hyphens and full-width forms make no
/// difference. Traditional Chinese characters do not find simplified ones: that takes a table of many thousand
/// characters whose pairs are not one to one, and the program's Chinese texts are simplified throughout.
public enum SearchText {
  /// The text in small plain letters and digits, with one space wherever something else stood.
  public static func fold(_ text: String) -> String {
    words(text).map { $0.map(\.text).joined(separator: " ") }.joined(separator: " ")
  }

  /// The pieces under which an index keeps the text, each once, in order.
  ///
  /// Words as they are; parts of a word with apostrophe or hyphen also joined ("d", "ivoire", "divoire"); Chinese as
  /// pairs of neighbouring characters, because Chinese writes no spaces, and the last character by itself.
  public static func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    for word in words(text) {
      for part in word {
        tokens += part.isHan ? pairs(part.text) + [String(part.text.suffix(1))] : [part.text]
      }
      let letters = word.filter { !$0.isHan }
      if letters.count > 1 { tokens.append(letters.map(\.text).joined()) }
    }
    return unique(tokens)
  }

  /// The pieces that a text must all have to be found; each may be the beginning of one of its ``tokens(_:)``.
  public static func queryTokens(_ query: String) -> [String] {
    unique(words(query).flatMap { word in word.flatMap { $0.isHan ? pairs($0.text) : [$0.text] } })
  }

  /// Whether a text has every word of the query, or a word that begins with it; an empty query finds everything.
  public static func matches(_ query: String, in text: String) -> Bool {
    matches(queryTokens(query), in: tokens(text))
  }

  /// The same for a query and a text that were taken apart before, as a list does with what it filters often.
  public static func matches(_ queryTokens: [String], in tokens: [String]) -> Bool {
    queryTokens.allSatisfy { wanted in tokens.contains { $0.hasPrefix(wanted) } }
  }

  /// A run of letters and digits, or of Chinese characters.
  struct Part {
    var text: String
    let isHan: Bool
  }

  /// The text's words, each as the parts that apostrophes, hyphens or a change of script leave of it.
  static func words(_ text: String) -> [[Part]] {
    var words: [[Part]] = [[]]
    var isOpen = false
    for scalar in text.decomposedStringWithCompatibilityMapping.lowercased()
      .decomposedStringWithCompatibilityMapping.unicodeScalars
    {
      if isSilent(scalar) { continue }
      if joins(scalar) {
        isOpen = false
        continue
      }
      let plain = replacements[scalar] ?? String(scalar)
      guard let first = plain.unicodeScalars.first, isWritten(first) else {
        isOpen = false
        if !words[words.count - 1].isEmpty { words.append([]) }
        continue
      }
      let isHan = first.properties.isIdeographic
      let last = words.count - 1
      if isOpen, let part = words[last].last, part.isHan == isHan {
        words[last][words[last].count - 1].text += plain
      } else {
        words[last].append(Part(text: plain, isHan: isHan))
      }
      isOpen = true
    }
    return words.filter { !$0.isEmpty }
  }

  static func pairs(_ text: String) -> [String] {
    let characters = Array(text)
    guard characters.count > 1 else { return [text] }
    return (0..<characters.count - 1).map { String(characters[$0...$0 + 1]) }
  }

  static func unique(_ tokens: [String]) -> [String] {
    var seen: Set<String> = []
    return tokens.filter { seen.insert($0).inserted }
  }

  private static func isWritten(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .spacingMark:
      true
    default: false
    }
  }

  /// Accents, vowel signs, the Arabic lengthening stroke and characters that only steer the layout.
  private static func isSilent(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: scalar == "\u{0640}"
    }
  }

  /// Apostrophes and hyphens of every kind: they part a word without ending it.
  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "'", "\u{2018}", "\u{2019}", "\u{201B}", "\u{02BC}", "\u{02BB}", "\u{02B9}", "`", "\u{00B4}", "\u{2032}": true
    default: scalar.properties.generalCategory == .dashPunctuation
    }
  }

  /// Letters that decomposition leaves apart from what people type for them.
  private static let replacements: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [
      "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h",
      "\u{0671}": "\u{0627}",  // alef wasla
      "\u{0649}": "\u{064A}",  // alef maqsura, typed for yaa in many countries
      "\u{06CC}": "\u{064A}",  // Persian yeh
      "\u{06A9}": "\u{0643}",  // Persian kaf
      "\u{0629}": "\u{0647}",  // taa marbuta, typed as haa
    ]
    for digit in UInt32(0)...9 {
      for zero in [UInt32(0x0660), 0x06F0] {
        if let scalar = Unicode.Scalar(zero + digit) { table[scalar] = String(digit) }
      }
    }
    return table
  }()
}
