// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
import JOSE
import StrictJSON

/// An authority's entry as it stands in the directory: JSON, read strictly.
public enum EntryDocument {
  /// The longest that is read, in bytes.
  public static let largest = 256 << 10

  /// Writes an entry; the same entry has the same bytes.
  public static func write(_ entry: DirectoryEntry) throws -> Data { try CanonicalJSON.encode(Form(entry)) }

  /// Reads an entry; each key must be a sound one and bear its own name.
  /// - Throws: ``TrustProblem/unreadable(path:)`` that names nothing of the content.
  public static func read(_ bytes: Data) throws(TrustProblem) -> DirectoryEntry {
    do {
      let value = try StrictJSON.parse(bytes, limits: StrictLimits(bytes: largest, depth: 4))
      let form = try StrictDecoder().decode(Form.self, from: value)
      let keys = try form.keys.map { try $0.key() }
      guard form.v == 1,
        let entry = DirectoryEntry(
          authority: form.authority, endpoint: form.endpoint, keys: keys, leastProfile: form.leastProfile, languages: form.languages)
      else { throw TrustProblem.unreadable(path: "entry") }
      return entry
    } catch {
      throw .unreadable(path: "entry")
    }
  }

  private struct Form: Codable {
    var v = 1
    var authority: AuthorityName
    var endpoint: String
    var keys: [Key]
    var leastProfile: Int
    var languages: [String]

    enum CodingKeys: String, CodingKey {
      case v, authority, endpoint, keys, languages
      case leastProfile = "min_profile"
    }

    init(_ entry: DirectoryEntry) {
      authority = entry.authority
      endpoint = entry.endpoint
      keys = entry.keys.map(Key.init)
      leastProfile = entry.leastProfile
      languages = entry.languages
    }
  }

  /// A key as it is written.
  struct Key: Codable {
    var use: String
    var alg: String
    var kid: String
    var x: String?
    var nbf: Int
    var exp: Int
    var status: String
    var since: Int?

    init(_ key: EntryKey) {
      use = key.use.rawValue
      alg = Self.algorithm(key.use)
      kid = key.name.bytes.map { Base64URL.text($0) } ?? ""
      x = key.bytes.map { Base64URL.text($0) }
      nbf = Int(key.notBefore.timeIntervalSince1970)
      exp = Int(key.expiresAt.timeIntervalSince1970)
      switch key.status {
      case .active: status = "active"
      case .superseded(let at): (status, since) = ("superseded", Int(at.timeIntervalSince1970))
      case .compromised(let at): (status, since) = ("compromised", Int(at.timeIntervalSince1970))
      }
    }

    static func algorithm(_ use: EntryKey.Use) -> String {
      switch use {
      case .signature: CompactJWS.algorithm
      case .encryption: CompactJWE.algorithm
      case .certificate: "spki-sha256"
      }
    }

    func key() throws -> EntryKey {
      let fault = TrustProblem.unreadable(path: "entry")
      guard let use = EntryKey.Use(rawValue: use), alg == Self.algorithm(use), let kid = Base64URL.decode(kid),
        let name = DigestOf<PublicKey>(bytes: Array(kid)), [nbf, exp, since ?? 0].allSatisfy({ (0..<1 << 40).contains($0) })
      else { throw fault }
      let bytes = try x.map { text in
        guard let bytes = Base64URL.decode(text) else { throw fault }
        return bytes
      }
      switch use {
      case .signature: guard let bytes, try VerificationKey(bytes: bytes).thumbprint.bytes == kid else { throw fault }
      case .encryption: guard let bytes, try EncryptionKey(bytes: bytes).thumbprint.bytes == kid else { throw fault }
      case .certificate: break
      }
      func instant(_ seconds: Int) -> Date { Date(timeIntervalSince1970: Double(seconds)) }
      let said: DirectoryKey.Status
      switch (status, since) {
      case ("active", nil): said = .active
      case ("superseded", let at?): said = .superseded(at: instant(at))
      case ("compromised", let at?): said = .compromised(since: instant(at))
      default: throw fault
      }
      guard let key = EntryKey(use: use, name: name, bytes: bytes, notBefore: instant(nbf), expiresAt: instant(exp), status: said) else {
        throw fault
      }
      return key
    }
  }
}

extension DigestOf {
  /// The 32 bytes.
  var bytes: Data? {
    let digits = Array(hex.utf8)
    var bytes = Data(capacity: 32)
    for place in stride(from: 0, to: digits.count - 1, by: 2) {
      guard let byte = UInt8(String(decoding: digits[place...(place + 1)], as: UTF8.self), radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
