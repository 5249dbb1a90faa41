// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Foundation

/// Key-encryption keys in a file that the node's user alone can read: plain, or sealed under a passphrase as `age -d` opens it.
///
/// Several processes may share it; one that changes it is seen by the others when they next wrap, or unwrap what they have no key for, and within a
/// tenth of a second otherwise.
public final class KeyRingFile: KeyStore {
  /// Who may write the file.
  public enum Ownership: Sendable {
    /// The program: it makes the file the first time and changes it when keys are rotated.
    case program
    /// The system, which gives it as a credential.
    case system
  }

  private let file: SecretFile
  private let ownership: Ownership
  private let known = KnownSecret<KeyRing>()

  /// Names the file; a program's own is made when it is not there.
  /// - Parameters:
  ///   - passphrase: what the file is sealed under; `nil` for a plain one.
  ///   - work: the exponent of scrypt's cost for a file that is written.
  /// - Throws: ``KeyProblem/storeUnreadable``.
  public init(_ file: URL, passphrase: String? = nil, ownership: Ownership = .program, work: Int = 17, at instant: Date) throws {
    self.file = SecretFile(url: file, passphrase: passphrase, isSystems: ownership == .system, work: work)
    self.ownership = ownership
    if ownership == .program, !FileManager.default.fileExists(atPath: file.path) {
      do {
        try self.file.write(Data(KeyRing(KeyRing.fresh(at: instant)).text.utf8), replacing: false)
      } catch {
        // Of two processes that start at once, one makes the file and both read it.
        guard error == .exists else { throw KeyProblem.storeUnreadable }
      }
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
    guard let entry = try known.recent()?[wrapped.kid] ?? ring()[wrapped.kid] else { throw KeyProblem.missingFromStore }
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
    do {
      return try known.content(stamp: file.stamp) {
        guard let text = String(validating: try file.read(), as: UTF8.self), let ring = KeyRing(text) else {
          throw KeyProblem.storeUnreadable
        }
        return ring
      }
    } catch is SecretFile.Trouble {
      throw KeyProblem.storeUnreadable
    }
  }

  private func change<Value>(_ body: (inout KeyRing) throws -> Value) throws -> Value {
    guard ownership == .program else { throw KeyProblem.storeReadOnly }
    do {
      // Two processes that rotate at once would each lose the other's key.
      return try SecretFile.locked(beside: file.url) {
        var ring = try ring()
        let value = try body(&ring)
        try file.write(Data(ring.text.utf8), replacing: true)
        known.forget()
        return value
      }
    } catch is SecretFile.Trouble {
      throw KeyProblem.storeUnreadable
    }
  }
}
