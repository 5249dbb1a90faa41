// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import Age

/// Sealed files and the keys for them.
extension FuzzTarget {
  static let sealed = [
    FuzzTarget(
      "bech32", seeds: { [Data(try identity().secretText.utf8), Data(try identity().recipient.description.utf8)] }, check: bech32),
    FuzzTarget(
      "age-head",
      seeds: {
        [
          try AgeSealer.seal(Data("text".utf8), for: [identity().recipient, AgeIdentity().recipient]),
          Data("age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 2\n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n".utf8),
        ]
      }, check: ageHead),
    FuzzTarget(
      "age",
      seeds: {
        var underPassphrase = try AgeSealer(passphrase: "words", work: 1)
        let short = try underPassphrase.take(Data("text".utf8)) + underPassphrase.finish()
        return [
          Data([40]) + (try AgeSealer.seal(Data("text".utf8), for: [identity().recipient])),
          Data([90]) + (try AgeSealer.seal(Data(), for: [identity().recipient])), Data([200]) + short,
        ]
      }, check: age),
  ]

  static func identity() throws -> AgeIdentity { try AgeIdentity(bytes: Data(repeating: 3, count: 32)) }

  @Sendable private static func bech32(_ data: Data) throws -> Bool {
    let text = String(decoding: data, as: UTF8.self)
    var isRead = false
    if let recipient = try? AgeRecipient(text) {
      try demandSame(recipient.description, text.lowercased(), "a recipient has another spelling")
      isRead = true
    }
    if let identity = try? AgeIdentity(text) {
      try demandSame(identity.secretText, text.uppercased(), "an identity has another spelling")
      isRead = true
    }
    if let bytes = try? Bech32.decode(text, prefix: "a") {
      try demandSame(Bech32.encode(bytes, prefix: "a"), text.lowercased(), "Bech32 has another spelling")
      isRead = true
    }
    return isRead
  }

  /// A head ends where it ends, whatever stands behind it, and is not read before it has come.
  @Sendable private static func ageHead(_ data: Data) throws -> Bool {
    guard let head = try? AgeHead(data) else { return false }
    try demand(head.length > 0 && head.length <= data.count, "a head is longer than the file")
    try demand(try AgeHead(data.prefix(head.length))?.length == head.length, "a head depends on what follows it")
    try demand(try AgeHead(data.prefix(head.length - 1)) == nil, "a head is read before its end has come")
    _ = try? head.fileKey(.identities([identity()]))
    _ = try? head.fileKey(.passphrase("words", workUpTo: 2))
    return true
  }

  /// Whole, in pieces and from the disk, a file has one content or is refused.
  @Sendable private static func age(_ data: Data) throws -> Bool {
    guard let (how, file) = split(data) else { return false }
    let key = how < 128 ? AgeOpener.Key.identities([try identity()]) : .passphrase("words", workUpTo: 2)
    let whole = try? AgeOpener.open(file, key)
    var opener = AgeOpener(key)
    let cut = try? pieces(file, of: 1 + how % 128).map { try opener.take($0) }.reduce(Data(), +) + opener.finish()
    try demand(whole == cut, "the content of a file depends on how it was cut")
    // Tests read several files at once.
    let url = FileManager.default.temporaryDirectory.appending(path: "comity-fuzz-\(UUID()).age")
    try file.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let read = try? AgeReader(url, key)
    let kept = try? read.map { try $0.read(at: 0, upTo: $0.size) }
    try demand(whole == kept, "the content of a file on the disk is another one")
    return whole != nil
  }
}
