// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import MeetingsRules
import Storage
import Web

extension MeetingsPart {
  /// Mandates, what was done about them, and the next agenda drafted from them.
  static func mandates(_ meetings: Meetings) -> MeetingsPart {
    MeetingsPart(
      routes: shownMandates(meetings) + editedMandates(meetings) + followedMandates(meetings),
      problems: CannotEnterMandate.examples + CannotMoveMandate.examples + CannotKeepHouse.allCases + CannotDraftAgenda.examples,
      home: [HomePanel(permission: "meetings.edit", order: 30, draw: MandatesHome(meetings: meetings).home)])
  }

  /// The tables of ``mandates(_:)``.
  static let mandatesMigrations: [Migration] = [MeetingsStore.createProposal]

  private static func shownMandates(_ meetings: Meetings) -> [Route] {
    let reason = "mandates given by documents of general distribution are for everybody"
    let (list, note) = (MandateListPage(meetings: meetings), ProgressNotePages(meetings: meetings))
    return [
      .publicPage(.get, MandateText.url, because: reason, list.page),
      .publicPage(.get, "\(MandateText.url).csv", because: reason, list.csv),
      .publicPage(.get, "\(MandateText.url)/:mandate", because: reason, MandatePage(meetings: meetings).page),
      .publicPage(.get, "/meetings/:meeting/progress-note", because: reason, note.page),
      .publicPage(.get, "/meetings/:meeting/progress-note.csv", because: reason, note.csv),
      // A file costs the document worker a second: for those who issue the note.
      .page(.get, "/meetings/:meeting/progress-note.pdf", needs: "meetings.read", note.pdf),
      .page(.get, "/meetings/:meeting/progress-note.docx", needs: "meetings.read", note.docx),
    ]
  }

  private static func editedMandates(_ meetings: Meetings) -> [Route] {
    let may: Permission = "meetings.edit"
    let mandate = "\(MandateText.url)/:mandate"
    let (edit, act) = (EditMandatePages(meetings: meetings), MandateActPages(meetings: meetings))
    let measure = MeasurePages(meetings: meetings)
    return [
      .page(.get, "\(MandateText.url)/new", needs: may, edit.new),
      .page(.post, "\(MandateText.url)/new", needs: may, records: ["meetings.mandateEntered"], edit.submitNew),
      .page(.get, "\(mandate)/edit", needs: may, edit.edit),
      .page(.post, "\(mandate)/edit", needs: may, records: ["meetings.mandateChanged"], edit.submitEdit),
      .page(.get, "\(mandate)/action", needs: may, act.action),
      .page(.post, "\(mandate)/action", needs: may, records: ["meetings.mandateActionRecorded"], act.submitAction),
      .page(.get, "\(mandate)/status", needs: may, act.status),
      .page(.post, "\(mandate)/status", needs: may, records: ["meetings.mandateMoved"], act.submitStatus),
      .page(.get, "\(mandate)/measure", needs: may, measure.show),
      .page(.post, "\(mandate)/measure", needs: may, records: ["meetings.mandateMeasureSet"], measure.submit),
      .page(.get, "\(mandate)/measure/value", needs: may, measure.showValue),
      .page(.post, "\(mandate)/measure/value", needs: may, records: ["meetings.mandateValueEntered"], measure.submitValue),
    ]
  }

  private static func followedMandates(_ meetings: Meetings) -> [Route] {
    let may: Permission = "meetings.edit"
    let (house, draft) = (HousekeepingPages(meetings: meetings), DraftNextPages(meetings: meetings))
    let one = "\(HousekeepingPages.url)/:mandate"
    let decided: [EventKind] = ["meetings.mandateProposalConfirmed", "meetings.mandateProposalDeclined", "meetings.mandateHousekept"]
    return [
      .page(.get, HousekeepingPages.url, needs: "meetings.read", house.list),
      .page(.get, one, needs: "meetings.read", house.show),
      .page(.post, one, needs: may, records: ["meetings.mandateProposalMade"], house.propose),
      .page(.post, "\(one)/decide", needs: may, records: decided, house.decide),
      .page(.post, "\(one)/withdraw", needs: may, records: ["meetings.mandateProposalWithdrawn"], house.withdraw),
      .page(.get, "/meetings/:meeting/follow-up", needs: "meetings.read", FollowUpPage(meetings: meetings).page),
      .page(.get, "/meetings/:meeting/draft-next", needs: may, draft.page),
      .page(
        .post, "/meetings/:meeting/draft-next", needs: may, records: ["meetings.meetingDrafted", "meetings.mandateStated"], draft.submit),
    ]
  }
}
