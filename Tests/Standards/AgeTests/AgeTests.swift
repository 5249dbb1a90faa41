// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Age

/// Content that tells its place, so that a chunk at the wrong place shows.
func content(_ size: Int) -> Data {
  var state: UInt32 = 0x9E37_79B9
  var bytes = [UInt8](repeating: 0, count: size)
  for index in 0..<size {
    state = state &* 1_664_525 &+ 1_013_904_223
    bytes[index] = UInt8(truncatingIfNeeded: state >> 24)
  }
  return Data(bytes)
}

@Suite("Sealed files") struct AgeTests {
  static let sizes = [0, 1, 65535, 65536, 65537, 131_072, 3_000_001]
  let identity = AgeIdentity()

  @Test("What is sealed in pieces of any length is opened in pieces of any length", arguments: sizes)
  func roundTrip(size: Int) throws {
    let original = content(size)
    for piece in [1000, 65536, 1 << 20] where size <= 131_072 || piece > 1000 {
      var sealer = try AgeSealer(for: [identity.recipient])
      var sealed = Data()
      for start in stride(from: 0, to: size, by: piece) { sealed += try sealer.take(original[start..<min(size, start + piece)]) }
      sealed += try sealer.finish()
      var opener = AgeOpener(.identities([AgeIdentity(), identity]))
      var opened = Data()
      for start in stride(from: 0, to: sealed.count, by: piece + 7) {
        opened += try opener.take(sealed[start..<min(sealed.count, start + piece + 7)])
      }
      opened += try opener.finish()
      #expect(opened == original)
    }
  }

  @Test("Each of two recipients opens the file, and a stranger does not")
  func recipients() throws {
    let other = AgeIdentity()
    let sealed = try AgeSealer.seal(Data("abc".utf8), for: [identity.recipient, other.recipient])
    for key in [identity, other] { #expect(try AgeOpener.open(sealed, .identities([key])) == Data("abc".utf8)) }
    #expect(throws: AgeFault.noKeyFits) { try AgeOpener.open(sealed, .identities([AgeIdentity()])) }
    #expect(throws: AgeFault.noKeyFits) { try AgeOpener.open(sealed, .passphrase("abc")) }
    #expect(throws: AgeFault.noRecipients) { try AgeSealer(for: []) }
  }

  @Test("A passphrase opens its file, a wrong one does not, and one that would cost too much work is not tried")
  func passphrase() throws {
    var sealer = try AgeSealer(passphrase: "correct horse", work: 10)
    let sealed = try sealer.take(Data("abc".utf8)) + sealer.finish()
    #expect(try AgeOpener.open(sealed, .passphrase("correct horse")) == Data("abc".utf8))
    #expect(throws: AgeFault.noKeyFits) { try AgeOpener.open(sealed, .passphrase("correct house")) }
    #expect(throws: AgeFault.tooMuchWork) { try AgeOpener.open(sealed, .passphrase("correct horse", workUpTo: 9)) }
    #expect(throws: AgeFault.noKeyFits) { try AgeOpener.open(sealed, .identities([identity])) }
  }

  @Test("A flipped bit anywhere is found", arguments: [0, 1, 65537])
  func flipped(size: Int) throws {
    let sealed = try AgeSealer.seal(content(size), for: [identity.recipient])
    let places = Array(0..<min(sealed.count, 260)) + stride(from: 260, to: sealed.count, by: 8191) + [sealed.count - 1]
    for place in places where place < sealed.count {
      for bit in [UInt8(1), 32] {
        var changed = sealed
        changed[place] ^= bit
        #expect(throws: AgeFault.self, "\(place)") { try AgeOpener.open(changed, .identities([identity])) }
      }
    }
  }

  @Test("A file cut short anywhere is refused, and so is one with something after its end", arguments: [0, 1, 65536, 131_072])
  func cut(size: Int) throws {
    let sealed = try AgeSealer.seal(content(size), for: [identity.recipient])
    let cuts =
      Array(0..<min(sealed.count, 260)) + [sealed.count - 1, sealed.count - 16, sealed.count - 17, sealed.count - AgeChunks.sealedSize]
    for end in cuts where end >= 0 && end < sealed.count {
      #expect(throws: AgeFault.self, "\(end)") { try AgeOpener.open(sealed.prefix(end), .identities([identity])) }
    }
    for tail in [Data([0]), Data(count: 16), Data(count: AgeChunks.sealedSize), sealed] {
      #expect(throws: AgeFault.self) { try AgeOpener.open(sealed + tail, .identities([identity])) }
    }
  }

  @Test("Any part of a file on the disk can be read, and a file that was cut or changed is refused")
  func parts() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "comity-age-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    for size in Self.sizes {
      let original = content(size)
      let sealed = try AgeSealer.seal(original, for: [identity.recipient])
      try sealed.write(to: file)
      let reader = try AgeReader(file, .identities([identity]))
      #expect(reader.size == size)
      for (offset, count) in [
        (0, size), (0, 1), (65530, 12), (65536, 65536), (size - 1, 10), (size, 1), (131_000, 500_000), (0, Int.max / 2),
      ] {
        let expected = offset < 0 || offset >= size ? Data() : original[offset..<min(size, offset + count)]
        #expect(try reader.read(at: offset, upTo: count) == expected, "\(size) \(offset) \(count)")
      }
    }
    let sealed = try AgeSealer.seal(content(200_000), for: [identity.recipient])
    for end in [sealed.count - 1, sealed.count - (200_000 % 65536) - 16, 100, 0] {
      try sealed.prefix(end).write(to: file)
      #expect(throws: AgeFault.self, "\(end)") { try AgeReader(file, .identities([identity])) }
    }
    var changed = sealed
    changed[sealed.count - 150_000] ^= 1
    try changed.write(to: file)
    let reader = try AgeReader(file, .identities([identity]))
    #expect(throws: AgeFault.contentChanged) { try reader.read(at: 0, upTo: 200_000) }
    #expect(throws: AgeFault.unreadable(ENOENT)) { try AgeReader(URL(filePath: "\(file.path)-none"), .identities([identity])) }
  }

  @Test("Two chunks that changed places are found, and so is one taken from another file")
  func reordered() throws {
    let sealed = try AgeSealer.seal(content(200_000), for: [identity.recipient])
    let start = sealed.count - 200_000 - 4 * 16
    let length = AgeChunks.sealedSize
    var swapped = sealed.prefix(start)
    swapped += sealed[(start + length)..<(start + 2 * length)] + sealed[start..<(start + length)] + sealed[(start + 2 * length)...]
    #expect(throws: AgeFault.contentChanged) { try AgeOpener.open(swapped, .identities([identity])) }
    let other = try AgeSealer.seal(content(200_000), for: [identity.recipient])
    #expect(throws: AgeFault.contentChanged) {
      try AgeOpener.open(sealed.prefix(start) + other.suffix(from: start), .identities([identity]))
    }
  }
}

