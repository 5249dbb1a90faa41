// SPDX-License-Identifier: Apache-2.0
import Kernel
import Storage
import Web

extension MeetingsPart {
  /// Files, feeds and the API.
  static func exports(_ meetings: Meetings) -> MeetingsPart {
    MeetingsPart(
      routes: ExportRoutes(meetings: meetings).all + MeetingsAPI(meetings: meetings).routes + ImportPages(meetings: meetings).routes
        + FeedPages(meetings: meetings).routes,
      problems: [CannotReadMeetingQuery(name: "from")] + CannotTakeMeeting.examples + CannotMakeFeed.allCases)
  }

  /// The tables of ``exports(_:)``.
  static let exportsMigrations: [Migration] = [MeetingsStore.createFeed]
}
