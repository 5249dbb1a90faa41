// SPDX-License-Identifier: Apache-2.0
import Age
public import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that its owner's user alone can read: plain, or sealed under a passphrase as `age -d` opens it.
public struct SecretFile: Sendable {
  /// Why a file was not read or written.
  public enum Trouble: Error, Hashable, Sendable {
    /// It is not there, others can read it, it opens under another passphrase, or the disk refused.
    case unusable
    /// A file of this name is there and was not to be replaced.
    case exists
    /// The system gives it, so that it can only be read.
    case isSystems
  }

  /// Tells one state of the file from the next.
  public struct Stamp: Hashable, Sendable {
    let file: UInt64
    let size: Int
    let seconds: Int
    let nanoseconds: Int
  }

  /// Where it is.
  public let url: URL
  private let passphrase: String?
  private let isSystems: Bool
  private let work: Int

  /// Names a file.
  /// - Parameters:
  ///   - passphrase: what it is sealed under; `nil` for a plain one.
  ///   - isSystems: whether the system gives it, as a credential: then it is read alone, and its mode is the system's business.
  ///   - work: the exponent of scrypt's cost for a file that is written.
  public init(url: URL, passphrase: String?, isSystems: Bool = false, work: Int = 17) {
    self.url = url
    self.passphrase = passphrase
    self.isSystems = isSystems
    self.work = work
  }

  /// The state that the file is in.
  /// - Throws: ``Trouble/unusable`` when it is not there or others can read it.
  public func stamp() throws(Trouble) -> Stamp {
    var status = stat()
    // A key that others can read is no key; what the system gives may show as readable by a group that is the service's alone.
    guard stat(url.path, &status) == 0, isSystems || status.st_mode & 0o077 == 0 else { throw .unusable }
    #if canImport(Glibc)
      let changed = status.st_mtim
    #else
      let changed = status.st_mtimespec
    #endif
    return Stamp(file: UInt64(status.st_ino), size: Int(status.st_size), seconds: changed.tv_sec, nanoseconds: changed.tv_nsec)
  }

  /// What is in it.
  /// - Throws: ``Trouble/unusable``.
  public func read() throws(Trouble) -> Data {
    _ = try stamp()
    guard let bytes = try? Data(contentsOf: url) else { throw .unusable }
    guard let passphrase else { return bytes }
    guard let opened = try? AgeOpener.open(bytes, .passphrase(passphrase)) else { throw .unusable }
    return opened
  }

  /// Writes it aside, synchronised, and puts it in its place at once.
  /// - Throws: ``Trouble``.
  public func write(_ content: Data, replacing: Bool) throws(Trouble) {
    guard !isSystems else { throw .isSystems }
    let folder = url.deletingLastPathComponent()
    let fresh = folder.appending(path: ".\(url.lastPathComponent).\(UUID().uuidString)")
    do {
      var bytes = content
      if let passphrase {
        var sealer = try AgeSealer(passphrase: passphrase, work: work)
        bytes = try sealer.take(content) + sealer.finish()
      }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      guard FileManager.default.createFile(atPath: fresh.path, contents: bytes, attributes: [.posixPermissions: 0o600]) else {
        throw Trouble.unusable
      }
    } catch {
      throw .unusable
    }
    defer { unlink(fresh.path) }
    guard Self.synchronise(fresh) else { throw .unusable }
    // Linking never overwrites: of two processes that make it at once, one makes it.
    if replacing {
      guard rename(fresh.path, url.path) == 0 else { throw .unusable }
    } else {
      guard link(fresh.path, url.path) == 0 else { throw errno == EEXIST ? .exists : .unusable }
    }
    // What rests on it is written only once it would survive a power failure.
    guard Self.synchronise(folder) else { throw .unusable }
  }

  private static func synchronise(_ url: URL) -> Bool {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  /// Holds a lock beside a file or in a folder while something is read, changed and written again; two who do it at once go one after the other.
  /// - Throws: ``Trouble/unusable`` when there can be no lock; what the body throws.
  public static func locked<Value>(beside url: URL, _ body: () throws -> Value) throws -> Value {
    try? FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let descriptor = open(url.path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Trouble.unusable }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else { throw Trouble.unusable }
    return try body()
  }
}
