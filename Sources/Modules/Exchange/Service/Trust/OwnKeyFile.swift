// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
import JOSE
import Keys
import StrictJSON

/// The file of a node's own keys: JSON, readable by the node's user alone, sealed under a passphrase unless it is told otherwise.
public struct OwnKeyFile: Sendable {
  let file: SecretFile
  private let pin: @Sendable () -> String?

  /// Names a file.
  /// - Parameters:
  ///   - passphrase: what it is sealed under; `nil` for a plain one.
  ///   - isSystems: whether the system gives it as a credential, so that it can be read alone.
  ///   - pin: tells the PIN of the device that keeps keys of the file; asked only when one of them is used or made.
  ///   - work: the exponent of scrypt's cost for a file that is written.
  public init(
    _ url: URL, passphrase: String?, pin: @escaping @Sendable () -> String? = { nil }, isSystems: Bool = false, work: Int = 17
  ) {
    self.pin = pin
    file = SecretFile(url: url, passphrase: passphrase, isSystems: isSystems, work: work)
  }

  /// Reads the keys.
  /// - Throws: ``TrustProblem/keyFile(path:)``.
  public func read() throws -> OwnKeyRing {
    do {
      let form = try StrictDecoder().decode(Form.self, from: try StrictJSON.parse(try file.read(), limits: StrictLimits(bytes: 4 << 20)))
      var ring = try form.ring()
      ring.pin = pin
      return ring
    } catch {
      throw TrustProblem.keyFile(path: file.url.path)
    }
  }

  /// Makes the file; one that is there is not overwritten.
  /// - Throws: ``TrustProblem/fileExists(path:)``, ``TrustProblem/keyFile(path:)``.
  public func make(_ ring: OwnKeyRing) throws { try file.writeKeys(CanonicalJSON.encode(Form(ring)), replacing: false) }

  /// Changes the keys; two who do it at once go one after the other.
  /// - Throws: ``TrustProblem``.
  public func change<Value>(_ body: (inout OwnKeyRing) throws -> Value) throws -> Value {
    try locked(beside: file.url) {
      var ring = try read()
      let value = try body(&ring)
      try file.writeKeys(CanonicalJSON.encode(Form(ring)), replacing: true)
      return value
    }
  }

  /// How the file is written.
  private struct Form: Codable {
    static let format = "comity.exchange-keys/1"
    var format: String
    var authority: AuthorityName
    var endpoint: String
    var languages: [String]
    var device: Device?
    var keys: [Key]

    /// The device that has what the file has not.
    struct Device: Codable {
      var module: String
      var token: String
      var wrapping: String
    }

    struct Key: Codable {
      var entry: EntryDocument.Key
      /// The 32 bytes of the private half in base64url, or the private key of a certificate as PEM.
      var secret: String?
      var certificate: String?
      /// The name of a key that is in the device.
      var held: String?
      /// The private half, wrapped by the device.
      var wrapped: String?
    }

    init(_ ring: OwnKeyRing) {
      format = Self.format
      authority = ring.authority
      endpoint = ring.endpoint
      languages = ring.languages
      device = ring.device.map { Device(module: $0.module, token: $0.token, wrapping: Base64URL.text($0.wrapping)) }
      keys = ring.keys.map { key in
        let entry = EntryDocument.Key(key)
        switch ring.secret(key.name) {
        case .signing(let secret): return Key(entry: entry, secret: Base64URL.text(secret.bytes))
        case .opening(let secret): return Key(entry: entry, secret: Base64URL.text(secret.bytes))
        case .held(let name): return Key(entry: entry, held: Base64URL.text(name))
        case .wrapped(let content): return Key(entry: entry, wrapped: Base64URL.text(content))
        case .certificate(let own): return Key(entry: entry, secret: own.privateKey, certificate: own.certificate)
        case nil: return Key(entry: entry)
        }
      }
    }

    func ring() throws -> OwnKeyRing {
      guard format == Self.format else { throw TrustProblem.unreadable(path: "") }
      var secrets: [DigestOf<PublicKey>: OwnKeyRing.Secret] = [:]
      let keys = try keys.map { line in
        let key = try line.entry.key()
        secrets[key.name] = try line.secret.map { try secret($0, of: key, certificate: line.certificate) } ?? inDevice(line, of: key)
        return key
      }
      return OwnKeyRing(
        authority: authority, endpoint: endpoint, languages: languages, keys: keys, secrets: secrets,
        device: try device.map { device in
          guard let wrapping = Base64URL.decode(device.wrapping) else { throw TrustProblem.unreadable(path: "") }
          return KeyDevice(module: device.module, token: device.token, wrapping: wrapping)
        })
    }

    /// What of a key the device has; nothing when the file says nothing of it.
    private func inDevice(_ line: Key, of key: EntryKey) throws -> OwnKeyRing.Secret? {
      guard line.held != nil || line.wrapped != nil else { return nil }
      guard device != nil else { throw TrustProblem.unreadable(path: "") }
      switch (key.use, line.held.flatMap { Base64URL.decode($0) }, line.wrapped.flatMap { Base64URL.decode($0) }) {
      case (.signature, let name?, nil): return .held(name)
      case (.encryption, nil, let content?): return .wrapped(content)
      default: throw TrustProblem.unreadable(path: "")
      }
    }

    private func secret(_ text: String, of key: EntryKey, certificate: String?) throws -> OwnKeyRing.Secret {
      if key.use == .certificate, let certificate {
        guard let pin = key.name.bytes else { throw TrustProblem.unreadable(path: "") }
        return .certificate(NodeCertificate(certificate: certificate, privateKey: text, pin: pin))
      }
      guard let bytes = Base64URL.decode(text) else { throw TrustProblem.unreadable(path: "") }
      if key.use == .signature {
        let secret = try SigningKey(bytes: bytes)
        guard secret.verificationKey.bytes == key.bytes else { throw TrustProblem.unreadable(path: "") }
        return .signing(secret)
      }
      let secret = try DecryptionKey(bytes: bytes)
      guard secret.encryptionKey.bytes == key.bytes else { throw TrustProblem.unreadable(path: "") }
      return .opening(secret)
    }
  }
}
