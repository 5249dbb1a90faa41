// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Testing

@testable import Age

/// Files that nobody's program writes, with right codes wherever the fault is elsewhere.
@Suite("Hostile sealed files") struct HostileAgeTests {
  private let identity = AgeIdentity()
  private let fileKey = SymmetricKey(size: .bits128)

  /// A head with a right code over whatever lines are given.
  private func head(_ lines: [String], version: String = "age-encryption.org/v1", end: String = "\n") -> Data {
    let text = ([version] + lines + ["---"]).joined(separator: end)
    let key = HKDF<SHA256>.deriveKey(inputKeyMaterial: fileKey, salt: Data(), info: Data("header".utf8), outputByteCount: 32)
    let code = Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
    return Data((text + " \(AgeBase64.encode(code))\(end)").utf8)
  }

  private func lines(_ stanza: AgeStanza) -> [String] {
    ["-> " + stanza.arguments.joined(separator: " "), AgeBase64.encode(stanza.body)]
  }

  private func file(_ head: Data, chunks: [(Data, UInt64, Bool)] = [(Data("abc".utf8), 0, true)]) throws -> Data {
    let nonce = Data(repeating: 5, count: 16)
    let sealing = AgeChunks(fileKey, nonce: nonce)
    return try chunks.reduce(head + nonce) { $0 + (try sealing.seal($1.0, number: $1.1, isLast: $1.2)) }
  }

  private func fault(_ file: Data, _ key: AgeOpener.Key? = nil) -> AgeFault? {
    do {
      _ = try AgeOpener.open(file, key ?? .identities([identity]))
      return nil
    } catch {
      return error as? AgeFault
    }
  }

  private var own: [String] { get throws { lines(try AgeStanza(fileKey, for: identity.recipient)) } }

  @Test("The same head without a fault opens, with a stanza of an unknown kind before and after")
  func sound() throws {
    #expect(try fault(file(head(try own))) == nil)
    let unknown = ["-> grease a !~ b", ""]
    #expect(try fault(file(head(unknown + (try own) + unknown))) == nil)
    let long = ["-> x", String(repeating: "A", count: 64), String(repeating: "A", count: 64), ""]
    #expect(try fault(file(head(long + (try own)))) == nil)
  }

  @Test("Another version, line ends of another system and an armoured file are refused at once")
  func version() throws {
    #expect(try fault(file(head(try own, version: "age-encryption.org/v2"))) == .notAgeVersion1)
    #expect(try fault(file(head(try own, end: "\r\n"))) == .malformedHead || fault(file(head(own, end: "\r\n"))) == .notAgeVersion1)
    #expect(fault(Data("-----BEGIN AGE ENCRYPTED FILE-----\n".utf8)) == .notAgeVersion1)
    var opener = AgeOpener(.identities([identity]))
    #expect(throws: AgeFault.notAgeVersion1) { try opener.take(Data("%PDF-1.7 and no line end".utf8)) }
  }

