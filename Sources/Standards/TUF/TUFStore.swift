// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Where a client keeps what it trusts.
public protocol TUFStore: Sendable {
  /// What is kept; `nil` when nothing is.
  func read(_ item: TUFKept) async throws -> Data?
  /// Makes all changes or none; they outlast a loss of power when this returns.
  func commit(_ changes: [TUFChange]) async throws
}

/// What a client keeps.
public enum TUFKept: Hashable, Sendable, CustomStringConvertible {
  /// The root that is trusted now.
  case root
  /// Every root that was ever trusted, for whoever must check old metadata.
  case rootVersion(Int)
  /// The timestamp.
  case timestamp
  /// The snapshot.
  case snapshot
  /// The top targets.
  case targets
  /// The targets of a delegated role.
  case role(String)

  /// A name that can be that of a file, different for each.
  public var description: String {
    switch self {
    case .root: "root.json"
    case .rootVersion(let version): "root-\(version).json"
    case .timestamp: "timestamp.json"
    case .snapshot: "snapshot.json"
    case .targets: "targets.json"
    case .role(let name): "role-\(TUFPath.escaped(name)).json"
    }
  }
}

/// One change of what is kept.
public enum TUFChange: Hashable, Sendable {
  /// Keeps a file in place of what was there.
  case write(TUFKept, Data)
  /// Forgets a file.
  case remove(TUFKept)
}

/// Fetches the file at a path below the repository's address; `nil` when there is none.
///
/// Never reads more than `limit` bytes and one: a server may send without end.
public typealias TUFFetch = @Sendable (_ path: String, _ limit: Int) async throws -> Data?

/// How much a client goes along with.
public struct TUFLimits: Hashable, Sendable {
  /// How many new roots in one update.
  public var rootChanges = 256
  /// The longest root, in bytes.
  public var root = 512 << 10
  /// The longest timestamp, in bytes.
  public var timestamp = 16 << 10
  /// The longest snapshot, whatever the timestamp says, in bytes.
  public var snapshot = 2 << 20
  /// The longest targets' metadata, whatever the snapshot says, in bytes.
  public var targets = 4 << 20
  /// The longest target, whatever its metadata says, in bytes.
  public var target = 16 << 20
  /// How many roles are asked for one target.
  public var roles = 32

  /// The limits that the reference implementation has, or close to them.
  public init() {}
}

/// What an expired timestamp means; every other role that has expired ends the work.
public enum TUFExpiry: Hashable, Sendable {
  /// What the standard says: nothing is believed any more.
  case stops
  /// The snapshot goes on being believed until it expires itself, and the caller is told.
  case timestampWarns
}
