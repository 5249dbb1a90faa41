// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
import StrictJSON

/// A public key as metadata lists it.
public struct TUFKey: Hashable, Sendable {
  /// The SHA-256 of the key's canonical form, in hexadecimal digits.
  public let id: String
  /// The 32 bytes of an Ed25519 key; `nil` for a key of another kind, whose signatures count for nothing here.
  public let publicKey: Data?
  /// The key as it was written: members that are not known here are part of what its id is made from.
  let value: JSONValue

  /// Makes a key of the 32 bytes of an Ed25519 public key; `nil` when they are none, or one under which everybody can sign.
  public init?(publicKey: Data) {
    guard Ed25519Point.isSound(publicKey), (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else { return nil }
    let value = JSONValue.of([
      "keytype": .text("ed25519"), "keyval": .of(["public": .text(publicKey.hex)]), "scheme": .text("ed25519"),
    ])
    guard let canonical = try? TUFCanonical.bytes(value) else { return nil }
    id = Data(SHA256.hash(data: canonical)).hex
    self.publicKey = publicKey
    self.value = value
  }

  /// Reads a key that is listed under an id.
  /// - Throws: ``TUFFault/malformed(_:)`` when the id is not the key's own, or when everybody can sign under the key.
  /// - Source: TUF 1.0, 4.3 "KEYID"
  init(_ value: JSONValue, listedAs id: String) throws(TUFFault) {
    let members = try Members(value, "key")
    let type = try members.text("keytype")
    let scheme = try members.text("scheme")
    let material = try members.object("keyval")
    guard Data(SHA256.hash(data: try TUFCanonical.bytes(value))).hex == id else { throw .malformed("keyid") }
    self.id = id
    self.value = value
    guard type == "ed25519", scheme == "ed25519" else {
      publicKey = nil
      return
    }
    guard let bytes = Data(hex: try material.text("public")), Ed25519Point.isSound(bytes) else { throw .malformed("key.keyval.public") }
    publicKey = bytes
  }

  /// Whether the key has signed.
  func accepts(_ signature: Data, over payload: Data) -> Bool {
    guard let publicKey, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: payload)
  }
}

extension TUFKey {
  /// Two keys are the same when their ids are: an id is the digest of all that a key says.
  public static func == (one: TUFKey, other: TUFKey) -> Bool { one.id == other.id }
  /// Hashes the id.
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// What the 32 bytes of a point must be so that it has one spelling and a signature under it says something.
///
/// JOSE has the same short list: a standard depends on no other, and swift-crypto takes these points for keys.
private enum Ed25519Point {
  /// 2^255 - 19, the least significant byte first.
  private static let prime: [UInt8] = [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]

  /// The y of the points of order 1, 2, 4 and 8; the sign of x is left out.
  private static let smallOrder: Set<[UInt8]> = [
    [UInt8](repeating: 0, count: 32),
    [1] + [UInt8](repeating: 0, count: 31),
    [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
    [
      0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
      0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ],
    [
      0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
      0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ],
  ]

  /// Whether the bytes are 32, the number is below the prime and the point none of the eight under which everybody can sign.
  static func isSound(_ bytes: Data) -> Bool {
    guard bytes.count == 32 else { return false }
    var number = [UInt8](bytes)
    number[31] &= 0x7F
    return number.reversed().lexicographicallyPrecedes(prime.reversed()) && !smallOrder.contains(number)
  }
}

/// A private key with which somebody signs for a role.
public struct TUFSigner: Sendable {
  private let key: Curve25519.Signing.PrivateKey
  /// What the others know it by.
  public let publicKey: TUFKey

  /// Makes a signer from the 32 bytes of an Ed25519 private key; `nil` when they are none.
  public init?(seed: Data) {
    guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
      let publicKey = TUFKey(publicKey: key.publicKey.rawRepresentation)
    else { return nil }
    self.key = key
    self.publicKey = publicKey
  }

  /// Makes a signer with a new key.
  public static func fresh() -> TUFSigner? { TUFSigner(seed: Curve25519.Signing.PrivateKey().rawRepresentation) }

  func sign(_ payload: Data) throws -> TUFSignature {
    TUFSignature(keyID: publicKey.id, signature: Data(try key.signature(for: payload)))
  }
}

/// One signature under metadata.
public struct TUFSignature: Hashable, Sendable {
  /// The id of the key.
  public let keyID: String
  /// The signature itself.
  public let signature: Data
}

/// Who may sign for a role, and how many of them must.
public struct TUFAuthority: Hashable, Sendable {
  /// The keys.
  public let keys: [TUFKey]
  /// How many different keys must have signed.
  public let threshold: Int

  /// Makes an authority.
  public init(_ keys: [TUFKey], threshold: Int) {
    self.keys = keys
    self.threshold = threshold
  }

  /// How many keys have signed: each once, though it be listed twice, under two ids or with two signatures.
  public func count(_ signatures: [TUFSignature], over payload: Data) -> Int {
    var signers: Set<Data> = []
    for key in keys {
      guard let material = key.publicKey, !signers.contains(material) else { continue }
      if signatures.contains(where: { $0.keyID == key.id && key.accepts($0.signature, over: payload) }) { signers.insert(material) }
    }
    return signers.count
  }

  /// Whether a later authority takes from this one: a key that is gone, or more signatures asked.
  func isRotated(in later: TUFAuthority) -> Bool {
    !Set(keys.map(\.id)).isSubset(of: later.keys.map(\.id)) || later.threshold > threshold
  }
}

extension Data {
  /// The bytes in lower-case hexadecimal digits.
  var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Reads lower-case hexadecimal digits, which are the one form written here.
  init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes = Data(capacity: digits.count / 2)
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Self.value(digits[place]), let low = Self.value(digits[place + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    self = bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
