// SPDX-License-Identifier: Apache-2.0
public import Foundation
import MerkleLog
import Storage

extension AuditLog {
  /// Writes the log as it is published: tiles and entries (C2SP tlog-tiles), the latest checkpoint, the earlier ones and the public key.
  ///
  /// `checkpoint` and `key`; `checkpoints/SIZE`; `tile/…` and `tile/entries/…`, where an entry is the canonical bytes of an event.
  /// - Parameter folder: must not be there yet; it appears under its name only when it is complete.
  /// - Returns: how many events were written.
  /// - Throws: ``AuditProblem/folderExists(path:)``, ``AuditProblem/noSuchCheckpoint``, ``AuditProblem/broken``.
  public func export(to folder: URL) async throws -> Int {
    guard !FileManager.default.fileExists(atPath: folder.path) else { throw AuditProblem.folderExists(path: folder.path) }
    guard let latest = try await store.latest(1).first, let key = try await publicKey() else { throw AuditProblem.noSuchCheckpoint }
    let partial = folder.deletingLastPathComponent().appending(path: ".\(folder.lastPathComponent).\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: partial, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let root = try await writeTiles(of: latest.size, to: partial)
      // What was read must be what was signed.
      guard root.bytes == latest.root else { throw AuditProblem.broken }
      try await writeCheckpoints(to: partial)
      try Self.write(Data("\(key)\n".utf8), "key", in: partial)
      try Self.write(Data(latest.note.utf8), "checkpoint", in: partial)
      try FileManager.default.moveItem(at: partial, to: folder)
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw error
    }
    return latest.size
  }

  /// Writes entries and tiles while the events are read once; the hashes are made anew from their bytes.
  private func writeTiles(of size: Int, to folder: URL) async throws -> TreeHash {
    var tree = GrowingTree()
    var levels: [Int: [TreeHash]] = [:]
    for tile in Tile.all(of: size) where tile.level == 0 {
      let events = try await log.checked(after: Int64(tree.size) - 1, limit: tile.width)
      guard events.count == tile.width, events.first?.index == Int64(tree.size) else { throw AuditProblem.broken }
      for event in events {
        tree.append(.leaf(event.bytes)) { if $0.level % Tile.height == 0 { levels[$0.level / Tile.height, default: []].append($1) } }
      }
      do { try Self.write(try Tile.bundle(events.map(\.bytes)), tile.entriesPath, in: folder) } catch let error as EntryTooLong {
        throw AuditProblem.eventTooLong(index: tile.positions.lowerBound + error.place)
      }
      try Self.write(levels.removeValue(forKey: 0) ?? [], tile, in: folder)
    }
    for tile in Tile.all(of: size) where tile.level > 0 {
      try Self.write(Array((levels[tile.level] ?? [])[tile.positions]), tile, in: folder)
    }
    return tree.root
  }

  private func writeCheckpoints(to folder: URL) async throws {
    var last = 0
    while true {
      let page = try await store.checkpoints(after: last, limit: 1000)
      for signed in page { try Self.write(Data(signed.note.utf8), "checkpoints/\(signed.size)", in: folder) }
      guard page.count == 1000, let end = page.last?.size else { return }
      last = end
    }
  }

  private static func write(_ hashes: [TreeHash], _ tile: Tile, in folder: URL) throws {
    try write(hashes.reduce(into: Data()) { $0 += $1.bytes }, tile.path, in: folder)
  }

  private static func write(_ data: Data, _ path: String, in folder: URL) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }
}
