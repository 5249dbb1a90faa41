// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Storage
import Web

extension MeetingsPart {
  /// Documents: works, language versions, the readiness board, parity.
  static func documents(_ meetings: Meetings) -> MeetingsPart {
    let tools = DocumentTools(meetings: meetings)
    return MeetingsPart(
      routes: tools.routes, problems: CannotEditDocument.examples + CannotCompareVersions.examples,
      home: [HomePanel(permission: "meetings.read", order: 30, draw: ReadinessPages(tools: tools).home)])
  }

  /// The tables of ``documents(_:)``.
  static let documentsMigrations: [Migration] = [DocumentUploads.migration]
}
