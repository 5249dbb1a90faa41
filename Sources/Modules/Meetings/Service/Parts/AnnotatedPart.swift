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
    return MeetingsPart(routes: [
      .publicPage(.get, "/meetings/:meeting/agenda", because: MeetingsRoutes.reason, agenda.page),
      .publicPage(.get, "/meetings/:meeting/agenda/file", because: MeetingsRoutes.reason, agenda.file),
      .publicPage(.get, "/meetings/:meeting/items/:item", because: MeetingsRoutes.reason, item.page),
    ])
  }

  /// The tables of ``annotated(_:)``.
  static let annotatedMigrations: [Migration] = []
}
