// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A repository as its publisher keeps it: takes what the roles have signed, checks it as every client will, and says which files to write.
///
/// Root and targets are signed elsewhere, by signers who each have their key; timestamp and snapshot are signed here.
/// - Source: TUF 1.0, 6
public struct TUFRepository: Sendable {
  /// A file of the repository.
  public struct File: Hashable, Sendable {
    /// Its path below the repository's folder.
    public let path: String
    /// Its bytes.
    public let data: Data
  }

  /// The newest root.
  public private(set) var root: TUFSigned<TUFRoot>
  /// The top targets.
  public private(set) var targets: TUFSigned<TUFTargets>
  /// The delegated roles that have said something.
  public private(set) var roles: [String: TUFSigned<TUFTargets>] = [:]
  /// The newest snapshot; `nil` before the first was published.
  public private(set) var snapshot: TUFSigned<TUFSnapshot>?
  /// The newest timestamp; `nil` before the first was published.
  public private(set) var timestamp: TUFSigned<TUFTimestamp>?
  /// What was taken and not yet published, in the order in which it must be written.
  private var waiting: [File] = []

  /// Begins a repository.
  /// - Parameters:
  ///   - root: the first root, signed.
  ///   - targets: the top targets, signed.
  ///   - files: the content of the top targets, by path.
  /// - Throws: ``TUFFault`` for what a client would refuse.
  public init(root: TUFSigned<TUFRoot>, targets: TUFSigned<TUFTargets>, files: [String: Data] = [:]) throws(TUFFault) {
    try root.verify(root.body[.root], as: TUFRoot.type)
    guard root.body.version == 1 else { throw .wrongVersion(role: TUFRoot.type, expected: 1, found: root.body.version) }
    self.root = root
    self.targets = targets
    try take(targets: targets, before: nil, role: TUFTargets.type, authority: root.body[.targets], files: files)
    waiting.append(File(path: "metadata/\(root.body.version).root.json", data: root.file))
  }

  /// Reads a repository that was published, from the first root on, which is believed.
  ///
  /// The other roots are checked, timestamp and snapshot, and that targets are what the snapshot lists. Whether the targets' signers still may
  /// sign is asked when something is published.
  /// - Parameter read: gives a file below the repository's folder; `nil` when there is none.
  /// - Throws: ``TUFFault``, or an error of reading.
  public init(reading read: (String) throws -> Data?) throws {
    func file(_ name: String) throws -> Data {
      guard let file = try read("metadata/\(name).json") else { throw TUFFault.notAvailable(path: "metadata/\(name).json") }
      return file
    }
    root = try TUFSigned<TUFRoot>(file("1.root"))
    try root.verify(root.body[.root], as: TUFRoot.type)
    var before: TUFRoot?
    while let file = try read("metadata/\(root.body.version + 1).root.json") {
      // Whoever can write into the folder must not choose whose targets are signed for here.
      guard let next = try TUFChecks.next(root: file, after: root.body) else { break }
      before = root.body
      root = try TUFSigned<TUFRoot>(next.file)
    }
    let timestamp = try TUFSigned<TUFTimestamp>(file("timestamp"))
    let snapshot = try Self.checkedSnapshot(
      file("\(timestamp.body.snapshot.version).snapshot"), under: timestamp, root: root.body, before: before)
    func listed(_ role: String) throws -> TUFSigned<TUFTargets> {
      guard let entry = snapshot.body[role] else { throw TUFFault.notInSnapshot(role: role) }
      return try Self.checkedTargets(file("\(entry.version).\(TUFPath.escaped(role))"), as: entry, role: role)
    }
    targets = try listed(TUFTargets.type)
    for delegation in targets.body.delegations { roles[delegation.name] = try listed(delegation.name) }
    self.timestamp = timestamp
    self.snapshot = snapshot
  }

