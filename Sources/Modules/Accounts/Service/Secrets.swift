// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Foundation
import NIOPosix

/// Turns passwords into what is kept of them, with scrypt; at most two at once, because each takes 128 MiB.
public struct PasswordHasher: Sendable {
  /// The cost: how much memory and time one guess takes.
  public struct Cost: Sendable, Hashable {
    let logN: Int
    let r: Int
    let p: Int
    /// What the program uses: N = 2^17, r = 8, p = 1; about 0.4 s and 128 MiB.
    public static let standard = Cost(logN: 17, r: 8, p: 1)
    /// What is spent on a password that stands in the program for everybody to read: no guess needs to be made dear.
    static let published = Cost(logN: 4, r: 8, p: 1)
    /// Makes a cost; only tests use a smaller one.
    public init(logN: Int, r: Int, p: Int) {
      self.logN = logN
      self.r = r
      self.p = p
    }
  }

  private let cost: Cost
  private let pool: NIOThreadPool

  /// Starts the two threads that work for all accounts of the node.
  public init(cost: Cost = .standard) {
    self.cost = cost
    pool = NIOThreadPool(numberOfThreads: 2)
    pool.start()
  }

  /// What is kept of a password: algorithm, cost, salt and hash in one line.
  func hash(_ password: String) async throws -> String { try await hash(password, at: cost) }

  /// What is kept of a demonstration officer's password, which everybody may know; it is checked at the cost that it was kept with.
  func hash(published password: String) async throws -> String { try await hash(password, at: .published) }

  private func hash(_ password: String, at cost: Cost) async throws -> String {
    let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
    let hash = try await derive(password, salt: salt, cost)
    return "scrypt$\(cost.logN)$\(cost.r)$\(cost.p)$\(salt.base64EncodedString())$\(hash.base64EncodedString())"
  }

  /// Whether a password is the one kept.
  ///
  /// Without anything kept it takes as long, and is wrong.
  func verify(_ password: String, against kept: String?) async throws -> Bool {
    let parts = (kept ?? "").split(separator: "$").map(String.init)
    guard parts.count == 6, parts[0] == "scrypt", let logN = Int(parts[1]), let r = Int(parts[2]), let p = Int(parts[3]),
      let salt = Data(base64Encoded: parts[4]), let expected = Data(base64Encoded: parts[5])
    else {
      _ = try await derive(password, salt: Data(count: 16), cost)
      return false
    }
    let found = try await derive(password, salt: salt, Cost(logN: logN, r: r, p: p))
    return found.count == expected.count && zip(found, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private func derive(_ password: String, salt: Data, _ cost: Cost) async throws -> Data {
    // The same password typed on two systems can arrive in two forms of Unicode.
    let bytes = Data(password.precomposedStringWithCanonicalMapping.utf8)
    return try await pool.runIfActive {
      try KDF.Scrypt.deriveKey(
        from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << cost.logN, blockSize: cost.r, parallelism: cost.p
      ).withUnsafeBytes { Data($0) }
    }
  }
}

/// Seals what must be read again, such as the secrets of authenticator apps, under the node's key.
struct Sealing: Sendable {
  private let key: SymmetricKey

  init(key: Data) { self.key = SymmetricKey(data: key) }

  /// - Parameter owner: whose it is; the same bytes cannot be opened as somebody else's.
  func seal(_ secret: Data, owner: String) throws -> String {
    let box = try AES.GCM.seal(secret, using: key, authenticating: Data(owner.utf8))
    return (box.combined ?? Data()).base64EncodedString()
  }

  func open(_ sealed: String, owner: String) -> Data? {
    guard let data = Data(base64Encoded: sealed), let box = try? AES.GCM.SealedBox(combined: data) else { return nil }
    return try? AES.GCM.open(box, using: key, authenticating: Data(owner.utf8))
  }
}

/// A random secret that is shown once and of which only the digest is kept.
struct FreshToken: Sendable {
  let text: String

  /// 256 random bits in letters and digits that can stand in an address.
  init() {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    text = bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  var hash: String { Self.hash(text) }

  static func hash(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

/// Recovery codes: for an officer whose authenticator is lost, each good for one sign-in.
enum RecoveryCode {
  static let count = 10
  // Without letters and digits that are taken for each other.
  private static let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")

  static func fresh() -> String {
    var generator = SystemRandomNumberGenerator()
    let letters = (0..<16).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
    return stride(from: 0, to: 16, by: 4).map { String(letters[$0..<$0 + 4]) }.joined(separator: "-")
  }

  /// The code as it is compared: small letters without hyphens and spaces.
  static func plain(_ typed: String) -> String { typed.lowercased().filter { $0.isLetter || $0.isNumber } }
}
