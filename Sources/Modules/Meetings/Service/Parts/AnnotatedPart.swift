// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Storage
import Web

extension MeetingsPart {
  /// The annotated agenda in the form of the United Nations.
  static func annotated(_ meetings: Meetings) -> MeetingsPart {
    let agenda = AgendaPage(meetings: meetings)
    let item = ItemPage(meetings: meetings)
    let panel = PanelPaperPages(meetings: meetings)
    return MeetingsPart(routes: [
      .publicPage(.get, "/meetings/:meeting/agenda", because: MeetingsRoutes.reason, agenda.page),
      .publicPage(.get, "/meetings/:meeting/agenda/file", because: MeetingsRoutes.reason, agenda.file),
      .publicPage(.get, "/meetings/:meeting/items/:item", because: MeetingsRoutes.reason, item.page),
      .page(.get, "/meetings/:meeting/items/:item/panel-paper", needs: "meetings.read", panel.page),
      .page(.get, "/meetings/:meeting/items/:item/panel-paper/file", needs: "meetings.read", panel.file),
      .page(
        .post, "/meetings/:meeting/items/:item/panel-paper/keep", needs: "meetings.edit",
        records: ["meetings.panelPaperKept", "meetings.documentsLinked"], panel.keep),
    ])
  }

  /// The tables of ``annotated(_:)``.
  static let annotatedMigrations: [Migration] = []
}
