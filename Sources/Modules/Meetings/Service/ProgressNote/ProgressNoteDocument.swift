// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Crypto
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// The note by the secretariat on progress in carrying out the mandates, in one language: one table, generated from the record.
struct ProgressNote: Sendable {
  let dossier: MeetingDossier
  let words: Words
  var figures: MeetingFigures = .none
  /// What has become of the figures by which mandates are judged.
  var measured: [ID<Mandate>: MeasureSeries] = [:]

  static let columns = ["mandate", "source", "done", "status", "evidence"]

  private var text: MandateText { MandateText(words: words) }

  /// The lines by the item under which they are reported on.
  var byItem: [(item: AgendaItem, lines: [FollowUpLine])] {
    let lines = dossier.progressNote
    return dossier.meeting.items.compactMap { item in
      let own = lines.filter { $0.home?.id == item.id }
      return own.isEmpty ? nil : (item, own)
    }
  }

  var title: String {
    MeetingText.plainName(of: dossier.meeting, body: dossier.body(dossier.meeting.body), words)
  }

  /// The note among the meeting's documents, where it is known.
  private var document: MeetingDocument? {
    dossier.documents.first { $0.meeting == dossier.meeting.id && $0.kind == .secretariatNote && $0.isPublic }
  }

  /// The symbol of the note, where it is known.
  var symbol: String? { document?.symbol }

  func columnNames() -> [String] { Self.columns.map { words("meetings.mandates.note.\($0)") } }

  /// Evidence that everybody may see.
  func evidence(_ line: FollowUpLine) -> [MeetingDocument] { line.evidence.filter(\.isPublic) }

  func done(_ line: FollowUpLine) -> [(day: String, what: LocalText)] {
    line.mandate.actions.sorted { $0.doneOn < $1.doneOn }.map { (words.date($0.doneOn), $0.what) }
  }

  /// The figures of some lines, each as lines of text; mandates that are judged by none are left out.
  func measures(_ lines: [FollowUpLine]) -> [(mandate: Mandate, said: [String])] {
    let text = MeasureText(words: words, figures: figures)
    return lines.compactMap { line in measured[line.mandate.id].map { (line.mandate, text.lines($0)) } }
  }

  // MARK: As a document

  /// The note for the document worker.
  /// - Parameter mastheadWords: the words of distribution and language above the title.
  func paper(on day: CalendarDay, mastheadWords: Words) -> OfficialPaper {
    let masthead = PaperMasthead(dossier: dossier, document: document, words: words, mastheadWords: mastheadWords)
    return OfficialPaper(
      own(words("meetings.mandates.note.title")), in: words.language, masthead: masthead.masthead, runningHead: document?.printedSymbol,
      pagePattern: words("meetings.mandates.note.page", ["number": "{number}", "count": "{count}"]),
      blocks: [.paragraph(own(labelled("meetings.mandates.note.asOf", words.date(day))))]
        + byItem.flatMap { item, lines in [heading(item), table(lines)] + measureBlocks(lines) },
      closing: [own(words("meetings.mandates.note.digest")), OfficialPaper.Piece(digest, .en)])
  }

  private func measureBlocks(_ lines: [FollowUpLine]) -> [OfficialPaper.Block] {
    let found = measures(lines)
    guard !found.isEmpty else { return [] }
    return found.flatMap { mandate, said in
      [.heading(own(words.measureHeading(mandate)), level: 3)] + said.map { .paragraph(own($0)) }
    } + [.paragraph(own(words("meetings.measure.noReason")))]
  }

  private func labelled(_ key: String, _ value: String) -> String {
    "\(words(key))\(words.language == .zh ? "：" : words.language == .fr ? "\u{a0}: " : ": ")\(value)"
  }

  private func own(_ text: String) -> OfficialPaper.Piece { OfficialPaper.Piece(text, words.language) }

  private func heading(_ item: AgendaItem) -> OfficialPaper.Block {
    let title = item.title.best(for: words.language)
    return .heading(OfficialPaper.Piece("\(item.number). \(title?.text ?? "")", title?.language ?? words.language), level: 2)
  }

  private func table(_ lines: [FollowUpLine]) -> OfficialPaper.Block {
    let shares = [4, 2, 4, 2, 2]
    return .table(
      columns: zip(columnNames(), shares).map { OfficialPaper.Column($0.0, share: $0.1) },
      rows: lines.map { line in
        let task = line.mandate.task.best(for: words.language)
        let source = text.plainSource(line.mandate, dossier.document(line.mandate.source))
        return [
          OfficialPaper.Cell(task.map { [OfficialPaper.Piece($0.text, $0.language)] } ?? []), OfficialPaper.Cell([own(source)]),
          OfficialPaper.Cell(doneLines(line)), OfficialPaper.Cell([own(text.status(line.mandate.status))]),
          OfficialPaper.Cell(evidenceText(line).split(separator: "\n").map { own(String($0)) }),
        ]
      })
  }

  private func doneLines(_ line: FollowUpLine) -> [OfficialPaper.Piece] {
    let done = done(line)
    guard !done.isEmpty else { return [own(words("meetings.mandates.note.nothing"))] }
    return done.map { day, what in
      let said = what.best(for: words.language)
      return OfficialPaper.Piece("\(day)\(words.language == .zh ? "：" : ": ")\(said?.text ?? "")", said?.language ?? words.language)
    }
  }

  private func doneText(_ line: FollowUpLine) -> String {
    let done = done(line)
    guard !done.isEmpty else { return words("meetings.mandates.note.nothing") }
    return done.map { "\($0.day)\(words.language == .zh ? "：" : ": ")\(plain($0.what))" }.joined(separator: "\n")
  }

  private func evidenceText(_ line: FollowUpLine) -> String {
    let cited = evidence(line).map { DocumentText.plainCitation($0, words) ?? plain($0.title) }
    return cited.isEmpty ? "–" : cited.joined(separator: "\n")
  }

  private func plain(_ text: LocalText) -> String { text.best(for: words.language)?.text ?? "" }

  // MARK: As a table to keep

  var csv: String {
    let head = [words("meetings.column.item"), words("meetings.mandates.column.mark")] + columnNames() + [words("meetings.measure.title")]
    let rows = byItem.flatMap { item, lines in
      lines.map { line in
        [
          item.number.description, line.mandate.mark.text, text.task(line.mandate),
          text.plainSource(line.mandate, dossier.document(line.mandate.source)), doneText(line), text.status(line.mandate.status),
          evidenceText(line), measures([line]).first?.said.joined(separator: "\n") ?? "",
        ]
      }
    }
    return CSVFile.text([head] + rows, guardsFormulas: true)
  }

  private var digest: String {
    let hex = Array("0123456789abcdef")
    return String(SHA256.hash(data: Data(csv.utf8)).flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] })
  }
}
