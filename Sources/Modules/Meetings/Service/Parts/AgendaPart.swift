// SPDX-License-Identifier: Apache-2.0
import Kernel
import Storage
import Web

extension MeetingsPart {
  /// Agendas and the calendar of meetings as officers keep them.
  static func agenda(_ meetings: Meetings) -> MeetingsPart { MeetingsPart() }

  /// The tables of ``agenda(_:)``.
  static let agendaMigrations: [Migration] = []
}
