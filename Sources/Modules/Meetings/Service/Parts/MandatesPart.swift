// SPDX-License-Identifier: Apache-2.0
import Kernel
import Storage
import Web

extension MeetingsPart {
  /// Mandates, what was done about them, and the next agenda drafted from them.
  static func mandates(_ meetings: Meetings) -> MeetingsPart { MeetingsPart() }

  /// The tables of ``mandates(_:)``.
  static let mandatesMigrations: [Migration] = []
}
