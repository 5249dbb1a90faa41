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
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .unreadable, .badValue, .tooSoon, .fingerprintDiffers: .invalid
    case .noSuchKey, .notPublished, .nothingToCompare: .missing
    case .fileExists, .alreadyChanged, .tooFewSignatures, .notNewer: .conflict
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
