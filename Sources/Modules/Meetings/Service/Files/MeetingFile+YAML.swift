// SPDX-License-Identifier: Apache-2.0
public import Foundation
import StrictJSON

extension MeetingFile {
  /// The file as YAML for people: what names a thing first, and every text quoted that another reader could take for something else.
  /// - Throws: `EncodingError` when a value cannot be written.
  public func yaml() throws -> Data {
    let tree = try StrictJSON.parse(try json(), limits: StrictLimits(bytes: .max, depth: 512))
    return Data(YAMLText.text(tree.inReadingOrder).utf8)
  }
}

extension JSONValue {
  /// The order in which people read a thing: what it is, then what it is called, then the rest by the alphabet.
  private static let first: [String: Int] = Dictionary(
    uniqueKeysWithValues: [
      "schema", "checked_against", "meeting", "id", "uuid", "number", "letter", "item", "symbol", "alias", "kind", "type", "body",
      "ordinal",
      "en", "ar", "es", "fr", "ru", "zh", "bodies", "meetings", "documents", "agenda_bases", "mandates", "agenda", "expectations", "panels",
      "sessions", "outcome",
    ].enumerated().map { ($1, $0) })

  fileprivate var inReadingOrder: JSONValue {
    switch content {
    case .object(let members):
      let ordered = members.sorted { left, right in
        let (a, b) = (Self.first[left.name] ?? .max, Self.first[right.name] ?? .max)
        return a != b ? a < b : left.name < right.name
      }
      return JSONValue(.object(ordered.map { Member(name: $0.name, position: $0.position, value: $0.value.inReadingOrder) }), at: position)
    case .array(let elements): return JSONValue(.array(elements.map(\.inReadingOrder)), at: position)
    default: return self
    }
  }
}
