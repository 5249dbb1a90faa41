// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

/// One language version of a document, as plain paragraphs.
public struct LanguageVersion: Hashable, Sendable {
  /// A paragraph, a heading or a row of a table.
  public struct Paragraph: Hashable, Sendable {
    /// Its text, without a number that is given apart.
    public var text: String
    /// Whether it is a heading.
    public var isHeading: Bool
    /// Its number as printed, where the source keeps it apart from the text: `12.`, `(a)`.
    public var number: String?

    /// Describes a paragraph.
    public init(_ text: String, isHeading: Bool = false, number: String? = nil) {
      self.text = text
      self.isHeading = isHeading
      self.number = number
    }
  }

  /// The language.
  public var language: Language
  /// Its paragraphs in their order.
  public var paragraphs: [Paragraph]

  /// Describes a language version.
  public init(_ language: Language, _ paragraphs: [Paragraph]) {
    self.language = language
    self.paragraphs = paragraphs
  }
}

/// Something in which a language version is not as the version that it is compared with.
public struct ParityDifference: Hashable, Sendable {
  /// What is not the same.
  public enum Kind: Hashable, Sendable {
    /// The version lacks a paragraph.
    case paragraphMissing
    /// The version has a paragraph that the other one lacks.
    case paragraphExtra
    /// Both have the paragraph, at different places.
    case outOfOrder
    /// The version does not number the paragraph, the other one does.
    case numberMissing
    /// The version numbers the paragraph, the other one does not.
    case numberExtra
    /// The same paragraph has another number.
    case numberDiffers
    /// Figures, days, symbols or references: what the version lacks and what it alone has.
    case facts(missing: [ParityFact], extra: [ParityFact])
  }

  /// The version that is compared.
  public let language: Language
  /// The version that it is compared with.
  public let reference: Language
  /// What is not the same.
  public let kind: Kind
  /// The paragraph's place in the compared version, from 0; `nil` when it is missing there.
  public let place: Int?
  /// The paragraph's place in the version compared with, from 0; `nil` when it is missing there.
  public let referencePlace: Int?
  /// The paragraph's number as printed in the version compared with, or else in the compared one.
  public let number: String?
}

/// Holds the language versions of one document against each other.
///
/// Versions agree when they have the same paragraphs under the same numbers, and each paragraph has the same symbols, days, figures and
/// references, spelled out or not. The second level, `(a)` in English and `a)` in French and Spanish, is no difference, and neither are marks
/// of footnotes, numbers of pages and the lines of the masthead.
/// - Source: practice (United Nations documentation: paragraphs are numbered so that references agree in all languages)
public enum CheckParity {
  /// The differences of every version from the English one, or from the first when there is none; in the order of the versions and of the text.
  public static func differences(between versions: [LanguageVersion]) -> [ParityDifference] {
    guard let reference = versions.first(where: { $0.language == .en }) ?? versions.first else { return [] }
    let read = ReadVersion(reference)
    return versions.filter { $0.language != reference.language }.flatMap { compare(ReadVersion($0), with: read) }
  }

  private static func compare(_ version: ReadVersion, with reference: ReadVersion) -> [ParityDifference] {
    let alignment = ParagraphAlignment(reference, version)
    let moved = movedMarks(alignment, reference, version)
    return alignment.pairs.flatMap { one, other -> [ParityDifference] in
      let (left, right) = (one.map { reference.paragraphs[$0] }, other.map { version.paragraphs[$0] })
      let kinds: [ParityDifference.Kind]
      switch (left, right) {
      case (let left?, nil): kinds = [moved.contains(left.mark) ? .outOfOrder : .paragraphMissing]
      // What stands elsewhere is told once, at the place of the version compared with.
      case (nil, let right?): kinds = moved.contains(right.mark) ? [] : [.paragraphExtra]
      case (let left?, let right?): kinds = differences(left, right, moved)
      case (nil, nil): kinds = []
      }
      return kinds.map {
        ParityDifference(
          language: version.language, reference: reference.language, kind: $0, place: right?.place, referencePlace: left?.place,
          number: left?.printedNumber ?? right?.printedNumber)
      }
    }
  }

  /// The numbers that both versions have, at places that do not belong together.
  private static func movedMarks(_ alignment: ParagraphAlignment, _ reference: ReadVersion, _ version: ReadVersion) -> Set<ParagraphMark> {
    var (lost, found): (Set<ParagraphMark>, Set<ParagraphMark>) = ([], [])
    for (one, other) in alignment.pairs {
      let (left, right) = (one.map { reference.paragraphs[$0].mark }, other.map { version.paragraphs[$0].mark })
      guard left != right else { continue }
      if let left, left.isOrdered { lost.insert(left) }
      if let right, right.isOrdered { found.insert(right) }
    }
    return lost.intersection(found)
  }

  private static func differences(_ left: ReadParagraph, _ right: ReadParagraph, _ moved: Set<ParagraphMark>) -> [ParityDifference.Kind] {
    var kinds: [ParityDifference.Kind] = []
    switch (left.mark.isOrdered, right.mark.isOrdered) {
    case (true, false): kinds.append(.numberMissing)
    case (false, true): kinds.append(.numberExtra)
    case (true, true) where left.mark != right.mark: kinds.append(moved.contains(left.mark) ? .outOfOrder : .numberDiffers)
    default: break
    }
    let (missing, extra) = ParityFact.unmatched(left.facts, right.facts)
    if !missing.isEmpty || !extra.isEmpty { kinds.append(.facts(missing: missing, extra: extra)) }
    return kinds
  }
}

/// A language version, read: marks apart from texts, furniture of pages left out.
struct ReadVersion {
  let language: Language
  let paragraphs: [ReadParagraph]

  init(_ version: LanguageVersion) {
    language = version.language
    paragraphs = version.paragraphs.enumerated().compactMap { ReadParagraph($1, place: $0, in: version.language) }
  }
}

/// A paragraph, read.
struct ReadParagraph {
  let place: Int
  let isHeading: Bool
  let mark: ParagraphMark
  let printedNumber: String?
  let facts: [ParityFact]
  let sureFacts: [ParityFact]
  /// The logarithm of how long the text would about be in English.
  let length: Double

  init?(_ paragraph: LanguageVersion.Paragraph, place: Int, in language: Language) {
    let (mark, text, printed) = ParagraphMark.read(paragraph.text, number: paragraph.number)
    guard !PageFurniture.contains(text, mark: mark) else { return nil }
    self.place = place
    self.mark = mark
    isHeading = paragraph.isHeading
    printedNumber = printed
    facts = FactReader.facts(in: text, language)
    // Two dozen tell whether paragraphs belong together.
    sureFacts = Array(facts.lazy.filter { $0.strength == .strong }.prefix(24))
    let share =
      switch language {
      case .ar: 0.85
      case .en: 1.0
      case .es, .fr: 1.15
      case .ru: 1.1
      case .zh: 0.33
      }
    length = log(max(4, Double(text.unicodeScalars.count) / share))
  }
}
