// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON

/// The two curves of the profile.
enum Curve: String {
  /// Signatures.
  case ed25519 = "Ed25519"
  /// Agreement on a key.
  case x25519 = "X25519"

  var use: String { self == .ed25519 ? "sig" : "enc" }
  var algorithm: String { self == .ed25519 ? CompactJWS.algorithm : CompactJWE.algorithm }
}

/// A key of the type OKP as JSON, before anybody knows whether its bytes are a point.
/// - Source: RFC 7517, section 4; RFC 8037, section 2
struct KeyText {
  let publicBytes: Data
  /// The private half, where it was asked for.
  let privateBytes: Data?

  /// Reads a key; `kid`, `use` and `alg` may stand there and must then be right.
  init(_ json: Data, curve: Curve, isPrivate: Bool) throws(JOSEFault) {
    let names: Set<String> = ["kty", "crv", "x", "kid", "use", "alg"]
    let members = try MemberReader(json, allowing: isPrivate ? names.union(["d"]) : names)
    publicBytes = try Self.publicBytes(members, curve: curve)
    privateBytes = isPrivate ? try members.bytes("d") : nil
    if let name = try members.optional("kid"), name != Thumbprint(curve: curve, publicBytes: publicBytes).description { throw .wrongKey }
    if let use = try members.optional("use"), !isWord(use, curve.use) { throw .wrongType }
    if let algorithm = try members.optional("alg"), !isWord(algorithm, curve.algorithm) { throw .wrongAlgorithm }
  }

  /// The point in an object that has been read.
  static func publicBytes(_ members: MemberReader, curve: Curve) throws(JOSEFault) -> Data {
    guard isWord(try members.text("kty"), "OKP"), isWord(try members.text("crv"), curve.rawValue) else { throw .malformedKey }
    let bytes = try members.bytes("x")
    guard bytes.count == 32 else { throw .malformedKey }
    return bytes
  }

  private static func members(_ curve: Curve, _ publicBytes: Data) -> [(name: String, value: JSONValue.Content)] {
    [("crv", .string(curve.rawValue)), ("kty", .string("OKP")), ("x", .string(Base64URL.text(publicBytes)))]
  }

  /// The members of a public key that stands inside a header.
  static func memberList(_ curve: Curve, _ publicBytes: Data) -> [JSONValue.Member] {
    JOSE.memberList(members(curve, publicBytes))
  }

  /// The key as JSON with its name and use.
  static func json(_ curve: Curve, _ publicBytes: Data, privateBytes: Data? = nil) -> Data {
    let named: [(name: String, value: JSONValue.Content)] = [
      ("alg", .string(curve.algorithm)), ("kid", .string(Thumbprint(curve: curve, publicBytes: publicBytes).description)),
      ("use", .string(curve.use)),
    ]
    let half = privateBytes.map { [(name: "d", value: JSONValue.Content.string(Base64URL.text($0)))] } ?? []
    return headerBytes(members(curve, publicBytes) + named + half)
  }
}

/// What a coordinate of 32 bytes must be so that a point has one spelling and is not one of the few of small order.
enum Coordinate {
  /// 2^255 - 19, the least significant byte first.
  private static let prime = [UInt8](Data([0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]))

  /// Whether the number is below the prime, its highest bit left out of account.
  static func isReduced(_ bytes: Data) -> Bool {
    var number = [UInt8](bytes)
    number[31] &= 0x7F
    return number.reversed().lexicographicallyPrecedes(prime.reversed())
  }

  /// Whether the highest bit is set; in a coordinate of X25519 it says nothing and would be a second spelling.
  static func hasHighBit(_ bytes: Data) -> Bool { bytes[bytes.startIndex + 31] & 0x80 != 0 }

  /// The y of the points of Ed25519 of order 1, 2, 4 and 8; the sign of x is left out.
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

  /// Whether a point of Ed25519 is one of the eight under which a signature says nothing.
  static func isSmallOrder(_ bytes: Data) -> Bool {
    var number = [UInt8](bytes)
    number[31] &= 0x7F
    return smallOrder.contains(number)
  }

  /// The u of the points of X25519 of order 1, 2, 4 and 8, reduced: whatever the private key is, it and they agree on nothing but zeros.
  /// - Source: IETF RFC 7748 section 6.1; Curve25519, validation of public keys (https://cr.yp.to/ecdh.html#validate)
  private static let smallOrderOfAgreement: Set<[UInt8]> = [
    [UInt8](repeating: 0, count: 32),
    [1] + [UInt8](repeating: 0, count: 31),
    [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
    [
      0xE0, 0xEB, 0x7A, 0x7C, 0x3B, 0x41, 0xB8, 0xAE, 0x16, 0x56, 0xE3, 0xFA, 0xF1, 0x9F, 0xC4, 0x6A,
      0xDA, 0x09, 0x8D, 0xEB, 0x9C, 0x32, 0xB1, 0xFD, 0x86, 0x62, 0x05, 0x16, 0x5F, 0x49, 0xB8, 0x00,
    ],
    [
      0x5F, 0x9C, 0x95, 0xBC, 0xA3, 0x50, 0x8C, 0x24, 0xB1, 0xD0, 0xB1, 0x55, 0x9C, 0x83, 0xEF, 0x5B,
      0x04, 0x44, 0x5C, 0xC4, 0x58, 0x1C, 0x8E, 0x86, 0xD8, 0x22, 0x4E, 0xDD, 0xD0, 0x9F, 0x11, 0x57,
    ],
  ]

  /// Whether a reduced coordinate of X25519 is that of a point on which everybody agrees.
  static func isOfSmallOrder(agreement bytes: Data) -> Bool { smallOrderOfAgreement.contains([UInt8](bytes)) }
}
