// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// One meeting for everybody: facts, organization of work, agenda, documents.
struct MeetingPage: Sendable {
  let meetings: Meetings

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let dossier = try await meetings.store.dossier(mark) else { throw WebProblem.notFound }
    let part = dossier.publicPart
    var page = Self.draw(part, call.words, forms: MeetingForms.links(part.meeting, call.words))
    page.alternates = MeetingForms.alternates(part.meeting, call.words)
    return .page(page)
  }

  /// The page as a function of the dossier.
  /// - Parameter forms: what stands at its end: the other forms in which the meeting can be had.
  static func draw(_ dossier: MeetingDossier, _ words: Words, forms: HTML = .nothing) -> Page {
    let meeting = dossier.meeting
    return Page(
      MeetingText.plainName(of: meeting, body: dossier.body(meeting.body), words),
      trail: [.init(words("meetings.list.title"), MeetingListPage.url)]
    ) {
      tag("p", .css("lead")) {
        HTML(MeetingText.days(meeting.days, words))
        if !meeting.place.city.texts.isEmpty { HTML(words.language == .zh ? "，" : ", ") }
        MeetingText.place(meeting.place, words)
      }
      facts(dossier, words)
      agenda(meeting, words)
      organization(meeting, words)
      documents(dossier, words)
      forms
    }
  }

  private static func facts(_ dossier: MeetingDossier, _ words: Words) -> HTML {
    let meeting = dossier.meeting
    return Web.facts([
      (words("meetings.column.body"), dossier.body(meeting.body).map { localText($0.name, on: words.language) }),
      (words("meetings.fact.standing"), HTML(words("meetings.standing.\(meeting.standing.rawValue)"))),
      (words("meetings.fact.opens"), meeting.opensAt.map { HTML(words.dateTime($0, in: meeting.timeZone)) }),
      (
        words("meetings.fact.resources"),
        meeting.resources.map { resources in
          HTML(
            words(
              "meetings.fact.plenaries",
              [
                "count": .integer(resources.plenaryMeetings),
                "languages": .list(resources.interpretation.map { words("meetings.language.\($0.rawValue)") }),
              ]))
        }
      ),
      (
        words("meetings.fact.previous"),
        dossier.meeting(meeting.previous).map { previous in
          tag("a", .href("\(MeetingListPage.url)/\(previous.mark)")) {
            MeetingText.name(of: previous, body: dossier.body(previous.body), words)
          }
        }
      ),
      (
        words("meetings.fact.report"),
        dossier.document(meeting.outcomeDocument)?.citation.map { MeetingText.symbol($0) }
      ),
    ])
  }

  private static func agenda(_ meeting: Meeting, _ words: Words) -> HTML {
    HTML {
      tag("h2") {
        switch meeting.agendaStage {
        case .provisional: words("meetings.agenda.provisional")
        case .adopted(let day): words("meetings.agenda.adopted", ["day": .day(day)])
        }
      }
      if meeting.items.isEmpty {
        emptyState(words("meetings.agenda.none"))
      } else {
        tag("ul", .css("agenda")) {
          for item in meeting.items {
            tag("li") {
              tag("span", .css("number"), .dir("ltr")) { item.number.description + "." }
              " "
              localText(item.title, on: words.language)
            }
          }
        }
      }
    }
  }

  private static func organization(_ meeting: Meeting, _ words: Words) -> HTML {
    guard !meeting.bands.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.organization.title") }
      Table(
        caption: words("meetings.organization.title"),
        columns: ["time", "item", "title"].map { Table.Column(words("meetings.column.\($0)")) },
        rows: meeting.bands.flatMap { band in
          let time = words(
            "meetings.organization.time",
            [
              "from": .text(words.time(band.from.instant(on: band.day, in: meeting.timeZone), in: meeting.timeZone)),
              "to": .text(words.time(band.to.instant(on: band.day, in: meeting.timeZone), in: meeting.timeZone)),
            ])
          return band.slots.compactMap { slot -> [HTML]? in
            guard let item = meeting.item(slot.item) else { return nil }
            return [
              HTML("\(words.date(band.day)) · \(time)"), tag("bdi", .dir("ltr")) { item.number.description },
              localText(item.titleInTimetable, on: words.language),
            ]
          }
        }
      ).html
    }
  }

  private static func documents(_ dossier: MeetingDossier, _ words: Words) -> HTML {
    let listed = dossier.documents.filter { document in
      document.isPublic && (document.meeting == dossier.meeting.id || !dossier.items(listing: document.id).isEmpty)
    }
    return HTML {
      tag("h2") { words("meetings.documents.title") }
      if listed.isEmpty {
        emptyState(words("meetings.documents.none"))
      } else {
        Table(
          caption: words("meetings.documents.title"),
          columns: ["symbol", "title", "item"].map { Table.Column(words("meetings.column.\($0)")) },
          rows: listed.map { document in
            [
              document.citation.map { MeetingText.symbol($0) } ?? HTML("–"), localText(document.title, on: words.language),
              HTML(words.list(dossier.items(listing: document.id).map(\.number.description))),
            ]
          }
        ).html
      }
    }
  }
}
