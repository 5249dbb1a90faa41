// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
public import Foundation
import Storage
import ZipFile

/// The sealed files that bundles brought, until whoever fetches files has them.
///
/// They are taken for messages that wait for them alone; consent, comparison and opening are the same as of files that come over the wire.
public struct CarriedFiles: Sendable {
  private let folder: URL
  private let files: FetchedFiles

  /// Uses a folder on the disk of the puller's own, which is made when the first file comes.
  public init(folder: URL, files: FetchedFiles) {
    self.folder = folder
    self.files = files
  }

  private func url(_ blob: BlobID) -> URL { folder.appending(path: "\(blob).age") }
  private func listURL(_ blob: BlobID) -> URL { folder.appending(path: "\(blob).segments") }

  // MARK: Taking

  /// Copies a file out of a bundle, if a message of its authority waits for it, there is room, and it is what its digest says.
  func take(
    _ blob: BlobID, of authority: AuthorityName, _ entry: ZipReader.Entry, segments: Data?, from source: BundleSource
  ) async throws -> BundleOutcome {
    let size = entry.length
    guard let hasRoom = try await files.makeRoom(forCarried: blob, of: authority, length: size) else { return .notWanted }
    guard hasRoom else { return .noRoom }
    do {
      let outcome = try await copy(blob, entry, segments: segments, from: source)
      if outcome != .taken { try await files.count(carried: blob, of: authority, isHere(blob)) }
      return outcome
    } catch {
      try await files.count(carried: blob, of: authority, isHere(blob))
      throw error
    }
  }

  /// One that came before stays where another copy of it is damaged.
  private func isHere(_ blob: BlobID) -> Bool { FileManager.default.fileExists(atPath: url(blob).path) }

  private func copy(_ blob: BlobID, _ entry: ZipReader.Entry, segments: Data?, from source: BundleSource) async throws -> BundleOutcome {
    let size = entry.length
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let target = try PartialFile(folder.appending(path: "\(UUID().uuidString.lowercased()).part"))
    do {
      var hash = SHA256()
      var offset = 0
      while offset < size {
        let bytes = try await source.read(entry.offset + offset, min(PreparedBundle.piece, size - offset))
        guard !bytes.isEmpty else { break }
        hash.update(data: bytes)
        try target.write(bytes, at: Int64(offset))
        offset += bytes.count
      }
      guard BlobID(bytes: Array(hash.finalize())) == blob else {
        target.remove()
        return .damaged
      }
      try target.sync()
      if let segments { try segments.write(to: listURL(blob), options: .atomic) }
      try target.move(to: url(blob))
      return .taken
    } catch {
      target.remove()
      throw error
    }
  }

  // MARK: Giving to the puller

  /// The digests of the pieces, when a bundle brought those that the message's tree is over.
  func list(of payload: Payload) -> SegmentList? {
    guard let bytes = try? Data(contentsOf: listURL(payload.blob)), let list = SegmentList(bytes, count: payload.segments.count),
      list.tree == payload.tree
    else { return nil }
    return list
  }

  /// Puts a file where the puller looks for its pieces; whether there was one.
  func move(_ payload: Payload, to target: URL) throws -> Bool {
    guard rename(url(payload.blob).path, target.path) == 0 else {
      guard errno == ENOENT else { throw PartialFileFailure(number: errno) }
      return false
    }
    try? FileManager.default.removeItem(at: listURL(payload.blob))
    return true
  }

  /// Removes what no message waits for any more: what an officer refused, and what came by the wire meanwhile.
  func letGo() async throws {
    // What is being written is let alone; it has another name until it is whole.
    let found = contents(named: { $0.pathExtension == "age" || $0.pathExtension == "segments" })
    guard !found.isEmpty else { return }
    let waiting = try await waiting()
    for url in found where !waiting.contains(url.deletingPathExtension().lastPathComponent) { try? FileManager.default.removeItem(at: url) }
  }

  /// Removes what no message waits for any more, and what a killed process left half written; what is counted and not here counts no longer.
  /// - Parameter instant: what is half written and younger is let alone.
  public func tidyUp(before instant: Date) async throws {
    try await letGo()
    for url in contents(named: { $0.pathExtension == "part" }) {
      let changed = try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
      if let changed, changed < instant { try? FileManager.default.removeItem(at: url) }
    }
    let counted = try await files.database.rows(
      SQL("SELECT DISTINCT sealed, authority FROM fetchedFile WHERE isCarried = 1 AND state = 'offered'"))
    for row in counted {
      let blob = try row.value("sealed", BlobID.init)
      if !isHere(blob) { try await files.count(carried: blob, of: try row.value("authority", AuthorityName.init), false) }
    }
  }

  private func contents(named isMeant: (URL) -> Bool) -> [URL] {
    let found = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
    return (found ?? []).filter(isMeant)
  }

  private func waiting() async throws -> Set<String> {
    Set(
      try await files.database.rows(SQL("SELECT DISTINCT sealed FROM fetchedFile WHERE state IN ('offered', 'consented', 'pulling')")).map {
        try $0.text("sealed")
      })
  }
}
