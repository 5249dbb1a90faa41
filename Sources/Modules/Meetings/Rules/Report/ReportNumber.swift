// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The number of a paragraph: the same in all languages; one that was inserted after numbers were fixed is `4 bis`.
public struct ReportNumber: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The number.
  public let number: Int
  /// How many times the number was used before: 0 for `4`, 1 for `4 bis`, 2 for `4 ter`.
  public let repeated: Int

  /// Makes a number.
  public init(_ number: Int, repeated: Int = 0) {
    self.number = number
    self.repeated = repeated
  }

  private static let adverbs = [
    "bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies",
  ]

  /// `4`, `4 bis`, `4 ter`; beyond the tenth `4 (11)`.
  public var description: String {
    guard repeated > 0 else { return "\(number)" }
    return repeated <= Self.adverbs.count ? "\(number) \(Self.adverbs[repeated - 1])" : "\(number) (\(repeated + 1))"
  }
}

extension MeetingReport {
  /// The number of every paragraph that has one.
  ///
  /// While officers draft, and in the adopted report, the paragraphs that stand are numbered through and deleted ones have none. In between
  /// numbers are fixed: a deleted paragraph keeps its own, one that is inserted repeats the number before it.
  public var numbers: [ID<ReportParagraph>: ReportNumber] {
    guard case .numbered = stage else {
      let standing = paragraphs.filter { $0.state != .deleted }
      return Dictionary(uniqueKeysWithValues: standing.enumerated().map { ($1.id, ReportNumber($0 + 1)) })
    }
    var numbers: [ID<ReportParagraph>: ReportNumber] = [:]
    var last = ReportNumber(0)
    for paragraph in paragraphs {
      last = paragraph.number ?? ReportNumber(last.number, repeated: last.repeated + 1)
      numbers[paragraph.id] = last
    }
    return numbers
  }

  /// The sections that an adopted report prints: those with a paragraph that was agreed, and the organization above its parts.
  public var printedSections: [ReportSection] {
    sections.filter { $0.heading == .organization || $0.paragraphs.contains(where: \.state.isAgreed) }
  }

  /// The number of a section as a language prints it before the heading; `nil` for the annex.
  ///
  /// Chapters have Roman numerals, parts of the organization capital letters; Arabic has ordinals and the names of letters, Chinese its own
  /// numerals for chapters. In an adopted report what is not printed is not counted.
  /// - Source: practice (official language versions of United Nations reports)
  public func number(of section: ID<ReportSection>, in language: Language) -> String? {
    var (chapter, part) = (0, 0)
    for candidate in adoption == nil ? sections : printedSections {
      switch candidate.heading {
      case .annex: if candidate.id == section { return nil }
      case .opening, .agenda, .attendance:
        part += 1
        if candidate.id == section { return Self.part(part, language) }
      default:
        (chapter, part) = (chapter + 1, 0)
        if candidate.id == section { return Self.chapter(chapter, language) }
      }
    }
    return nil
  }

  private static let arabicChapters = [
    "أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا", "حادي عشر", "ثاني عشر", "ثالث عشر", "رابع عشر",
    "خامس عشر", "سادس عشر", "سابع عشر", "ثامن عشر", "تاسع عشر", "عشرون",
  ]
  private static let arabicParts = ["ألف", "باء", "جيم"]
  private static let chineseDigits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]

  private static func chapter(_ number: Int, _ language: Language) -> String {
    switch language {
    case .ar where number <= arabicChapters.count: "\(arabicChapters[number - 1]) -"
    case .zh where number < 100:
      (number < 20 ? (number < 10 ? "" : "十") : "\(chineseDigits[number / 10])十") + chineseDigits[number % 10] + "."
    case .ar, .zh, .en, .es, .fr, .ru: "\(roman(number))."
    }
  }

  private static func part(_ number: Int, _ language: Language) -> String {
    if language == .ar, number <= arabicParts.count { return "\(arabicParts[number - 1]) -" }
    return "\(String(UnicodeScalar(UInt8(ascii: "A") + UInt8(number - 1))))."
  }

  /// A number in Roman numerals, from 1.
  public static func roman(_ number: Int) -> String {
    let signs = [
      (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
      (4, "IV"), (1, "I"),
    ]
    var (rest, roman) = (number, "")
    for (value, sign) in signs {
      while rest >= value {
        roman += sign
        rest -= value
      }
    }
    return roman
  }
}

/// A line of a paragraph as it is printed.
public struct ReportLine: Hashable, Sendable {
  /// `(a)` for a point of the second level; `nil` for running text.
  public let mark: String?
  /// What it says.
  public let text: String

  /// The lines of a text; lines that begin with a hyphen are points.
  /// - Source: practice (the second level is (a) in English and a) in French and Spanish)
  public static func lines(of text: String, in language: Language) -> [ReportLine] {
    var point = 0
    return text.split(separator: "\n").compactMap { line in
      let trimmed = line.drop(while: \.isWhitespace)
      guard !trimmed.isEmpty else { return nil }
      guard trimmed.hasPrefix("- ") else {
        point = 0
        return ReportLine(mark: nil, text: String(trimmed))
      }
      point += 1
      return ReportLine(mark: mark(point, language), text: String(trimmed.dropFirst(2)))
    }
  }

  private static let arabicLetters = Array("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ")

  private static func mark(_ point: Int, _ language: Language) -> String {
    switch language {
    case .ar: point <= arabicLetters.count ? "(\(arabicLetters[point - 1]))" : "(\(point))"
    case .en, .zh: "(\(letters(point)))"
    case .es, .fr, .ru: "\(letters(point)))"
    }
  }

  /// a to z, then aa, bb.
  private static func letters(_ point: Int) -> String {
    let (round, place) = (point - 1).quotientAndRemainder(dividingBy: 26)
    return String(repeating: String(UnicodeScalar(UInt8(ascii: "a") + UInt8(place))), count: round + 1)
  }
}
