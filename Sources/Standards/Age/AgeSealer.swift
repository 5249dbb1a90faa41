// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// Seals a file piece by piece, in constant memory.
public struct AgeSealer {
  private let chunks: AgeChunks
  private var held: Data
  private var ahead: Data
  private var number: UInt64 = 0

  /// Begins a file that each of these identities' owners can open.
  /// - Throws: ``AgeFault/noRecipients`` for none, or more than 100.
  public init(for recipients: [AgeRecipient]) throws {
    guard !recipients.isEmpty, recipients.count <= 100 else { throw AgeFault.noRecipients }
    try self.init { fileKey in try recipients.map { try AgeStanza(fileKey, for: $0) } }
  }

  /// Begins a file that a passphrase opens.
  /// - Parameter work: the exponent of scrypt's cost; 18 takes about a second.
  public init(passphrase: String, work: Int = 18) throws {
    try self.init { [try AgeStanza($0, passphrase: passphrase, work: work)] }
  }

  private init(_ stanzas: (SymmetricKey) throws -> [AgeStanza]) throws {
    let fileKey = SymmetricKey(size: .bits128)
    let nonce = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
    chunks = AgeChunks(fileKey, nonce: nonce)
    ahead = AgeHead.bytes(try stanzas(fileKey), fileKey) + nonce
    held = Data()
  }

  /// Takes the next piece of content.
  /// - Returns: what is to be written; the head comes with the first piece.
  public mutating func take(_ content: Data) throws -> Data {
    // No `Data(capacity:)` in this target: appending nothing to such an empty one ends the process (Foundation of Swift 6.3 on Linux).
    var sealed = ahead
    ahead = Data()
    var rest = content[...]
    // A full chunk is held back: only what comes next tells whether it is the last.
    while held.count + rest.count > AgeChunks.size {
      let part = rest.prefix(AgeChunks.size - held.count)
      held.append(contentsOf: part)
      rest = rest.dropFirst(part.count)
      sealed.append(try chunks.seal(held, number: number, isLast: false))
      number += 1
      held = Data()
    }
    held.append(contentsOf: rest)
    return sealed
  }

  /// Ends the file; nothing may be given to it afterwards.
  /// - Returns: what is to be written last.
  public mutating func finish() throws -> Data {
    let sealed = ahead + (try chunks.seal(held, number: number, isLast: true))
    ahead = Data()
    held = Data()
    return sealed
  }

  /// Seals what fits into memory.
  public static func seal(_ content: Data, for recipients: [AgeRecipient]) throws -> Data {
    var sealer = try AgeSealer(for: recipients)
    return try sealer.take(content) + sealer.finish()
  }
}
