// SPDX-License-Identifier: Apache-2.0
public import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files that a module keeps in the data folder, each under the SHA-256 digest of its content.
///
/// A file is on the disk before a row of the database may name it; what no row names is removed by ``removeAll(except:untouchedSince:)``.
public struct FileStore: Sendable {
  private let folder: URL

  /// Uses a folder of the module's own, which is made when the first file is kept.
  public init(folder: URL) { self.folder = folder }

  /// Keeps a file that has arrived; the same content is kept once.
  /// - Returns: its digest.
  /// - Throws: ``FileFailure``.
  @discardableResult
  public func keep(_ file: IncomingFile) throws(FileFailure) -> String {
    guard let digest = file.sha256 else { throw FileFailure("keep what is not complete", EINVAL) }
    let place = folder.appending(path: String(digest.prefix(2)))
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw FileFailure("make a folder", EIO)
    }
    try file.move(to: place.appending(path: digest))
    // The names, too, must survive a power failure: of the file, and of its folder.
    for changed in [place, folder, folder.deletingLastPathComponent()] { try Self.sync(changed) }
    return digest
  }

  private static func sync(_ folder: URL) throws(FileFailure) {
    let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure("open a folder") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileFailure("sync a folder") }
  }

  /// Where a file stands; `nil` when it is not kept here.
  public func url(of digest: String) -> URL? {
    guard digest.wholeMatch(of: /[0-9a-f]{64}/) != nil else { return nil }
    let url = folder.appending(path: String(digest.prefix(2))).appending(path: digest)
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }

  /// Removes the files that are not named and that nobody has brought since an instant.
  /// - Returns: how many were removed.
  @discardableResult
  public func removeAll(except named: Set<String>, untouchedSince instant: Date) -> Int {
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey, .contentModificationDateKey])
    var removed = 0
    for case let url as URL in walk ?? .init() where !named.contains(url.lastPathComponent) {
      guard let values = try? url.resourceValues(forKeys: [.isRegularFileKey, .contentModificationDateKey]), values.isRegularFile == true,
        let changed = values.contentModificationDate, changed < instant
      else { continue }
      if unlink(url.path) == 0 { removed += 1 }
    }
    return removed
  }
}
