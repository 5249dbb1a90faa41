// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import XMLText

/// The agenda of a meeting, or its report, as Akoma Ntoso 3.0 in one language.
/// - Source: OASIS LegalDocML, Akoma Ntoso Version 1.0 (schema akomantoso30.xsd); practice (AKN4UN guidelines)
struct MeetingMarkup: Sendable {
  /// The media type of the files.
  static let mediaType = "application/akn+xml"

  /// A paragraph of a report.
  struct Paragraph: Sendable {
    /// The number as it is printed, the same in all languages.
    let number: String
    /// The heading of the chapter that begins with it.
    var chapter: LocalText?
    let text: LocalText
  }

  let dossier: MeetingDossier
  let words: Words

  /// - Parameter dossier: any dossier; its public part alone is told.
  init(_ dossier: MeetingDossier, words: Words) {
    self.dossier = dossier.publicPart
    self.words = words
  }

  var language: Language { words.language }

  /// The agenda with its annotations, mandates and documents.
  /// - Throws: `XMLFile.Fault`, which does not happen.
  func agenda() throws -> String {
    let document = dossier.annotatedAgenda
    let title = document?.title ?? LocalText()
    return try file(
      name: document?.markupName?.name ?? "agenda", at: dossier.agendaAddress(), of: document,
      titled: title.best(for: language).map { ($0.text, $0.language) } ?? (words("meetings.agenda.provisional"), language)
    ) {
      XML.element("debateSection", [XMLAttribute("eId", "agenda"), XMLAttribute("name", "plenary")]) {
        opening
        agendaList
      }
      if !dossier.meeting.bands.isEmpty {
        XML.element("debateSection", [XMLAttribute("eId", "organization"), XMLAttribute("name", "organizationOfWork")]) { organization }
      }
    }
  }

  /// A report of the meeting: its paragraphs in chapters.
  /// - Parameter document: the document that the report is issued as.
  /// - Throws: `XMLFile.Fault`, which does not happen.
  func report(_ paragraphs: [Paragraph], as document: MeetingDocument) throws -> String {
    let address =
      dossier.address(of: document)
      ?? MarkupAddress(
        documentType: "debateReport", subtype: "report", actor: MarkupAddress.actor(dossier.body(dossier.meeting.body)),
        date: dossier.meeting.days.max() ?? .earliest, number: document.citation ?? document.mark.text)
    let title = document.title.best(for: language).map { ($0.text, $0.language) } ?? (document.mark.text, language)
    return try file(name: document.markupName?.name ?? "report", at: address, of: document, titled: title) {
      for (index, chapter) in Self.chapters(paragraphs).enumerated() {
        XML.element("debateSection", [XMLAttribute("eId", "chp_\(index + 1)"), XMLAttribute("name", "chapter")]) {
          if let heading = chapter.first?.chapter.flatMap({ words(of: $0) }) { XML.element("heading", [heading.mark]) { heading.text } }
          XML.element("blockList", [XMLAttribute("eId", "chp_\(index + 1)__list")]) {
            for paragraph in chapter { item(paragraph, of: index) }
          }
        }
      }
    }
  }

  private static func chapters(_ paragraphs: [Paragraph]) -> [[Paragraph]] {
    paragraphs.reduce(into: []) { chapters, paragraph in
      if chapters.isEmpty || paragraph.chapter != nil { chapters.append([]) }
      chapters[chapters.count - 1].append(paragraph)
    }
  }

  private func item(_ paragraph: Paragraph, of chapter: Int) -> XML {
    let name = MarkupAddress.plain(paragraph.number)
    return XML.element("item", [XMLAttribute("eId", "chp_\(chapter + 1)__para_\(name)")]) {
      XML.element("num") { paragraph.number }
      if let text = words(of: paragraph.text) { XML.element("p", [text.mark]) { text.text } } else { XML.element("p") }
    }
  }

  // MARK: The agenda's parts

  /// A text in this language or the nearest, with its language where that is another one.
  func words(of text: LocalText) -> (text: String, mark: XMLAttribute?)? {
    text.best(for: language).map { ($0.text, $0.language == language ? nil : .language($0.language.rawValue)) }
  }

