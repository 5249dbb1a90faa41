// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel

/// Reads what must be the same in every language out of a paragraph.
struct FactReader {
  let words: FactWords
  let language: Language
  let tokens: [FactToken]
  var index = 0
  var facts: [ParityFact] = []
  /// Where the last time of day ended and whether it was after noon: `下午3时至6时` says so once for both.
  var lastTime: (end: Int, isAfternoon: Bool) = (-9, false)

  /// The facts of a text, in their order.
  /// - Parameter text: in compatibility form, see ``ParagraphMark/plain(_:)``.
  static func facts(in text: String, _ language: Language) -> [ParityFact] {
    var rest = withoutAddresses(text)
    var facts: [ParityFact] = []
    for (symbol, range) in DocumentSymbol.ranges(in: rest).reversed() {
      facts.append(ParityFact(.symbol(symbol), symbol.printed))
      rest.replaceSubrange(range, with: " ")
    }
    for (printed, plain) in [("a.m.", "am"), ("p.m.", "pm"), ("a. m.", "am"), ("p. m.", "pm")] {
      rest = rest.replacing(printed, with: plain)
    }
    var reader = FactReader(
      words: FactWords.of(language), language: language, tokens: FactTokenizer.tokens(of: rest, language), facts: facts.reversed())
    while reader.index < reader.tokens.count { reader.step() }
    return reader.facts
  }

