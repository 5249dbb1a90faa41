// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
import Synchronization

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
}

/// The folder in which files stand while they arrive.
///
/// It must be on the same file system as the ``FileStore``s that keep them. Several processes may share it.
public struct IncomingFiles: Sendable {
  private let folder: URL

  /// Uses a folder, which is made when the first file comes.
  public init(folder: URL) { self.folder = folder }

  /// Begins a file.
  ///
  /// It goes away with the last reference to it unless a store keeps it.
  /// - Throws: ``FileFailure``.
  public func begin() throws(FileFailure) -> IncomingFile {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw FileFailure("make a folder", EIO)
    }
    while true {
      let url = folder.appending(path: UUID().uuidString.lowercased())
      let descriptor = open(url.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw FileFailure("open") }
      let file = IncomingFile(url: url, descriptor: descriptor)
      // The lock tells another process that the file is alive; before it was held the file may have been taken for a left-over.
      guard flock(descriptor, LOCK_EX) == 0 else { throw FileFailure("lock") }
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw FileFailure("look at") }
      if status.st_nlink > 0 { return file }
    }
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

/// A file that arrives: written piece by piece, its digest computed meanwhile.
public final class IncomingFile: Sendable {
  private struct State {
    var hasher = SHA256()
    var size = 0
    var digest: String?
    var isKept = false
  }

  let url: URL
  private let descriptor: Int32
  private let state = Mutex(State())

  init(url: URL, descriptor: Int32) {
    self.url = url
    self.descriptor = descriptor
  }

  deinit {
    if state.withLock({ !$0.isKept }) { unlink(url.path) }
    close(descriptor)
  }

  /// Bytes written so far.
  public var size: Int { state.withLock { $0.size } }

  /// The SHA-256 digest of the content in hexadecimal; `nil` before ``finish()``.
  public var sha256: String? { state.withLock { $0.digest } }

  /// Writes the next piece; blocks until the system has taken it.
  /// - Throws: ``FileFailure``, for example when the disk is full.
  public func write(_ bytes: ArraySlice<UInt8>) throws(FileFailure) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Self.put($0, to: descriptor) }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw FileFailure("write")
      }
      rest = rest.dropFirst(count)
    }
    state.withLock {
      $0.hasher.update(data: bytes)
      $0.size += bytes.count
    }
  }

  private static func put(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// Says that the file is complete, and waits until it is on the disk.
  /// - Throws: ``FileFailure``.
  public func finish() throws(FileFailure) {
    guard fsync(descriptor) == 0 else { throw FileFailure("sync") }
    state.withLock { state in
      state.digest = state.hasher.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
  }

  /// The content of a small file.
  /// - Returns: `nil` when it is longer than the limit.
  /// - Throws: ``FileFailure``.
  public func content(upTo limit: Int) throws(FileFailure) -> Data? {
    guard size <= limit else { return nil }
    do {
      return try Data(contentsOf: url)
    } catch {
      throw FileFailure("read", EIO)
    }
  }

  /// Moves the file to where it stays.
  func move(to target: URL) throws(FileFailure) {
    try state.withLock { state throws(FileFailure) in
      guard !state.isKept else { return }
      guard rename(url.path, target.path) == 0 else { throw FileFailure("rename") }
      state.isKept = true
    }
  }
}