  private var opening: XML? {
    let meeting = dossier.meeting
    let first = meeting.bands.min { ($0.day, $0.from) < ($1.day, $1.from) }
    guard let instant = meeting.opensAt ?? first.map({ $0.from.instant(on: $0.day, in: meeting.timeZone) }) else { return nil }
    let time = instant.formatted(Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: meeting.timeZone))
    return XML.element("block", [XMLAttribute("name", "openingStatement"), XMLAttribute("eId", "opening")]) {
      XML.element("recordedTime", [XMLAttribute("type", "startEvent"), XMLAttribute("time", time)]) {
        words.dateTime(instant, in: meeting.timeZone)
      }
    }
  }

  private var agendaList: XML? {
    guard !dossier.meeting.items.isEmpty else { return nil }
    return XML.element("blockList", [XMLAttribute("eId", "agenda__list")]) {
      for item in dossier.meeting.items {
        XML.element("item", [XMLAttribute("eId", Self.name(of: item))]) {
          XML.element("num") { "\(item.number)." }
          if let title = words(of: item.title) { XML.element("heading", [title.mark]) { title.text } }
          for paragraph in item.annotation { if let text = words(of: paragraph) { XML.element("p", [text.mark]) { text.text } } }
          for mandate in dossier.mandates(statedUnder: item.id) { stated(mandate, under: item) }
          references(item)
        }
      }
    }
  }

  static func name(of item: AgendaItem) -> String {
    "agenda__item_\(item.number.number)" + (item.number.letter.map { "-\($0)" } ?? "")
  }

  private func stated(_ mandate: Mandate, under item: AgendaItem) -> XML? {
    guard let task = words(of: mandate.task) else { return nil }
    return XML.element("p") {
      XML.element(
        "term",
        [
          XMLAttribute("refersTo", "#mandate-\(mandate.mark)"), XMLAttribute("eId", "\(Self.name(of: item))__term_\(mandate.mark)"),
          task.mark,
        ]
      ) { task.text }
      if let source = dossier.document(mandate.source) { reference(source, before: " (", after: ")") }
    }
  }

  /// What an item lists; an item needs a paragraph, and an empty one says nothing.
  private func references(_ item: AgendaItem) -> XML {
    let listed = item.documents.compactMap { dossier.document($0) }
    return XML.element("p") {
      for (index, document) in listed.enumerated() {
        if index > 0 { "; " }
        reference(document, before: "", after: words(of: document.title).map { " \($0.text)" } ?? "")
      }
    }
  }

  private func reference(_ document: MeetingDocument, before: String, after: String) -> [XML] {
    guard let citation = document.citation else { return [XML(before + after)] }
    guard let address = dossier.address(of: document) else { return [XML(before + citation + after)] }
    return [XML(before), XML.element("ref", [XMLAttribute("href", address.work)]) { citation }, XML(after)]
  }

  private var organization: XML {
    let meeting = dossier.meeting
    return XML.element("blockList", [XMLAttribute("eId", "organization__list")]) {
      XML.element("listIntroduction") { words("meetings.organization.title") }
      for band in meeting.bands {
        XML.element("item", [XMLAttribute("eId", "organization__item_\(band.mark)")]) {
          XML.element("num") {
            words.date(band.day) + " "
              + words(
                "meetings.organization.time",
                [
                  "from": .text(words.time(band.from.instant(on: band.day, in: meeting.timeZone), in: meeting.timeZone)),
                  "to": .text(words.time(band.to.instant(on: band.day, in: meeting.timeZone), in: meeting.timeZone)),
                ])
          }
          XML.element("heading") { words("meetings.band.\(band.kind.rawValue)") }
          for item in band.slots.compactMap({ meeting.item($0.item) }) {
            XML.element("p") {
              XML.element("ref", [XMLAttribute("href", "#\(Self.name(of: item))")]) { "\(item.number)." }
              if let title = words(of: item.titleInTimetable) { " \(title.text)" }
            }
          }
          if band.slots.isEmpty { XML.element("p") }
        }
      }
    }
  }
}
