// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Foundation

/// A data key as it stands in the database.
public struct WrappedKey: Hashable, Sendable {
  /// Which key-encryption key wrapped it.
  public let kid: String
  /// The key, wrapped (AES-KW, RFC 3394).
  public let bytes: Data

  /// Reads one from the database.
  public init(kid: String, bytes: Data) {
    self.kid = kid
    self.bytes = bytes
  }
}

/// Holds the node's key-encryption keys and never gives one out.
public protocol KeyStore: Sendable {
  /// The id of the key that wraps now.
  /// - Throws: ``KeyProblem/storeUnreadable``.
  func current() async throws -> String

  /// Wraps a data key under the current key.
  /// - Throws: ``KeyProblem/storeUnreadable``.
  func wrap(_ key: SymmetricKey) async throws -> WrappedKey

  /// Unwraps a data key under the key that wrapped it.
  /// - Throws: ``KeyProblem/missingFromStore``, ``KeyProblem/damaged``, ``KeyProblem/storeUnreadable``.
  func unwrap(_ wrapped: WrappedKey) async throws -> SymmetricKey

  /// Puts a new key in front, which wraps from now on.
  /// - Throws: ``KeyProblem/storeReadOnly``.
  func addKey(at instant: Date) async throws

  /// Takes out keys that were superseded before an instant and are not among those still needed.
  /// - Returns: how many were taken out.
  func removeKeys(except needed: Set<String>, supersededBefore instant: Date) async throws -> Int
}

/// Where systemd puts what it decrypted for the service; see systemd.exec(5), `LoadCredentialEncrypted`.
public enum ServiceCredential {
  /// The file of a credential; `nil` when the service was given none of this name.
  public static func file(_ name: String, environment: [String: String] = ProcessInfo.processInfo.environment) -> URL? {
    guard let folder = environment["CREDENTIALS_DIRECTORY"] else { return nil }
    let file = URL(filePath: folder).appending(path: name)
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  /// What is in a credential of one line, without the end of the line; `nil` when the service was given none of this name, or it cannot be read.
  public static func line(_ name: String, environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
    guard let file = file(name, environment: environment), let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    return text.trimmingCharacters(in: .newlines)
  }
}
