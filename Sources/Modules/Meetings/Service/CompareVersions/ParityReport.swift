// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// What language versions say differently, in a reader's language and in the form for programs.
struct ParityReport: Sendable {
  let versions: [LanguageVersion]
  let differences: [ParityDifference]

  /// Compares the versions.
  init(_ versions: [LanguageVersion]) {
    self.versions = versions
    differences = CheckParity.differences(between: versions)
  }

  /// The version that the others are held against.
  var reference: Language? { versions.contains { $0.language == .en } ? .en : versions.first?.language }

  func paragraph(_ place: Int?, in language: Language) -> String? {
    guard let place, let version = versions.first(where: { $0.language == language }), version.paragraphs.indices.contains(place) else {
      return nil
    }
    let paragraph = version.paragraphs[place]
    return [paragraph.number, paragraph.text].compactMap(\.self).joined(separator: " ")
  }

  /// The kind as programs know it.
  static func name(_ kind: ParityDifference.Kind) -> String {
    switch kind {
    case .paragraphMissing: "paragraph_missing"
    case .paragraphExtra: "paragraph_extra"
    case .outOfOrder: "out_of_order"
    case .numberMissing: "number_missing"
    case .numberExtra: "number_extra"
    case .numberDiffers: "number_differs"
    case .facts: "facts"
    }
  }

  /// What differs, for people: what one has and the other has not.
  static func said(_ difference: ParityDifference, _ words: Words) -> [String] {
    guard case .facts(let missing, let extra) = difference.kind else {
      return [words("meetings.documents.parity.kind.\(name(difference.kind).replacing("_", with: "-"))")]
    }
    func only(_ facts: [ParityFact], in language: Language) -> String? {
      guard !facts.isEmpty else { return nil }
      // What stands in the texts keeps its own direction inside the sentence.
      let quoted = facts.map { "\u{2068}\($0.text)\u{2069}" }
      return words("meetings.documents.parity.only", ["language": .text(DocumentText.language(language, words)), "facts": .list(quoted)])
    }
    return [only(missing, in: difference.reference), only(extra, in: difference.language)].compactMap(\.self)
  }

  /// The differences for a terminal.
  func text(_ words: Words) -> String {
    guard let reference else { return "" }
    var lines: [String] = []
    for version in versions where version.language != reference {
      let found = differences.filter { $0.language == version.language }
      lines.append(
        words(
          "meetings.documents.parity.found",
          ["language": .text(DocumentText.language(version.language, words)), "count": .integer(found.count)]))
      for difference in found {
        let number = difference.number ?? "#\((difference.referencePlace ?? difference.place ?? 0) + 1)"
        lines.append("  \(number) \(Self.said(difference, words).joined(separator: " "))")
        for (language, place) in [(reference, difference.referencePlace), (version.language, difference.place)] {
          if let text = paragraph(place, in: language) { lines.append("    \(language.rawValue): \(Self.shortened(text))") }
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// A paragraph as far as a reader needs it to find the place.
  static func shortened(_ text: String, to length: Int = 160) -> String {
    text.count > length ? text.prefix(length) + "…" : text
  }

  private struct Body: Encodable {
    struct Difference: Encodable {
      let language: Language
      let kind: String
      let number: String?
      let paragraph: Int?
      let referenceParagraph: Int?
      let missing: [String]?
      let extra: [String]?
    }
    let reference: Language?
    let languages: [Language]
    let differences: [Difference]
  }

  /// The differences for programs; paragraphs are counted from 1.
  /// - Throws: `EncodingError` when they cannot be written as JSON.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    let body = Body(
      reference: reference, languages: versions.map(\.language),
      differences: differences.map { difference in
        var (missing, extra): ([String]?, [String]?)
        if case .facts(let lost, let found) = difference.kind { (missing, extra) = (lost.map(\.text), found.map(\.text)) }
        return Body.Difference(
          language: difference.language, kind: Self.name(difference.kind), number: difference.number,
          paragraph: difference.place.map { $0 + 1 }, referenceParagraph: difference.referencePlace.map { $0 + 1 }, missing: missing,
          extra: extra)
      })
    return String(decoding: try encoder.encode(body), as: UTF8.self)
  }
}

extension UploadFormat {
  /// The form by the ending of a file's name; `nil` for one whose paragraphs are not read.
  init?(fileNamed name: String) {
    switch name.lowercased().split(separator: ".").last {
    case "docx": self = .docx
    case "html", "htm": self = .html
    case "txt", "text": self = .text
    default: return nil
    }
  }
}

extension LanguageVersion {
  init(_ language: Language, read paragraphs: [UploadedParagraph]) {
    self.init(language, paragraphs.map { Paragraph($0.text, isHeading: $0.isHeading, number: $0.number) })
  }
}
