// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Keys
import Storage

/// A file that the vault keeps for an owner; the same content is kept once for each owner.
public struct VaultFile: Hashable, Sendable {
  /// Whose it is.
  public let owner: KeyOwner
  /// The SHA-256 digest of its content in hexadecimal.
  public let sha256: String
  /// The length of its content in bytes.
  public let size: Int
  /// The SHA-256 digest of the age file in hexadecimal, under which it stands on the disk.
  public let blob: String
  /// The length of the age file in bytes.
  public let blobSize: Int
  /// What the virus scan said.
  public let scan: ScanResult
  /// When it was last brought.
  public let keptAt: Date
  /// The file's identity, sealed by the owner's data key.
  let identity: Data

  static let columns = "ownerType, ownerId, sha256, size, sealed, sealedSize, identity, scan, keptAt"

  init(
    owner: KeyOwner, sha256: String, size: Int, blob: String, blobSize: Int, identity: Data, scan: ScanResult, keptAt: Date
  ) {
    self.owner = owner
    self.sha256 = sha256
    self.size = size
    self.blob = blob
    self.blobSize = blobSize
    self.identity = identity
    self.scan = scan
    self.keptAt = keptAt
  }

  init(_ row: SQLRow) throws {
    owner = KeyOwner(type: try row.text("ownerType"), id: try row.text("ownerId"))
    sha256 = try row.text("sha256")
    size = try row.integer("size")
    blob = try row.text("sealed")
    blobSize = try row.integer("sealedSize")
    identity = try row.blob("identity")
    scan = try row.value("scan", ScanResult.init(rawValue:))
    keptAt = try row.instant("keptAt")
  }

  var insertion: SQL {
    SQL(
      """
      INSERT INTO vaultFile (\(Self.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (ownerType, ownerId, sha256) DO UPDATE SET sealed = excluded.sealed, sealedSize = excluded.sealedSize,
      identity = excluded.identity, scan = excluded.scan, keptAt = excluded.keptAt
      """, values, mustChange: 1)
  }

  /// The statement that keeps it for its owner unless that has the content already.
  var taking: SQL {
    SQL(
      """
      INSERT INTO vaultFile (\(Self.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (ownerType, ownerId, sha256) DO NOTHING
      """, values)
  }

  private var values: [SQLValue] {
    [
      owner.type.sql, owner.id.sql, sha256.sql, size.sql, blob.sql, blobSize.sql, identity.sql, scan.rawValue.sql, keptAt.sql,
    ]
  }

  /// Where the file's identity is sealed for.
  static func cell(_ sha256: String) -> Cell { Cell("vaultFile", row: sha256, "identity") }
}
