// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import JOSE
import StrictJSON

/// The members of one JSON object of the profile: those that are named, each once, and no others.
///
/// What does not fit is ``ExchangeProblem/schema``; where exactly is nobody's business on the other side.
struct WireMembers {
  private let members: [String: JSONValue]

  /// A message has files within an object within a list within the manifest.
  static let depth = 5

  /// Reads a whole text.
  /// - Throws: ``ExchangeProblem/schema``.
  init(_ bytes: Data, _ names: Set<String>, limit: Int = CompactJWS.largest) throws(ExchangeProblem) {
    guard let value = try? StrictJSON.parse(bytes, limits: StrictLimits(bytes: limit, depth: Self.depth)) else {
      throw .schema
    }
    try self.init(value, names)
  }

  init(_ value: JSONValue, _ names: Set<String>) throws(ExchangeProblem) {
    guard case .object(let found) = value.content else { throw .schema }
    var members: [String: JSONValue] = [:]
    for member in found { members[member.name] = member.value }
    // Swift takes two spellings of one composed letter for the same name; the profile has letters of ASCII alone.
    guard found.count == names.count, Set(members.keys) == names, found.allSatisfy({ $0.name.utf8.allSatisfy { $0 < 0x80 } }) else {
      throw .schema
    }
    self.members = members
  }

  /// A text that follows a rule.
  func text<Value>(_ name: String, _ read: (String) -> Value?) throws(ExchangeProblem) -> Value {
    guard case .string(let text)? = members[name]?.content, let value = read(text) else { throw .schema }
    return value
  }

  /// A text that follows a rule, or `null`.
  func optional<Value>(_ name: String, _ read: (String) -> Value?) throws(ExchangeProblem) -> Value? {
    if members[name]?.content == .null { return nil }
    return try text(name, read)
  }

  /// A whole number from 0 to 2^53 - 1, in its one spelling.
  func number(_ name: String) throws(ExchangeProblem) -> Int {
    guard case .number(let text)? = members[name]?.content, let number = Int(text), "\(number)" == text, number >= 0,
      number < ChainPlace.limit
    else { throw .schema }
    return number
  }

  /// Whole seconds since 1970.
  func instant(_ name: String) throws(ExchangeProblem) -> Date { Date(timeIntervalSince1970: Double(try number(name))) }

  /// An object with members of its own.
  func object(_ name: String, _ names: Set<String>) throws(ExchangeProblem) -> WireMembers {
    guard let value = members[name] else { throw .schema }
    return try WireMembers(value, names)
  }

  /// An object with members of its own, or `null`.
  func optionalObject(_ name: String, _ names: Set<String>) throws(ExchangeProblem) -> WireMembers? {
    members[name]?.content == .null ? nil : try object(name, names)
  }

  /// A list.
  func list(_ name: String) throws(ExchangeProblem) -> [JSONValue] {
    guard case .array(let elements)? = members[name]?.content else { throw .schema }
    return elements
  }
}

/// Makes the JSON of the profile; members stand in the order of RFC 8785.
enum WireJSON {
  static func object(_ members: [(String, JSONValue.Content)]) -> JSONValue.Content {
    .object(members.map { .init(name: $0.0, position: Position(line: 1, column: 1), value: JSONValue($0.1)) })
  }

  static func text(_ value: (some CustomStringConvertible)?) -> JSONValue.Content { value.map { .string($0.description) } ?? .null }
  static func number(_ value: some BinaryInteger) -> JSONValue.Content { .number("\(value)") }
  static func instant(_ value: Date) -> JSONValue.Content { .number("\(Int64(value.timeIntervalSince1970))") }
  static func list(_ values: [JSONValue.Content]) -> JSONValue.Content { .array(values.map { JSONValue($0) }) }
  static func bytes(_ content: JSONValue.Content) -> Data { CanonicalJSON.bytes(JSONValue(content)) }
}