@Suite("Keys of sealed files") struct AgeKeyTests {
  @Test("Keys survive their text, and a recipient is the same whichever way it came")
  func text() throws {
    let identity = AgeIdentity()
    #expect(identity.secretText.hasPrefix("AGE-SECRET-KEY-1") && identity.secretText.count == 74)
    #expect(try AgeIdentity(identity.secretText).bytes == identity.bytes)
    #expect(try AgeRecipient(identity.recipient.description) == identity.recipient)
    #expect(identity.recipient.description.hasPrefix("age1") && identity.recipient.description.count == 62)
  }

  @Test("A mistyped, mixed, foreign, short or padded key is refused")
  func refused() throws {
    let secret = AgeIdentity().secretText
    let open = AgeIdentity().recipient.description
    let last: Character = open.last == "q" ? "p" : "q"
    for text in [
      String(open.dropLast()) + String(last), open.uppercased(), "Age1" + open.dropFirst(4), open + " ", "", "age1", secret, "age" + open,
    ] {
      #expect(throws: AgeFault.malformedKey, "\(text)") { try AgeRecipient(text) }
    }
    for text in [secret.lowercased(), String(secret.dropLast()), open, secret + "\n", "AGE-SECRET-KEY-1"] {
      #expect(throws: AgeFault.malformedKey) { try AgeIdentity(text) }
    }
    #expect(throws: AgeFault.malformedKey) { try AgeIdentity(bytes: Data(count: 31)) }
    // 31 and 33 bytes with a right checksum.
    for count in [31, 33] {
      #expect(throws: AgeFault.malformedKey) { try AgeRecipient(Bech32.encode(Data(count: count), prefix: "age")) }
    }
  }
}
