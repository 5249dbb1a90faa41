// SPDX-License-Identifier: Apache-2.0
import Age
public import Foundation
public import Keys
import NIOPosix
public import Storage

/// Keeps files sealed: each under an identity of its own, which the owner's data key seals.
///
/// A file is on the disk, with its name, before a row may say so; what no row names is removed by ``sweep(before:)``.
public struct FileVault: Sendable {
  let folder: URL
  let database: any Database
  let keys: DataKeys
  private let scanner: VirusScanner?
  private let quota: Int

  /// Uses a folder, which is made when the first file is kept, and a database that has ``migrations``.
  /// - Parameters:
  ///   - scanner: what every file is given to before it is kept; `nil` for none.
  ///   - quota: the bytes that the files of one owner may have together.
  public init(folder: URL, database: any Database, keys: DataKeys, scanner: VirusScanner? = nil, quota: Int = .max) {
    self.folder = folder
    self.database = database
    self.keys = keys
    self.scanner = scanner
    self.quota = quota
  }

  /// The folder of the catalogues with the words of ``FileProblem``.
  public static let strings: URL = Bundle.module.bundleURL.appending(path: "Strings")

  /// The table of kept files.
  public static let migrations = [
    Migration(
      "files", 1, "create_vault_file",
      [
        """
        CREATE TABLE vaultFile (ownerType TEXT NOT NULL, ownerId TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        size INTEGER NOT NULL CHECK (size >= 0), sealed TEXT NOT NULL CHECK (length(sealed) = 64),
        sealedSize INTEGER NOT NULL CHECK (sealedSize > size), identity BLOB NOT NULL,
        scan TEXT NOT NULL CHECK (scan IN ('clean', 'infected', 'notScanned')), keptAt INTEGER NOT NULL,
        PRIMARY KEY (ownerType, ownerId, sha256))
        """,
        "CREATE INDEX vaultFileBySealed ON vaultFile (sealed)",
      ])
  ]

  // MARK: Keeping

  /// How many bytes an owner's files may still have.
  public func room(for owner: KeyOwner) async throws -> Int {
    let row = try await database.row(
      SQL(
        "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS used FROM vaultFile WHERE ownerType = $1 AND ownerId = $2",
        [owner.type.sql, owner.id.sql]))
    return max(0, quota - (try row?.integer("used") ?? 0))
  }

  /// Scans a file that has arrived and moves it to its place.
  ///
  /// - Parameter key: the owner's data key.
  /// - Returns: what is kept, and the statement for the commit that names it; until then the file counts as left over.
  /// - Throws: ``FileFailure``, and what the database throws.
  public func keep(_ file: IncomingFile, under key: DataKey, at instant: Date) async throws -> (file: VaultFile, statement: SQL) {
    guard let digest = file.sha256, let sealed = file.sealed else { throw FileFailure("keep what is not complete", EINVAL) }
    let scan = try await scan { try file.reader() }
    let kept = VaultFile(
      owner: key.owner, sha256: digest, size: file.size, blob: sealed.sha256, blobSize: sealed.size,
      identity: try key.seal(file.identity.bytes, at: VaultFile.cell(digest)), scan: scan, keptAt: instant)
    try await NIOThreadPool.singleton.runIfActive { [self] in
      try place(as: sealed.sha256) { target throws(FileFailure) in try file.move(to: target) }
    }
    return (kept, kept.insertion)
  }

  /// Keeps a file with a commit of its own.
  /// - Throws: as ``keep(_:under:at:)``.
  @discardableResult
  public func store(_ file: IncomingFile, under key: DataKey, at instant: Date) async throws -> VaultFile {
    guard let digest = file.sha256 else { throw FileFailure("keep what is not complete", EINVAL) }
    // Brought again: what is there stays, unless its blob is lost or was never scanned.
    if let known = try await self.file(digest, of: key.owner), FileManager.default.fileExists(atPath: url(of: known.blob).path),
      scanner == nil || known.scan != .notScanned
    {
      let touch = SQL(
        "UPDATE vaultFile SET keptAt = $4 WHERE ownerType = $1 AND ownerId = $2 AND sha256 = $3 AND sealed = $5 RETURNING sealed",
        [key.owner.type.sql, key.owner.id.sql, digest.sql, instant.sql, known.blob.sql])
      if try await !database.change(touch).isEmpty { return known }
    }
    let kept = try await keep(file, under: key, at: instant)
    try await database.commit(Commit([kept.statement]))
    return kept.file
  }

