// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel

/// A word, a figure or a mark of a text.
struct FactToken {
  enum Kind: Equatable {
    /// A word of an alphabet, or one Chinese character.
    case word
    /// A figure, in digits or in Chinese numerals.
    case figure(Decimal)
    /// Two figures with a stroke between them.
    case pair(Int, Int)
    /// A clock: `10:30`.
    case clock(Int)
    /// A day in figures alone: `8.6.2018`.
    case day(year: Int, month: Int, day: Int)
    /// Punctuation.
    case mark
  }

  var kind: Kind
  /// As it stands in the text.
  let text: String
  /// The word as tables have it: small, without accents.
  let key: String
  /// Whether a letter or a full stop stands right before it, as before the raised figure of a footnote.
  let isGlued: Bool
  /// Whether it is a Chinese numeral.
  let isChinese: Bool

  init(_ kind: Kind, _ text: String, isGlued: Bool = false, isChinese: Bool = false) {
    self.kind = kind
    self.text = text
    key = kind == .word ? FactWords.folded(text) : text
    self.isGlued = isGlued
    self.isChinese = isChinese
  }

  var whole: Int? {
    guard case .figure(let value) = kind, value >= 0, value < 10_000 else { return nil }
    let whole = NSDecimalNumber(decimal: value).intValue
    return Decimal(whole) == value ? whole : nil
  }

  func isMark(_ marks: String) -> Bool { kind == .mark && marks.contains(text) }
}

/// Cuts a text into tokens by the habits of its language.
struct FactTokenizer {
  private let scalars: [Unicode.Scalar]
  private let language: Language
  private var index = 0
  private var tokens: [FactToken] = []

  /// - Parameter text: in compatibility form, see ``ParagraphMark/plain(_:)``.
  static func tokens(of text: String, _ language: Language) -> [FactToken] {
    var tokenizer = FactTokenizer(scalars: Array(text.unicodeScalars), language: language)
    return tokenizer.all()
  }

  private init(scalars: [Unicode.Scalar], language: Language) {
    self.scalars = scalars
    self.language = language
  }

  private mutating func all() -> [FactToken] {
    tokens.reserveCapacity(scalars.count / 4)
    while index < scalars.count {
      let scalar = scalars[index]
      if isDigit(at: index) {
        figure()
      } else if ChineseNumber.isNumeral(scalar), language == .zh {
        let start = index
        while index < scalars.count, ChineseNumber.isNumeral(scalars[index]) { index += 1 }
        let text = string(start..<index)
        tokens.append(FactToken(ChineseNumber.value(text).map { .figure(Decimal($0)) } ?? .word, text, isChinese: true))
      } else if scalar.properties.isIdeographic {
        index += 1
        tokens.append(FactToken(.word, String(scalar)))
      } else if scalar.properties.isAlphabetic {
        let start = index
        while index < scalars.count, isWordPart(scalars[index]) { index += 1 }
        tokens.append(FactToken(.word, string(start..<index)))
      } else {
        index += 1
        if !scalar.properties.isWhitespace { tokens.append(FactToken(.mark, String(scalar))) }
      }
    }
    return tokens
  }

  private mutating func figure() {
    let start = index
    let isGlued = isGlued(at: start)
    index = digits(from: start)
    if let (kind, end) = compound(start) {
      index = end
      tokens.append(FactToken(kind, string(start..<end), isGlued: isGlued))
      return
    }
    var plain = string(start..<index)
    if index - start <= 3 {
      while index + 3 < scalars.count, isThousands(scalars[index]), digits(from: index + 1) == index + 4 {
        plain += string(index + 1..<index + 4)
        index += 4
      }
    }
    // A year has no decimals: what follows its full stop is the mark of a footnote.
    let isYear = plain.utf8.count == 4 && index - start == 4 && ("1800"..."2199").contains(plain)
    if !isYear, index + 1 < scalars.count, isDecimalMark(scalars[index]), isDigit(at: index + 1) {
      let end = digits(from: index + 1)
      plain += "." + string(index + 1..<end)
      index = end
    }
    tokens.append(FactToken(.figure(Decimal(string: plain) ?? 0), string(start..<index), isGlued: isGlued))
  }

