// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
public import Kernel

/// What keeps keys, entries or the directory from being made, published or followed.
public enum TrustProblem: Problem, Equatable {
  /// A file of keys cannot be read or written: not there, damaged, readable by others, or under another passphrase.
  case keyFile(path: String)
  /// The device that keeps keys is not there, has another PIN, or refused.
  case keyDevice(token: String)
  /// A file of this name is there already and is not overwritten.
  case fileExists(path: String)
  /// A file is not of the kind that is asked for, or was changed.
  case unreadable(path: String)
  /// A value of the command that cannot be read.
  case badValue(name: String)
  /// Others would not know the new key in time.
  case tooSoon(earliest: Date)
  /// There is no such key that this could be done with.
  case noSuchKey
  /// The key was rotated or taken back already.
  case alreadyChanged
  /// Fewer have signed than must.
  case tooFewSignatures(role: String, found: Int, needed: Int)
  /// What is published already is as new or newer.
  case notNewer
  /// Nothing is published in this folder yet.
  case notPublished
  /// The directory's node does not answer.
  case directoryUnreachable
  /// What the directory's node gives is not believed; what was believed before stays.
  case directoryRefused(role: String)
  /// No key of this State waits for somebody to compare it.
  case nothingToCompare(state: String)
  /// The fingerprint that was typed is not that of the key.
  case fingerprintDiffers
  /// The list of States names a State whose part is neither published nor brought.
  case partMissing(state: String)
  /// A State's part is signed by another key than the list of States has for it.
  case otherStateKey(state: String)
  /// A State's part says that it was signed at another time than now, or is good no more: the clock where it was signed is wrong, or the file is old.
  case signedAtAnotherTime(state: String, instant: Date)
  /// What a State tells authorities alone was not sealed for this node, or was changed.
  case notSealedForThisNode(state: String)
  /// This node gives nothing to nodes yet, so it can keep nothing for authorities alone.
  case noRestrictedShelf

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .keyFile: "exchange.key-file"
    case .keyDevice: "exchange.key-device"
    case .fileExists: "exchange.file-exists"
    case .unreadable: "exchange.file-unreadable"
    case .badValue: "exchange.bad-value"
    case .tooSoon: "exchange.key-too-soon"
    case .noSuchKey: "exchange.no-such-key"
    case .alreadyChanged: "exchange.key-already-changed"
    case .tooFewSignatures: "exchange.too-few-signatures"
    case .notNewer: "exchange.not-newer"
    case .notPublished: "exchange.not-published"
    case .directoryUnreachable: "exchange.directory-unreachable"
    case .directoryRefused: "exchange.directory-refused"
    case .nothingToCompare: "exchange.nothing-to-compare"
    case .fingerprintDiffers: "exchange.fingerprint-differs"
    case .partMissing: "exchange.part-missing"
    case .otherStateKey: "exchange.other-state-key"
    case .signedAtAnotherTime: "exchange.signed-at-another-time"
    case .notSealedForThisNode: "exchange.not-sealed-for-node"
    case .noRestrictedShelf: "exchange.no-restricted-shelf"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .unreadable, .badValue, .tooSoon, .fingerprintDiffers, .notSealedForThisNode, .signedAtAnotherTime: .invalid
    case .noSuchKey, .notPublished, .nothingToCompare, .partMissing: .missing
    case .fileExists, .alreadyChanged, .tooFewSignatures, .notNewer, .noRestrictedShelf, .otherStateKey: .conflict
    case .keyFile, .keyDevice, .directoryUnreachable, .directoryRefused: .unavailable
    }
  }

  /// The values of the words.
  public var details: [String: String] {
    switch self {
    case .keyFile(let path), .fileExists(let path), .unreadable(let path): ["path": path]
    case .keyDevice(let token): ["name": token]
    case .badValue(let name): ["name": name, "path": "docs/operations"]
    case .noSuchKey, .alreadyChanged: ["command": "comity exchange keys show"]
    case .notPublished: ["command": "comity exchange publish begin"]
    case .tooSoon(let earliest): ["instant": CalendarDay(earliest, in: .gmt).adding(1).description]
    case .tooFewSignatures(let role, let found, let needed): ["role": role, "found": "\(found)", "needed": "\(needed)"]
    case .directoryRefused(let role): ["role": role]
    case .partMissing(let state): ["code": state]
    case .otherStateKey(let state): ["code": state, "command": "comity exchange publish targets --admit"]
    case .signedAtAnotherTime(let state, let instant): ["code": state, "instant": instant.formatted(.iso8601)]
    case .notSealedForThisNode(let state): ["code": state, "command": "comity exchange directory secretariat"]
    case .noRestrictedShelf: ["name": "exchange.port", "path": "docs/operations"]
    case .nothingToCompare(let state): ["code": state, "command": "comity exchange directory show"]
    default: [:]
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [TrustProblem] = [
    .keyFile(path: "exchange.keys"), .keyDevice(token: "comity"), .fileExists(path: "exchange.keys"), .unreadable(path: "entry.json"),
    .badValue(name: "since"),
    .tooSoon(earliest: Date(timeIntervalSince1970: 1_795_000_000)), .noSuchKey, .alreadyChanged,
    .tooFewSignatures(role: "targets", found: 1, needed: 2), .notNewer, .notPublished, .directoryUnreachable,
    .directoryRefused(role: "snapshot"), .nothingToCompare(state: "XA"), .fingerprintDiffers,
    .partMissing(state: "XA"), .otherStateKey(state: "XA"),
    .signedAtAnotherTime(state: "XA", instant: Date(timeIntervalSince1970: 1_795_000_000)), .notSealedForThisNode(state: "XA"),
    .noRestrictedShelf,
  ]

  init(_ reason: CannotChangeKeys) {
    switch reason {
    case .tooSoon(let earliest): self = .tooSoon(earliest: earliest)
    case .noneInUse, .unknown: self = .noSuchKey
    case .alreadyRotating, .alreadyRevoked: self = .alreadyChanged
    case .revokedInFuture: self = .badValue(name: "since")
    }
  }
}
