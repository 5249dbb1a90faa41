// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import Foundation
import JOSE
import Kernel
import NIOSSL
import TestKit
import Testing

@testable import ExchangeService

let start = Date(timeIntervalSince1970: 1_795_000_000)
let day: TimeInterval = 86_400

/// An authority of a fictional State.
func authority(_ text: String = "XA.central") throws -> AuthorityName { try #require(AuthorityName(text)) }

func ring(_ name: String = "XA.central", at now: Date = start) throws -> OwnKeyRing {
  try OwnKeyRing(
    authority: try authority(name), endpoint: "https://\(name.lowercased().replacing(".", with: "-")).example:8443", languages: ["en"],
    at: now)
}

@Suite("Own keys") struct KeyPlanTests {
  @Test("A node uses its old key until the new one begins and others know it")
  func rotation() async throws {
    var ring = try ring()
    let old = try #require(ring.keys.first { $0.use == .signature })
    let begins = start + 8 * day
    try ring.rotate(.signature, from: begins, at: start)
    let new = try #require(ring.keys.last)
    func inUse(_ at: Date, knowing names: [EntryKey]) -> DigestOf<PublicKey>? {
      KeyPlan.inUse(ring.keys, use: .signature, at: at) { name in names.contains { $0.name == name } }?.name
    }
    #expect(inUse(begins - 1, knowing: [old, new]) == old.name)
    #expect(inUse(begins, knowing: [old, new]) == new.name)
    #expect(inUse(begins + day, knowing: [old]) == old.name, "nobody would believe a key that was not published")
    let ended = try #require(ring.keys.first { $0.name == old.name })
    #expect(ended.expiresAt == begins + 30 * day)
    #expect(ended.status == .superseded(at: begins))
  }

  @Test("A key that others could not know in time is not made")
  func tooSoon() throws {
    var ring = try ring()
    #expect(throws: TrustProblem.tooSoon(earliest: start + 7 * day)) { try ring.rotate(.encryption, from: start + 6 * day, at: start) }
    #expect(ring.keys.count == 3)
    try ring.rotate(.encryption, from: start + 7 * day, at: start)
    #expect(throws: TrustProblem.alreadyChanged) { try ring.rotate(.encryption, from: start + 9 * day, at: start) }
  }

  @Test("A compromised key gets a successor at once, signs nothing, and its date can only go back")
  func revocation() throws {
    var ring = try ring()
    let key = try #require(ring.keys.first { $0.use == .signature })
    #expect(try ring.revoke(key.name, since: start + day, at: start + 2 * day) == [.signature])
    #expect(KeyPlan.inUse(ring.keys, use: .signature, at: start + 2 * day) { _ in true }?.name != key.name)
    #expect(ring.secret(key.name) == nil)
    #expect(throws: TrustProblem.alreadyChanged) { try ring.revoke(key.name, since: start + 2 * day, at: start + 2 * day) }
    #expect(try ring.revoke(key.name, since: start, at: start + 2 * day).isEmpty)
    #expect(throws: TrustProblem.badValue(name: "since")) { try ring.revoke(key.name, since: start + 9 * day, at: start + 2 * day) }
  }

  @Test("What was sealed for a key can be opened for the life of a message after the key has ended, and no longer")
  func spentKeys() throws {
    var ring = try ring()
    let key = try #require(ring.keys.first { $0.use == .encryption })
    let ends = key.expiresAt + 30 * day
    #expect(ring.forgetSpent(at: ends - 1) == 0)
    #expect(ring.forgetSpent(at: ends) == 1)
    #expect(ring.secret(key.name) == nil)
  }

  @Test("Keys are kept under a passphrase, readable by their owner alone, and are the same afterwards")
  func file() async throws {
    try await withTemporaryFolder { folder in
      let url = folder.appending(path: "exchange.keys")
      let file = OwnKeyFile(url, passphrase: "correct horse", work: 10)
      let made = try ring()
      try file.make(made)
      #expect(throws: TrustProblem.fileExists(path: url.path)) { try file.make(made) }
      #expect(try Data(contentsOf: url).starts(with: Data("age-encryption.org/v1".utf8)))
      #expect(try file.read().keys == made.keys)
      #expect(throws: TrustProblem.keyFile(path: url.path)) { try OwnKeyFile(url, passphrase: "wrong").read() }
      let own = try KeptOwnKeys(file, now: { start })
      let signature = try await own.signature(for: Data("message".utf8))
      #expect(try await own.signatureKey().key.isValidSignature(signature, for: Data("message".utf8)))
      let opening = try #require(made.keys.first { $0.use == .encryption }?.name.bytes)
      #expect(try await own.decryptionKey(try #require(Thumbprint(Base64URL.text(opening)))) != nil)
      try file.change { try $0.rotate(.signature, from: start + 8 * day, at: start) }
      #expect(try own.ring().keys.count == 4, "another process's change is seen")
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: url.path)
      #expect(throws: TrustProblem.keyFile(path: url.path)) { try own.ring() }
    }
  }

  @Test("A node's certificate is one that a TLS library takes, and its pin is that of its key")
  func certificate() async throws {
    try await withTemporaryFolder { folder in
      let file = OwnKeyFile(folder.appending(path: "keys"), passphrase: nil)
      try file.make(try ring())
      let shown = try await KeptOwnKeys(file, now: { start }).certificate()
      let certificate = try NIOSSLCertificate(bytes: Array(shown.certificate.utf8), format: .pem)
      let spki = try certificate.extractPublicKey().toSPKIBytes()
      #expect(KeyFingerprint(digest: shown.pin) == KeyFingerprint(digest: digest(Data(spki))))
      _ = try NIOSSLPrivateKey(bytes: Array(shown.privateKey.utf8), format: .pem)
    }
  }

  @Test("A fingerprint is typed in any spacing, and a part of it is not enough")
  func fingerprint() {
    let fingerprint = KeyFingerprint(digest: Data(repeating: 0xAB, count: 32))
    #expect(fingerprint.description == "abab abab abab abab abab abab abab abab")
    #expect(fingerprint.spoken.hasPrefix("Alfa Bravo Alfa Bravo / "))
    #expect(fingerprint.matches("ABAB-ABAB abababab ABABABAB abababab"))
    #expect(!fingerprint.matches("abab abab"))
  }

  @Test("An entry reads back as it was written; a key under another's name, an unknown member or a foreign address is refused")
  func entry() throws {
    let entry = try #require(try ring().entry)
    let bytes = try EntryDocument.write(entry)
    #expect(try EntryDocument.read(bytes) == entry)
    let text = String(decoding: bytes, as: UTF8.self)
    let kids = entry.keys.compactMap(\.name.bytes).map { Base64URL.text($0) }
    let damaged = [
      text.replacing(kids[0], with: kids[1]), text.replacing("\"v\":1", with: "\"v\":1,\"x\":1"), text.replacing("https:", with: "http:"),
      text.replacing("\"v\":1", with: "\"v\":2"), text.replacing("\"status\":\"active\"", with: "\"status\":\"compromised\""),
      text.replacing("8443", with: "8443/inbox"),
    ]
    for changed in damaged {
      #expect(changed != text)
      #expect(throws: TrustProblem.unreadable(path: "entry")) { try EntryDocument.read(Data(changed.utf8)) }
    }
  }
}
