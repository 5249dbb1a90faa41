// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import PKCS11
import PeerKit
import Testing

@Suite("Keys in a device", .serialized) struct TokenTests {
  private func token(ending number: Int? = nil) throws -> (Token, SoftToken) {
    let soft = try number.map { try SoftToken.shared.get().ending($0) } ?? SoftToken.shared.get()
    return (try Token(module: SoftToken.module, label: soft.label, pin: soft.pin), soft)
  }

  private func name() -> Data { Data((0..<16).map { _ in UInt8.random(in: 0...255) }) }

  private func hex(_ data: Data) -> String { data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

  @Test("A key that the device made signs as Ed25519 does, and another program finds that its private half can be read by nobody")
  func signing() throws {
    let (token, soft) = try token()
    let (name, message) = (name(), Data("a message".utf8))
    let key = try token.makeSigningKey(name, label: "signing")
    let signature = try token.signature(for: message, by: name)
    #expect(try Curve25519.Signing.PublicKey(rawRepresentation: key).isValidSignature(signature, for: message))
    #expect(try token.signature(for: Data(), by: name).count == 64)
    #expect(try token.holdsForGood(name))
    // OpenSC lists all keys, each with what it may do and who can read it.
    let listed = try #require(try soft.asked(["--list-objects", "--type", "privkey"]))
    let own = try #require(listed.components(separatedBy: "Private Key Object").first { $0.contains(hex(name)) })
    #expect(own.contains("sensitive") && own.contains("never extractable"))
  }

  @Test("A secret is wrapped and unwrapped again; what was changed, or is another key's, is refused")
  func wrapping() throws {
    let (token, _) = try token()
    let (name, other) = (name(), name())
    try token.makeWrappingKey(name, label: "wrapping")
    try token.makeWrappingKey(other, label: "wrapping")
    let secret = Curve25519.KeyAgreement.PrivateKey().rawRepresentation
    let wrapped = try token.wrapped(secret, by: name)
    #expect(wrapped.count == 40 && wrapped != secret)
    #expect(try token.unwrapped(wrapped, by: name) == secret)
    for place in [0, 20, 39] {
      var changed = wrapped
      changed[place] ^= 1
      #expect(throws: DeviceFault.self) { try token.unwrapped(changed, by: name) }
    }
    #expect(throws: DeviceFault.self) { try token.unwrapped(wrapped, by: other) }
  }

  @Test("Another token, another key and a file that is no module are told apart")
  func refused() throws {
    let (token, soft) = try token()
    #expect(throws: DeviceFault.noToken) { try Token(module: SoftToken.module, label: "another", pin: soft.pin) }
    #expect(throws: DeviceFault.noModule) { try Token(module: "/etc/hostname", label: soft.label, pin: soft.pin) }
    #expect(throws: DeviceFault.noModule) { try Token(module: "/nowhere.so", label: soft.label, pin: soft.pin) }
    #expect(throws: DeviceFault.noKey) { try token.signature(for: Data([1]), by: name()) }
    #expect(throws: DeviceFault.noKey) { try token.unwrapped(Data(count: 40), by: name()) }
  }

  @Test("A session that the device ended is told apart from other refusals, and another can be opened")
  func ended() throws {
    let (token, soft) = try token(ending: 1)
    let name = name()
    _ = try token.makeSigningKey(name, label: "ended")
    try token.checkSession()
    try token.checkSigningKey(name)
    try soft.endSessions()
    let fault = #expect(throws: DeviceFault.self) { try token.signature(for: Data([1]), by: name) }
    #expect(fault?.endsSession == true)
    #expect(throws: DeviceFault.self) { try token.checkSession() }
    token.sessionEnded()
    let again = try Token(module: SoftToken.module, label: soft.label, pin: soft.pin)
    #expect(try again.signature(for: Data([1]), by: name).count == 64)
    #expect(throws: DeviceFault.noKey) { try again.checkSigningKey(self.name()) }
    #expect(!DeviceFault.noKey.endsSession && !DeviceFault.wrongPIN.endsSession)
    #expect(DeviceFault.wrongPIN.triedPIN && !DeviceFault.noToken.triedPIN)
  }

  @Test("Many threads sign with one token, each its own bytes")
  func crowd() async throws {
    let (token, _) = try token()
    let name = name()
    let key = try Curve25519.Signing.PublicKey(rawRepresentation: token.makeSigningKey(name, label: "crowd"))
    let good = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          let message = Data("message \(number)".utf8)
          return try key.isValidSignature(token.signature(for: message, by: name), for: message)
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(good == 200)
  }
}
