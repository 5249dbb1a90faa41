// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules

/// Findings in a reader's language and in the form for programs.
struct CoverageReport: Sendable {
  let findings: [CoverageFinding]
  let words: Words

  /// The title of a finding with what it is about.
  func title(_ finding: CoverageFinding) -> String {
    words("\(key(finding)).title", ["ids": .list(finding.subjects.map(\.text)), "count": .integer(finding.subjects.count)])
  }

  /// What to do about it.
  func action(_ finding: CoverageFinding) -> String {
    let action = words("\(key(finding)).action")
    guard case .uncoveredTopics(_, let items) = finding.detail else { return action }
    let unlisted = words("meetings.check.detail.unlisted", ["items": .list(items.map(\.description)), "count": .integer(items.count)])
    return "\(unlisted) \(action)"
  }

  private func key(_ finding: CoverageFinding) -> String { "meetings.check.\(finding.rule.rawValue.replacing("_", with: "-"))" }

  /// More about it, where its subjects alone do not tell.
  func detail(_ finding: CoverageFinding) -> String? {
    switch finding.detail {
    case nil: nil
    case .uncoveredTopics(let topics, _):
      words("meetings.check.detail.topics", ["topics": .list(topics.map { words("meetings.topic.\($0.rawValue)") })])
    case .day(let day): words("meetings.check.detail.\(dayKey(finding.rule))", ["day": .day(day)])
    case .variants(_, _, let variants):
      variants.map { words("meetings.check.detail.variants", ["variants": .text($0)]) }.joined(separator: " ")
    case .languages(let languages):
      words("meetings.check.detail.languages", ["languages": .list(languages.map { words("meetings.language.\($0.rawValue)") })])
    case .partly(.marked): words("meetings.check.detail.marked")
    case .partly(.participantsOnly): words("meetings.check.detail.participants")
    case .partly(.items(let items)): words("meetings.check.detail.items", ["items": .list(items.map(\.description))])
    case .living(let mark): words("meetings.check.detail.living", ["mark": .text(mark.text)])
    }
  }

  private func dayKey(_ rule: CoverageRule) -> String {
    switch rule {
    case .dateOnSunday: "sunday"
    case .dateOnSaturday: "saturday"
    default: "day"
    }
  }

  /// The findings for people, one paragraph each.
  var text: String {
    guard !findings.isEmpty else { return words("meetings.check.none") }
    let lines = findings.flatMap { finding in
      [title(finding)] + (detail(finding).map { ["  \($0)"] } ?? []) + ["  \(action(finding))", "  \(finding.rule.rawValue)"]
    }
    return (lines + [words("meetings.check.found", ["count": .integer(findings.count)])]).joined(separator: "\n")
  }

  /// The findings for programs: `{"findings":[{"rule","ids","detail"}]}`; item numbers are numbers.
  /// - Throws: `EncodingError` when they cannot be written as JSON.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return String(decoding: try encoder.encode(body), as: UTF8.self)
  }

  struct Body: Codable, Sendable, Equatable {
    let findings: [FileFinding]
  }

  var body: Body {
    Body(
      findings: findings.map { finding in
        FileFinding(
          rule: finding.rule.rawValue, ids: finding.subjects.map { FileReference($0.text) },
          // The subjects of a term's variants tell where to look; the words themselves are in the text for people.
          detail: finding.rule == .termVariation ? nil : detail(finding))
      })
  }
}

extension CoverageFinding.Subject {
  /// The short name or the number.
  var text: String {
    switch self {
    case .mark(let mark): mark.text
    case .item(let number): number.description
    }
  }
}
