// SPDX-License-Identifier: Apache-2.0
import Kernel
import Storage
import Web

extension MeetingsPart {
  /// The annotated agenda in the form of the United Nations.
  static func annotated(_ meetings: Meetings) -> MeetingsPart { MeetingsPart() }

  /// The tables of ``annotated(_:)``.
  static let annotatedMigrations: [Migration] = []
}
