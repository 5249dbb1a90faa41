// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// A key of 32 random bytes, kept in the node's data folder so that all its processes share it.
enum NodeKey {
  /// The key of the form tokens.
  static let forms = "form.key"
  /// The key under which the secrets of authenticator apps are sealed.
  static let accounts = "accounts.key"
  /// The Ed25519 key with which the checkpoints of the event log are signed.
  static let log = "log.key"

  /// A key that is there; `nil` when there is none.
  static func existing(_ url: URL) -> Data? {
    guard let key = try? Data(contentsOf: url), key.count == 32 else { return nil }
    return key
  }

  /// Reads a key, or makes it the first time.
  /// - Throws: ``NodeProblem/noKey`` when the file cannot be read or written.
  static func open(_ name: String, in folder: URL) throws -> Data {
    let url = folder.appending(path: name)
    if let key = existing(url) { return key }
    let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    let fresh = folder.appending(path: "\(name).\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      guard FileManager.default.createFile(atPath: fresh.path, contents: key, attributes: [.posixPermissions: 0o600]) else {
        throw NodeProblem.noKey
      }
      // Linking never overwrites: of two processes that start at once, one makes the key and both read it.
      try? FileManager.default.linkItem(at: fresh, to: url)
      try FileManager.default.removeItem(at: fresh)
      let stored = try Data(contentsOf: url)
      guard stored.count == 32 else { throw NodeProblem.noKey }
      return stored
    } catch {
      throw NodeProblem.noKey
    }
  }
}
