// SPDX-License-Identifier: Apache-2.0
public import Age
public import Foundation
public import Keys
import NIOPosix
public import Storage

/// An age file that somebody else made, with what opens it.
public struct SealedElsewhere: Sendable {
  /// Where it stands, on the file system of the vault; nobody writes to it any more.
  public let url: URL
  /// The SHA-256 digest of the age file in hexadecimal.
  public let blob: String
  /// The length of the age file in bytes.
  public let blobSize: Int
  /// What opens it.
  public let identity: AgeIdentity
  /// The SHA-256 digest of its content in hexadecimal, as it was found when the file was opened.
  public let sha256: String
  /// The length of its content in bytes.
  public let size: Int

  /// Describes a file whose digests the caller has computed.
  public init(url: URL, blob: String, blobSize: Int, identity: AgeIdentity, sha256: String, size: Int) {
    self.url = url
    self.blob = blob
    self.blobSize = blobSize
    self.identity = identity
    self.sha256 = sha256
    self.size = size
  }
}

extension FileVault {
  /// Keeps an age file as it was received: nothing of it is sealed again or copied, only what opens it is sealed under the owner's key.
  ///
  /// The file has a second name in the vault afterwards, so that a process that ends before the commit has lost nothing; the caller removes the first
  /// after it.
  /// - Returns: what is kept, and the statement for the commit that names it.
  /// - Throws: ``FileFailure``, and what the scan's reading throws.
  public func adopt(_ sealed: SealedElsewhere, under key: DataKey, at instant: Date) async throws -> (file: VaultFile, statement: SQL) {
    let scan = try await scan { try AgeReader(sealed.url, .identities([sealed.identity])) }
    let kept = VaultFile(
      owner: key.owner, sha256: sealed.sha256, size: sealed.size, blob: sealed.blob, blobSize: sealed.blobSize,
      identity: try key.seal(sealed.identity.bytes, at: VaultFile.cell(sealed.sha256)), scan: scan, keptAt: instant)
    try await NIOThreadPool.singleton.runIfActive { [self] in
      try Self.sync(sealed.url)
      try place(as: sealed.blob) { target throws(FileFailure) in try Self.name(sealed.url, target) }
    }
    return (kept, kept.insertion)
  }

  /// Gives a file another name, whatever had that name before.
  private static func name(_ url: URL, _ target: URL) throws(FileFailure) {
    let between = target.deletingLastPathComponent().appending(path: UUID().uuidString.lowercased())
    guard link(url.path, between.path) == 0 else { throw FileFailure("link") }
    // Where both are one file already nothing is renamed, and the name between stays.
    defer { unlink(between.path) }
    guard rename(between.path, target.path) == 0 else { throw FileFailure("rename") }
  }
}
