// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// One item of an agenda for everybody: annotation, what is expected, panels, documents, the mandates behind it.
struct ItemPage: Sendable {
  let meetings: Meetings

  static func url(of item: AgendaItem, in meeting: Meeting) -> String {
    "\(MeetingPage.url(of: meeting))/items/\(item.number.number)\(item.number.letter ?? "")"
  }

  /// Reads the number as addresses have it, `3` or `3a`.
  static func number(_ text: String) -> ItemNumber? {
    guard let last = text.last, last.isLetter else { return ItemNumber(text) }
    return ItemNumber("\(text.dropLast())(\(last))")
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let mark = try call.parameter("meeting") { Mark($0) }
    let number = try call.parameter("item") { Self.number($0) }
    guard let dossier = try await meetings.store.dossier(mark), let item = dossier.meeting.item(number) else { throw WebProblem.notFound }
    return .page(Self.draw(item, of: dossier, forOfficer: call.who?.may("meetings.read") ?? false, call.words))
  }

  static func draw(_ item: AgendaItem, of dossier: MeetingDossier, forOfficer: Bool, _ words: Words) -> Page {
    let meeting = dossier.meeting
    let name = MeetingText.plainName(of: meeting, body: dossier.body(meeting.body), words)
    let heading = words("meetings.show.item", ["number": .text(item.number.printed(in: words.language))])
    return Page(
      "\(heading) – \(name)", trail: [.init(words("meetings.list.title"), MeetingListPage.url), .init(name, MeetingPage.url(of: meeting))],
      drawsOwnHeading: true
    ) {
      tag("h1") {
        tag("span", .css("hint")) { heading }
        void("br")
        localText(item.title, on: words.language)
      }
      facts([
        (words("meetings.fact.band"), band(of: item, meeting, words).map { HTML($0) }),
        (
          words("meetings.fact.topics"),
          item.topics.isEmpty ? nil : HTML(words.list(item.topics.map { words("meetings.topic.\($0.rawValue)") }))
        ),
      ])
      annotation(item, words)
      expectations(item, dossier, words)
      panels(item, dossier, forOfficer: forOfficer, words)
      if forOfficer { paperDoor(item, dossier, words) }
      tag("h2") { words("meetings.documents.title") }
      DocumentTable(dossier: dossier, documents: item.documents.compactMap { dossier.document($0) }.filter(\.isPublic), words: words).html
      mandates(item, dossier, forOfficer: forOfficer, words)
      neighbours(of: item, in: meeting, words)
    }
  }

  private static func band(of item: AgendaItem, _ meeting: Meeting, _ words: Words) -> String? {
    meeting.bands.first { $0.slots.contains { $0.item == item.id } }.map { band in
      "\(words.weekdayDate(band.day)) · \(MeetingText.hours(of: band, in: meeting.timeZone, words))"
    }
  }

  private static func annotation(_ item: AgendaItem, _ words: Words) -> HTML {
    HTML {
      tag("h2") { words("meetings.annotated.annotations") }
      let paragraphs = item.annotation(in: words.language)
      if paragraphs.isEmpty { emptyState(words("meetings.show.noAnnotation")) }
      for paragraph in paragraphs { tag("p") { foreign(paragraph.text, paragraph.language, on: words.language) } }
    }
  }

  private static func expectations(_ item: AgendaItem, _ dossier: MeetingDossier, _ words: Words) -> HTML {
    let expected = dossier.meeting.expectations.filter { $0.item == item.id }
    guard !expected.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.show.expected") }
      tag("ul") {
        for expectation in expected {
          tag("li") {
            tag("span", .css("badge")) { words("meetings.show.expects.\(expectation.kind.rawValue)") }
            " "
            localText(expectation.what, on: words.language)
          }
        }
      }
    }
  }

  /// A panel that the annotations do not announce is the secretariat's own business.
  private static func panels(_ item: AgendaItem, _ dossier: MeetingDossier, forOfficer: Bool, _ words: Words) -> HTML {
    let panels = dossier.meeting.panels.filter { $0.item == item.id && ($0.isAnnounced || forOfficer) }
    return HTML {
      for panel in panels {
        tag("h2") { words("meetings.band.panel") }
        if !panel.isAnnounced { tag("p") { badge(words("meetings.show.notAnnounced"), .attention) } }
        tag("ul") { for topic in panel.topics { tag("li") { localText(topic, on: words.language) } } }
        facts([
          (words("meetings.fact.moderator"), panel.moderator.map { person($0, words) }),
          (
            words("meetings.fact.speakers"),
            panel.speakers.isEmpty
              ? HTML(words("meetings.show.noSpeakers")) : tag("ul") { for one in panel.speakers { tag("li") { person(one, words) } } }
          ),
        ])
      }
    }
  }

  /// The door to the paper for a panel, for officers.
  private static func paperDoor(_ item: AgendaItem, _ dossier: MeetingDossier, _ words: Words) -> HTML {
    guard dossier.meeting.panels.contains(where: { $0.item == item.id }) else { return .nothing }
    return tag("p", .css("actions")) {
      link(PanelPaperPages.url(of: item, in: dossier.meeting), words("meetings.panelPaper.door"), .css("button secondary"))
    }
  }

  private static func person(_ person: Panel.Panellist, _ words: Words) -> HTML {
    HTML {
      tag("span", .dir("auto")) { person.name }
      if let state = person.state { HTML(" (\(words.state(state)))") }
      if let organization = person.organization { tag("span", .dir("auto")) { " (\(organization))" } }
    }
  }

  private static func mandates(_ item: AgendaItem, _ dossier: MeetingDossier, forOfficer: Bool, _ words: Words) -> HTML {
    let stated = dossier.mandates(statedUnder: item.id)
    return HTML {
      tag("h2") { words("meetings.show.mandatesBehind") }
      if stated.isEmpty {
        emptyState(words("meetings.show.noMandatesBehind"))
      } else {
        MandateTables(dossier: dossier, words: words, forOfficer: forOfficer)
          .table(stated, caption: words("meetings.show.mandatesBehind"), withStatus: true)
      }
    }
  }

  private static func neighbours(of item: AgendaItem, in meeting: Meeting, _ words: Words) -> HTML {
    let items = meeting.items.sorted { $0.number < $1.number }
    guard let place = items.firstIndex(where: { $0.id == item.id }) else { return .nothing }
    return tag("p", .css("actions")) {
      if place > 0 { link(url(of: items[place - 1], in: meeting), words("meetings.show.previousItem"), Attribute("rel", "prev")) }
      if place + 1 < items.count { link(url(of: items[place + 1], in: meeting), words("meetings.show.nextItem"), Attribute("rel", "next")) }
    }
  }
}