  @Test("Heads that are spelt in a second way are refused")
  func spelling() throws {
    let own = try own
    let body = own[1]
    let share = own[0].split(separator: " ")[2]
    let faulty: [[String]] = [
      [],  // nobody
      ["-> ", body],  // no kind
      ["->  X25519 \(share)", body],  // two spaces
      ["-> X25519 \(share) ", body],  // a space at the end
      ["->X25519 \(share)", body],
      ["X25519 \(share)", body],
      ["-> X25519", body],
      ["-> X25519 \(share) more", body],
      ["-> X25519 \(share)=", body],  // padding
      ["-> X25519 \(share.dropLast())", body],
      ["-> X25519 \(share)", body + "=="],
      ["-> X25519 \(share)", String(body.dropLast())],
      ["-> X25519 \(share)", body, ""],  // one line too many
      ["-> X25519 \(share)", body + " "],
      ["-> X25519 \(share)", String(body.prefix(20)), String(body.dropFirst(20))],  // folded early
      ["-> X25519 \(share)", body + String(repeating: "A", count: 30)],  // beyond 64
      ["-> X25519 \(share)", ""],
      ["-> X25519 é", body],
      ["-> X25519 \t", body],
    ]
    for lines in faulty { #expect(try fault(file(head(lines))) == .malformedHead, "\(lines)") }
    // The bits after the last byte are not zero: the same bytes for a lax reader.
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let end = try #require(body.last)
    let last = try #require(letters.firstIndex(of: end))
    #expect(try fault(file(head([own[0], body.dropLast() + String(letters[last + 1])]))) == .malformedHead)
  }

  @Test("The code at the end of the head is the right one, spelt in the one way")
  func code() throws {
    let text = String(decoding: head(try own), as: UTF8.self)
    let end = try #require(text.range(of: "--- ")).upperBound
    let code = text[end...].dropLast()
    let start = text[..<end]
    for wrong in ["\(code)=", " \(code)", "\(code) ", String(code.dropLast()), "", String(repeating: "A", count: 44)] {
      #expect(try fault(file(Data("\(start)\(wrong)\n".utf8))) == .malformedHead, "\(wrong)")
    }
    #expect(try fault(file(Data("\(start)\(String(repeating: "A", count: 43))\n".utf8))) == .headChanged)
    #expect(try fault(file(Data("\(text[..<end].dropLast())\n".utf8))) == .malformedHead)
  }

  @Test(
    "Shares of low order make no key",
    arguments: [
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ])
  func lowOrder(hex: String) throws {
    let pairs = stride(from: 0, to: 64, by: 2).map { hex.dropFirst($0).prefix(2) }
    let share = AgeBase64.encode(Data(pairs.compactMap { UInt8($0, radix: 16) }))
    // What the sender would make of a secret of zeros, so that a lax reader opens it.
    let own = try AgeStanza(fileKey, for: identity.recipient)
    #expect(try fault(file(head(["-> X25519 \(share)", AgeBase64.encode(own.body)]))) == .malformedHead)
  }

  @Test("A stanza for a passphrase stands alone and is spelt in the one way")
  func passphrase() throws {
    let stanza = try AgeStanza(fileKey, passphrase: "p", work: 5)
    #expect(try fault(file(head(lines(stanza))), .passphrase("p")) == nil)
    #expect(try fault(file(head(lines(stanza) + (try own))), .passphrase("p")) == .malformedHead)
    #expect(try fault(file(head((try own) + lines(stanza)))) == .malformedHead)
    #expect(try fault(file(head(lines(stanza) + lines(stanza))), .passphrase("p")) == .malformedHead)
    for work in ["05", "+5", "0", "5a", "", "100", "-1"] {
      var changed = stanza
      changed.arguments[2] = work
      #expect(try fault(file(head(lines(changed))), .passphrase("p")) == .malformedHead, "\(work)")
    }
    var short = stanza
    short.arguments[1] = AgeBase64.encode(Data(count: 15))
    #expect(try fault(file(head(lines(short))), .passphrase("p")) == .malformedHead)
    var body = stanza
    body.body += Data([0])
    #expect(try fault(file(head(lines(body))), .passphrase("p")) == .malformedHead)
  }

  @Test("Chunks end where they must: no empty one at the end, none after the last, none that is not marked last")
  func chunks() throws {
    let head = head(try own)
    let full = Data(count: AgeChunks.size)
    #expect(try fault(file(head, chunks: [(Data(), 0, true)])) == nil)
    #expect(try fault(file(head, chunks: [(full, 0, true)])) == nil)
    #expect(try fault(file(head, chunks: [(full, 0, false), (Data(), 1, true)])) == .emptyLastChunk)
    #expect(try fault(file(head, chunks: [(full, 0, false)])) == .contentChanged)
    #expect(try fault(file(head, chunks: [(full, 0, true), (Data([1]), 1, true)])) == .contentChanged)
    #expect(try fault(file(head, chunks: [(Data([1]), 0, false), (Data([1]), 1, true)])) == .contentChanged)
    #expect(try fault(file(head, chunks: [(full, 0, false), (Data([1]), 2, true)])) == .contentChanged)
    #expect(try fault(file(head, chunks: [])) == .cutShort)
    #expect(fault(head) == .cutShort)
  }

  @Test("A head that never ends is refused after 64 KiB")
  func endless() throws {
    var opener = AgeOpener(.identities([identity]))
    let line = Data(("-> x\n" + String(repeating: "A", count: 64) + "\n").utf8)
    #expect(throws: AgeFault.headTooLong) {
      _ = try opener.take(Data("age-encryption.org/v1\n-> x\n".utf8))
      for _ in 0..<2000 { _ = try opener.take(line.dropFirst(5)) }
    }
  }
}
