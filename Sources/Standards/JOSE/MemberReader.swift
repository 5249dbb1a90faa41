// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON

/// The members of a header or a key, each of which must be asked for or allowed by name.
struct MemberReader {
  /// No header or key that is allowed comes near this.
  static let largest = 2048

  private let members: [String: JSONValue]

  /// Reads one object; what has another member than those allowed is refused as a whole.
  init(_ json: Data, allowing names: Set<String>) throws(JOSEFault) {
    let value: JSONValue
    do {
      value = try StrictJSON.parse(json, limits: StrictLimits(bytes: Self.largest, depth: 2))
    } catch {
      throw error.issues.contains { $0.reason == .duplicateMember } ? .duplicateMember : .malformedJSON
    }
    try self.init(value, allowing: names)
  }

  private init(_ value: JSONValue, allowing names: Set<String>) throws(JOSEFault) {
    guard case .object(let found) = value.content else { throw .malformedJSON }
    var members: [String: JSONValue] = [:]
    for member in found {
      guard names.contains(member.name) else { throw .memberNotAllowed(JOSEFault.Member(rawValue: member.name)) }
      members[member.name] = member.value
    }
    self.members = members
  }

  /// A text that may be left out.
  func optional(_ name: String) throws(JOSEFault) -> String? {
    guard let value = members[name] else { return nil }
    guard case .string(let text) = value.content else { throw .malformedMember }
    return text
  }

  /// A text that must be there.
  func text(_ name: String) throws(JOSEFault) -> String {
    guard let text = try optional(name) else { throw .missingMember }
    return text
  }

  /// Bytes that must be there, in base64url.
  func bytes(_ name: String) throws(JOSEFault) -> Data {
    guard let bytes = Base64URL.decode(try text(name)) else { throw .notCanonicalBase64URL }
    return bytes
  }

  /// The name of a key, which is its thumbprint.
  func thumbprint(_ name: String) throws(JOSEFault) -> Thumbprint {
    guard let thumbprint = Thumbprint(try text(name)) else { throw .malformedMember }
    return thumbprint
  }

  /// An object inside.
  func object(_ name: String, allowing names: Set<String>) throws(JOSEFault) -> MemberReader {
    guard let value = members[name] else { throw .missingMember }
    guard case .object = value.content else { throw .malformedMember }
    return try MemberReader(value, allowing: names)
  }

  /// The media type in `typ` or `cty`: short, and of the characters that such names have.
  func mediaType(_ name: String) throws(JOSEFault) -> String {
    let type = try text(name)
    guard isMediaType(type) else { throw .malformedMember }
    return type
  }
}

/// Whether a text is a word of the standard, byte for byte: Swift takes texts for the same that Unicode does, such as the sign for kelvin and a K.
func isWord(_ text: String, _ word: String) -> Bool { text.utf8.elementsEqual(word.utf8) }

/// Whether a text can be the name of a media type (RFC 6838, section 4.2), with or without `application/` before it.
func isMediaType(_ text: String) -> Bool {
  (1...127).contains(text.utf8.count)
    && text.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "_"): true
      default: false
      }
    }
}

/// The bytes of an object of texts and objects, members in the order of RFC 8785.
func headerBytes(_ members: [(name: String, value: JSONValue.Content)]) -> Data {
  CanonicalJSON.bytes(JSONValue(.object(memberList(members))))
}

/// Members that were not read from a file.
func memberList(_ members: [(name: String, value: JSONValue.Content)]) -> [JSONValue.Member] {
  members.map { JSONValue.Member(name: $0.name, position: Position(line: 1, column: 1), value: JSONValue($0.value)) }
}
