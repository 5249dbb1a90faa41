// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
public import JOSE

/// What two people read to each other on the telephone to be sure that they mean the same key or the same file.
///
/// 32 hexadecimal digits in eight groups: 128 bits of the digest. Whoever wanted another key with the same digits would have to try 2^128.
public struct KeyFingerprint: Hashable, Sendable, CustomStringConvertible {
  private let digits: String

  /// Takes the digest of a file, or the thumbprint of a key.
  public init(digest: Data) {
    digits = digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The fingerprint of a file.
  public init(of file: Data) { self.init(digest: Data(SHA256.hash(data: file))) }

  /// The fingerprint of a key: of its thumbprint (RFC 7638).
  public init(_ thumbprint: Thumbprint) { self.init(digest: thumbprint.bytes) }

  /// The fingerprint of a key.
  public init(_ key: VerificationKey) { self.init(key.thumbprint) }

  /// The fingerprint of a key by its name in an entry.
  public init(_ name: DigestOf<PublicKey>) { digits = String(name.hex.prefix(32)) }

  /// The groups, separated by spaces.
  public var description: String { groups.joined(separator: " ") }

  /// The same for reading aloud: digits as they are, letters by the spelling alphabet of aviation, which every telephone line carries.
  /// - Source: ICAO Annex 10, volume II, 5.2.1.3
  public var spoken: String {
    let letters: [Character: String] = ["a": "Alfa", "b": "Bravo", "c": "Charlie", "d": "Delta", "e": "Echo", "f": "Foxtrot"]
    return groups.map { $0.map { letters[$0] ?? String($0) }.joined(separator: " ") }.joined(separator: " / ")
  }

  /// Whether somebody typed exactly this, whatever spaces and capitals; a part of it is not it.
  public func matches(_ typed: String) -> Bool { typed.lowercased().filter { !" -:".contains($0) } == digits }

  private var groups: [String] {
    stride(from: 0, to: digits.count, by: 4).map { String(digits.dropFirst($0).prefix(4)) }
  }
}
