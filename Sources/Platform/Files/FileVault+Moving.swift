// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Keys
public import Storage

extension FileVault {
  /// The statements that give a kept file to another owner: its content stays where it is on the disk, its identity is sealed under the new owner's key.
  ///
  /// Where the new owner has the content already, that one stays, and the blob that no row names then is swept. The statements undo their commit
  /// where the file has gone meanwhile.
  /// - Throws: what ``DataKeys/key(of:)`` throws for the owner of now.
  public func moving(_ file: VaultFile, to key: DataKey, at instant: Date) async throws -> [SQL] {
    let identity = try await keys.key(of: file.owner).open(file.identity, at: VaultFile.cell(file.sha256))
    let moved = VaultFile(
      owner: key.owner, sha256: file.sha256, size: file.size, blob: file.blob, blobSize: file.blobSize,
      identity: try key.seal(identity, at: VaultFile.cell(file.sha256)), scan: file.scan, keptAt: instant)
    let leave = SQL(
      "DELETE FROM vaultFile WHERE ownerType = $1 AND ownerId = $2 AND sha256 = $3 AND sealed = $4",
      [file.owner.type.sql, file.owner.id.sql, file.sha256.sql, file.blob.sql], mustChange: 1)
    return [leave, moved.taking]
  }
}
