// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// One meeting for everybody: facts, organization of work, agenda, documents, mandates by status; findings for the secretariat.
struct MeetingPage: Sendable {
  let meetings: Meetings

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let dossier = try await meetings.store.dossier(mark) else { throw WebProblem.notFound }
    // What everybody may see; officers see the whole.
    let shown = call.who?.may("meetings.read") == true ? dossier : dossier.publicPart
    // A meeting without a report costs no reading more.
    let hasReport =
      dossier.document(dossier.meeting.outcomeDocument)?.isPublic == true
      ? try await meetings.store.hasAdoptedReport(dossier.meeting.id) : false
    var page = Self.draw(
      shown, hasReport: hasReport, for: call.who, call.words, forms: MeetingForms.links(shown.meeting, call.words))
    page.alternates = MeetingForms.alternates(shown.meeting, call.words)
    return .page(page)
  }

  static func url(of meeting: Meeting) -> String { "\(MeetingListPage.url)/\(meeting.mark)" }

  /// The page as a function of the dossier.
  /// - Parameter forms: what stands at its end: the other forms in which the meeting can be had.
  static func draw(
    _ dossier: MeetingDossier, hasReport: Bool = false, for who: SignedIn? = nil, _ words: Words, forms: HTML = .nothing
  ) -> Page {
    let forOfficer = who?.may("meetings.read") ?? false
    let meeting = dossier.meeting
    return Page(
      MeetingText.plainName(of: meeting, body: dossier.body(meeting.body), words),
      trail: [.init(words("meetings.list.title"), MeetingListPage.url)]
    ) {
      tag("p", .css("lead")) {
        HTML(MeetingText.days(meeting.days, words))
        if !meeting.place.city.texts.isEmpty { HTML(words.language == .zh ? "，" : words.language == .ar ? "، " : ", ") }
        MeetingText.place(meeting.place, words)
      }
      facts(dossier, hasReport, words)
      session(meeting, words)
      if !meeting.items.isEmpty, AgendaPage.isPublic(dossier) {
        tag("p", .css("actions")) { link("\(url(of: meeting))/agenda", words("meetings.show.toAgenda"), .css("button secondary")) }
      }
      organization(meeting, words)
      agenda(meeting, words)
      documents(dossier, words)
      MandateTables(dossier: dossier, words: words, forOfficer: forOfficer).byStatus
      tag("p", .css("actions")) {
        link("\(MandateText.url)?meeting=\(meeting.mark)", words("meetings.mandates.title"))
        link(ProgressNotePages.url(meeting), words("meetings.mandates.note.title"))
      }
      if forOfficer { findings(dossier, words) }
      AgendaLinks(meeting: meeting, words: words).html(who)
      forms
    }
  }

  private static func facts(_ dossier: MeetingDossier, _ hasReport: Bool, _ words: Words) -> HTML {
    let meeting = dossier.meeting
    return Web.facts([
      (words("meetings.column.body"), dossier.body(meeting.body).map { localText($0.name, on: words.language) }),
      (words("meetings.fact.standing"), HTML(words("meetings.standing.\(meeting.standing.rawValue)"))),
      (words("meetings.fact.opens"), meeting.opensAt.map { HTML(words.dateTime($0, in: meeting.timeZone)) }),
      (words("meetings.fact.resources"), meeting.resources.map { HTML(services($0, words)) }),
      (
        words("meetings.fact.previous"),
        dossier.meeting(meeting.previous).map { previous in
          tag("a", .href(url(of: previous))) { MeetingText.name(of: previous, body: dossier.body(previous.body), words) }
        }
      ),
      (
        words("meetings.fact.report"),
        report(dossier, hasReport, words)
      ),
    ])
  }

  /// The way to what goes on in session.
  private static func session(_ meeting: Meeting, _ words: Words) -> HTML {
    let url = "\(MeetingListPage.url)/\(meeting.mark)"
    return tag("p") {
      link("\(url)/participants", words("meetings.session.participants"))
      " · "
      link("\(url)/speakers", words("meetings.session.speakers"))
      " · "
      link("\(url)/statements", words("meetings.session.statements"))
    }
  }

  private static func report(_ dossier: MeetingDossier, _ hasReport: Bool, _ words: Words) -> HTML? {
    let symbol = dossier.document(dossier.meeting.outcomeDocument)
      .flatMap { $0.isPublic ? $0.citation.map { MeetingText.symbol($0) } : nil }
    guard hasReport else { return symbol }
    return tag("a", .href(ReportDesk.url(dossier.meeting))) { symbol ?? HTML(words("meetings.report.documentTitle")) }
  }

  private static func services(_ resources: Resources, _ words: Words) -> String {
    words(
      "meetings.fact.plenaries",
      [
        "count": .integer(resources.plenaryMeetings),
        "languages": .list(resources.interpretation.map { words("meetings.language.\($0.rawValue)") }),
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
          for item in meeting.items.sorted(by: { $0.number < $1.number }) {
            tag("li") { title(of: item, in: meeting, item.title, words) }
          }
        }
      }
    }
  }

  /// The number with the title, linked to the item's page.
  private static func title(of item: AgendaItem, in meeting: Meeting, _ title: LocalText, _ words: Words) -> HTML {
    HTML {
      // In the page's direction: a number alone has none of its own, and its point would stand on the wrong side of it.
      tag("bdi", .css("number"), .dir(words.language.direction.rawValue)) {
        (item.number.letter == nil ? "\(item.number.number)." : item.number.printed(in: words.language)) + " "
      }
      tag("a", .href(ItemPage.url(of: item, in: meeting))) { localText(title, on: words.language) }
    }
  }

  private static func organization(_ meeting: Meeting, _ words: Words) -> HTML {
    guard !meeting.bands.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.organization.title") }
      for (index, day) in Set(meeting.bands.map(\.day)).sorted().enumerated() {
        let bands = meeting.bands.filter { $0.day == day }.sorted { $0.from < $1.from }
        Table(
          caption: words.weekdayDate(day), columns: ["time", "items"].map { Table.Column(words("meetings.column.\($0)")) },
          rows: bands.map { band in
            [
              HTML {
                HTML(MeetingText.hours(of: band, in: meeting.timeZone, words))
                void("br")
                tag("span", .css("hint")) { words("meetings.band.\(band.kind.rawValue)") }
              },
              tag("ul", .css("agenda"), .id("d\(index)-\(band.mark)")) {
                for item in band.slots.compactMap({ meeting.item($0.item) }) {
                  tag("li") { title(of: item, in: meeting, item.titleInTimetable, words) }
                }
              },
            ]
          }
        ).html
      }
    }
  }

  private static func documents(_ dossier: MeetingDossier, _ words: Words) -> HTML {
    let listed = dossier.documents.filter { document in
      document.isPublic && (document.meeting == dossier.meeting.id || !dossier.items(listing: document.id).isEmpty)
    }
    return HTML {
      tag("h2") { words("meetings.documents.title") }
      DocumentTable(dossier: dossier, documents: listed, words: words).html
    }
  }

  private static func findings(_ dossier: MeetingDossier, _ words: Words) -> HTML {
    let report = CoverageReport(findings: dossier.coverageFindings, words: words)
    return panel(words("meetings.show.findings"), report.findings.isEmpty ? .ok : .attention) {
      tag("p", .css("hint")) { words("meetings.show.officersOnly") }
      if report.findings.isEmpty { tag("p") { words("meetings.check.none") } }
      tag("ul", .css("findings")) {
        for finding in report.findings {
          tag("li", .css("delays")) {
            tag("p") { report.title(finding) }
            if let detail = report.detail(finding) { Self.detail(detail, of: finding) }
            tag("p") { report.action(finding) }
          }
        }
      }
    }
  }

  /// The words of a term stand in the language in which they differ.
  private static func detail(_ detail: String, of finding: CoverageFinding) -> HTML {
    guard case .variants(_, let language, _) = finding.detail else { return tag("p", .css("hint")) { detail } }
    return tag("p", .css("hint"), .lang(language.htmlCode), .dir(language.direction.rawValue)) { detail }
  }
}

/// Documents with their symbols and the items that list them.
struct DocumentTable {
  let dossier: MeetingDossier
  let documents: [MeetingDocument]
  let words: Words

  var html: HTML {
    guard !documents.isEmpty else { return emptyState(words("meetings.documents.none")) }
    return Table(
      caption: words("meetings.documents.title"),
      columns: ["symbol", "title", "item"].map { Table.Column(words("meetings.column.\($0)")) },
      rows: documents.map { document in
        let items = dossier.items(listing: document.id).map { $0.number.printed(in: words.language) }
        return [
          document.symbol.map { MeetingText.symbol($0) } ?? HTML("–"), localText(document.title, on: words.language),
          HTML(items.isEmpty ? "–" : words.list(items)),
        ]
      }
    ).html
  }
}
