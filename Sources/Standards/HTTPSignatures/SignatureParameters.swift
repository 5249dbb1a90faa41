// SPDX-License-Identifier: Apache-2.0
import RawStructuredFieldValues

/// 128 random bits that make a signature the only one of its key.
public struct SignatureNonce: Hashable, Sendable, CustomStringConvertible {
  /// 32 hexadecimal digits in small letters.
  public let description: String

  /// New random bits.
  public init() {
    var generator = SystemRandomNumberGenerator()
    let words = [generator.next(), generator.next()] as [UInt64]
    description = words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Reads a nonce; `nil` when it is not 32 hexadecimal digits in small letters.
  public init?(_ text: String) {
    let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard text.utf8.count == 32, text.utf8.allSatisfy(isDigit) else { return nil }
    description = text
  }
}

/// What a signature says of itself; all five stand in every signature that is made here.
public struct SignatureParameters: Hashable, Sendable {
  /// When it was made, in seconds since 1970.
  public var created: Int
  /// Until when it is valid, in seconds since 1970.
  public var expires: Int
  /// What makes it the only one.
  public var nonce: SignatureNonce
  /// By whose key it was made.
  public var keyID: String
  /// What it was made for.
  public var tag: String

  /// Says of a signature when, until when, by whom and what for it is made.
  public init(created: Int, expires: Int, nonce: SignatureNonce = SignatureNonce(), keyID: String, tag: String) {
    self.created = created
    self.expires = expires
    self.nonce = nonce
    self.keyID = keyID
    self.tag = tag
  }

  /// In the order in which they are written.
  var map: OrderedMap<String, RFC9651BareItem> {
    var map = OrderedMap<String, RFC9651BareItem>()
    map["created"] = RFC9651BareItem.integer(Int64(created))
    map["expires"] = RFC9651BareItem.integer(Int64(expires))
    map["nonce"] = RFC9651BareItem.string(nonce.description)
    map["keyid"] = RFC9651BareItem.string(keyID)
    map["tag"] = RFC9651BareItem.string(tag)
    return map
  }

  init(_ map: OrderedMap<String, RFC9651BareItem>) throws(SignatureFault) {
    for (name, _) in map { guard SignatureParameter(rawValue: name) != nil else { throw .unknownParameter } }
    if let algorithm = map["alg"] { guard algorithm == RFC9651BareItem.string("ed25519") else { throw .wrongAlgorithm } }
    created = try Self.number(.created, in: map)
    expires = try Self.number(.expires, in: map)
    guard let nonce = SignatureNonce(try Self.text(.nonce, in: map)) else { throw .malformedParameter(.nonce) }
    self.nonce = nonce
    keyID = try Self.text(.keyID, in: map)
    tag = try Self.text(.tag, in: map)
  }

  private static func number(_ name: SignatureParameter, in map: OrderedMap<String, RFC9651BareItem>) throws(SignatureFault) -> Int {
    guard let value = map[name.rawValue] else { throw .missingParameter(name) }
    guard case .integer(let number) = value, number >= 0 else { throw .malformedParameter(name) }
    return Int(number)
  }

  private static func text(_ name: SignatureParameter, in map: OrderedMap<String, RFC9651BareItem>) throws(SignatureFault) -> String {
    guard let value = map[name.rawValue] else { throw .missingParameter(name) }
    guard case .string(let text) = value, !text.isEmpty else { throw .malformedParameter(name) }
    return text
  }
}
