// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// The progress note of a meeting as a page and as files.
struct ProgressNotePages: Sendable {
  let meetings: Meetings

  static func url(_ meeting: Meeting) -> String { "\(MeetingListPage.url)/\(meeting.mark)/progress-note" }

  static func trail(_ dossier: MeetingDossier, _ words: Words) -> [Page.Crumb] {
    let name = MeetingText.plainName(of: dossier.meeting, body: dossier.body(dossier.meeting.body), words)
    return [.init(words("meetings.list.title"), MeetingListPage.url), .init(name, "\(MeetingListPage.url)/\(dossier.meeting.mark)")]
  }

  static func load<Who>(_ call: Call<Who>, _ meetings: Meetings) async throws -> MeetingDossier {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let dossier = try await meetings.store.dossier(mark) else { throw WebProblem.notFound }
    return dossier
  }

  /// The note with what has become of the figures by which its mandates are judged.
  private func note<Who>(_ call: Call<Who>, _ words: Words) async throws -> ProgressNote {
    let dossier = try await Self.load(call, meetings)
    return ProgressNote(
      dossier: dossier, words: words, figures: meetings.figures,
      measured: try await meetings.figures.series(of: dossier.progressNote.map(\.mandate)))
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let note = try await note(call, call.words)
    let (words, url) = (call.words, Self.url(note.dossier.meeting))
    let isOfficer = call.who?.may("meetings.read") ?? false
    return .page(
      Page(words("meetings.mandates.note.title"), trail: Self.trail(note.dossier, words)) {
        tag("p", .css("lead")) { note.title }
        if let symbol = note.symbol { tag("p") { MeetingText.symbol(symbol) } }
        if note.byItem.isEmpty {
          emptyState(words("meetings.mandates.note.none"))
        } else {
          for (item, lines) in note.byItem { Self.table(item, lines, note) }
          tag("p", .css("actions")) {
            link("\(url).csv", words("meetings.mandates.csv"))
            if isOfficer {
              link("\(url).pdf", words("meetings.mandates.note.pdf"))
              link("\(url).docx", words("meetings.mandates.note.docx"))
            }
          }
        }
        if isOfficer {
          tag("p", .css("actions")) {
            link(FollowUpPage.url(note.dossier.meeting), words("meetings.mandates.followUp.title"), .css("button secondary"))
          }
        }
      })
  }

  private static func table(_ item: AgendaItem, _ lines: [FollowUpLine], _ note: ProgressNote) -> HTML {
    let text = MandateText(words: note.words)
    let words = note.words
    return HTML {
      tag("h2") {
        tag("span", .dir("ltr")) { "\(item.number)." }
        " "
        localText(item.title, on: note.words.language)
      }
      Table(
        caption: note.words("meetings.mandates.note.under", ["item": .text(item.number.description)]),
        columns: note.columnNames().map { Table.Column($0) },
        rows: lines.map { line in
          [
            HTML {
              link(MandateText.url(line.mandate), line.mandate.mark.text, .dir("ltr"))
              " "
              localText(line.mandate.task, on: note.words.language)
            },
            text.source(line.mandate, note.dossier.document(line.mandate.source)), Self.done(line, note), text.badge(line.mandate),
            Self.evidence(line, note, text),
          ]
        }
      ).html
      for (mandate, said) in note.measures(lines) {
        tag("section") {
          tag("h3") { words.measureHeading(mandate) }
          tag("ul") { for line in said { tag("li") { line } } }
        }
      }
      if !note.measures(lines).isEmpty { tag("p", .css("hint")) { words("meetings.measure.noReason") } }
    }
  }

  static func done(_ line: FollowUpLine, _ note: ProgressNote) -> HTML {
    let done = note.done(line)
    guard !done.isEmpty else { return HTML(note.words("meetings.mandates.note.nothing")) }
    return HTML(
      done.map { action in
        tag("p") {
          action.day + (note.words.language == .zh ? "：" : ": ")
          localText(action.what, on: note.words.language)
        }
      })
  }

  private static func evidence(_ line: FollowUpLine, _ note: ProgressNote, _ text: MandateText) -> HTML {
    let evidence = note.evidence(line)
    guard !evidence.isEmpty else { return HTML("–") }
    return HTML(evidence.map { document in tag("p") { text.citation(document) } })
  }

  @Sendable func csv(_ call: Call<SignedIn?>) async throws -> Answer {
    let note = try await note(call, call.words)
    return .file(Data(note.csv.utf8), type: "text/csv; charset=utf-8", name: Self.name(note, "csv"))
  }

  @Sendable func pdf(_ call: Call<SignedIn>) async throws -> Answer { try await file(call, .pdf) }

  @Sendable func docx(_ call: Call<SignedIn>) async throws -> Answer { try await file(call, .docx) }

  private func file(_ call: Call<SignedIn>, _ kind: DocumentWorker.Kind) async throws -> Answer {
    let note = try await note(call, call.words)
    let mastheadWords = meetings.words(PaperMasthead.language(of: note.words.language))
    let data = try await meetings.worker.render(note.paper(on: call.today, mastheadWords: mastheadWords), as: kind)
    return .file(data, type: kind.mediaType, name: Self.name(note, kind.rawValue))
  }

  private static func name(_ note: ProgressNote, _ ending: String) -> String {
    "\(note.dossier.meeting.mark)-progress-\(note.words.language.rawValue).\(ending)"
  }
}
