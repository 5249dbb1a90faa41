// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import MeetingsRules
import Storage
import Web

extension MeetingsPart {
  /// Agendas and the calendar of meetings as officers keep them.
  static func agenda(_ meetings: Meetings) -> MeetingsPart {
    let routes = AgendaRoutes(meetings: meetings)
    return MeetingsPart(
      routes: routes.plan + routes.proposals + routes.edit + routes.acts, problems: CannotEditMeeting.examples,
      home: [HomePanel(permission: "meetings.edit", order: 30, draw: MeetingsHome(meetings: meetings).draw)])
  }

  /// The tables of ``agenda(_:)``.
  static let agendaMigrations: [Migration] = [MeetingsStore.createAgendaProposal]
}

/// The addresses of the part.
struct AgendaRoutes: Sendable {
  let meetings: Meetings

  private var pages: EditMeetingPages { EditMeetingPages(meetings: meetings) }

  var plan: [Route] {
    let plan = PlanPages(meetings: meetings)
    let bodies = BodyPages(meetings: meetings)
    return [
      .page(.get, "/meetings/calendar", needs: "meetings.read", plan.calendar),
      .page(.get, "/meetings/new", needs: "meetings.edit", plan.new),
      .page(.post, "/meetings/new", needs: "meetings.edit", records: ["meetings.meetingPlanned"], plan.submitNew),
      .page(.get, "/meetings/bodies", needs: "meetings.read", bodies.list),
      .page(.get, "/meetings/bodies/new", needs: "meetings.edit", bodies.edit),
      .page(.post, "/meetings/bodies/new", needs: "meetings.edit", records: ["meetings.bodyAdded"], bodies.save),
      .page(.get, "/meetings/bodies/:body", needs: "meetings.edit", bodies.edit),
      .page(.post, "/meetings/bodies/:body", needs: "meetings.edit", records: ["meetings.bodyChanged"], bodies.save),
    ]
  }

  /// Two permissions open these, and a route names one: the handlers look for either.
  var proposals: [Route] {
    let proposals = ProposalPages(meetings: meetings)
    return [
      .ownPage(.get, "/meetings/proposals", proposals.list),
      .ownPage(.post, "/meetings/proposals", records: ["meetings.itemProposed"], proposals.propose),
      .ownPage(.get, "/meetings/proposals/:proposal", proposals.show),
      .page(
        .post, "/meetings/proposals/:proposal", needs: "meetings.edit", records: ["meetings.proposalDecided"], proposals.decide),
    ]
  }

  var edit: [Route] {
    let pages = pages
    let changed: [EventKind] = ["meetings.partAdded", "meetings.partChanged", "meetings.mandateStated"]
    return [
      .page(.get, "/meetings/:meeting/edit", needs: "meetings.edit", pages.tasks),
      .page(.post, "/meetings/:meeting/edit/renumber", needs: "meetings.edit", records: ["meetings.itemsRenumbered"], pages.renumber),
      .page(.get, "/meetings/:meeting/edit/:kind", needs: "meetings.edit", pages.show),
      .page(.post, "/meetings/:meeting/edit/:kind", needs: "meetings.edit", records: changed, pages.save),
      .page(.get, "/meetings/:meeting/edit/:kind/:element", needs: "meetings.edit", pages.show),
      .page(.post, "/meetings/:meeting/edit/:kind/:element", needs: "meetings.edit", records: changed, pages.save),
      .page(
        .post, "/meetings/:meeting/edit/:kind/:element/remove", needs: "meetings.edit", records: ["meetings.partRemoved"], pages.remove),
      .page(
        .post, "/meetings/:meeting/edit/:kind/:element/move", needs: "meetings.edit", records: ["meetings.itemsRenumbered"], pages.move),
    ]
  }

  var acts: [Route] {
    let adopt = AdoptAgendaPages(pages: pages)
    return [
      .page(.get, "/meetings/:meeting/check", needs: "meetings.read", CheckPage(pages: pages).show),
      .page(.get, "/meetings/:meeting/history", needs: "meetings.read", MeetingHistoryPage(pages: pages).show),
      .page(.get, "/meetings/:meeting/adopt", needs: "meetings.service", adopt.adopt),
      .page(.post, "/meetings/:meeting/adopt", needs: "meetings.service", records: ["meetings.agendaAdopted"], adopt.submitAdopt),
      .page(.get, "/meetings/:meeting/approve", needs: "meetings.edit", adopt.approve),
      .page(.post, "/meetings/:meeting/approve", needs: "meetings.edit", records: ["meetings.datesApproved"], adopt.submitApprove),
    ]
  }
}
