// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules

/// Makes the annotated agenda of a meeting in one language: masthead, agenda, annotations item by item, organization of work.
/// - Source: practice (annotated provisional agendas of the United Nations)
struct AgendaComposer {
  let dossier: MeetingDossier
  let words: Words
  /// The words of the masthead, which Arabic, Chinese and Russian versions print in English.
  let mastheadWords: Words

  /// Composes from a dossier.
  /// - Parameter catalogue: the words of a language; the masthead needs those of another language than the paper's.
  init(_ dossier: MeetingDossier, in language: Kernel.Language, catalogue: (Kernel.Language) -> Words) {
    self.dossier = dossier
    words = catalogue(language)
    mastheadWords = catalogue(PaperMasthead.language(of: language))
  }

  private var meeting: Meeting { dossier.meeting }
  private var language: Kernel.Language { words.language }

  var paper: OfficialPaper {
    OfficialPaper(
      title, in: language, masthead: masthead, runningHead: runningHead,
      pagePattern: words("meetings.annotated.page", ["number": "{number}", "count": "{count}"]), blocks: agenda + annotations + annex)
  }

  // MARK: Masthead

  private var title: OfficialPaper.Piece {
    piece(dossier.annotatedAgenda?.title ?? LocalText()) ?? said("meetings.annotated.title")
  }

  private var masthead: OfficialPaper.Masthead {
    PaperMasthead(dossier: dossier, document: dossier.annotatedAgenda, words: words, mastheadWords: mastheadWords).masthead
  }

  private var runningHead: String? { dossier.annotatedAgenda?.printedSymbol }

  // MARK: Agenda and annotations

  private var isAdopted: Bool { if case .adopted = meeting.agendaStage { true } else { false } }

  private var items: [AgendaItem] { meeting.items.sorted { $0.number < $1.number } }

  private var agenda: [OfficialPaper.Block] {
    [.heading(said(isAdopted ? "meetings.annotated.agenda" : "meetings.agenda.provisional"), level: 1)]
      + items.map { item in
        let title = piece(item.title) ?? OfficialPaper.Piece("", language)
        let hasItemsBelow =
          item.number.letter == nil && items.contains { $0.number.number == item.number.number && $0.number.letter != nil }
        let key = hasItemsBelow ? "meetings.annotated.entryAbove" : "meetings.annotated.entry"
        return .entry(
          number: number(item.number), OfficialPaper.Piece(words(key, ["title": .text(title.text)]), title.language),
          level: item.number.letter == nil ? 1 : 2)
      }
  }

  private var annotations: [OfficialPaper.Block] {
    [.heading(said("meetings.annotated.annotations"), level: 1)] + items.flatMap(annotation)
  }

  private func annotation(_ item: AgendaItem) -> [OfficialPaper.Block] {
    let title = piece(item.title) ?? OfficialPaper.Piece("", language)
    var blocks: [OfficialPaper.Block] = [
      .heading(OfficialPaper.Piece("\(number(item.number)) \(title.text)", title.language), level: item.number.letter == nil ? 2 : 3)
    ]
    blocks += item.annotation(in: language).map { .paragraph(OfficialPaper.Piece($0.text, $0.language)) }
    let listed = item.documents.compactMap { dossier.document($0) }.filter { $0.isPublic && $0.id != dossier.annotatedAgenda?.id }
    if !listed.isEmpty {
      blocks.append(.heading(said("meetings.documents.title"), level: 3))
      blocks += listed.compactMap(line).map { .paragraph($0) }
    }
    return blocks
  }

  private func line(_ document: MeetingDocument) -> OfficialPaper.Piece? {
    guard let title = piece(document.title) else { return document.citation.map { OfficialPaper.Piece($0, language) } }
    guard let citation = document.citation else { return title }
    return OfficialPaper.Piece(
      words("meetings.annotated.document", ["title": .text(title.text), "symbol": .text(citation)]), title.language)
  }

  private func number(_ number: ItemNumber) -> String { number.printedLetter(in: language) ?? "\(number.number)." }

  // MARK: Organization of work

  private var annex: [OfficialPaper.Block] {
    guard !meeting.bands.isEmpty else { return [] }
    let days = Dictionary(grouping: meeting.bands) { $0.day }.sorted { $0.key < $1.key }
    return [
      .annex(said("meetings.annotated.annex"), title: said("meetings.annotated.organization")),
      .timetable(
        columns: ["time", "item", "title"].map { words("meetings.column.\($0)") },
        days: days.map { day, bands in
          OfficialPaper.Day(heading: words.weekdayDate(day), lines: bands.sorted { $0.from < $1.from }.flatMap(lines))
        }),
    ]
  }

  private func lines(_ band: SessionBand) -> [OfficialPaper.Line] {
    let time = MeetingText.hours(of: band, in: meeting.timeZone, words)
    return band.slots.compactMap { meeting.item($0.item) }.enumerated().map { index, item in
      OfficialPaper.Line(
        time: index == 0 ? time : nil, number: item.number.printed(in: language),
        title: piece(item.titleInTimetable) ?? OfficialPaper.Piece("", language))
    }
  }

  // MARK: Pieces

  private func said(_ key: String) -> OfficialPaper.Piece { OfficialPaper.Piece(words(key), language) }

  private func piece(_ text: LocalText) -> OfficialPaper.Piece? {
    text.best(for: language).map { OfficialPaper.Piece($0.text, $0.language) }
  }
}
