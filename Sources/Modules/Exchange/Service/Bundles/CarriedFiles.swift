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
    guard let size = try await waiting(blob, of: authority), size == entry.length else { return .notWanted }
    guard files.free() >= Int64(size), try await files.used(by: authority) <= files.policy.quota else { return .noRoom }
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

  /// The length of a file that a message of an authority waits for; `nil` when none does.
  private func waiting(_ blob: BlobID, of authority: AuthorityName) async throws -> Int? {
    try await files.database.row(
      SQL(
        "SELECT sealedSize FROM fetchedFile WHERE sealed = $1 AND authority = $2 AND state IN ('offered', 'consented', 'pulling') LIMIT 1",
        [blob.hex.sql, authority.description.sql])
    )?.integer("sealedSize")
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

  /// Removes what no message waits for any more, and what a killed process left half written.
  /// - Parameter instant: what is younger is let alone.
  public func tidyUp(before instant: Date) async throws {
    let found = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey])) ?? []
    let waiting = Set(
      try await files.database.rows(SQL("SELECT sealed FROM fetchedFile WHERE state IN ('offered', 'consented', 'pulling')")).map {
        try $0.text("sealed")
      })
    for url in found where !waiting.contains(url.deletingPathExtension().lastPathComponent) {
      let changed = try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
      if let changed, changed < instant { try? FileManager.default.removeItem(at: url) }
    }
  }
}
