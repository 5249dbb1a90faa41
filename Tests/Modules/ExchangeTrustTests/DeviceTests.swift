// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import Foundation
import JOSE
import PeerKit
import Synchronization
import TestKit
import Testing

@testable import ExchangeService

@Suite("Own keys in a device") struct DeviceTests {
  private func ring(_ soft: SoftToken) throws -> OwnKeyRing {
    try OwnKeyRing(
      authority: try authority(), endpoint: "https://xa-central.example:8443", languages: ["en"],
      device: KeyDevice(module: SoftToken.module, token: soft.label), pin: { soft.pin }, at: start)
  }

  @Test("An authority whose keys are in a device signs, opens and is known as any other, and its file alone is of no use")
  func whole() async throws {
    let soft = try SoftToken.shared.get()
    try await withTemporaryFolder { folder in
      let url = folder.appending(path: "exchange.keys")
      let file = OwnKeyFile(url, passphrase: nil, pin: { soft.pin })
      let made = try ring(soft)
      try file.make(made)
      let own = try KeptOwnKeys(file, now: { start })
      let entry = try EntryDocument.read(try EntryDocument.write(try #require(made.entry)))
      let signing = try #require(entry.keys.first { $0.use == .signature })
      let message = Data("a message".utf8)
      let key = try VerificationKey(bytes: try #require(signing.bytes))
      #expect(try await own.signatureKey() == key)
      #expect(try await key.key.isValidSignature(own.signature(for: message), for: message))

      let sealing = try EncryptionKey(bytes: try #require(entry.keys.first { $0.use == .encryption }?.bytes))
      let opening = try #require(try await own.decryptionKey(sealing.thumbprint))
      #expect(opening.encryptionKey == sealing)
      #expect(try await own.decryptionKey(key.thumbprint) == nil)
      // Neither the file nor the token's own folder has the private half that was in memory just now.
      let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
      #expect(!text.contains(Base64URL.text(opening.bytes)) && text.contains("\"wrapped\"") && text.contains("\"held\""))
      #expect(try soft.files().range(of: opening.bytes) == nil)
      #expect(try await own.certificate().pin == entry.keys.first { $0.use == .certificate }?.name.bytes)
    }
  }

  @Test("Keys are rotated and taken back in the device, and what was sealed for a key that was taken back is still opened")
  func changed() async throws {
    let soft = try SoftToken.shared.get()
    try await withTemporaryFolder { folder in
      let file = OwnKeyFile(folder.appending(path: "exchange.keys"), passphrase: nil, pin: { soft.pin })
      try file.make(try ring(soft))
      try file.change { try $0.rotate(.signature, from: start + 8 * day, at: start) }
      let later = try KeptOwnKeys(file, published: { Set(try file.read().keys.map(\.name)) }, now: { start + 9 * day })
      let next = try #require(try file.read().keys.last)
      #expect(try await later.signatureKey().bytes == next.bytes)
      let signature = try await later.signature(for: Data([1, 2]))
      #expect(try VerificationKey(bytes: try #require(next.bytes)).key.isValidSignature(signature, for: Data([1, 2])))

      let old = try #require(try file.read().keys.first { $0.use == .encryption })
      #expect(try file.change { try $0.revoke(old.name, since: start, at: start + 9 * day) } == [.encryption])
      let thumbprint = try EncryptionKey(bytes: try #require(old.bytes)).thumbprint
      #expect(try await later.decryptionKey(thumbprint)?.encryptionKey.thumbprint == thumbprint)
    }
  }

  @Test("Without the device, or with another token, nothing is signed and the reason is told; reading the file needs no device")
  func missing() async throws {
    let soft = try SoftToken.shared.get()
    try await withTemporaryFolder { folder in
      let url = folder.appending(path: "exchange.keys")
      try OwnKeyFile(url, passphrase: nil).make(try ring(soft))
      // As on a machine where the device is not.
      let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
      try Data(text.replacing("\"\(soft.label)\"", with: "\"elsewhere\"").utf8).write(to: url)
      let own = try KeptOwnKeys(OwnKeyFile(url, passphrase: nil, pin: { soft.pin }), now: { start })
      #expect(try own.ring().entry != nil)
      await #expect(throws: TrustProblem.keyDevice(token: "elsewhere")) { try await own.signature(for: Data([1])) }
      #expect(await own.device() == .troubled(.missing))
      #expect(throws: TrustProblem.keyDevice(token: "elsewhere")) {
        try OwnKeyRing(
          authority: try authority(), endpoint: "https://xa-central.example:8443", languages: ["en"],
          device: KeyDevice(module: SoftToken.module, token: "elsewhere"), pin: { soft.pin }, at: start)
      }
    }
  }

  @Test("A device whose sessions ended, as when it was taken out and put in again, signs and opens on without a new start")
  func sessionsEnd() async throws {
    let soft = try SoftToken.shared.get().ending(2)
    try await withTemporaryFolder { folder in
      let file = OwnKeyFile(folder.appending(path: "exchange.keys"), passphrase: nil, pin: { soft.pin })
      try file.make(try ring(soft))
      let own = try KeptOwnKeys(file, now: { start })
      let key = try await own.signatureKey()
      for number: UInt8 in 1...3 {
        try soft.endSessions()
        let signature = try await own.signature(for: Data([number]))
        #expect(key.key.isValidSignature(signature, for: Data([number])))
      }
      try soft.endSessions()
      let sealing = try #require(try own.ring().keys.first { $0.use == .encryption }?.bytes)
      #expect(try await own.decryptionKey(EncryptionKey(bytes: sealing).thumbprint) != nil)
      try soft.endSessions()
      #expect(await own.device() == .works)
    }
  }

  @Test("A wrong PIN is told and kept from the device until there is another, and the right one is taken without a new start")
  func wrongPIN() async throws {
    let soft = try SoftToken.shared.get()
    try await withTemporaryFolder { folder in
      let url = folder.appending(path: "exchange.keys")
      let pin = Mutex<String?>(nil)
      try OwnKeyFile(url, passphrase: nil).make(
        try OwnKeyRing(
          authority: try authority(), endpoint: "https://xa-central.example:8443", languages: ["en"],
          device: KeyDevice(module: SoftToken.module, token: soft.label), pin: { soft.pin }, at: start))
      let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
      try Data(text.replacing("\"\(soft.label)\"", with: "\"\(soft.otherLabel)\"").utf8).write(to: url)
      let own = try KeptOwnKeys(OwnKeyFile(url, passphrase: nil, pin: { pin.withLock { $0 } }), now: { start })
      #expect(await own.device() == .troubled(.noPIN))
      for _ in 1...5 {
        pin.withLock { $0 = "0000" }
        #expect(await own.device() == .troubled(.wrongPIN))
      }
      pin.withLock { $0 = soft.pin }
      // It opens, and is not the one in which the keys were made.
      var state = await own.device()
      while state == .troubled(.wrongPIN) { state = await own.device() }
      #expect(state == .troubled(.withoutKey))
    }
  }

  @Test("The command makes keys in a device with its PIN, tells a wrong one, and shows and writes the entry without any")
  func command() async throws {
    let soft = try SoftToken.shared.get()
    let program = Peer.root.appending(path: ".build/debug/comity").path
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "exchange.keys").path
      func run(_ arguments: [String], pin: String?) async throws -> RanProgram {
        var environment = ["PATH": "/usr/bin:/bin", "LANG": "en_GB.UTF-8"].merging(soft.environment) { $1 }
        environment["COMITY_EXCHANGE_PIN"] = pin
        return try await RanProgram(program, ["exchange", "keys"] + arguments + ["--plain"], environment: environment, in: Peer.root)
      }
      let make = [
        "make", file, "--authority", "XA.central", "--endpoint", "https://xa-central.example:8443", "--device", SoftToken.module, "--token",
        soft.label,
      ]
      let wrong = try await run(make, pin: "0000")
      #expect(wrong.code == 1 && String(decoding: wrong.errors, as: UTF8.self).contains("“\(soft.label)” cannot be used"))
      #expect(!FileManager.default.fileExists(atPath: file))
      #expect(try await run(make, pin: soft.pin).code == 0)
      #expect(try await run(["rotate", file, "--use", "sig"], pin: soft.pin).code == 0)
      let shown = try await run(["show", file], pin: nil)
      #expect(shown.code == 0 && shown.text.split(separator: "\n").count == 4)
      let entry = folder.appending(path: "central.json")
      #expect(try await run(["entry", file, "--out", entry.path], pin: nil).code == 0)
      #expect(try EntryDocument.read(try Data(contentsOf: entry)).keys.count == 4)
    }
  }
}
