// SPDX-License-Identifier: Apache-2.0
import Documents
import Files
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Keeping the paper for a panel as a document of its meeting: what the figures said on that day stays, whatever is released afterwards.
struct KeepPanelPaper: Sendable {
  let meetings: Meetings

  /// What an officer says of the document.
  struct Record: Sendable {
    /// Its symbol; `nil` while it has none.
    let symbol: String?
    /// Who gets it.
    let distribution: MeetingDocument.Distribution
    /// The day of its masthead.
    let issuedOn: CalendarDay
  }

  /// The papers of all six languages, of one reading of the figures.
  func papers(of panel: PanelMatter) -> [(language: Language, paper: PanelPaper)] {
    Language.allCases.map { ($0, panel.paper(in: meetings.words($0), mastheadWords: meetings.words(PaperMasthead.language(of: $0)))) }
  }

  /// The document as it may be kept, with a file in each of the six languages and listed under the item.
  /// - Throws: ``CannotEditDocument/wrongFields(_:)``; `DocumentProblem` when a file cannot be made, `FileFailure` when it cannot be kept.
  func document(_ panel: PanelMatter, as record: Record) async throws -> MeetingDocument {
    let shelf = try await meetings.store.overview().shelf
    let home = panel.dossier.meeting
    let papers = papers(of: panel)
    let marks = shelf.entries.filter { $0.document.meeting == home.id }.map(\.document.mark)
    var document = MeetingDocument(
      id: ID(), mark: .next(after: marks, prefix: "d"), meeting: home.id, symbol: record.symbol, kind: .conferenceRoomPaper,
      distribution: record.distribution, issuedOn: record.issuedOn, originalLanguage: .en,
      title: LocalText(Dictionary(uniqueKeysWithValues: papers.map { ($0.language, $0.paper.title) })))
    // What is wrong with the symbol is said before twelve files are made.
    document = try document.entered(of: panel.dossier.body(home.body), among: shelf.entries.map(\.document))
    for (language, paper) in papers {
      var issued = paper
      issued.document = document
      let made = issued.paper
      let file = try await keep(
        try await meetings.worker.render(made, as: .docx), named: "\(home.mark)-panel-\(panel.item.number.number)-\(language.rawValue).docx"
      )
      document = try document.keeping(
        DocumentExpression(
          .original, language, issuedOn: record.issuedOn, wordCount: language == .zh ? nil : Self.words(of: made.text),
          attachments: [file]), inPlaceOf: nil)
    }
    return document
  }

  private static func words(of text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }

  private func keep(_ content: Data, named name: String) async throws -> DocumentExpression.Attachment {
    let incoming = try meetings.incoming.begin(expecting: content.count)
    try incoming.write(Array(content)[...])
    try incoming.finish()
    let kept = try await meetings.files.keep(incoming)
    return .init(name: name, mediaType: DocumentWorker.Kind.docx.mediaType, size: kept.size, sha256: kept.sha256)
  }

  /// Document and agenda, kept together.
  /// - Throws: `StaleWrite` or `UniqueViolation` when somebody else was faster.
  func commit(_ document: MeetingDocument, under item: ID<AgendaItem>, by maker: Maker, at instant: Date) async throws {
    guard let id = document.meeting, let meeting = try await meetings.store.thing(Meeting.self, id.description) else {
      throw WebProblem.notFound
    }
    var listing = meeting.value
    guard let place = listing.items.firstIndex(where: { $0.id == item }) else { throw WebProblem.notFound }
    listing.items[place].documents.append(document.id)
    var change = Change()
    try change.keep(document, over: 0, as: "panelPaperKept", by: maker, at: instant)
    try change.keep(listing, over: meeting.version, as: "documentsLinked", part: "agenda", by: maker, at: instant)
    try await meetings.store.commit(change)
  }
}

/// What a paper for a panel is made from, read once for all its languages.
struct PanelMatter: Sendable {
  let dossier: MeetingDossier
  let item: AgendaItem
  let panels: [Panel]
  let tables: [MeetingFigures.FigureTable]
  let measured: [ID<Mandate>: MeasureSeries]
  let figures: MeetingFigures
  let evidence: [PanelEvidence]

  /// Reads what is known now.
  /// - Throws: `WebProblem.notFound` for an item without a panel.
  init(_ dossier: MeetingDossier, _ item: AgendaItem, in meetings: Meetings) async throws {
    self.dossier = dossier
    self.item = item
    panels = dossier.meeting.panels.filter { $0.item == item.id }
    guard !panels.isEmpty else { throw WebProblem.notFound }
    figures = meetings.figures
    tables = try await figures.tables(PanelPaper.tableNames)
    measured = try await figures.series(of: dossier.mandates(statedUnder: item.id))
    evidence = try await meetings.evidence(PanelPaper.article)
  }

  func paper(in words: Words, mastheadWords: Words) -> PanelPaper {
    PanelPaper(
      dossier: dossier, item: item, panels: panels, tables: tables, measured: measured, figures: figures, evidence: evidence, words: words,
      mastheadWords: mastheadWords)
  }
}
