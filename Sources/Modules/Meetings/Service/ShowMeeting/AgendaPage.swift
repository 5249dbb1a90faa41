// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// The annotated agenda for everybody, to read, to print and to take along in each language.
struct AgendaPage: Sendable {
  let meetings: Meetings

  /// Whether the agenda may be shown to everybody.
  static func isPublic(_ dossier: MeetingDossier) -> Bool { dossier.annotatedAgenda?.isPublic ?? true }

  private func load(_ call: Call<SignedIn?>) async throws -> MeetingDossier {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let dossier = try await meetings.store.dossier(mark), Self.isPublic(dossier), !dossier.meeting.items.isEmpty else {
      throw WebProblem.notFound
    }
    return dossier
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let dossier = try await load(call)
    let meeting = dossier.meeting
    // The reader's own words, which a disguised language may be; the masthead's come from the catalogue.
    let paper = AgendaComposer(dossier, in: call.language) { $0 == call.language ? call.words : meetings.words($0) }.paper
    let name = MeetingText.plainName(of: meeting, body: dossier.body(meeting.body), call.words)
    return .page(
      Page(
        paper.title.text,
        trail: [.init(call.words("meetings.list.title"), MeetingListPage.url), .init(name, MeetingPage.url(of: meeting))],
        drawsOwnHeading: true
      ) {
        downloads(meeting, call.words)
        PaperMarkup(paper: paper, language: call.language).html
      })
  }

  private func downloads(_ meeting: Meeting, _ words: Words) -> HTML {
    tag("details", .css("screen-only")) {
      tag("summary") { words("meetings.show.takeAlong") }
      tag("ul", .css("downloads")) {
        for language in Language.allCases {
          tag("li") {
            tag("span", .lang(language.htmlCode), .dir(language.direction.rawValue)) { language.ownName }
            for (form, label) in [("pdf", "PDF"), ("docx", "DOCX"), ("txt", words("meetings.show.plainText"))] {
              " "
              link("\(MeetingPage.url(of: meeting))/agenda/file?in=\(language.rawValue)&as=\(form)", label)
            }
          }
        }
      }
    }
  }

  /// The agenda as a file in one language.
  @Sendable func file(_ call: Call<SignedIn?>) async throws -> Answer {
    let dossier = try await load(call)
    guard let language = call.query["in"].flatMap({ Language(rawValue: $0) }) else { throw WebProblem.notFound }
    let paper = AgendaComposer(dossier, in: language, catalogue: meetings.words).paper
    let form = call.query["as"] ?? "pdf"
    let name = "\(dossier.meeting.mark)-agenda-\(language.rawValue).\(form)"
    if form == "txt" { return .file(Data(paper.text.utf8), type: "text/plain; charset=utf-8", name: name) }
    guard let kind = DocumentWorker.Kind(rawValue: form) else { throw WebProblem.notFound }
    return .file(try await meetings.worker.render(paper, as: kind), type: kind.mediaType, name: name)
  }
}

/// A paper as the content of a page; in print its symbol stands on each sheet.
struct PaperMarkup {
  let paper: OfficialPaper
  let language: Language

  var html: HTML {
    tag("article", .css("paper")) {
      if let running = paper.runningHead { tag("p", .css("running print-only"), .dir("ltr")) { running } }
      masthead
      tag("h1") { draw(paper.title) }
      blocks
    }
  }

  private var masthead: HTML {
    let head = paper.masthead
    return tag("div", .css("masthead")) {
      tag("div", .css("organ")) {
        if let organ = head.organ { tag("p") { draw(organ) } }
        if let symbol = head.symbol { tag("p") { MeetingText.symbol(symbol) } }
      }
      tag("ul", .css("distribution")) { for line in head.lines { tag("li") { draw(line) } } }
      tag("div", .css("occasion")) {
        if let body = head.body { tag("p") { tag("strong") { draw(body) } } }
        if let occasion = head.occasion { tag("p") { draw(occasion) } }
      }
    }
  }

  private var blocks: [HTML] {
    var drawn: [HTML] = []
    var entries: [HTML] = []
    // Each table is named by the heading that it stands under: several with one name cannot be told apart by ear.
    var heading = paper.title.text
    func close() {
      if !entries.isEmpty { drawn.append(tag("ul", .css("agenda")) { entries }) }
      entries = []
    }
    for block in paper.blocks {
      if case .heading(let piece, _) = block { heading = piece.text }
      if case .entry(let number, let piece, let level) = block {
        entries.append(
          tag("li", level > 1 ? .css("below") : nil) {
            tag("bdi", .css("number"), .dir(language.direction.rawValue)) { number + " " }
            draw(piece)
          })
        continue
      }
      close()
      drawn.append(draw(block, under: heading))
    }
    close()
    return drawn
  }

  private func draw(_ block: OfficialPaper.Block, under heading: String) -> HTML {
    switch block {
    case .heading(let piece, 1): tag("h2") { draw(piece) }
    case .heading(let piece, 2): tag("h3") { draw(piece) }
    case .heading(let piece, _): tag("h4") { draw(piece) }
    case .paragraph(let piece), .entry(_, let piece, _): tag("p") { draw(piece) }
    case .clause(let number, let lines, let isBold):
      tag("div", .css("report-paragraph")) {
        tag("p", .css("report-number")) { number }
        tag("div") { for line in lines { tag("p") { isBold ? tag("strong") { draw(line) } : draw(line) } } }
      }
    case .table(let columns, let rows):
      Table(
        caption: heading, showsCaption: false, columns: columns.map { Table.Column($0.heading) },
        rows: rows.map { row in row.map { cell in HTML(cell.lines.map { line in tag("p") { draw(line) } }) } }
      ).html
    case .picture(_, let title, let description):
      tag("div") {
        tag("p") { tag("strong") { draw(title) } }
        tag("p") { description }
      }
    case .annex(let heading, let title):
      tag("div", .css("annex")) {
        tag("h2") { draw(heading) }
        tag("h3") { draw(title) }
      }
    case .timetable(let columns, let days):
      HTML {
        for day in days {
          Table(
            caption: day.heading, columns: columns.map { Table.Column($0) },
            rows: rows(of: day)
          ).html
        }
      }
    }
  }

  /// The time is printed once for a session; who hears the table read hears it with each item.
  private func rows(of day: OfficialPaper.Day) -> [[HTML]] {
    var time = ""
    return day.lines.map { line in
      time = line.time ?? time
      let first = line.time == nil ? tag("span", .css("again")) { time } : HTML(time)
      return [first, tag("bdi", .dir(language.direction.rawValue)) { line.number }, draw(line.title)]
    }
  }

  private func draw(_ piece: OfficialPaper.Piece) -> HTML { foreign(piece.text, piece.language, on: language) }
}
