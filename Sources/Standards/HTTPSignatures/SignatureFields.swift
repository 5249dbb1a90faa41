// SPDX-License-Identifier: Apache-2.0
import Foundation
import RawStructuredFieldValues

/// A signature as it stands in the two fields, before anything of it is understood.
struct SignatureMember {
  let list: InnerList
  let signature: Data

  /// The value of the parameter `tag`.
  var tag: String? {
    guard case .string(let tag)? = list.rfc9651Parameters["tag"] else { return nil }
    return tag
  }

  /// The components, each once.
  func components() throws(SignatureFault) -> [SignedComponent] {
    var components: [SignedComponent] = []
    for item in list.bareInnerList {
      let component = try SignedComponent(item)
      guard !components.contains(component) else { throw .repeatedComponent }
      components.append(component)
    }
    return components
  }
}

/// The fields `Signature-Input` and `Signature`.
/// - Source: RFC 9421, section 4
enum SignatureFields {
  /// Reads both fields; a label that one of them alone has is refused.
  static func read(input: String, signature: String) throws(SignatureFault) -> [String: SignatureMember] {
    let (inputs, signatures) = (try dictionary(input), try dictionary(signature))
    var members: [String: SignatureMember] = [:]
    for (label, value) in inputs {
      guard case .innerList(let list) = value else { throw .malformedField }
      guard let found = signatures[label] else { throw .unsigned }
      members[label] = SignatureMember(list: list, signature: try bytes(found))
    }
    guard signatures.count == members.count else { throw .unsigned }
    return members
  }

  /// The value of one signature in `Signature-Input`, which is also the last line of what is signed.
  static func text(_ components: [SignedComponent], _ parameters: OrderedMap<String, RFC9651BareItem>) throws(SignatureFault) -> String {
    var bare = BareInnerList()
    for component in components { bare.append(component.item) }
    return try text(InnerList(bareInnerList: bare, parameters: parameters))
  }

  /// The same of a signature that was read.
  static func text(_ list: InnerList) throws(SignatureFault) -> String {
    var serializer = StructuredFieldValueSerializer()
    guard let bytes = try? serializer.writeListFieldValue([.innerList(list)]) else { throw .malformedField }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A dictionary in the spelling in which RFC 9651 writes it, so that no member or parameter stands twice and the last one wins unseen.
  static func dictionary(_ text: String) throws(SignatureFault) -> OrderedMap<String, ItemOrInnerList> {
    var parser = StructuredFieldValueParser(Array(text.utf8))
    var serializer = StructuredFieldValueSerializer()
    guard text.utf8.count <= 16 << 10, let map = try? parser.parseDictionaryFieldValue(), !map.isEmpty,
      let written = try? serializer.writeDictionaryFieldValue(map), written.elementsEqual(text.utf8)
    else { throw .malformedField }
    return map
  }

  /// The bytes of a member, in the one spelling of base64.
  static func bytes(_ value: ItemOrInnerList) throws(SignatureFault) -> Data {
    guard case .item(let item) = value, case .undecodedByteSequence(let text) = item.rfc9651BareItem, item.rfc9651Parameters.isEmpty,
      let bytes = Data(base64Encoded: text), bytes.base64EncodedString() == text
    else { throw .malformedField }
    return bytes
  }

  /// What is signed: a line for each component, and the parameters.
  /// - Source: RFC 9421, section 2.5
  static func base(_ message: SignedMessage, _ components: [SignedComponent], parameters: String) throws(SignatureFault) -> Data {
    var lines: [String] = []
    for component in components { lines.append("\(component): \(try message.value(of: component))") }
    lines.append("\"@signature-params\": \(parameters)")
    return Data(lines.joined(separator: "\n").utf8)
  }
}
