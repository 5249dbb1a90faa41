// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel

/// The words for figures, days and references in one language.
struct FactWords: Sendable {
  /// A word that stands for a number.
  struct Number: Sendable {
    let value: Int
    let strength: ParityFact.Strength
  }

  var numbers: [String: Number] = [:]
  var scales: [String: Decimal] = [:]
  var months: [String: Int] = [:]
  /// Months whose name is a common word as well.
  var doubtfulMonths: Set<String> = []
  var weekdays: [String: Int] = [:]
  /// Days whose name is a common word as well: `среда` is the environment, too.
  var doubtfulWeekdays: [String: Int] = [:]
  var articles: Set<String> = []
  var paragraphs: Set<String> = []
  var chapters: Set<String> = []
  /// What may join figures of one list or range.
  var joints: Set<String> = []
  /// What may stand between the day and the month, or the month and the year.
  var links: Set<String> = []
  /// Words after a figure that make it a time of day.
  var hours: Set<String> = []
  var afternoon: Set<String> = []
  var morning: Set<String> = []
  /// The words of `per cent`, one after the other.
  var percents: [[String]] = []

  /// Small letters without accents and lengthening, Arabic letters in their common form.
  static func folded(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar {
      case "ـ": continue
      case "ة": folded.append("ه")
      case "ى": folded.append("ي")
      default: if scalar.properties.generalCategory != .nonspacingMark { folded.append(scalar) }
      }
    }
    return String(folded)
  }

  /// The words of a language.
  static func of(_ language: Language) -> FactWords {
    switch language {
    case .ar: arabic
    case .en: english
    case .es: spanish
    case .fr: french
    case .ru: russian
    case .zh: chinese
    }
  }

  /// Names words for numbers, several forms of one number apart by a space; the first list begins with 1.
  mutating func name(_ forms: [String], from first: Int = 1, by step: Int = 1, _ strength: ParityFact.Strength = .strong) {
    for (index, all) in forms.enumerated() {
      let value = first + index * step
      for form in all.split(separator: " ") {
        numbers[Self.folded(String(form))] = Number(value: value, strength: value == 1 ? .silent : strength)
      }
    }
  }

  mutating func doubt(_ words: String, _ value: Int, _ strength: ParityFact.Strength = .weak) {
    for word in words.split(separator: " ") { numbers[Self.folded(String(word))] = Number(value: value, strength: strength) }
  }

  static func list(_ forms: [String]) -> [String: Int] {
    var list: [String: Int] = [:]
    for (index, all) in forms.enumerated() { for form in all.split(separator: " ") { list[folded(String(form))] = index + 1 } }
    return list
  }

  static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map { folded(String($0)) }) }
}