  /// The statement that says that a kept file was brought again; it undoes its commit where the file was removed meanwhile.
  public func touching(_ sha256: String, of owner: KeyOwner, at instant: Date) -> SQL {
    SQL(
      "UPDATE vaultFile SET keptAt = $4 WHERE ownerType = $1 AND ownerId = $2 AND sha256 = $3",
      [owner.type.sql, owner.id.sql, sha256.sql, instant.sql], mustChange: 1)
  }

  func scan(_ open: () throws -> AgeReader) async throws -> ScanResult {
    guard let scanner else { return .notScanned }
    let reader = try open()
    // A thread is held for each piece alone: a slow scan must not hold up those who read and write files.
    return await scanner.scan { offset in
      try await NIOThreadPool.singleton.runIfActive { try reader.read(at: offset, upTo: 1 << 20) }
    }
  }

  func url(of blob: String) -> URL { folder.appending(path: String(blob.prefix(2))).appending(path: blob) }

  /// Has a file brought to its place, and syncs the folders.
  func place(as blob: String, _ bring: (URL) throws(FileFailure) -> Void) throws(FileFailure) {
    let target = url(of: blob)
    let place = target.deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw FileFailure("make a folder", EIO)
    }
    try bring(target)
    // The names, too, must survive a power failure: of the file, and of its folder.
    for changed in [place, folder, folder.deletingLastPathComponent()] { try Self.sync(changed) }
  }

  /// Waits until a file or a folder is on the disk.
  static func sync(_ url: URL) throws(FileFailure) {
    let descriptor = Foundation.open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure("open") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileFailure("sync") }
  }

  // MARK: Giving out

  /// A file of an owner; `nil` when none with this digest is kept.
  public func file(_ sha256: String, of owner: KeyOwner) async throws -> VaultFile? {
    try await database.row(
      SQL(
        "SELECT \(VaultFile.columns) FROM vaultFile WHERE ownerType = $1 AND ownerId = $2 AND sha256 = $3",
        [owner.type.sql, owner.id.sql, sha256.sql])
    ).map { try VaultFile($0) }
  }

  /// A file by where its bytes lie on the disk, whoever it belongs to; `nil` when it is not here any more.
  public func file(keptAs blob: String) async throws -> VaultFile? {
    try await database.row(
      SQL("SELECT \(VaultFile.columns) FROM vaultFile WHERE sealed = $1 ORDER BY ownerType, ownerId LIMIT 1", [blob.sql])
    )
    .map { try VaultFile($0) }
  }

  /// The files of an owner, in the order they were brought.
  public func files(of owner: KeyOwner) async throws -> [VaultFile] {
    try await database.rows(
      SQL(
        "SELECT \(VaultFile.columns) FROM vaultFile WHERE ownerType = $1 AND ownerId = $2 ORDER BY keptAt, sha256",
        [owner.type.sql, owner.id.sql])
    ).map { try VaultFile($0) }
  }

  /// Opens a file.
  /// - Throws: ``FileProblem/infected``, ``FileProblem/damaged``, and what ``DataKeys/key(of:)`` throws: `KeyProblem.destroyed` after a shredding.
  public func open(_ file: VaultFile) async throws -> OpenFile {
    guard file.scan != .infected else { throw FileProblem.infected }
    let identity = try AgeIdentity(bytes: try await keys.key(of: file.owner).open(file.identity, at: VaultFile.cell(file.sha256)))
    do {
      let reader = try await NIOThreadPool.singleton.runIfActive { [url = url(of: file.blob)] in try AgeReader(url, .identities([identity]))
      }
      guard reader.size == file.size else { throw FileProblem.damaged }
      return OpenFile(reader, sha256: file.sha256)
    } catch is AgeFault {
      throw FileProblem.damaged
    }
  }
}
