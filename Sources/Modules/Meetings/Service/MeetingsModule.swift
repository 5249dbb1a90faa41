// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Storage
public import Web

extension Module {
  /// The meetings: bodies, agendas, documents, mandates, sessions, reports.
  public static func meetings(_ meetings: Meetings) -> Module {
    let parts = MeetingsPart.all(meetings)
    return Module(
      name: "meetings", routes: MeetingsRoutes(meetings: meetings).shown + parts.flatMap(\.routes), migrations: MeetingsStore.migrations,
      strings: MeetingsResources.strings,
      navigation: [NavigationItem(label: "meetings.nav", url: "/meetings", order: 30)] + parts.flatMap(\.navigation),
      problems: CannotReadMeeting.examples + parts.flatMap(\.problems), home: parts.flatMap(\.home))
  }
}

/// The addresses of the module.
struct MeetingsRoutes: Sendable {
  let meetings: Meetings

  /// Why the pages of meetings are public.
  static let reason = "agendas and documents of general distribution are for everybody"

  var shown: [Route] {
    let list = MeetingListPage(meetings: meetings)
    let meeting = MeetingPage(meetings: meetings)
    return [
      .publicPage(.get, "/meetings", because: Self.reason, list.page),
      .publicPage(.get, "/meetings/:meeting", because: Self.reason, meeting.page),
    ]
  }
}
