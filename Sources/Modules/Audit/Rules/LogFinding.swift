// SPDX-License-Identifier: Apache-2.0

/// Something in the event log or its tree that is not as the program wrote it.
public enum LogFinding: Hashable, Sendable {
  /// Rows are gone: the first and the last index that is missing.
  case missing(from: Int, through: Int)
  /// A row stands where none should be.
  case unexpected(index: Int)
  /// The bytes of a row were changed: their hash is not the one beside them.
  case altered(index: Int)
  /// The bytes of a row are not an event's.
  case unreadable(index: Int)
  /// The row was moved: its bytes name another place.
  case moved(index: Int, says: Int)
  /// A column that repeats what the bytes say was changed.
  case column(index: Int, name: String)
  /// A personal value kept beside the event was changed or added.
  case personal(index: Int, name: String)
  /// The log ends before the index that comes next.
  case cutShort(found: Int, next: Int)
  /// The log goes on after the index that comes next.
  case goesOn(found: Int, next: Int)
  /// A guard of the table, which refuses changes, is missing or was replaced.
  case guardMissing(name: String)
  /// The kept state of the tree is not that of the events.
  case treeDiffers(size: Int)
  /// A kept node of the tree is not that of the events.
  case nodeDiffers(level: Int, position: Int)
  /// A checkpoint of the table is not signed with a key that is trusted.
  case notSigned(size: Int)
  /// A checkpoint's columns do not say what its text says.
  case checkpointAltered(size: Int)
  /// The tree goes further than the last checkpoint of the table.
  case checkpointsGone(size: Int)
  /// Events between two checkpoints were changed together with their hashes: the later checkpoint no longer fits.
  case rewritten(from: Int, through: Int)
  /// The log has fewer events than a checkpoint of the table counts.
  case shorterThanCheckpoint(found: Int, size: Int)
  /// A checkpoint kept outside the database is not signed with a key that is trusted.
  case keptNotSigned(name: String)
  /// A checkpoint kept outside counts more events: an older copy was restored, or rows and checkpoints were cut off together.
  case olderThanKept(name: String, found: Int, size: Int)
  /// A checkpoint kept outside has another root: events before it were changed and everything was signed anew.
  case keptDiffers(name: String, size: Int)

  /// Its stable name.
  public var code: String {
    switch self {
    case .missing: "missing"
    case .unexpected: "unexpected"
    case .altered: "altered"
    case .unreadable: "unreadable"
    case .moved: "moved"
    case .column: "column"
    case .personal: "personal"
    case .cutShort: "cutShort"
    case .goesOn: "goesOn"
    case .guardMissing: "guardMissing"
    case .treeDiffers: "treeDiffers"
    case .nodeDiffers: "nodeDiffers"
    case .notSigned: "notSigned"
    case .checkpointAltered: "checkpointAltered"
    case .checkpointsGone: "checkpointsGone"
    case .rewritten: "rewritten"
    case .shorterThanCheckpoint: "shorterThanCheckpoint"
    case .keptNotSigned: "keptNotSigned"
    case .olderThanKept: "olderThanKept"
    case .keptDiffers: "keptDiffers"
    }
  }

  /// The places that its sentence names, by name.
  public var places: [String: String] {
    switch self {
    case .missing(let from, let through), .rewritten(let from, let through): ["from": "\(from)", "through": "\(through)"]
    case .unexpected(let index), .altered(let index), .unreadable(let index): ["index": "\(index)"]
    case .moved(let index, let says): ["index": "\(index)", "says": "\(says)"]
    case .column(let index, let name), .personal(let index, let name): ["index": "\(index)", "name": name]
    case .cutShort(let found, let next), .goesOn(let found, let next): ["found": "\(found)", "next": "\(next)"]
    case .guardMissing(let name), .keptNotSigned(let name): ["name": name]
    case .treeDiffers(let size), .notSigned(let size), .checkpointAltered(let size), .checkpointsGone(let size): ["size": "\(size)"]
    case .nodeDiffers(let level, let position): ["level": "\(level)", "position": "\(position)"]
    case .shorterThanCheckpoint(let found, let size): ["found": "\(found)", "size": "\(size)"]
    case .olderThanKept(let name, let found, let size): ["name": name, "found": "\(found)", "size": "\(size)"]
    case .keptDiffers(let name, let size): ["name": name, "size": "\(size)"]
    }
  }

  /// One of each, for the test that every one has its words.
  public static let examples: [LogFinding] = [
    .missing(from: 1, through: 2), .unexpected(index: 1), .altered(index: 1), .unreadable(index: 1), .moved(index: 1, says: 2),
    .column(index: 1, name: "at"), .personal(index: 1, name: "name"), .cutShort(found: 1, next: 2), .goesOn(found: 2, next: 1),
    .guardMissing(name: "x"), .treeDiffers(size: 1), .nodeDiffers(level: 8, position: 0), .notSigned(size: 1),
    .checkpointAltered(size: 1), .checkpointsGone(size: 1), .rewritten(from: 0, through: 1), .shorterThanCheckpoint(found: 1, size: 2),
    .keptNotSigned(name: "x"), .olderThanKept(name: "x", found: 1, size: 2), .keptDiffers(name: "x", size: 1),
  ]
}
