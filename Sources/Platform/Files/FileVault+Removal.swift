// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Keys
public import Storage

extension FileVault {
  /// Destroys an owner's data key and all its files: nobody can read anything again that was sealed for that owner, here or in the tables.
  ///
  /// - Parameters:
  ///   - others: owners that go with it, whether they have a key or not; they never get one again.
  ///   - commit: what belongs to it, such as the fact that says why; all of it or nothing.
  /// - Throws: `StaleWrite` when the owner has no key any more.
  public func shred(_ owner: KeyOwner, and others: [KeyOwner] = [], at instant: Date, with commit: Commit = Commit()) async throws {
    var blobs: [String] = []
    var whole = commit
    whole.statements.append(keys.destroying(owner, at: instant))
    whole.statements += others.map { keys.closing($0, at: instant) }
    for owner in [owner] + others {
      blobs += try await files(of: owner).map(\.blob)
      whole.statements.append(SQL("DELETE FROM vaultFile WHERE ownerType = $1 AND ownerId = $2", [owner.type.sql, owner.id.sql]))
    }
    try await database.commit(whole)
    // After the commit: what a killed process leaves here nobody can open, and the sweep takes it.
    for blob in blobs { try await unlinkUnlessNamed(blob) }
  }

  /// Removes a blob from the disk that no row names any more; what two messages brought under one digest is one blob of two owners.
  private func unlinkUnlessNamed(_ blob: String) async throws {
    guard try await database.row(SQL("SELECT 1 AS one FROM vaultFile WHERE sealed = $1 LIMIT 1", [blob.sql])) == nil else { return }
    unlink(url(of: blob).path)
  }

  /// Removes the files of an owner that are not named and that nobody has brought since an instant.
  /// - Returns: how many were removed.
  @discardableResult
  public func remove(of owner: KeyOwner, except named: Set<String>, untouchedSince instant: Date) async throws -> Int {
    var removed = 0
    for file in try await files(of: owner) where file.keptAt < instant && !named.contains(file.sha256) {
      let rows = try await database.change(
        SQL(
          "DELETE FROM vaultFile WHERE ownerType = $1 AND ownerId = $2 AND sha256 = $3 AND keptAt < $4 RETURNING sealed",
          [owner.type.sql, owner.id.sql, file.sha256.sql, instant.sql]))
      for row in rows {
        try await unlinkUnlessNamed(try row.text("sealed"))
        removed += 1
      }
    }
    return removed
  }

  /// Removes what stands in the folder and is in no row: left behind by a process that ended between the disk and the commit.
  ///
  /// - Parameter instant: what is younger is let alone, because its commit may still come.
  /// - Returns: how many were removed.
  @discardableResult
  public func sweep(before instant: Date) async throws -> Int {
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey, .contentModificationDateKey])
    var removed = 0
    while true {
      var old: [URL] = []
      while old.count < 200, let url = walk?.nextObject() as? URL {
        let values = try? url.resourceValues(forKeys: [.isRegularFileKey, .contentModificationDateKey])
        if values?.isRegularFile == true, let changed = values?.contentModificationDate, changed < instant { old.append(url) }
      }
      guard !old.isEmpty else { return removed }
      let places = (1...old.count).map { "$\($0)" }.joined(separator: ", ")
      let rows = try await database.rows(
        SQL("SELECT sealed FROM vaultFile WHERE sealed IN (\(places))", old.map { $0.lastPathComponent.sql }))
      let named = Set(try rows.map { try $0.text("sealed") })
      for url in old where !named.contains(url.lastPathComponent) && unlink(url.path) == 0 { removed += 1 }
    }
  }
}
