// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Storage
import Web

extension MeetingsPart {
  /// Documents: works, language versions, the readiness board, parity.
  static func documents(_ meetings: Meetings) -> MeetingsPart {
    MeetingsPart(routes: DocumentTools(meetings: meetings).routes, problems: CannotEditDocument.examples + CannotCompareVersions.examples)
  }

  /// The tables of ``documents(_:)``.
  static let documentsMigrations: [Migration] = [DocumentUploads.migration]
}
