// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules

/// What stands above the title of a meeting's papers: agenda, report, note by the secretariat.
/// - Source: practice (mastheads of United Nations documents)
struct PaperMasthead {
  let dossier: MeetingDossier
  /// The document that the paper is, where it is known.
  let document: MeetingDocument?
  let words: Words
  /// The words of distribution and language, which Arabic, Chinese and Russian versions print in English.
  let mastheadWords: Words

  static func language(of language: Kernel.Language) -> Kernel.Language { language == .fr || language == .es ? language : .en }

  private var meeting: Meeting { dossier.meeting }

  var masthead: OfficialPaper.Masthead {
    let body = dossier.body(meeting.body)
    return OfficialPaper.Masthead(
      organ: dossier.body(body?.parent).flatMap { piece($0.name) }, symbol: document?.isInferred == false ? document?.symbol : nil,
      lines: document.map(lines) ?? [], body: body.flatMap { piece($0.name) }, occasion: occasion)
  }

  private func lines(_ document: MeetingDocument) -> [OfficialPaper.Piece] {
    let version = mastheadWords("meetings.language.\(words.language.rawValue)")
    let lines: [String?] = [
      document.distribution.map { mastheadWords("meetings.annotated.distribution.\($0.rawValue)") },
      document.issuedOn.map { mastheadWords.date($0) },
      version.prefix(1).uppercased() + version.dropFirst(),
      document.originalLanguage.map {
        mastheadWords("meetings.annotated.original", ["language": .text(mastheadWords("meetings.language.\($0.rawValue)"))])
      },
    ]
    return lines.compactMap(\.self).map { OfficialPaper.Piece($0, mastheadWords.language) }
  }

  private var occasion: OfficialPaper.Piece? {
    let days = MeetingText.days(meeting.days, words)
    guard let city = meeting.place.city.best(for: words.language) else {
      return days.isEmpty ? nil : OfficialPaper.Piece(days, words.language)
    }
    return OfficialPaper.Piece(words("meetings.annotated.occasion", ["city": .text(city.text), "dates": .text(days)]), words.language)
  }

  private func piece(_ text: LocalText) -> OfficialPaper.Piece? {
    text.best(for: words.language).map { OfficialPaper.Piece($0.text, $0.language) }
  }
}

extension MeetingDocument {
  /// The symbol on the head of each page; one that nobody has confirmed stands in square brackets, as undecided text does.
  var printedSymbol: String? { symbol.map { isInferred ? "[\($0)]" : $0 } }
}
