// SPDX-License-Identifier: Apache-2.0
import Age
public import Crypto
public import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Key-encryption keys in a file that the node's user alone can read: plain, or sealed under a passphrase as `age -d` opens it.
///
/// Several processes may share it; one that changes it is seen by the others at their next use.
public final class KeyRingFile: KeyStore {
  /// Who may write the file.
  public enum Ownership: Sendable {
    /// The program: it makes the file the first time and changes it when keys are rotated.
    case program
    /// The system, which gives it as a credential.
    case system
  }

  private let file: URL
  private let passphrase: String?
  private let ownership: Ownership
  private let work: Int
  private let read = Mutex<(stamp: FileStamp, ring: KeyRing)?>(nil)

  /// Names the file; a program's own is made when it is not there.
  /// - Parameters:
  ///   - passphrase: what the file is sealed under; `nil` for a plain one.
  ///   - work: the exponent of scrypt's cost for a file that is written.
  /// - Throws: ``KeyProblem/storeUnreadable``.
  public init(_ file: URL, passphrase: String? = nil, ownership: Ownership = .program, work: Int = 17, at instant: Date) throws {
    self.file = file
    self.passphrase = passphrase
    self.ownership = ownership
    self.work = work
    if ownership == .program, !FileManager.default.fileExists(atPath: file.path) {
      try write(KeyRing(KeyRing.fresh(at: instant)), replacing: false)
    }
    _ = try ring()
  }

  // MARK: KeyStore

  /// The id of the key that wraps now.
  public func current() async throws -> String { try ring().current.kid }

  /// Wraps a data key under the newest key.
  public func wrap(_ key: SymmetricKey) async throws -> WrappedKey {
    let entry = try ring().current
    return WrappedKey(kid: entry.kid, bytes: try AES.KeyWrap.wrap(key, using: entry.key))
  }

  /// Unwraps a data key.
  public func unwrap(_ wrapped: WrappedKey) async throws -> SymmetricKey {
    guard let entry = try ring()[wrapped.kid] else { throw KeyProblem.missingFromStore }
    guard let key = try? AES.KeyWrap.unwrap(wrapped.bytes, using: entry.key) else { throw KeyProblem.damaged }
    return key
  }

  /// Puts a new key in front.
  public func addKey(at instant: Date) async throws {
    try change { ring in ring.add(KeyRing.fresh(at: instant)) }
  }

  /// Takes keys out that wrap nothing any more.
  public func removeKeys(except needed: Set<String>, supersededBefore instant: Date) async throws -> Int {
    try change { ring in ring.remove(except: needed, supersededBefore: instant) }
  }

  // MARK: The file

  private func ring() throws -> KeyRing {
    guard let stamp = FileStamp(path: file.path) else { throw KeyProblem.storeUnreadable }
    // A key that others can read is no key; what the system gives may show as readable by a group that is the service's alone.
    guard ownership == .system || !stamp.isOpenToOthers else { throw KeyProblem.storeUnreadable }
    return try read.withLock { known in
      if let known, known.stamp == stamp { return known.ring }
      let ring = try parse()
      known = (stamp, ring)
      return ring
    }
  }

  private func parse() throws -> KeyRing {
    guard var bytes = try? Data(contentsOf: file) else { throw KeyProblem.storeUnreadable }
    if let passphrase {
      guard let opened = try? AgeOpener.open(bytes, .passphrase(passphrase)) else { throw KeyProblem.storeUnreadable }
      bytes = opened
    }
    guard let text = String(validating: bytes, as: UTF8.self), let ring = KeyRing(text) else { throw KeyProblem.storeUnreadable }
    return ring
  }

  private func change<Value>(_ body: (inout KeyRing) throws -> Value) throws -> Value {
    guard ownership == .program else { throw KeyProblem.storeReadOnly }
    // Two processes that rotate at once would each lose the other's key.
    let descriptor = open(file.path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw KeyProblem.storeUnreadable }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else { throw KeyProblem.storeUnreadable }
    var ring = try ring()
    let value = try body(&ring)
    try write(ring, replacing: true)
    return value
  }

  private func write(_ ring: KeyRing, replacing: Bool) throws {
    var bytes = Data(ring.text.utf8)
    if let passphrase {
      var sealer = try AgeSealer(passphrase: passphrase, work: work)
      bytes = try sealer.take(bytes) + sealer.finish()
    }
    let fresh = file.deletingLastPathComponent().appending(path: "\(file.lastPathComponent).\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      guard FileManager.default.createFile(atPath: fresh.path, contents: bytes, attributes: [.posixPermissions: 0o600]) else {
        throw KeyProblem.storeUnreadable
      }
      defer { unlink(fresh.path) }
      try Self.sync(fresh.path)
      // Linking never overwrites: of two processes that start at once, one makes the file and both read it.
      guard replacing ? rename(fresh.path, file.path) == 0 : link(fresh.path, file.path) == 0 || errno == EEXIST else {
        throw KeyProblem.storeUnreadable
      }
      // Before a row is wrapped under a new key, the key must survive a power failure.
      try Self.sync(file.deletingLastPathComponent().path)
    } catch {
      throw KeyProblem.storeUnreadable
    }
  }

  private static func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw KeyProblem.storeUnreadable }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw KeyProblem.storeUnreadable }
  }
}
