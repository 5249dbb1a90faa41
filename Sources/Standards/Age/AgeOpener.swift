// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Opens a file piece by piece, in constant memory.
public struct AgeOpener {
  /// What opens a file.
  public enum Key: Sendable {
    /// Any of these private keys.
    case identities([AgeIdentity])
    /// A passphrase, and the exponent of scrypt's cost that is gone along with.
    case passphrase(String, workUpTo: Int = 22)
  }

  private let key: Key
  private var held = Data()
  private var chunks: AgeChunks?
  private var number: UInt64 = 0

  /// Begins to open a file.
  public init(_ key: Key) { self.key = key }

  /// Takes the next piece of the file.
  /// - Returns: the content that is now known to be true.
  /// - Throws: ``AgeFault``.
  public mutating func take(_ sealed: Data) throws -> Data {
    held.append(contentsOf: sealed)
    var rest = held[...]
    if chunks == nil {
      guard let head = try AgeHead(held), held.count >= head.length + AgeChunks.nonceSize else { return Data() }
      let start = held.startIndex + head.length
      chunks = AgeChunks(try head.fileKey(key), nonce: Data(held[start..<start + AgeChunks.nonceSize]))
      rest = held[(start + AgeChunks.nonceSize)...]
    }
    guard let chunks else { return Data() }
    var content = Data()
    while rest.count > AgeChunks.sealedSize {
      content.append(try chunks.open(Data(rest.prefix(AgeChunks.sealedSize)), number: number, isLast: false))
      number += 1
      rest = rest.dropFirst(AgeChunks.sealedSize)
    }
    held = Data(rest)
    return content
  }

  /// Ends the file.
  /// - Returns: the last of the content.
  /// - Throws: ``AgeFault/cutShort`` when something is missing, and the other faults.
  public mutating func finish() throws -> Data {
    guard let chunks else { throw AgeFault.cutShort }
    let content = try chunks.open(held, number: number, isLast: true)
    held = Data()
    return content
  }

  /// Opens what fits into memory.
  /// - Throws: ``AgeFault``.
  public static func open(_ sealed: Data, _ key: Key) throws -> Data {
    var opener = AgeOpener(key)
    return try opener.take(sealed) + opener.finish()
  }
}
