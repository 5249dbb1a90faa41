// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import MeetingsRules
import Storage
import Web

extension MeetingsPart {
  /// The report: drafting, adoption, recommendations that become mandates.
  static func report(_ meetings: Meetings) -> MeetingsPart {
    let draft = DraftReportPages(meetings: meetings)
    return MeetingsPart(
      routes: reportDrafting(meetings, draft) + reportAdoption(meetings), problems: CannotChangeReport.examples,
      home: [HomePanel(permission: "meetings.service", order: 40, draw: draft.home)])
  }

  /// The tables of ``report(_:)``.
  static let reportMigrations: [Migration] = [MeetingsStore.createReport]

  private static func reportDrafting(_ meetings: Meetings, _ draft: DraftReportPages) -> [Route] {
    let paragraph = ParagraphPages(meetings: meetings)
    let base = "/meetings/:meeting/report"
    let one = "\(base)/paragraphs/:paragraph"
    return [
      .page(.get, "\(base)/draft", needs: "meetings.service", draft.show),
      .page(.post, "\(base)/draft", needs: "meetings.service", records: ["meetings.reportDrafted"], draft.make),
      .page(.post, "\(base)/paragraphs", needs: "meetings.service", records: ["meetings.reportParagraphAdded"], draft.add),
      .page(.get, one, needs: "meetings.service", paragraph.show),
      .page(.post, "\(one)/text", needs: "meetings.service", records: ["meetings.reportParagraphWritten"], paragraph.write),
      .page(.post, "\(one)/kind", needs: "meetings.service", records: ["meetings.reportParagraphMarked"], paragraph.mark),
      .page(.post, "\(one)/amendments", needs: "meetings.service", records: ["meetings.reportAmendmentProposed"], paragraph.propose),
      .page(
        .post, "\(one)/amendments/:amendment", needs: "meetings.service", records: ["meetings.reportAmendmentDecided"], paragraph.decide),
    ]
  }

  private static func reportAdoption(_ meetings: Meetings) -> [Route] {
    let adoption = AdoptionPage(meetings: meetings)
    let adopt = AdoptReport(meetings: meetings)
    let shown = PublicReportPage(meetings: meetings)
    let base = "/meetings/:meeting/report"
    return [
      .page(.get, "\(base)/adoption", needs: "meetings.service", adoption.show),
      .page(.post, "\(base)/numbering", needs: "meetings.service", records: ["meetings.reportNumbered"], adoption.number),
      .page(
        .post, "\(base)/paragraphs/:paragraph/state", needs: "meetings.service", records: ["meetings.reportParagraphDecided"], adoption.act),
      .page(.get, "\(base)/adopt", needs: "meetings.service", adopt.show),
      .page(
        .post, "\(base)/adopt", needs: "meetings.service",
        records: ["meetings.reportAdopted", "meetings.reportDocumentEntered", "meetings.outcomeRecorded", "meetings.mandateGiven"],
        adopt.adopt),
      .publicPage(.get, base, because: "an adopted report of general distribution is for everybody", shown.page),
      .publicPage(.get, "\(base).akn.xml", because: "an adopted report of general distribution is for everybody", shown.markup),
      .publicPage(.get, "\(base)/file", because: "an adopted report of general distribution is for everybody", shown.file),
    ]
  }
}
