// SPDX-License-Identifier: Apache-2.0
import Kernel
import Storage
import Web

extension MeetingsPart {
  /// The report: drafting, adoption, recommendations that become mandates.
  static func report(_ meetings: Meetings) -> MeetingsPart { MeetingsPart() }

  /// The tables of ``report(_:)``.
  static let reportMigrations: [Migration] = []
}
