// SPDX-License-Identifier: Apache-2.0
import SwiftASN1

/// The parts of a constructed value of ASN.1, taken one after the other.
struct NodeReader {
  private var rest: ASN1NodeCollection.Iterator
  private var ahead: ASN1Node?

  init(_ node: ASN1Node, _ identifier: ASN1Identifier = .sequence) throws(TimeStampFault) {
    guard node.identifier == identifier, case .constructed(let nodes) = node.content else { throw .malformed }
    rest = nodes.makeIterator()
    ahead = rest.next()
  }

  /// The next part, whatever it is; `nil` at the end.
  mutating func any() -> ASN1Node? {
    defer { ahead = rest.next() }
    return ahead
  }

  /// The next part, when it is of this kind.
  mutating func optional(_ identifier: ASN1Identifier) -> ASN1Node? { ahead?.identifier == identifier ? any() : nil }

  /// The next part, which must be of this kind.
  mutating func node(_ identifier: ASN1Identifier) throws(TimeStampFault) -> ASN1Node {
    guard let node = optional(identifier) else { throw .malformed }
    return node
  }

  /// The next part as a value.
  mutating func value<Value: DERImplicitlyTaggable>(_ type: Value.Type) throws(TimeStampFault) -> Value {
    try Self.value(try node(Value.defaultIdentifier), type)
  }

  /// Nothing may follow.
  func end() throws(TimeStampFault) { guard ahead == nil else { throw .malformed } }

  /// A part as a value.
  static func value<Value: DERImplicitlyTaggable>(
    _ node: ASN1Node, _ type: Value.Type, _ identifier: ASN1Identifier = Value.defaultIdentifier
  ) throws(TimeStampFault) -> Value {
    do { return try Value(derEncoded: node, withIdentifier: identifier) } catch { throw .malformed }
  }

  /// The one part inside an explicit tag.
  static func tagged(_ node: ASN1Node, _ number: UInt) throws(TimeStampFault) -> ASN1Node {
    var reader = try NodeReader(node, .tag(number))
    guard let inner = reader.any() else { throw .malformed }
    try reader.end()
    return inner
  }

  /// All parts of a set or sequence.
  static func all(_ node: ASN1Node, _ identifier: ASN1Identifier) throws(TimeStampFault) -> [ASN1Node] {
    var reader = try NodeReader(node, identifier)
    var nodes: [ASN1Node] = []
    while let node = reader.any() { nodes.append(node) }
    return nodes
  }

  /// The whole of what was received, in the looser encoding that CMS allows around what is signed.
  static func loose(_ bytes: some Sequence<UInt8>) throws(TimeStampFault) -> ASN1Node {
    do { return try BER.parse(Array(bytes)) } catch { throw .malformed }
  }

  /// The whole of what is signed, in its one encoding.
  static func strict(_ bytes: some Sequence<UInt8>) throws(TimeStampFault) -> ASN1Node {
    do { return try DER.parse(Array(bytes)) } catch { throw .malformed }
  }

  /// The bytes of a text of octets, which CMS allows to be in pieces.
  static func octets(_ node: ASN1Node) throws(TimeStampFault) -> [UInt8] {
    do { return Array(try ASN1OctetString(berEncoded: node).bytes) } catch { throw .malformed }
  }
}

extension ASN1Identifier {
  /// A tag of this context.
  static func tag(_ number: UInt) -> ASN1Identifier { ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific) }
}

/// An algorithm by its identifier; parameters are left out or `NULL`, others are of algorithms that are not trusted here.
struct Algorithm: Hashable {
  let identifier: ASN1ObjectIdentifier

  init(_ node: ASN1Node) throws(TimeStampFault) {
    var reader = try NodeReader(node)
    identifier = try reader.value(ASN1ObjectIdentifier.self)
    let parameters = reader.any()
    guard parameters == nil || parameters?.identifier == .null else { throw .unsupportedAlgorithm }
    try reader.end()
  }
}

/// The identifiers of what is understood.
enum Known {
  static let signedData: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 2]
  static let timeStamp: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 16, 1, 4]
  static let contentType: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 3]
  static let messageDigest: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 4]
  static let signingCertificateV2: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 16, 2, 47]
  static let sha256: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 2, 1]
  static let sha384: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 2, 2]
  static let sha512: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 2, 3]
  static let ecdsaWithSHA256: ASN1ObjectIdentifier = [1, 2, 840, 10045, 4, 3, 2]
  static let ecdsaWithSHA384: ASN1ObjectIdentifier = [1, 2, 840, 10045, 4, 3, 3]
  static let ecdsaWithSHA512: ASN1ObjectIdentifier = [1, 2, 840, 10045, 4, 3, 4]
  static let ed25519: ASN1ObjectIdentifier = [1, 3, 101, 112]
}
