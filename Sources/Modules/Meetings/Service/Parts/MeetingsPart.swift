// SPDX-License-Identifier: Apache-2.0
import Kernel
import Storage
import Web

/// What one part of the module adds to it: its addresses, its problems, what it shows an officer on the start page
/// and in the bar.
struct MeetingsPart: Sendable {
  var routes: [Route] = []
  var problems: [any Problem] = []
  var home: [HomePanel] = []
  var navigation: [NavigationItem] = []

  /// Every part.
  static func all(_ meetings: Meetings) -> [MeetingsPart] {
    [
      agenda(meetings), documents(meetings), mandates(meetings), session(meetings), report(meetings), annotated(meetings),
      exports(meetings),
    ]
  }

  /// The tables of every part; each part numbers its own.
  static let migrations: [Migration] =
    agendaMigrations + documentsMigrations + mandatesMigrations + sessionMigrations + reportMigrations + annotatedMigrations
    + exportsMigrations
}
