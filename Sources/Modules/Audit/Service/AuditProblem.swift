// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What keeps the log from being signed, proved, published or searched.
public enum AuditProblem: Problem, Equatable {
  /// The event log or its tree is not as the program wrote it: nothing more is signed until somebody has looked.
  case broken
  /// The checkpoint kept beside the key counts more events than the database has: an older copy was restored.
  case olderThanKept(found: Int, size: Int)
  /// There is no checkpoint kept beside the key that the database would not reach.
  case nothingToAccept
  /// No event has this index.
  case noSuchEvent
  /// The event is newer than the latest checkpoint.
  case notYetSigned
  /// There is no such checkpoint.
  case noSuchCheckpoint
  /// Two sizes of the tree that do not follow each other, or that no checkpoint has reached yet.
  case badSizes
  /// A value of the query that cannot be read.
  case badQuery(name: String)
  /// A file or a text that is neither a checkpoint nor a public key.
  case unreadable(name: String)
  /// The folder to write to is there already.
  case folderExists(path: String)
  /// An event is longer than the published layout allows.
  case eventTooLong(index: Int)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .broken: "audit.broken"
    case .olderThanKept: "audit.older-than-kept"
    case .nothingToAccept: "audit.nothing-to-accept"
    case .noSuchEvent: "audit.no-such-event"
    case .notYetSigned: "audit.not-yet-signed"
    case .noSuchCheckpoint: "audit.no-such-checkpoint"
    case .badSizes: "audit.bad-sizes"
    case .badQuery: "audit.bad-query"
    case .unreadable: "audit.unreadable"
    case .folderExists: "audit.folder-exists"
    case .eventTooLong: "audit.event-too-long"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .broken, .olderThanKept, .nothingToAccept, .notYetSigned, .folderExists, .eventTooLong, .badSizes: .conflict
    case .noSuchEvent, .noSuchCheckpoint: .missing
    case .badQuery, .unreadable: .invalid
    }
  }

  /// The values of the words.
  public var details: [String: String] {
    switch self {
    case .olderThanKept(let found, let size): ["found": "\(found)", "size": "\(size)", "command": "comity audit accept-restore"]
    case .badQuery(let name), .unreadable(let name): ["name": name]
    case .folderExists(let path): ["path": path]
    case .eventTooLong(let index): ["index": "\(index)"]
    default: [:]
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [AuditProblem] = [
    .broken, .olderThanKept(found: 1, size: 2), .nothingToAccept, .noSuchEvent, .notYetSigned, .noSuchCheckpoint, .badSizes,
    .badQuery(name: "from"), .unreadable(name: "a"), .folderExists(path: "a"), .eventTooLong(index: 1),
  ]
}
