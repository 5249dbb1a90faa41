// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What a client believes after an update, until the next.
public struct TUFTrusted: Hashable, Sendable {
  /// The keys of the four roles.
  public let root: TUFRoot
  /// Which snapshot is the newest.
  public let timestamp: TUFTimestamp
  /// Which versions belong together.
  public let snapshot: TUFSnapshot
  /// The top targets and delegations.
  public let targets: TUFTargets
  /// The moment as of which all this was checked; the same for everything that is looked up in it.
  public let moment: Date

  /// A role that has expired, and since when.
  public struct Expired: Hashable, Sendable {
    /// The role.
    public let role: TUFRole
    /// Since when.
    public let since: Date
  }

  /// Which roles had expired and are gone along with: none, or the timestamp.
  public var expired: [Expired] {
    timestamp.expires <= moment ? [Expired(role: .timestamp, since: timestamp.expires)] : []
  }

  /// The moment at which the first of the four roles expires.
  public var firstExpiry: (role: TUFRole, at: Date) {
    let all: [(role: TUFRole, at: Date)] = [
      (.root, root.expires), (.timestamp, timestamp.expires), (.snapshot, snapshot.expires), (.targets, targets.expires),
    ]
    return all.dropFirst().reduce(all[0]) { $1.at < $0.at ? $1 : $0 }
  }
}

/// A target that a role vouches for.
public struct TUFTarget: Hashable, Sendable {
  /// Its path.
  public let path: String
  /// The role that vouches for it.
  public let role: String
  /// What is known of it.
  public let info: TUFTargetInfo
  /// The name under which it is fetched, below the folder of the targets.
  let name: String

  init(path: String, role: String, info: TUFTargetInfo, isConsistent: Bool) throws(TUFFault) {
    guard let digest = info.file.nameDigest else { throw .unknownDigest(name: path) }
    self.path = path
    self.role = role
    self.info = info
    name = isConsistent ? TUFPath.consistent(path, digest: digest) : path
  }
}

/// The checks of the client workflow, each on bytes alone: nothing is fetched and nothing is kept here.
/// - Source: TUF 1.0, 5.3 to 5.6
enum TUFChecks {
  /// Metadata that was checked, and the file it came in.
  struct Checked<Body: TUFBody>: Sendable {
    let body: Body
    let file: Data
  }

  /// A root that is trusted because somebody brought it: it must be signed by its own keys.
  static func first(root file: Data) throws(TUFFault) -> Checked<TUFRoot> {
    let signed = try TUFSigned<TUFRoot>(file)
    try signed.verify(signed.body[.root], as: TUFRoot.type)
    return Checked(body: signed.body, file: file)
  }

  /// The root after the one that is trusted.
  /// - Returns: the next one; `nil` when it is the version that is trusted already, under the name of the next.
  static func next(root file: Data, after trusted: TUFRoot) throws(TUFFault) -> Checked<TUFRoot>? {
    let signed = try TUFSigned<TUFRoot>(file)
    try signed.verify(trusted[.root], as: TUFRoot.type)
    try signed.verify(signed.body[.root], as: TUFRoot.type)
    if signed.body.version == trusted.version { return nil }
    // One after the other: a root that is skipped may be the one that takes a key away.
    guard signed.body.version == trusted.version + 1 else {
      throw .wrongVersion(role: TUFRoot.type, expected: trusted.version + 1, found: signed.body.version)
    }
    return Checked(body: signed.body, file: file)
  }

  /// A timestamp, against the one that was trusted before.
  /// - Returns: the new one; `nil` when it is of the version that is trusted already.
  static func timestamp(_ file: Data, root: TUFRoot, trusted: TUFTimestamp?) throws(TUFFault) -> Checked<TUFTimestamp>? {
    let signed = try TUFSigned<TUFTimestamp>(file)
    try signed.verify(root[.timestamp], as: TUFTimestamp.type)
    if let trusted {
      try rise(TUFTimestamp.type, from: trusted.version, to: signed.body.version)
      if signed.body.version == trusted.version { return nil }
      try rise(TUFSnapshot.type, from: trusted.snapshot.version, to: signed.body.snapshot.version)
    }
    return Checked(body: signed.body, file: file)
  }

  /// A snapshot, against the timestamp and the snapshot that was trusted before.
  static func snapshot(
    _ file: Data, root: TUFRoot, timestamp: TUFTimestamp, trusted: TUFSnapshot?
  ) throws(TUFFault) -> Checked<TUFSnapshot> {
    let signed: TUFSigned<TUFSnapshot> = try listed(file, as: timestamp.snapshot, role: TUFSnapshot.type, authority: root[.snapshot])
    for (name, before) in (trusted?.listed ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let now = signed.body.listed[name] else { throw .notInSnapshot(role: name) }
      try rise(name, from: before.version, to: now.version)
    }
    return Checked(body: signed.body, file: file)
  }

  /// Targets' metadata, top or delegated, against the snapshot and the keys of whoever delegates.
  static func targets(
    _ file: Data, role: String, authority: TUFAuthority, snapshot: TUFSnapshot
  ) throws(TUFFault) -> Checked<TUFTargets> {
    guard let entry = snapshot[role] else { throw .notInSnapshot(role: role) }
    let signed: TUFSigned<TUFTargets> = try listed(file, as: entry, role: role, authority: authority)
    return Checked(body: signed.body, file: file)
  }

  /// Checks that metadata has not expired.
  static func fresh(_ role: String, _ body: some TUFBody, at now: Date) throws(TUFFault) {
    guard body.expires > now else { throw .expired(role: role, since: body.expires) }
  }

  private static func listed<Body: TUFBody>(
    _ file: Data, as entry: TUFListed, role: String, authority: TUFAuthority
  ) throws(TUFFault) -> TUFSigned<Body> {
    // Before anything is read in the file: what lists it is trusted, the file is not yet.
    try entry.file.verify(file, name: role)
    let signed = try TUFSigned<Body>(file)
    try signed.verify(authority, as: role)
    guard signed.body.version == entry.version else {
      throw .wrongVersion(role: role, expected: entry.version, found: signed.body.version)
    }
    return signed
  }

  private static func rise(_ role: String, from trusted: Int, to found: Int) throws(TUFFault) {
    guard found >= trusted else { throw .rollback(role: role, trusted: trusted, found: found) }
  }
}
