// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The workplan: the calendar of meetings by year and body, and new meetings.
struct PlanPages: Sendable {
  let meetings: Meetings

  static let calendarURL = "/meetings/calendar"

  // MARK: Calendar

  @Sendable func calendar(_ call: Call<SignedIn>) async throws -> Answer {
    let overview = try await meetings.store.overview()
    let bodies = overview.bodies
    let words = call.words
    let tree = Body.tree(bodies).map(\.body)
    let shown = Paging(Self.ordered(overview.meetings, tree), call.query)
    let years = Dictionary(grouping: shown.entries) { $0.firstDay.parts.year }
    return .page(
      Page(
        words("meetings.agenda.calendar.title"), trail: [.init(words("meetings.list.title"), MeetingListPage.url)],
        classification: .internalUse
      ) {
        tag("p", .css("lead")) { words("meetings.agenda.calendar.lead") }
        tag("p", .css("actions")) {
          if call.who.may("meetings.edit") { link("/meetings/new", words("meetings.agenda.new.title"), .css("button secondary")) }
          link(BodyPages.url, words("meetings.agenda.bodies.title"), .css("button secondary"))
          link(ProposalPages.url, words("meetings.agenda.proposals.title"), .css("button secondary"))
        }
        if shown.entries.isEmpty { emptyState(words("meetings.list.none")) }
        for year in years.keys.sorted(by: >) {
          tag("h2") { String(year) }
          for body in tree {
            let held = (years[year] ?? []).filter { $0.body == body.id }
            if !held.isEmpty { table(held, body, year, bodies, words) }
          }
        }
        shown.links(Self.calendarURL, call)
      })
  }

  /// The latest year first, in it body by body.
  private static func ordered(_ meetings: [MeetingLine], _ tree: [Body]) -> [MeetingLine] {
    let places = Dictionary(tree.enumerated().map { ($1.id, $0) }) { first, _ in first }
    func key(_ line: MeetingLine) -> (Int, Int, CalendarDay, ID<Meeting>) {
      (-line.firstDay.parts.year, places[line.body] ?? .max, line.firstDay, line.id)
    }
    return meetings.map { (key($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func table(_ held: [MeetingLine], _ body: Body, _ year: Int, _ bodies: [Body], _ words: Words) -> HTML {
    HTML {
      tag("h3") { localText(body.name, on: words.language) }
      Table(
        caption: "\(words("meetings.agenda.calendar.title")) · \(body.symbolPrefix ?? body.mark.text) · \(year)",
        columns: [
          words("meetings.column.meeting"), words("meetings.column.dates"), words("meetings.column.place"), words("meetings.fact.standing"),
        ].map { Table.Column($0) },
        rows: held.map { meeting in
          [
            tag("a", .href("\(MeetingListPage.url)/\(meeting.mark)")) { MeetingText.name(of: meeting, body: body, words) },
            HTML(MeetingText.days(meeting.days, words)), MeetingText.place(meeting.place, words), standing(meeting, bodies, words),
          ]
        }
      ).html
    }
  }

  private func standing(_ meeting: MeetingLine, _ bodies: [Body], _ words: Words) -> HTML {
    HTML {
      let tone: Tone =
        switch meeting.standing {
        case .planned: .attention
        case .approved: .info
        case .held: .ok
        case .cancelled: .refused
        }
      badge(words("meetings.standing.\(meeting.standing.rawValue)"), tone)
      if let approval = meeting.approval {
        " "
        words(
          "meetings.agenda.calendar.approved",
          [
            "body": .text(bodies.first { $0.id == approval.by }?.name.best(for: words.language)?.text ?? "–"), "day": .day(approval.day),
          ])
      }
    }
  }

  // MARK: New meetings

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await newPage(FormData([("clone", "yes")]), .none, call))
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let fields = PlaceFields(form)
    let all = try await meetings.store.overview().meetings
    let last = all.last { $0.body.description == fields["body"] && $0.standing != .cancelled }
    do {
      let known = try await meetings.store.things(Meeting.self, [last?.id.description].compactMap(\.self)).first
      let meeting = try NewMeeting(fields).entered(
        bodies: try await meetings.store.bodies(), last: known?.value, taken: Set(all.map(\.mark)))
      var change = Change()
      try change.keep(meeting, over: 0, as: "meetingPlanned", by: Maker(call.who), at: call.now)
      try await meetings.store.commit(change)
      return .redirect(to: EditMeetingPages.url(meeting), notice: Message("meetings.agenda.new.done"))
    } catch let problem as CannotEditMeeting {
      return .page(try await newPage(form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is UniqueViolation {
      let problem = CannotEditMeeting.wrongFields([FieldProblem(field: "mark", code: MeetingFault.nameTaken.code)])
      return .page(try await newPage(form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func newPage(_ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let bodies = try await meetings.store.bodies().filter(\.holdsMeetings)
    func field(_ name: String, hint: Bool = false) -> Field {
      Field(
        name, words("meetings.agenda.field.\(name)"), hint: hint ? words("meetings.agenda.hint.\(name)") : nil, value: typed.raw(name),
        errors: errors)
    }
    return Page(
      words("meetings.agenda.new.title"),
      trail: [.init(words("meetings.list.title"), MeetingListPage.url), .init(words("meetings.agenda.calendar.title"), Self.calendarURL)],
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      form(
        call, to: "/meetings/new", submit: words("meetings.agenda.new.submit"), errors: errors,
        cancel: (words("meetings.agenda.cancel"), Self.calendarURL)
      ) {
        field("body").choice(bodies.map { Choice($0.id.description, "", $0.name, words).option }, none: "–")
        field("mark", hint: true).line(width: "medium", direction: "ltr")
        field("ordinal").line(width: "short")
        field("days", hint: true).line(width: "long", direction: "ltr")
        field("zone", hint: true).line(width: "medium", direction: "ltr")
        field("clone", hint: true).tick(typed["clone"] == "yes")
      }
    }
  }
}
