// SPDX-License-Identifier: Apache-2.0
import Age
import Foundation
import Keys

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that its owner's user alone can read: plain, or sealed under a passphrase as `age -d` opens it.
struct SecretFile: Sendable {
  /// Where it is.
  let url: URL
  /// What it is sealed under; `nil` for a plain one.
  let passphrase: String?
  /// Whether the system gives it, as a credential: then it is read alone, and its mode is the system's business.
  var isSystems = false
  /// The exponent of scrypt's cost for a file that is written.
  var work = 17

  private var problem: TrustProblem { .keyFile(path: url.path) }

  /// - Throws: ``TrustProblem/keyFile(path:)`` when it is not there or others can read it.
  func stamp() throws(TrustProblem) -> FileStamp {
    guard let stamp = FileStamp(path: url.path), isSystems || !stamp.isOpenToOthers else { throw problem }
    return stamp
  }

  func read() throws(TrustProblem) -> Data {
    _ = try stamp()
    guard let bytes = try? Data(contentsOf: url) else { throw problem }
    guard let passphrase else { return bytes }
    guard let opened = try? AgeOpener.open(bytes, .passphrase(passphrase)) else { throw problem }
    return opened
  }

  /// Writes it aside, synchronised, and puts it in its place at once.
  func write(_ content: Data, replacing: Bool) throws(TrustProblem) {
    guard !isSystems else { throw problem }
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
        throw problem
      }
    } catch {
      throw problem
    }
    defer { unlink(fresh.path) }
    guard Self.synchronise(fresh) else { throw problem }
    // Linking never overwrites.
    if replacing {
      guard rename(fresh.path, url.path) == 0 else { throw problem }
    } else {
      guard link(fresh.path, url.path) == 0 else { throw errno == EEXIST ? .fileExists(path: url.path) : problem }
    }
    guard Self.synchronise(folder) else { throw problem }
  }

  private static func synchronise(_ url: URL) -> Bool {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }
}

/// Holds a lock beside a file or in a folder while something is read, changed and written again; two who do it at once go one after the other.
func locked<Value>(beside url: URL, _ body: () throws -> Value) throws -> Value {
  try? FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  let descriptor = open(url.path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { throw TrustProblem.keyFile(path: url.path) }
  defer { close(descriptor) }
  guard flock(descriptor, LOCK_EX) == 0 else { throw TrustProblem.keyFile(path: url.path) }
  return try body()
}