  /// The snapshot that a timestamp lists, both signed under the root, or both under the root before: a root is written before its timestamp,
  /// and the work may have ended between the two.
  private static func checkedSnapshot(
    _ file: Data, under timestamp: TUFSigned<TUFTimestamp>, root: TUFRoot, before: TUFRoot?
  ) throws(TUFFault) -> TUFSigned<TUFSnapshot> {
    do throws(TUFFault) {
      try timestamp.verify(root[.timestamp], as: TUFTimestamp.type)
      let checked = try TUFChecks.snapshot(file, root: root, timestamp: timestamp.body, trusted: nil)
      return try TUFSigned<TUFSnapshot>(checked.file)
    } catch {
      guard let before, let earlier = try? checkedSnapshot(file, under: timestamp, root: before, before: nil) else { throw error }
      return earlier
    }
  }

  /// Targets' metadata that is the file which the snapshot lists: the next snapshot will vouch for it again.
  private static func checkedTargets(_ file: Data, as entry: TUFListed, role: String) throws(TUFFault) -> TUFSigned<TUFTargets> {
    try entry.file.verify(file, name: role)
    let signed = try TUFSigned<TUFTargets>(file)
    guard signed.body.version == entry.version else {
      throw .wrongVersion(role: role, expected: entry.version, found: signed.body.version)
    }
    return signed
  }

  // MARK: What the signers bring

  /// Takes the next root, signed by the keys of the one before and by its own.
  /// - Throws: ``TUFFault``.
  public mutating func take(root next: TUFSigned<TUFRoot>) throws(TUFFault) {
    let before = root.body
    guard next.body.version == before.version + 1 else {
      throw .wrongVersion(role: TUFRoot.type, expected: before.version + 1, found: next.body.version)
    }
    try next.verify(before[.root], as: TUFRoot.type)
    try next.verify(next.body[.root], as: TUFRoot.type)
    root = next
    waiting.append(File(path: "metadata/\(next.body.version).root.json", data: next.file))
  }

  /// Takes new top targets, with the content of those that are new or have changed.
  /// - Throws: ``TUFFault``.
  public mutating func take(targets next: TUFSigned<TUFTargets>, files: [String: Data] = [:]) throws(TUFFault) {
    try take(targets: next, before: targets, role: TUFTargets.type, authority: root.body[.targets], files: files)
    targets = next
    for name in roles.keys where next.body.delegation(to: name) == nil { roles[name] = nil }
  }

  /// Takes what a delegated role says, with the content of the targets that are new or have changed.
  /// - Throws: ``TUFFault``.
  public mutating func take(role: String, _ next: TUFSigned<TUFTargets>, files: [String: Data] = [:]) throws(TUFFault) {
    guard let delegation = targets.body.delegation(to: role) else { throw .unknownRole(role) }
    for path in next.body.targets.keys.sorted() where !delegation.covers(path) { throw .outsideDelegation(role: role, path: path) }
    try take(targets: next, before: roles[role], role: role, authority: delegation.authority, files: files)
    roles[role] = next
  }

  private mutating func take(
    targets next: TUFSigned<TUFTargets>, before: TUFSigned<TUFTargets>?, role: String, authority: TUFAuthority, files: [String: Data]
  ) throws(TUFFault) {
    try next.verify(authority, as: role)
    let version = max(before?.body.version ?? 0, snapshot?.body[role]?.version ?? 0)
    guard next.body.version > version else { throw .rollback(role: role, trusted: version, found: next.body.version) }
    var taken: [File] = []
    for (path, info) in next.body.targets.sorted(by: { $0.key < $1.key }) {
      guard TUFPath.isTarget(path) else { throw .unsafePath(path) }
      guard let digest = info.file.nameDigest else { throw .unknownDigest(name: path) }
      if let data = files[path] {
        try info.file.verify(data, name: path)
        taken.append(File(path: "targets/\(TUFPath.consistent(path, digest: digest))", data: data))
      } else if before?.body.targets[path]?.file != info.file {
        throw .notAvailable(path: path)
      }
    }
    waiting += taken + [File(path: "metadata/\(next.body.version).\(TUFPath.escaped(role)).json", data: next.file)]
  }

