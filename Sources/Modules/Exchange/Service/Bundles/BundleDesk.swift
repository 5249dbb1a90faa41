// SPDX-License-Identifier: Apache-2.0
public import Files
public import Foundation
public import Keys
import NIOPosix
import Storage
import Web

/// Bundles that officers take out and bring in with a browser.
///
/// On the way between browser and node a bundle stands in the vault for an owner of its own, whose key is destroyed as soon as it is open: what a
/// killed process leaves behind nobody reads, and ``tidyUp(before:)`` takes it.
public struct BundleDesk: Sendable {
  let bundles: Bundles
  private let vault: FileVault
  private let incoming: IncomingFiles
  private let keys: DataKeys

  /// Uses the bundles of a node, its vault and the place where files stand while they arrive.
  public init(bundles: Bundles, vault: FileVault, incoming: IncomingFiles, keys: DataKeys) {
    self.bundles = bundles
    self.vault = vault
    self.incoming = incoming
    self.keys = keys
  }

  private static let owner = "exchangeBundle"

  private func newOwner() -> KeyOwner { KeyOwner(type: Self.owner, id: UUID().uuidString.lowercased()) }

  /// A bundle that was gathered, open to be given out.
  func open(_ bundle: PreparedBundle, at instant: Date) async throws -> OpenFile {
    let owner = newOwner()
    let key = try await keys.keyMadeOnce(for: owner, at: instant)
    let kept: VaultFile
    do {
      let file = try incoming.begin(expecting: bundle.length)
      try await NIOThreadPool.singleton.runIfActive {
        try bundle.write { try file.write(ArraySlice($0)) }
        try file.finish()
      }
      kept = try await vault.store(file, under: key, at: instant)
    } catch let failure as FileFailure {
      throw failure.isFull ? WebProblem.noRoom : WebProblem.fileNotStored
    }
    return try await opened(kept, at: instant)
  }

  /// A bundle that a browser sent, open to be read.
  func open(_ file: ReceivedFile, at instant: Date) async throws -> OpenFile {
    let key = try await keys.keyMadeOnce(for: newOwner(), at: instant)
    let kept = try await file.keep(in: vault, under: key, at: instant)
    try await bundles.mail.database.commit(Commit([kept.statement]))
    return try await opened(kept.file, at: instant)
  }

  private func opened(_ kept: VaultFile, at instant: Date) async throws -> OpenFile {
    // What is open stays readable although its name and its key are gone.
    let open = try await vault.open(kept)
    try await vault.shred(kept.owner, at: instant)
    return open
  }

  /// Destroys bundles that processes left behind which ended before they had opened them.
  public func tidyUp(before instant: Date) async throws {
    let rows = try await bundles.mail.database.rows(
      SQL("SELECT ownerId FROM vaultFile WHERE ownerType = $1 AND keptAt < $2", [Self.owner.sql, instant.sql]))
    for row in rows { try await vault.shred(KeyOwner(type: Self.owner, id: try row.text("ownerId")), at: instant) }
  }
}
