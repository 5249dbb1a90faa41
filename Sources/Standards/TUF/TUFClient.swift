// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Follows a repository as the standard's client workflow says: what it answers was checked, and was kept before it is answered.
///
/// One update at a time for one store; lookups may go on beside it.
/// - Source: TUF 1.0, 5
public struct TUFClient: Sendable {
  private let shippedRoot: Data
  let store: any TUFStore
  let limits: TUFLimits
  private let expiry: TUFExpiry
  private let fetcher: TUFFetch

  /// Makes a client.
  /// - Parameters:
  ///   - shippedRoot: a root that came another way and was compared by people; used when the store keeps none yet.
  ///   - store: where it keeps what it trusts.
  ///   - expiry: what an expired timestamp means.
  ///   - fetch: fetches paths that begin with `metadata/` and `targets/`.
  public init(
    shippedRoot: Data, store: any TUFStore, expiry: TUFExpiry = .stops, limits: TUFLimits = TUFLimits(), fetch: @escaping TUFFetch
  ) {
    self.shippedRoot = shippedRoot
    self.store = store
    self.expiry = expiry
    self.limits = limits
    fetcher = fetch
  }

  /// Updates what is trusted.
  /// - Parameter now: the moment as of which everything is checked.
  /// - Throws: ``TUFFault``, or an error of the store or of fetching; what was trusted stays trusted then.
  public func refresh(at now: Date) async throws -> TUFTrusted {
    let root = try await newestRoot()
    try TUFChecks.fresh(TUFRoot.type, root, at: now)
    let kept = try await keptTimestamp(root)
    guard let file = try await fetch("metadata/timestamp.json", limit: limits.timestamp) else {
      throw TUFFault.notAvailable(path: "metadata/timestamp.json")
    }
    let new = try TUFChecks.timestamp(file, root: root, trusted: kept?.body)
    guard let timestamp = new ?? kept else { throw TUFFault.storeDamaged(TUFKept.timestamp.description) }
    return try await follow(timestamp, root: root, isNew: new != nil, at: now)
  }

  /// What is trusted by what is kept alone, checked again: for a start without network.
  /// - Throws: ``TUFFault``, or an error of the store; ``TUFFault/notAvailable(path:)`` when there has been no update yet.
  public func kept(at now: Date) async throws -> TUFTrusted {
    let root = try await keptRoot()
    try TUFChecks.fresh(TUFRoot.type, root, at: now)
    guard let timestamp = try await keptTimestamp(root) else { throw TUFFault.notAvailable(path: "metadata/timestamp.json") }
    let offline = TUFClient(shippedRoot: shippedRoot, store: store, expiry: expiry, limits: limits) { _, _ in nil }
    return try await offline.follow(timestamp, root: root, isNew: false, at: now)
  }

  /// Fetches a target.
  /// - Throws: ``TUFFault`` when it is not what its role vouches for.
  public func fetch(_ target: TUFTarget) async throws -> Data {
    let path = "targets/\(target.name)"
    let length = target.info.file.length ?? 0
    guard length <= limits.target else { throw TUFFault.tooLong(path: path, limit: limits.target) }
    guard let file = try await fetch(path, limit: length) else { throw TUFFault.notAvailable(path: path) }
    try target.info.file.verify(file, name: target.path)
    return file
  }

  func fetch(_ path: String, limit: Int) async throws -> Data? {
    guard let file = try await fetcher(path, limit) else { return nil }
    guard file.count <= limit else { throw TUFFault.tooLong(path: path, limit: limit) }
    return file
  }

  /// Fetches a file whose length may be told beforehand; a length beyond the limit is no leave to read that far.
  private func fetch(_ path: String, listed entry: TUFListed, limit: Int) async throws -> Data? {
    let length = entry.file.length ?? limit
    guard length <= limit else { throw TUFFault.tooLong(path: path, limit: limit) }
    return try await fetch(path, limit: length)
  }

  // MARK: Roots

  private func keptRoot() async throws -> TUFRoot {
    if let file = try await store.read(.root) {
      do throws(TUFFault) { return try TUFChecks.first(root: file).body } catch { throw TUFFault.storeDamaged(TUFKept.root.description) }
    }
    let root = try TUFChecks.first(root: shippedRoot)
    try await store.commit([.write(.rootVersion(root.body.version), root.file), .write(.root, root.file)])
    return root.body
  }