  // MARK: What is signed here

  /// Forgets how far snapshot and timestamp had been counted, after the keys of both were changed because somebody else had them.
  ///
  /// Clients forget it with the keys; some keep a snapshot whose own keys stand, though the timestamp's were changed.
  /// - Throws: ``TUFFault/keysStand(role:)`` when the keys that signed one of the two may still do so.
  public mutating func forgetVersions() throws(TUFFault) {
    if let snapshot, root.body[.snapshot].count(snapshot.signatures, over: snapshot.payload) > 0 {
      throw .keysStand(role: TUFSnapshot.type)
    }
    if let timestamp, root.body[.timestamp].count(timestamp.signatures, over: timestamp.payload) > 0 {
      throw .keysStand(role: TUFTimestamp.type)
    }
    snapshot = nil
    timestamp = nil
  }

  /// Publishes what was taken under a new snapshot and a new timestamp.
  /// - Returns: the files to write, in this order: the timestamp is last, and with it clients go over to the new state.
  /// - Throws: ``TUFFault`` for what a client would refuse, or an error of a key.
  public mutating func publish(
    snapshotExpires: Date, snapshotSigners: [TUFSigner], timestampExpires: Date, timestampSigners: [TUFSigner]
  ) throws -> [File] {
    try targets.verify(root.body[.targets], as: TUFTargets.type)
    // Once listed, always listed: clients refuse a snapshot that leaves a file out, also that of a role which is no more.
    var listed = snapshot?.body.listed ?? [:]
    listed["targets.json"] = TUFListed(version: targets.body.version, file: TUFFileInfo(of: targets.file))
    for delegation in targets.body.delegations {
      guard let role = roles[delegation.name] else { throw TUFFault.notInSnapshot(role: delegation.name) }
      try role.verify(delegation.authority, as: delegation.name)
      listed["\(delegation.name).json"] = TUFListed(version: role.body.version, file: TUFFileInfo(of: role.file))
    }
    var next = try TUFSigned(TUFSnapshot(version: (snapshot?.body.version ?? 0) + 1, expires: snapshotExpires, listed: listed))
    for signer in snapshotSigners { next = try next.signed(by: signer) }
    try next.verify(root.body[.snapshot], as: TUFSnapshot.type)
    var changed = self
    changed.snapshot = next
    let stamp = try changed.stamp(expires: timestampExpires, signers: timestampSigners)
    // A new root stands beside its timestamp: between the two, a client that comes finds a timestamp of the old keys.
    let roots = waiting.filter { $0.path.hasSuffix(".root.json") }
    let others = waiting.filter { !$0.path.hasSuffix(".root.json") }
    changed.waiting = []
    self = changed
    return others + [File(path: "metadata/\(next.body.version).snapshot.json", data: next.file)] + roots + stamp
  }

  /// Signs a new timestamp over the snapshot that stands, so that clients know that it still does.
  /// - Returns: the file to write.
  /// - Throws: ``TUFFault`` when there is no snapshot yet or too few sign, or an error of a key.
  public mutating func stamp(expires: Date, signers: [TUFSigner]) throws -> [File] {
    guard let snapshot else { throw TUFFault.notAvailable(path: "snapshot.json") }
    let listed = TUFListed(version: snapshot.body.version, file: TUFFileInfo(of: snapshot.file))
    var next = try TUFSigned(TUFTimestamp(version: (timestamp?.body.version ?? 0) + 1, expires: expires, snapshot: listed))
    for signer in signers { next = try next.signed(by: signer) }
    try next.verify(root.body[.timestamp], as: TUFTimestamp.type)
    timestamp = next
    return [File(path: "metadata/timestamp.json", data: next.file)]
  }
}
