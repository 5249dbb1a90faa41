// SPDX-License-Identifier: Apache-2.0
public import AuditRules
import Foundation
public import Localisation

extension Words {
  /// What a finding says, in the reader's language.
  func finding(_ finding: LogFinding) -> String {
    self("audit.finding.\(finding.code)", finding.places.mapValues { .text($0) })
  }
}

/// The report of a verification as text and as JSON, for the command line.
public enum ReportText {
  /// One line for each finding, then the figures.
  public static func text(_ report: LogReport, in words: Words) -> String {
    var lines = [words(report.isIntact ? "audit.intact" : "audit.changed")] + report.findings.map { "  " + words.finding($0) }
    func figure(_ key: String, _ value: String) { lines.append("  \(words(key)): \(value)") }
    if report.further > 0 { figure("audit.furtherFindings", words.number(report.further)) }
    figure("audit.eventsRead", words.number(report.events))
    figure("audit.checkpointsCompared", words.number(report.checkpoints))
    if let root = report.root { figure("audit.root", root) }
    return lines.joined(separator: "\n")
  }

  private struct Line: Encodable {
    let code: String
    let places: [String: String]
    let message: String
  }

  private struct Body: Encodable {
    let intact: Bool
    let events: Int
    let checkpoints: Int
    let root: String?
    let findings: [Line]
    let further: Int
  }

  /// The same for programs.
  public static func json(_ report: LogReport, in words: Words) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let lines = report.findings.map { Line(code: $0.code, places: $0.places, message: words.finding($0)) }
    let body = Body(
      intact: report.isIntact, events: report.events, checkpoints: report.checkpoints, root: report.root, findings: lines,
      further: report.further)
    return String(decoding: try encoder.encode(body), as: UTF8.self)
  }
}