  /// Days in figures, clocks and pairs, which begin as a figure does.
  private func compound(_ start: Int) -> (FactToken.Kind, Int)? {
    guard index + 1 < scalars.count, "/.:-".unicodeScalars.contains(scalars[index]), isDigit(at: index + 1) else { return nil }
    let mark = scalars[index]
    let end = digits(from: index + 1)
    guard let first = Int(string(start..<index)), let second = Int(string(index + 1..<end)) else { return nil }
    let (width, nextWidth) = (index - start, end - index - 1)
    if end + 1 < scalars.count, scalars[end] == mark, isDigit(at: end + 1), mark != ":" {
      let last = digits(from: end + 1)
      guard let third = Int(string(end + 1..<last)) else { return nil }
      if width == 4, nextWidth == 2, last - end == 3, mark == "-" { return (.day(year: first, month: second, day: third), last) }
      if width <= 2, nextWidth <= 2, last - end == 5, mark != "-" { return (.day(year: third, month: second, day: first), last) }
      return nil
    }
    if mark == ":", width <= 2, nextWidth == 2, first < 25, second < 60 { return (.clock(first * 60 + second), end) }
    return mark == "/" && width <= 4 && nextWidth <= 4 ? (.pair(first, second), end) : nil
  }

  private func isThousands(_ scalar: Unicode.Scalar) -> Bool {
    switch language {
    case .en: scalar == ","
    case .zh: scalar == "," || scalar == " "
    case .ar: scalar == " " || scalar == "\u{66C}"
    case .es: scalar == " " || scalar == "."
    case .fr, .ru: scalar == " "
    }
  }

  private func isDecimalMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || (language != .en && language != .zh && (scalar == "," || scalar == "\u{66B}"))
  }

  private func isGlued(at start: Int) -> Bool {
    guard start > 0, language != .zh, language != .ar else { return false }
    let before = scalars[start - 1]
    if before.properties.isAlphabetic { return true }
    if before == ".", let year = tokens.dropLast().last?.whole, year > 1799 { return true }
    guard ".,;)”»\"".unicodeScalars.contains(before), start > 1, scalars[start - 2].properties.isAlphabetic || before == "»" else {
      return false
    }
    // After an abbreviation, `art.46`, the figure is one of the text.
    return (tokens.dropLast().last?.text.unicodeScalars.count ?? 0) > 4
  }

  private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark) && !scalar.properties.isIdeographic
  }

  private func isDigit(at place: Int) -> Bool { ("0"..."9").contains(scalars[place]) }

  private func digits(from start: Int) -> Int {
    var end = start
    while end < scalars.count, isDigit(at: end) { end += 1 }
    return end
  }

  private func string(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }
}

/// Numbers in Chinese numerals.
enum ChineseNumber {
  private static let digits: [Unicode.Scalar: Int] = [
    "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
  ]
  private static let units: [Unicode.Scalar: Int] = ["十": 10, "百": 100, "千": 1000]

  static func isNumeral(_ scalar: Unicode.Scalar) -> Bool { digits[scalar] != nil || units[scalar] != nil }

  /// The number; `nil` for anything that is not one, such as `百分` or `千百`.
  static func value(_ text: String) -> Int? {
    let scalars = Array(text.unicodeScalars)
    guard !scalars.isEmpty, scalars.count <= 9 else { return nil }
    if scalars.allSatisfy({ digits[$0] != nil }) { return scalars.reduce(0) { $0 * 10 + (digits[$1] ?? 0) } }
    var (sum, digit, least) = (0, nil as Int?, Int.max)
    for (place, scalar) in scalars.enumerated() {
      if let value = digits[scalar] {
        guard digit == nil || digit == 0 else { return nil }
        digit = value
      } else if let unit = units[scalar], unit < least, digit != nil || (unit == 10 && place == 0) {
        sum += (digit ?? 1) * unit
        (digit, least) = (nil, unit)
      } else {
        return nil
      }
    }
    return sum + (digit ?? 0)
  }
}
