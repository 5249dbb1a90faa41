// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What stands before the text of a paragraph.
enum ParagraphMark: Hashable {
  /// `12.`, `١٢-`: the same in all languages.
  case number(Int)
  /// `II.`, `二、`, `ثانيا-`: a chapter.
  case section(Int)
  /// `(a)`, `a)`, `(أ)`, `(一)`, `iv)`: a second level, which every language writes in its own way.
  case second
  /// `A.`, `ألف-`, a bullet, or nothing.
  case none

  /// Whether the mark is the same in all languages.
  var isOrdered: Bool {
    switch self {
    case .number, .section: true
    case .second, .none: false
    }
  }

  /// Takes the mark from the beginning of a text.
  /// - Parameter number: the mark where the source keeps it apart.
  /// - Returns: the mark, the text without it, and the mark as printed.
  static func read(_ text: String, number: String?) -> (mark: ParagraphMark, text: String, printed: String?) {
    let text = plain(text)
    if let number, let (mark, rest, printed) = mark(of: plain(number) + " "), rest.isEmpty { return (mark, text, printed) }
    guard let (mark, rest, printed) = mark(of: text) else { return (.none, text, nil) }
    return (mark, rest, mark == .none ? nil : printed)
  }

  /// Compatibility forms become plain ones and raised figures, which are marks of footnotes, go.
  static func plain(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xB2, 0xB3, 0xB9, 0x2070...0x2079, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: continue
      case 0x0660...0x0669: kept.append(Unicode.Scalar(UInt8(scalar.value - 0x0660 + 0x30)))
      case 0x06F0...0x06F9: kept.append(Unicode.Scalar(UInt8(scalar.value - 0x06F0 + 0x30)))
      default: kept.append(scalar)
      }
    }
    return String(kept).precomposedStringWithCompatibilityMapping.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func mark(of text: String) -> (ParagraphMark, String, String)? {
    let scalars = Array(text.unicodeScalars)
    func answer(_ mark: ParagraphMark, _ end: Int) -> (ParagraphMark, String, String) {
      func string(_ part: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(part)) }
      let rest = string(scalars[end...]).trimmingCharacters(in: .whitespaces)
      return (mark, rest, string(scalars[..<end]).trimmingCharacters(in: .whitespaces))
    }
    guard let first = scalars.first else { return nil }
    if "•·▪–—-*○●".unicodeScalars.contains(first), scalars.count > 1, scalars[1].properties.isWhitespace { return answer(.none, 1) }
    let opens = first == "("
    var end = opens ? 1 : 0
    let start = end
    while end < scalars.count, end - start < 8, isLabel(scalars[end]) { end += 1 }
    guard end > start, end < scalars.count else { return nil }
    let label = String(String.UnicodeScalarView(scalars[start..<end]))
    if opens || scalars[end] == ")" {
      guard scalars[end] == ")", isSecondLevel(label) else { return nil }
      return answer(.second, end + 1)
    }
    // Arabic sets the dash apart from the number; in other scripts that would be a range or an insertion.
    if scalars[end] == " ", end + 1 < scalars.count, isDash(scalars[end + 1]),
      label.utf8.count < 4 || !label.utf8.contains(where: { $0 < 0x80 })
    {
      end += 1
    }
    guard ".-–—、:".unicodeScalars.contains(scalars[end]) else { return nil }
    let next = end + 1 < scalars.count ? scalars[end + 1] : " "
    guard !("0"..."9").contains(next), let mark = ordered(label, ending: scalars[end]) else { return nil }
    return answer(mark, end + 1)
  }

  private static func isDash(_ scalar: Unicode.Scalar) -> Bool { scalar == "-" || scalar == "–" || scalar == "—" }

  private static func isLabel(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "〇'".unicodeScalars.contains(scalar)
  }

  private static func isSecondLevel(_ label: String) -> Bool {
    if label.unicodeScalars.count <= 2 { return true }
    return label.unicodeScalars.allSatisfy { "ivxIVX".unicodeScalars.contains($0) } || ChineseNumber.value(label) != nil
  }

  private static func ordered(_ label: String, ending: Unicode.Scalar) -> ParagraphMark? {
    if label.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Int(label).flatMap { $0 < 1000 ? .number($0) : nil } }
    if ending == ".", let section = RomanNumber.value(label), section < 50 { return .section(section) }
    if ending == "、" || ending == ".", let section = ChineseNumber.value(label) { return .section(section) }
    let key = FactWords.folded(label)
    if isDash(ending), let section = arabicSections.firstIndex(of: key) { return .section(section + 1) }
    if isDash(ending), arabicLetters.contains(key) { return ParagraphMark.none }
    return ending == "." && label.unicodeScalars.count == 1 ? ParagraphMark.none : nil
  }

  private static let arabicSections = ["أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا"].map(
    FactWords.folded)
  private static let arabicLetters = ["ألف", "باء", "جيم", "دال", "هاء", "واو", "زاي", "حاء", "طاء", "ياء"].map(FactWords.folded)
}

/// What belongs to the page and not to the text.
enum PageFurniture {
  /// Numbers of pages, job numbers and empty lines.
  static func contains(_ text: String, mark: ParagraphMark) -> Bool {
    let letters = text.unicodeScalars.filter { $0.properties.isAlphabetic }
    let figures = text.unicodeScalars.contains { ("0"..."9").contains($0) }
    if letters.isEmpty { return !figures || (!mark.isOrdered && text.unicodeScalars.count <= 9) }
    if text.contains("*"), isJobNumber(text) { return true }
    return isJobNumber(text.split(separator: " ").first.map(String.init) ?? "") && text.utf8.count < 60
  }

  /// `V.17-08295`, `GE.18-01234`, `25-04962 (E)`.
  private static func isJobNumber(_ text: String) -> Bool {
    let rest = ["V.", "GE."].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) } ?? text[...]
    let parts = (rest.split(separator: " ").first ?? "").split(separator: "-")
    return parts.count == 2 && parts[0].utf8.count == 2 && parts[1].utf8.count == 5
      && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }
}