  /// Goes from root to root, each signed by the keys of the one before.
  private func newestRoot() async throws -> TUFRoot {
    var root = try await keptRoot()
    for _ in 0..<limits.rootChanges {
      guard let file = try await fetch("metadata/\(root.version + 1).root.json", limit: limits.root) else { break }
      guard let next = try TUFChecks.next(root: file, after: root) else { break }
      var changes: [TUFChange] = []
      // Whoever had the old keys may have raised the versions as far as they go; with them goes what they said.
      if [.timestamp, .snapshot].contains(where: { root[$0].isRotated(in: next.body[$0]) }) {
        changes = [.remove(.timestamp), .remove(.snapshot)]
      }
      try await store.commit(changes + [.write(.rootVersion(next.body.version), file), .write(.root, file)])
      root = next.body
    }
    return root
  }

  // MARK: Timestamp, snapshot, targets

  private func keptTimestamp(_ root: TUFRoot) async throws -> TUFChecks.Checked<TUFTimestamp>? {
    guard let file = try await store.read(.timestamp) else { return nil }
    do throws(TUFFault) {
      return try TUFChecks.timestamp(file, root: root, trusted: nil)
    } catch {
      throw TUFFault.storeDamaged(TUFKept.timestamp.description)
    }
  }

  /// Checks snapshot and targets under a timestamp, then keeps the three at once: a timestamp whose snapshot is refused is not kept,
  /// or the client could never go on from it.
  private func follow(
    _ timestamp: TUFChecks.Checked<TUFTimestamp>, root: TUFRoot, isNew: Bool, at now: Date
  ) async throws -> TUFTrusted {
    if expiry == .stops { try TUFChecks.fresh(TUFTimestamp.type, timestamp.body, at: now) }
    var changes: [TUFChange] = isNew ? [.write(.timestamp, timestamp.file)] : []
    let snapshot = try await snapshot(root: root, timestamp: timestamp.body, changes: &changes)
    try TUFChecks.fresh(TUFSnapshot.type, snapshot, at: now)
    let targets = try await load(
      .targets, role: TUFTargets.type, authority: root[.targets], snapshot: snapshot, isConsistent: root.consistentSnapshot)
    try TUFChecks.fresh(TUFTargets.type, targets.body, at: now)
    if targets.isNew { changes.append(.write(.targets, targets.file)) }
    if !changes.isEmpty { try await store.commit(changes) }
    return TUFTrusted(root: root, timestamp: timestamp.body, snapshot: snapshot, targets: targets.body, moment: now)
  }

  private func snapshot(root: TUFRoot, timestamp: TUFTimestamp, changes: inout [TUFChange]) async throws -> TUFSnapshot {
    let kept = try await keptSnapshot(root)
    if let kept, let same = try? TUFChecks.snapshot(kept.file, root: root, timestamp: timestamp, trusted: nil) { return same.body }
    let path = "metadata/" + (root.consistentSnapshot ? "\(timestamp.snapshot.version).snapshot.json" : "snapshot.json")
    guard let file = try await fetch(path, listed: timestamp.snapshot, limit: limits.snapshot) else {
      throw TUFFault.notAvailable(path: path)
    }
    let new = try TUFChecks.snapshot(file, root: root, timestamp: timestamp, trusted: kept?.body)
    changes.append(.write(.snapshot, file))
    return new.body
  }

  private func keptSnapshot(_ root: TUFRoot) async throws -> TUFChecks.Checked<TUFSnapshot>? {
    guard let file = try await store.read(.snapshot) else { return nil }
    do throws(TUFFault) {
      let signed = try TUFSigned<TUFSnapshot>(file)
      try signed.verify(root[.snapshot], as: TUFSnapshot.type)
      return TUFChecks.Checked(body: signed.body, file: file)
    } catch {
      throw TUFFault.storeDamaged(TUFKept.snapshot.description)
    }
  }

  /// Targets' metadata of a role: what is kept when it is what the snapshot lists, or else what is fetched.
  func load(
    _ item: TUFKept, role: String, authority: TUFAuthority, snapshot: TUFSnapshot, isConsistent: Bool
  ) async throws -> (body: TUFTargets, file: Data, isNew: Bool) {
    if let file = try await store.read(item),
      let kept = try? TUFChecks.targets(file, role: role, authority: authority, snapshot: snapshot)
    {
      return (kept.body, file, false)
    }
    guard let entry = snapshot[role] else { throw TUFFault.notInSnapshot(role: role) }
    let name = TUFPath.escaped(role) + ".json"
    let path = "metadata/" + (isConsistent ? "\(entry.version).\(name)" : name)
    guard let file = try await fetch(path, listed: entry, limit: limits.targets) else { throw TUFFault.notAvailable(path: path) }
    let checked = try TUFChecks.targets(file, role: role, authority: authority, snapshot: snapshot)
    return (checked.body, file, true)
  }
}
