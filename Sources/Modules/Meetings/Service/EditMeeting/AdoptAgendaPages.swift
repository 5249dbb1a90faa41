// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Recording that a meeting has adopted its agenda, and that its dates were approved.
struct AdoptAgendaPages: Sendable {
  let pages: EditMeetingPages

  private var store: MeetingsStore { pages.meetings.store }

  // MARK: Adoption

  @Sendable func adopt(_ call: Call<SignedIn>) async throws -> Answer {
    let (now, dossier) = try await pages.loaded(call)
    let typed = FormData([("day", now.value.days.count == 1 ? now.value.days[0].description : "")])
    return .page(adoptPage(now.value, dossier, typed, .none, call))
  }

  @Sendable func submitAdopt(_ call: Call<SignedIn>) async throws -> Answer {
    let (now, dossier) = try await pages.loaded(call)
    let form = try await call.form()
    do {
      if let day = form["day"], CalendarDay(day) == nil {
        throw CannotEditMeeting.wrongFields([FieldProblem(field: "day", code: MeetingFault.dayUnreadable.code)])
      }
      _ = try await store.change(now.value.id, as: "agendaAdopted", part: "adoption", by: Maker(call.who), at: call.now) {
        try $0.adoptingAgenda(
          on: form["day"].flatMap { CalendarDay($0) }, isAmended: form["how"] == "amended", amendments: form["amendments"] ?? "")
      }
      return .redirect(to: "\(MeetingListPage.url)/\(now.value.mark)", notice: Message("meetings.agenda.adopt.done"))
    } catch let problem as CannotEditMeeting {
      return .page(adoptPage(now.value, dossier, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func adoptPage(_ meeting: Meeting, _ dossier: MeetingDossier, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>)
    -> Page
  {
    let words = call.words
    let url = "\(MeetingListPage.url)/\(meeting.mark)"
    return Page(
      words("meetings.agenda.adopt.title"), trail: EditMeetingPages.trail(meeting, dossier, words, isInside: false),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("meetings.agenda.adopt.lead") }
      AgendaDecisionList(meeting: meeting, words: words).html
      form(
        call, to: "\(url)/adopt", submit: words("meetings.agenda.adopt.submit"), errors: errors,
        cancel: (words("meetings.agenda.cancel"), url)
      ) {
        Field("day", words("meetings.agenda.field.adoptedOn"), value: typed.raw("day"), errors: errors).day
        Field("how", words("meetings.agenda.field.how"), value: typed["how"] ?? "unchanged", errors: errors).radios([
          .init("unchanged", words("meetings.agenda.adopt.unchanged")), .init("amended", words("meetings.agenda.adopt.amended")),
        ])
        Field("amendments", words("meetings.agenda.field.amendments"), value: typed.raw("amendments"), errors: errors).area(rows: 4)
      }
    }
  }

  // MARK: Approval of the dates

  @Sendable func approve(_ call: Call<SignedIn>) async throws -> Answer {
    let (now, dossier) = try await pages.loaded(call)
    return .page(approvePage(now.value, dossier, FormData(), .none, call))
  }

  @Sendable func submitApprove(_ call: Call<SignedIn>) async throws -> Answer {
    let (now, dossier) = try await pages.loaded(call)
    let form = try await call.form()
    let known = Set(dossier.bodies.filter(\.holdsMeetings).map(\.id))
    do {
      _ = try await store.change(now.value.id, as: "datesApproved", part: "approval", by: Maker(call.who), at: call.now) {
        try $0.approvingDates(by: form["by"].flatMap { ID<Body>($0) }, on: form["day"].flatMap { CalendarDay($0) }, known: known)
      }
      return .redirect(to: PlanPages.calendarURL, notice: Message("meetings.agenda.approve.done"))
    } catch let problem as CannotEditMeeting {
      return .page(approvePage(now.value, dossier, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func approvePage(
    _ meeting: Meeting, _ dossier: MeetingDossier, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) -> Page {
    let words = call.words
    let url = "\(MeetingListPage.url)/\(meeting.mark)"
    let bodies = dossier.bodies.filter(\.holdsMeetings).sorted { $0.kind == .extendedBureau && $1.kind != .extendedBureau }
    return Page(
      words("meetings.agenda.approve.title"), trail: EditMeetingPages.trail(meeting, dossier, words, isInside: false),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("meetings.agenda.approve.lead", ["days": .text(MeetingText.days(meeting.days, words))]) }
      form(
        call, to: "\(url)/approve", submit: words("meetings.agenda.approve.submit"), errors: errors,
        cancel: (words("meetings.agenda.cancel"), url)
      ) {
        Field("by", words("meetings.agenda.field.approvedBy"), value: typed.raw("by"), errors: errors).choice(
          bodies.map { Choice($0.id.description, "", $0.name, words).option })
        Field("day", words("meetings.agenda.field.approvedOn"), value: typed.raw("day"), errors: errors).day
      }
    }
  }
}

/// What a meeting has decided about its agenda.
struct AgendaDecisionList: Sendable {
  let meeting: Meeting
  let words: Words

  var html: HTML {
    let decisions = meeting.agendaDecisions ?? []
    guard !decisions.isEmpty else { return .nothing }
    return tag("ol", .css("timeline")) {
      for decision in decisions {
        tag("li") {
          words("meetings.agenda.decided.\(decision.kind.rawValue)", ["day": .day(decision.day)])
          if !decision.text.isEmpty { tag("p") { typedText(decision.text) } }
        }
      }
    }
  }
}
