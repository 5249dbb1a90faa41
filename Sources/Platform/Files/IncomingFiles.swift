// SPDX-License-Identifier: Apache-2.0
public import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the disk did not do.
public struct FileFailure: Error, Hashable, Sendable {
  /// What was tried.
  public let operation: String
  /// The system's number of the reason.
  public let number: Int32

  init(_ operation: String, _ number: Int32 = errno) {
    self.operation = operation
    self.number = number
  }

  /// Whether the disk is full, or would be too full.
  public var isFull: Bool { number == ENOSPC || number == EDQUOT }
}

/// The folder in which files stand while they arrive, sealed like all others.
///
/// It must be on the same file system as the ``FileVault`` that keeps them. Several processes may share it.
public struct IncomingFiles: Sendable {
  private let folder: URL
  private let reserve: Double

  /// Uses a folder, which is made when the first file comes.
  /// - Parameter reserve: the part of the disk that must stay free.
  public init(folder: URL, reserve: Double = 0.05) {
    self.folder = folder
    self.reserve = reserve
  }

  /// Begins a file.
  ///
  /// It goes away with the last reference to it unless a vault keeps it.
  /// - Parameter bytes: how long it is going to be, as far as that is known.
  /// - Throws: ``FileFailure``, with ``FileFailure/isFull`` when the disk has no room for it.
  public func begin(expecting bytes: Int = 0) throws(FileFailure) -> IncomingFile {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw FileFailure("make a folder", EIO)
    }
    try checkRoom(for: bytes)
    while true {
      let url = folder.appending(path: UUID().uuidString.lowercased())
      let descriptor = open(url.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw FileFailure("open") }
      let file = try IncomingFile(
        url: url, descriptor: descriptor, checkingRoom: { [self] () throws(FileFailure) in try checkRoom(for: 0) })
      // The lock tells another process that the file is alive; before it was held the file may have been taken for a left-over.
      guard flock(descriptor, LOCK_EX) == 0 else { throw FileFailure("lock") }
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw FileFailure("look at") }
      if status.st_nlink > 0 { return file }
    }
  }

  private func checkRoom(for bytes: Int) throws(FileFailure) {
    guard let space = DiskSpace(folder), !space.hasRoom(for: bytes, keeping: reserve) else { return }
    throw FileFailure("keep the reserve", ENOSPC)
  }

  /// Removes what processes left here that ended without tidying up; what is arriving stays.
  public func clean() {
    for url in (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [] {
      let descriptor = open(url.path, O_RDWR | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(url.path) }
      close(descriptor)
    }
  }
}
