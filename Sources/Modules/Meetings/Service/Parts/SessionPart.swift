// SPDX-License-Identifier: Apache-2.0
import Kernel
import Storage
import Web

extension MeetingsPart {
  /// Delegations, participants, the list of speakers, the delegates' desk.
  static func session(_ meetings: Meetings) -> MeetingsPart { MeetingsPart() }

  /// The tables of ``session(_:)``.
  static let sessionMigrations: [Migration] = []
}
