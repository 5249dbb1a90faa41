// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Kernel
public import Localisation
public import WritingRules

/// The result of a check as programs get it, from the command line and from the API alike.
public struct RequestCheck: Encodable, Sendable {
  /// One finding in words.
  public struct Entry: Encodable, Sendable {
    /// The stable code.
    public let code: String
    /// `blocks`, `delays` or `advice`.
    public let severity: Finding.Severity
    /// The member of the request, as a path.
    public let field: String
    /// The provision or the practice.
    public let source: String
    /// What is the matter.
    public let message: String
    /// What to do.
    public let action: String
  }

  /// Whether nothing blocks.
  public let ready: Bool
  /// What was found, the gravest first.
  public let findings: [Entry]

  /// Checks a request as it would go out on a day.
  public init(_ content: RequestContent, on day: CalendarDay, directory: DirectorySnapshot, in words: Words) {
    let found = Readiness.findings(ReadinessInput(content, on: day, directory: directory))
    ready = !found.contains { $0.severity == .blocks }
    findings = found.map { finding in
      let said = words.finding(finding)
      return Entry(
        code: finding.code, severity: finding.severity, field: finding.field, source: "\(finding.source)", message: said.message,
        action: said.action)
    }
  }
}
