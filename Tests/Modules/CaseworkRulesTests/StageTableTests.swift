// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Testing

/// The root of the sources.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

@Suite("The table of stages and acts")
struct StageTableTests {
  static let path = "docs/casework-stages.md"

  @Test("The document shows what the rules permit, at every stage and for every act")
  func document() throws {
    let url = root.appending(path: Self.path)
    if ProcessInfo.processInfo.environment["COMITY_WRITE_TABLES"] == "1" { try Data(Self.text.utf8).write(to: url) }
    let written = try? String(contentsOf: url, encoding: .utf8)
    #expect(written == Self.text, "\(Self.path) is not what the rules permit; make tables writes it anew")
  }

  static var text: String {
    let head = """
      # Stages and acts

      Written by `make tables` from the rules of Casework; a test keeps it true. A stage is computed from what was done with a request and with each
      of its items, never entered. An act at a stage that does not permit it is refused with `casework.not-at-this-stage`, wherever it comes from. Two tests walk
      all states that real requests can reach: every act permitted here succeeds in some state of its stage, every other one is refused, and every
      request can be brought to its closure.

      `yes`: permitted; `two`: permitted, and a second officer confirms it; `-`: refused. Whether a permitted act succeeds also depends on the items and on the
      gates of the Convention.


      """
    return head + incoming + outgoing + itemTables
  }

  private static var incoming: String {
    table(
      "Incoming requests", rows: IncomingAct.Code.allCases, columns: IncomingStage.allCases, row: \.rawValue, column: \.rawValue
    ) { act, stage in mark(stage.permits.contains(act), needsTwo: act.needsSecondOfficer) }
  }

  private static var outgoing: String {
    table(
      "Outgoing requests", rows: OutgoingAct.Code.allCases, columns: OutgoingStage.allCases, row: \.rawValue, column: \.rawValue
    ) { act, stage in mark(stage.permits.contains(act), needsTwo: act.needsSecondOfficer) }
  }

  private static var itemTables: String {
    let ofIncoming = IncomingAct.Code.allCases.filter { IncomingItem.Stage.Code.from($0) != nil }
    let ofOutgoing = OutgoingAct.Code.allCases.filter { OutgoingItem.Stage.Code.from($0) != nil }
    return table(
      "Items of incoming requests", rows: ofIncoming, columns: IncomingItem.Stage.Code.allCases, row: \.rawValue, column: \.rawValue
    ) { act, stage in mark(IncomingItem.Stage.Code.from(act)?.contains(stage) == true, needsTwo: act.needsSecondOfficer) }
      + table(
        "Items of outgoing requests", rows: ofOutgoing, columns: OutgoingItem.Stage.Code.allCases, row: \.rawValue, column: \.rawValue
      ) { act, stage in mark(OutgoingItem.Stage.Code.from(act)?.contains(stage) == true, needsTwo: act.needsSecondOfficer) }
  }

  private static func mark(_ isPermitted: Bool, needsTwo: Bool) -> String { isPermitted ? (needsTwo ? "two" : "yes") : "-" }

  private static func table<Act, Stage>(
    _ title: String, rows: [Act], columns: [Stage], row: (Act) -> String, column: (Stage) -> String, cell: (Act, Stage) -> String
  ) -> String {
    var lines = ["## \(title)", ""]
    lines.append("| act | " + columns.map(column).joined(separator: " | ") + " |")
    lines.append("|---" + String(repeating: "|---", count: columns.count) + "|")
    for act in rows { lines.append("| \(row(act)) | " + columns.map { cell(act, $0) }.joined(separator: " | ") + " |") }
    return lines.joined(separator: "\n") + "\n\n"
  }
}