  /// Addresses carry the language in them and figures that nobody reads.
  private static func withoutAddresses(_ text: String) -> String {
    guard text.contains("://") || text.contains("www.") || text.contains("@") else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.contains("://") || $0.contains("www.") || $0.contains("@") ? "" : $0 }.joined(separator: " ")
  }

  private mutating func step() {
    let start = index
    switch tokens[index].kind {
    case .mark: break
    case .day(let year, let month, let day): note(.day(year: year, month: month, day: day), to: index + 1)
    case .pair(let first, let second): if !readTime() { note(.pair(first, second), to: index + 1) }
    case .clock, .figure, .word:
      if readTime() || readDays() || readMonth() || readWeekday() || readReference() || readPercent() || readFigure() { return }
    }
    if index == start { index += 1 }
  }

  mutating func note(_ value: ParityFact.Value, to end: Int, _ strength: ParityFact.Strength = .strong) {
    let text = tokens[index..<end].map(\.text).joined(separator: language == .zh ? "" : " ")
    facts.append(ParityFact(value, text, strength))
    index = end
  }

  // MARK: References

  /// `articles 44 and 46(3)`, `пункт 3 статьи 46`, `المادة 46، الفقرة 3`.
  private mutating func readReference() -> Bool {
    let isArticle = entry(at: index, in: words.articles)
    guard isArticle || entry(at: index, in: words.paragraphs) else { return false }
    var next = isMark(".", at: index + 1) ? index + 2 : index + 1
    var found = false
    while let quantity = quantity(at: next), quantity.strength != .silent, dayList(at: next) == nil {
      index = next
      note(isArticle ? .article(quantity.value) : .paragraph(quantity.value), to: quantity.next)
      found = true
      readBrackets()
      guard isJoint(at: index), figure(at: index + 1) != nil else { break }
      next = index + 1
    }
    return found
  }

  /// `(13)(a) and (14)` after the number of an article; letters are every language's own.
  private mutating func readBrackets() {
    while true {
      let start = isJoint(at: index) && isMark("(", at: index + 1) && figure(at: index + 2) != nil ? index + 1 : index
      guard isMark("(", at: start), isMark(")", at: start + 2) else { return }
      index = start + 1
      if case .figure(let value) = tokens[index].kind { note(.paragraph(value), to: index + 1) } else { index += 1 }
      index += 1
    }
  }

  // MARK: Figures

  private mutating func readPercent() -> Bool {
    if language == .zh, text(at: index) == "百", text(at: index + 1) == "分", text(at: index + 2) == "之",
      let quantity = quantity(at: index + 3)
    {
      note(.percent(quantity.value), to: quantity.next)
      return true
    }
    guard let quantity = quantity(at: index) else { return false }
    if isMark("%٪", at: quantity.next) {
      note(.percent(quantity.value), to: quantity.next + 1)
      return true
    }
    for percent in words.percents where percent.enumerated().allSatisfy({ key(at: quantity.next + $0) == $1 }) {
      note(.percent(quantity.value), to: quantity.next + percent.count)
      return true
    }
    return false
  }

  private mutating func readFigure() -> Bool {
    if let quantity = quantity(at: index) {
      let unit = language == .zh ? text(at: quantity.next) : nil
      // Marks of inline lists and of footnotes stand in brackets.
      let isBracketed = isMark("(", at: index - 1) && isMark(")", at: quantity.next) && quantity.value <= 20
      switch unit {
      case "条": note(.article(quantity.value), to: quantity.next + 1)
      case "款", "段": note(.paragraph(quantity.value), to: quantity.next + 1)
      default: note(.figure(quantity.value), to: quantity.next, isBracketed ? .silent : quantity.strength)
      }
      return true
    }
    let word = tokens[index].text
    if let roman = RomanNumber.value(word), roman < 50, word.unicodeScalars.allSatisfy({ "IVX".unicodeScalars.contains($0) }) {
      let isNamed = index > 0 && entry(at: index - 1, in: words.chapters)
      note(.figure(Decimal(roman)), to: index + 1, roman > 1 && (isNamed || word.utf8.count > 1) ? .strong : .silent)
      return true
    }
    let folded = tokens[index].key
    // The Arabic dual says two without a word of its own.
    if language == .ar, folded.unicodeScalars.count >= 5, folded.hasSuffix("ان") || folded.hasSuffix("ين") {
      note(.figure(2), to: index + 1, .silent)
      return true
    }
    return false
  }

  /// A figure or a number in words, with what multiplies it.
  func quantity(at place: Int) -> (value: Decimal, next: Int, strength: ParityFact.Strength)? {
    guard let token = token(at: place) else { return nil }
    var (value, next, strength): (Decimal, Int, ParityFact.Strength)
    if case .figure(let figure) = token.kind {
      (value, next) = (figure, place + 1)
      strength = token.isGlued ? .silent : token.isChinese ? chineseStrength(figure, at: place) : .strong
    } else if token.kind == .word, let number = lookup(token.key, in: words.numbers) {
      (value, next, strength) = compound(number, at: place)
    } else {
      return nil
    }
    while let scale = scale(at: next) {
      value *= scale
      strength = .strong
      next += isMark(".", at: next + 1) && language == .ru ? 2 : 1
    }
    return (value, next, strength)
  }

  private func scale(at place: Int) -> Decimal? { key(at: place).flatMap { lookup($0, in: words.scales) } }

  /// `dix-sept`, `twenty-five`, `двадцать пять`, `ثلاثة عشر`.
  private func compound(_ number: FactWords.Number, at place: Int) -> (Decimal, Int, ParityFact.Strength) {
    if language == .ar, number.value < 10, let ten = key(at: place + 1), ["عشر", "عشره"].contains(ten) {
      return (Decimal(number.value + 10), place + 2, .strong)
    }
    if number.value >= 10, number.value % 10 == 0 {
      let unit = isMark("-", at: place + 1) ? place + 2 : language == .ru ? place + 1 : -1
      if let key = key(at: unit), let small = lookup(key, in: words.numbers), small.value < 10 {
        return (Decimal(number.value + small.value), unit + 1, .strong)
      }
    }
    return (Decimal(number.value), place + 1, number.strength)
  }

  /// Chinese numerals are parts of many words: they count after `第` and before what is counted.
  private func chineseStrength(_ value: Decimal, at place: Int) -> ParityFact.Strength {
    if value <= 1 { return .silent }
    if text(at: place - 1) == "第" { return value <= 3 && !"条款章段届".contains(text(at: place + 1) ?? " ") ? .weak : .strong }
    guard let after = text(at: place + 1) else { return .silent }
    return "个项场次名条款届天日月年周份组级轮章节段国位种类小部人点所家期件卷票席页宗起万亿".contains(after) ? .strong : .silent
  }

  // MARK: Tokens

  func token(at place: Int) -> FactToken? { tokens.indices.contains(place) ? tokens[place] : nil }
  func text(at place: Int) -> String? { token(at: place)?.text }
  func key(at place: Int) -> String? { token(at: place).flatMap { $0.kind == .word ? $0.key : nil } }
  func isMark(_ marks: String, at place: Int) -> Bool { token(at: place)?.isMark(marks) == true }
  func figure(at place: Int) -> Int? { token(at: place)?.whole }

  func isJoint(at place: Int) -> Bool {
    isMark(",-–—、،;", at: place) || key(at: place).map { words.joints.contains($0) } == true
  }

  func entry(at place: Int, in set: Set<String>) -> Bool {
    key(at: place).map { key in forms(of: key).contains { set.contains($0) } } == true
  }

  func lookup<Value>(_ key: String, in table: [String: Value]) -> Value? {
    if let value = table[key] { return value }
    guard language == .ar else { return nil }
    for form in forms(of: key) { if let value = table[form] { return value } }
    return nil
  }

  /// An Arabic word without the particles that are written with it.
  private func forms(of key: String) -> [String] {
    guard language == .ar else { return [key] }
    var forms = [key]
    var rest = Substring(key)
    if rest.hasPrefix("و") || rest.hasPrefix("ف") { rest = rest.dropFirst() }
    forms.append(String(rest))
    for prefix in ["بال", "كال", "لل", "ال"] where rest.hasPrefix(prefix) && rest.unicodeScalars.count > prefix.unicodeScalars.count + 1 {
      forms.append(String(rest.dropFirst(prefix.count)))
      return forms
    }
    if rest.hasPrefix("ب") || rest.hasPrefix("ل") { forms.append(String(rest.dropFirst())) }
    return forms
  }
}
