// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Keys

/// The files of one module, in the vault under the module's own data key.
public struct FileStore: Sendable {
  private let vault: FileVault
  private let owner: KeyOwner
  private let now: @Sendable () -> Date

  /// Uses the vault for an owner, whose key is made at the first file.
  public init(_ vault: FileVault, for owner: KeyOwner, now: @escaping @Sendable () -> Date = { Date() }) {
    self.vault = vault
    self.owner = owner
    self.now = now
  }

  /// Keeps a file that has arrived; the same content is kept once.
  /// - Throws: ``FileFailure``, and what the database throws.
  @discardableResult
  public func keep(_ file: IncomingFile) async throws -> VaultFile {
    try await vault.store(file, under: try await vault.keys.keyMadeOnce(for: owner, at: now()), at: now())
  }

  /// Opens a file by the digest of its content; `nil` when it is not kept here.
  /// - Throws: ``FileProblem``.
  public func open(_ sha256: String) async throws -> OpenFile? {
    guard let file = try await vault.file(sha256, of: owner) else { return nil }
    return try await vault.open(file)
  }

  /// Whether a file is kept here.
  public func holds(_ sha256: String) async throws -> Bool { try await vault.file(sha256, of: owner) != nil }

  /// The content of a file that is small enough to be read; `nil` when it is not kept here or is longer.
  /// - Throws: ``FileProblem``.
  public func content(of sha256: String, upTo limit: Int) async throws -> Data? {
    guard let file = try await vault.file(sha256, of: owner), file.size <= limit else { return nil }
    return try await vault.open(file).read(at: 0, upTo: file.size)
  }

  /// Removes the files that are not named and that nobody has brought since an instant.
  /// - Returns: how many were removed.
  @discardableResult
  public func remove(except named: Set<String>, untouchedSince instant: Date) async throws -> Int {
    try await vault.remove(of: owner, except: named, untouchedSince: instant)
  }

  /// Seals the files that an earlier version of the program kept plain in a folder, each under its digest, and removes them there.
  ///
  /// It may be interrupted at any instant and begun again.
  /// - Returns: how many were taken over; a file whose content is not what its name says stays where it is.
  @discardableResult
  public func adopt(_ plain: URL, through incoming: IncomingFiles) async throws -> Int {
    let walk = FileManager.default.enumerator(at: plain, includingPropertiesForKeys: [.isRegularFileKey, .fileSizeKey])
    var adopted = 0
    while let url = walk?.nextObject() as? URL {
      guard let values = try? url.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey]), values.isRegularFile == true,
        url.lastPathComponent.wholeMatch(of: /[0-9a-f]{64}/) != nil
      else { continue }
      let file = try incoming.begin(expecting: values.fileSize ?? 0)
      let handle = try FileHandle(forReadingFrom: url)
      defer { try? handle.close() }
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { try file.write(Array(piece)[...]) }
      try file.finish()
      guard file.sha256 == url.lastPathComponent else { continue }
      try await keep(file)
      try FileManager.default.removeItem(at: url)
      adopted += 1
    }
    return adopted
  }
}
