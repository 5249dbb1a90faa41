// SPDX-License-Identifier: Apache-2.0

/// Reads a typed value from a JSON tree and accepts nothing that the type does not know.
///
/// A member counts as known when the type asks for it through any keyed container on that object, so that a type may open two
/// (one for its discriminator, one for the rest).
public struct StrictDecoder: Sendable {
  /// Makes a reader.
  public init() {}

  /// Reads a value.
  /// - Throws: ``StrictJSONError``: the first value that does not fit the type, or else every unknown member.
  public func decode<Value: Decodable>(_ type: Value.Type, from value: JSONValue) throws(StrictJSONError) -> Value {
    let log = AskedMembers()
    let node = NodeDecoder(value: value, path: "", codingPath: [], log: log)
    let result: Value
    do {
      result = try node.read(type)
    } catch let error as StrictJSONError {
      throw error
    } catch let error as DecodingError {
      throw NodeDecoder.explain(error, in: value)
    } catch {
      throw StrictJSONError(.wrongValue, at: value.position)
    }
    let unknown = log.unknown(in: value)
    guard unknown.isEmpty else { throw StrictJSONError(unknown) }
    return result
  }
}

/// Which members a type has asked for, by the path of the object.
///
/// One reading happens on one thread from start to end, so the log needs no lock.
final class AskedMembers {
  private var asked: [String: Set<String>] = [:]

  func ask(_ name: String, of path: String) { asked[path, default: []].insert(name) }
  func open(_ path: String) { if asked[path] == nil { asked[path] = [] } }

  func unknown(in value: JSONValue, path: String = "") -> [StrictJSONError.Issue] {
    switch value.content {
    case .array(let elements):
      return elements.enumerated().flatMap { unknown(in: $1, path: "\(path)[\($0)]") }
    case .object(let members):
      // An object that no keyed container was opened on was read by a type that takes any JSON.
      guard let names = asked[path] else { return [] }
      return members.flatMap { member -> [StrictJSONError.Issue] in
        let memberPath = NodeDecoder.join(path, member.name)
        guard names.contains(member.name) else { return [.init(.unknownMember, path: memberPath, at: member.position)] }
        return unknown(in: member.value, path: memberPath)
      }
    default: return []
    }
  }
}

struct NodeDecoder: Decoder {
  let value: JSONValue
  let path: String
  let codingPath: [any CodingKey]
  let log: AskedMembers
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value.content else { throw wrongType("object") }
    log.open(path)
    return KeyedDecodingContainer(KeyedNode<Key>(decoder: self, members: members))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value.content else { throw wrongType("array") }
    return UnkeyedNode(decoder: self, elements: elements)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleNode(decoder: self) }

  func wrongType(_ expected: String) -> StrictJSONError {
    StrictJSONError(.wrongType, path: path, at: value.position, expected: expected)
  }

  func member(_ name: String, _ value: JSONValue, _ key: any CodingKey) -> NodeDecoder {
    NodeDecoder(value: value, path: Self.join(path, name), codingPath: codingPath + [key], log: log)
  }

  func element(_ index: Int, _ value: JSONValue) -> NodeDecoder {
    NodeDecoder(value: value, path: "\(path)[\(index)]", codingPath: codingPath + [IndexKey(index)], log: log)
  }

  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do {
      return try type.init(from: self)
    } catch let error as DecodingError {
      // Errors of the domain's own types carry no place: it is the place of the value they were reading.
      switch error {
      case .dataCorrupted(let context):
        guard context.codingPath.count > codingPath.count else {
          throw StrictJSONError(.wrongValue, path: path, at: value.position, expected: context.debugDescription)
        }
        throw Self.explain(error, in: value, from: self)
      default: throw Self.explain(error, in: value, from: self)
      }
    }
  }

  static func explain(_ error: DecodingError, in root: JSONValue, from decoder: NodeDecoder? = nil) -> StrictJSONError {
    let path = decoder?.path ?? ""
    let depth = decoder?.codingPath.count ?? 0
    func place(_ keys: [any CodingKey]) -> (path: String, position: Position) {
      var value = root
      var text = path
      for key in keys.dropFirst(depth) {
        if let index = key.intValue, case .array(let elements) = value.content, elements.indices.contains(index) {
          value = elements[index]
          text += "[\(index)]"
        } else {
          text = join(text, key.stringValue)
          if let member = value[key.stringValue] { value = member }
        }
      }
      return (text, value.position)
    }
    switch error {
    case .typeMismatch(let type, let context):
      let found = place(context.codingPath)
      return StrictJSONError(.wrongType, path: found.path, at: found.position, expected: "\(type)".lowercased())
    case .valueNotFound(let type, let context):
      let found = place(context.codingPath)
      return StrictJSONError(.wrongType, path: found.path, at: found.position, expected: "\(type)".lowercased())
    case .keyNotFound(let key, let context):
      let found = place(context.codingPath)
      return StrictJSONError(.missingMember, path: join(found.path, key.stringValue), at: found.position, expected: key.stringValue)
    case .dataCorrupted(let context):
      let found = place(context.codingPath)
      return StrictJSONError(.wrongValue, path: found.path, at: found.position, expected: context.debugDescription)
    @unknown default:
      return StrictJSONError(.wrongValue, path: path, at: root.position)
    }
  }
}

struct IndexKey: CodingKey {
  let index: Int
  init(_ index: Int) { self.index = index }
  init?(stringValue: String) { nil }
  init?(intValue: Int) { index = intValue }
  var stringValue: String { "\(index)" }
  var intValue: Int? { index }
}

struct SuperKey: CodingKey {
  let stringValue = "super"
  var intValue: Int? { nil }
  init() {}
  init?(stringValue: String) { nil }
  init?(intValue: Int) { nil }
}
