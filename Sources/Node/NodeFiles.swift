// SPDX-License-Identifier: Apache-2.0
import Files
import Foundation
import Keys
import Storage
import Web

/// The node's keys and its vault, and what its modules keep there.
struct NodeFiles: Sendable {
  /// The modules whose files are not a case's, by the name of their folder in versions that kept them plain.
  enum Shelf: String, CaseIterable {
    /// Annexes of drafts.
    case writing
    /// Language versions of meetings' documents.
    case meetings
    /// Letters of credentials and statements.
    case meetingsSession = "meetings-session"
    /// Files of contributions and texts of national laws.
    case contributions
  }

  let keys: DataKeys
  let vault: FileVault
  let incoming: IncomingFiles
  /// What must be free for new work to be taken.
  let reserve: DiskReserve
  private let folder: URL
  private let now: @Sendable () -> Date

  /// - Throws: `KeyProblem.storeUnreadable`.
  init(_ configuration: NodeConfiguration, database: any Database, now: @escaping @Sendable () -> Date) throws {
    folder = configuration.dataFolder.appending(path: "files")
    keys = DataKeys(database: database, store: try Self.store(configuration, at: now()))
    incoming = IncomingFiles(folder: folder.appending(path: "incoming"))
    vault = FileVault(
      folder: folder.appending(path: "vault"), database: database, keys: keys, scanner: VirusScanner(configuration.virusScan),
      quota: configuration.fileQuota)
    let disks = [configuration.dataFolder] + (try Node.sqliteFile(configuration.database).map { [$0.deletingLastPathComponent()] } ?? [])
    reserve = DiskReserve(disks, bytes: configuration.diskReserve << 20)
    self.now = now
  }

  /// What the system gives goes before a file of the node's own.
  private static func store(_ configuration: NodeConfiguration, at instant: Date) throws -> KeyRingFile {
    if let given = ServiceCredential.file("comity-keys") { return try KeyRingFile(given, ownership: .system, at: instant) }
    let given = try ServiceCredential.file("comity-passphrase").map { try String(contentsOf: $0, encoding: .utf8) }
    let passphrase = (given ?? configuration.keysPassphrase).map { $0.trimmingCharacters(in: .newlines) }
    return try KeyRingFile(
      configuration.keyFile ?? configuration.dataFolder.appending(path: "keys.ring"), passphrase: passphrase, at: instant)
  }

  /// The files of one module.
  func store(_ shelf: Shelf) -> FileStore { FileStore(vault, for: KeyOwner(type: "module", id: shelf.rawValue), now: now) }

  /// Seals what earlier versions kept plain, and removes what processes left behind that ended without tidying up.
  func tidyUp(at instant: Date) async throws {
    incoming.clean()
    for shelf in Shelf.allCases { try await store(shelf).adopt(folder.appending(path: shelf.rawValue), through: incoming) }
    // A day, because an upload that is on the disk may still wait for its commit.
    try await vault.sweep(before: instant.addingTimeInterval(-24 * 3600))
  }

  /// What both give the node: tables, words, problems.
  static let modules = [
    Module(name: "keys", routes: [], migrations: DataKeys.migrations, strings: DataKeys.strings, problems: KeyProblem.examples),
    Module(name: "files", routes: [], migrations: FileVault.migrations, strings: FileVault.strings, problems: FileProblem.examples),
  ]
}
