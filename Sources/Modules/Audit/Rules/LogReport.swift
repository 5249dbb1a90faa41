// SPDX-License-Identifier: Apache-2.0

/// What a verification of the log has found.
public struct LogReport: Hashable, Sendable {
  /// How many events were read.
  public let events: Int
  /// The root over them in base64; `nil` when rows are missing, so that there is none.
  public let root: String?
  /// How many checkpoints were compared, those kept outside included.
  public let checkpoints: Int
  /// What is not as the program wrote it, at most ``limit``.
  public let findings: [LogFinding]
  /// How many findings there are besides.
  public let further: Int

  /// So many findings are told; a log that was torn apart would have as many as it has events.
  public static let limit = 100

  /// Reports.
  public init(events: Int, root: String?, checkpoints: Int, findings: [LogFinding]) {
    self.events = events
    self.root = root
    self.checkpoints = checkpoints
    self.findings = Array(findings.prefix(Self.limit))
    self.further = max(0, findings.count - Self.limit)
  }

  /// Whether everything is as the program wrote it.
  public var isIntact: Bool { findings.isEmpty }
}
