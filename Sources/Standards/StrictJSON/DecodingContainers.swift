// SPDX-License-Identifier: Apache-2.0

struct SingleNode: SingleValueDecodingContainer {
  let decoder: NodeDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.value.content == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .boolean(let flag) = decoder.value.content else { throw decoder.wrongType("boolean") }
    return flag
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let text) = decoder.value.content else { throw decoder.wrongType("string") }
    return text
  }

  func decode(_ type: Double.Type) throws -> Double { try number("number") }
  func decode(_ type: Float.Type) throws -> Float { try number("number") }
  func decode(_ type: Int.Type) throws -> Int { try whole() }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole() }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole() }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole() }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole() }
  func decode(_ type: UInt.Type) throws -> UInt { try whole() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole() }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.read(type) }

  /// A whole number in any of JSON's spellings: `1`, `1.0` and `1e0` are the same, as JSON Schema says.
  ///
  /// Beyond 2^53 - 1 other programs may read another number than was written (RFC 7493, section 2.2), so those are refused.
  private func whole<Number: FixedWidthInteger>() throws -> Number {
    guard case .number(let text) = decoder.value.content else { throw decoder.wrongType("whole number") }
    if let number = Number(text), abs(Double(number)) <= 9_007_199_254_740_991 { return number }
    guard let value = Double(text), abs(value) <= 9_007_199_254_740_991, let number = Number(exactly: value) else {
      throw decoder.wrongType("whole number")
    }
    return number
  }

  private func number<Number: LosslessStringConvertible>(_ expected: String) throws -> Number {
    guard case .number(let text) = decoder.value.content, let number = Number(text) else { throw decoder.wrongType(expected) }
    return number
  }
}

struct KeyedNode<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: NodeDecoder
  let members: [JSONValue.Member]
  var codingPath: [any CodingKey] { decoder.codingPath }

  /// The keys that are there.
  ///
  /// A type that walks over them knows each of them or says itself that it does not.
  var allKeys: [Key] {
    members.compactMap { member in
      guard let key = Key(stringValue: member.name) else { return nil }
      decoder.log.ask(member.name, of: decoder.path)
      return key
    }
  }

  private func find(_ key: Key) -> JSONValue? {
    decoder.log.ask(key.stringValue, of: decoder.path)
    return members.first { $0.name == key.stringValue }?.value
  }

  private func node(_ key: Key) throws -> NodeDecoder {
    guard let value = find(key) else {
      throw StrictJSONError(
        .missingMember, path: NodeDecoder.join(decoder.path, key.stringValue), at: decoder.value.position, expected: key.stringValue)
    }
    return decoder.member(key.stringValue, value, key)
  }

  func contains(_ key: Key) -> Bool { find(key) != nil }
  /// Never: a member that says nothing is left out, and `null` is a wrong type where something else is asked for.
  func decodeNil(forKey key: Key) throws -> Bool { false }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try SingleNode(decoder: node(key)).decode(type) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try SingleNode(decoder: node(key)).decode(type) }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try node(key).read(type) }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
    try node(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try node(key).unkeyedContainer() }
  func superDecoder(forKey key: Key) throws -> any Decoder { try node(key) }

  func superDecoder() throws -> any Decoder {
    decoder.log.ask("super", of: decoder.path)
    guard let value = members.first(where: { $0.name == "super" })?.value else {
      throw StrictJSONError(.missingMember, path: NodeDecoder.join(decoder.path, "super"), at: decoder.value.position, expected: "super")
    }
    return decoder.member("super", value, SuperKey())
  }
}

struct UnkeyedNode: UnkeyedDecodingContainer {
  let decoder: NodeDecoder
  let elements: [JSONValue]
  var currentIndex = 0
  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  private func present() throws -> NodeDecoder {
    guard !isAtEnd else {
      throw StrictJSONError(.missingMember, path: "\(decoder.path)[\(currentIndex)]", at: decoder.value.position, expected: "element")
    }
    return decoder.element(currentIndex, elements[currentIndex])
  }

  /// Goes on to the next element only when this one was read, so that a type can try it as one thing and then as another.
  private mutating func take<Value>(_ read: (NodeDecoder) throws -> Value) throws -> Value {
    let value = try read(try present())
    currentIndex += 1
    return value
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].content == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try take { try $0.read(type) } }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try take { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try take { try $0.unkeyedContainer() } }
  mutating func superDecoder() throws -> any Decoder { try take { $0 } }
}
