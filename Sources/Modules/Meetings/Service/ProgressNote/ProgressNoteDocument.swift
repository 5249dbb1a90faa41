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

  /// The symbol of the note among the meeting's documents, where it is known.
  var symbol: String? {
    dossier.documents.first { $0.meeting == dossier.meeting.id && $0.kind == .secretariatNote && $0.isPublic }?.symbol
  }

  func columnNames() -> [String] { Self.columns.map { words("meetings.mandates.note.\($0)") } }

  /// Evidence that everybody may see.
  func evidence(_ line: FollowUpLine) -> [MeetingDocument] { line.evidence.filter(\.isPublic) }

  func done(_ line: FollowUpLine) -> [(day: String, what: LocalText)] {
    line.mandate.actions.sorted { $0.doneOn < $1.doneOn }.map { (words.date($0.doneOn), $0.what) }
  }

  // MARK: As a document

  /// The note for the document worker.
  func document(on day: CalendarDay) -> OfficialDocument {
    var document = OfficialDocument(
      primary: words.language, secondary: words.language, title: .init(only: words("meetings.mandates.note.title")),
      subtitle: .init(only: title),
      pagePattern: .init(only: words("meetings.mandates.note.page", ["number": "{number}", "count": "{count}"])),
      digestLabel: .init(only: words("meetings.mandates.note.digest")), digest: digest, translationLabel: nil)
    document.head = head(on: day)
    document.parts = byItem.map { item, lines in
      OfficialDocument.Part(.init(only: plain(item.title)), source: nil, [table(lines)])
    }
    return document
  }

  private func head(on day: CalendarDay) -> [OfficialDocument.Row] {
    func row(_ key: String, _ value: OfficialDocument.Value) -> OfficialDocument.Row { .init(.init(only: words(key)), value) }
    var rows = symbol.map { [row("meetings.column.symbol", .code($0))] } ?? []
    rows.append(row("meetings.column.dates", .pair(.init(only: MeetingText.days(dossier.meeting.days, words)))))
    rows.append(row("meetings.mandates.note.asOf", .pair(.init(only: words.date(day)))))
    return rows
  }

  private func table(_ lines: [FollowUpLine]) -> OfficialDocument.Block {
    let shares = [4, 2, 4, 2, 2]
    return .table(
      columns: zip(columnNames(), shares).map { .init(.init(only: $0.0), share: $0.1) },
      rows: lines.map { line in
        let mandate = line.mandate
        let task = mandate.task.best(for: words.language)
        return [
          .text(task?.text ?? "", language: task?.language),
          .pair(.init(only: text.plainSource(mandate, dossier.document(mandate.source)))),
          .text(doneText(line), language: doneLanguage(line)), .pair(.init(only: text.status(mandate.status))),
          .pair(.init(only: evidenceText(line))),
        ]
      })
  }

  private func doneText(_ line: FollowUpLine) -> String {
    let done = done(line)
    guard !done.isEmpty else { return words("meetings.mandates.note.nothing") }
    return done.map { "\($0.day)\(words.language == .zh ? "：" : ": ")\(plain($0.what))" }.joined(separator: "\n")
  }

  private func doneLanguage(_ line: FollowUpLine) -> Language? {
    let languages = Set(done(line).compactMap { $0.what.best(for: words.language)?.language })
    return languages.isEmpty || languages == [words.language] ? words.language : nil
  }

  private func evidenceText(_ line: FollowUpLine) -> String {
    let cited = evidence(line).map { $0.citation ?? plain($0.title) }
    return cited.isEmpty ? "–" : cited.joined(separator: "\n")
  }

  private func plain(_ text: LocalText) -> String { text.best(for: words.language)?.text ?? "" }

  // MARK: As a table to keep

  var csv: String {
    let head = [words("meetings.column.item"), words("meetings.mandates.column.mark")] + columnNames()
    let rows = byItem.flatMap { item, lines in
      lines.map { line in
        [
          item.number.description, line.mandate.mark.text, text.task(line.mandate),
          text.plainSource(line.mandate, dossier.document(line.mandate.source)), doneText(line), text.status(line.mandate.status),
          evidenceText(line),
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
