// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What the last requests met that checks of readiness are about, told beside a finding while a request is written.
///
/// It is a count and no forecast: that requests came back for what a check looks at does not say that the next one will.
public struct PastRequests: Hashable, Sendable {
  /// The State they went to; `nil` when they went to any.
  public let state: StateCode?
  /// How many requests are looked at, the last ones that went out.
  public let sent: Int
  /// How many of them came back for what a check is about, by the check's code.
  public let cameBack: [String: Int]

  /// The fewest requests of which anything is told.
  /// - Source: practice (small numbers point to a case)
  public static let fewestSent = 5

  /// The fewest that must have come back: one request is an incident and no pattern.
  /// - Source: practice (small numbers point to a case)
  public static let fewestBack = 2

  /// Counts requests; what is too little to be told is left out.
  /// - Returns: `nil` of fewer requests than ``fewestSent``.
  public init?(to state: StateCode?, sent: Int, cameBack: [String: Int]) {
    guard sent >= Self.fewestSent else { return nil }
    self.state = state
    self.sent = sent
    self.cameBack = cameBack.filter { $0.value >= Self.fewestBack }
  }
}

/// What checks of readiness had found in a request before it went out, as codes alone.
public struct ReadinessRecord: Codable, Hashable, Sendable {
  /// The checks that were open when it was approved: an approver accepted them.
  public let open: Set<String>
  /// The checks that found something in an earlier version and nothing any more at the approval; `nil` where earlier versions were not looked at.
  public let resolved: Set<String>?

  /// Describes what was found.
  public init(open: Set<String>, resolved: Set<String>?) {
    self.open = open
    self.resolved = resolved.map { $0.subtracting(open) }
  }
}

extension Readiness {
  /// The codes of everything that the checks find in the versions of a request, judged as of one day.
  public static func raised(in versions: some Sequence<ReadinessInput>) -> Set<String> {
    versions.reduce(into: []) { codes, version in codes.formUnion(findings(version).map(\.code)) }
  }
}
