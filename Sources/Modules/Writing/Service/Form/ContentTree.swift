// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON
import WritingRules

/// The way to one member of a request: `items[2].measure.accounts`.
struct ContentPath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case member(String)
    case index(Int)
  }

  let steps: [Step]

  init(_ steps: [Step]) { self.steps = steps }

  /// Reads the form in which findings name fields.
  init(_ text: String) {
    steps = text.split(separator: ".").flatMap { part -> [Step] in
      let pieces = part.split(separator: "[").map { $0.hasSuffix("]") ? $0.dropLast() : $0 }
      return [.member(String(pieces[0]))] + pieces.dropFirst().compactMap { Int($0).map(Step.index) }
    }
  }

  func appending(_ other: ContentPath) -> ContentPath { ContentPath(steps + other.steps) }

  var text: String {
    steps.reduce(into: "") { text, step in
      switch step {
      case .member(let name): text += text.isEmpty ? name : ".\(name)"
      case .index(let index): text += "[\(index)]"
      }
    }
  }
}

/// A request as a tree of JSON: how forms read and write its members by their path.
///
/// The tree forgets where in a file a value stood, so that equal values are equal.
struct ContentTree: Sendable {
  private(set) var root: JSONValue

  init(_ content: RequestContent) throws {
    root = Self.plain(try StrictJSON.parse(try JSONEncoder().encode(content), limits: StrictLimits(bytes: .max, depth: 64)))
  }

  /// The request as it now is.
  /// - Throws: `StrictJSONError` naming the member whose value the request cannot hold.
  func content() throws(StrictJSONError) -> RequestContent { try StrictDecoder().decode(RequestContent.self, from: root) }

  /// A member's value; setting `nil` takes the member out, and with it an object that then holds nothing.
  subscript(path: ContentPath) -> JSONValue? {
    get { path.steps.reduce(root as JSONValue?) { value, step in value.flatMap { Self.child(of: $0, step) } } }
    set { root = Self.setting(newValue, at: path.steps[...], in: root) ?? JSONValue(.object([])) }
  }

  /// The elements of a list of the request.
  func elements(of list: String) -> [JSONValue] {
    if case .array(let elements) = self[ContentPath(list)]?.content { return elements }
    return []
  }

  mutating func set(_ elements: [JSONValue], of list: String) { self[ContentPath(list)] = JSONValue(.array(elements)) }

  private static func child(of value: JSONValue, _ step: ContentPath.Step) -> JSONValue? {
    switch (step, value.content) {
    case (.member(let name), .object): value[name]
    case (.index(let index), .array(let elements)) where elements.indices.contains(index): elements[index]
    default: nil
    }
  }

  private static func setting(_ new: JSONValue?, at steps: ArraySlice<ContentPath.Step>, in value: JSONValue?) -> JSONValue? {
    guard let step = steps.first else { return new }
    let rest = steps.dropFirst()
    switch step {
    case .member(let name):
      var members: [JSONValue.Member] = []
      if case .object(let present) = value?.content { members = present }
      let changed = setting(new, at: rest, in: members.first { $0.name == name }?.value)
      members.removeAll { $0.name == name }
      if let changed { members.append(.init(name: name, position: start, value: changed)) }
      return members.isEmpty ? nil : JSONValue(.object(members))
    case .index(let index):
      guard case .array(var elements) = value?.content, elements.indices.contains(index) else { return value }
      elements[index] = setting(new, at: rest, in: elements[index]) ?? JSONValue(.object([]))
      return JSONValue(.array(elements))
    }
  }

  private static let start = Position(line: 1, column: 1)

  /// The value without places, members in the order of their names.
  static func plain(_ value: JSONValue) -> JSONValue {
    switch value.content {
    case .array(let elements): JSONValue(.array(elements.map(plain)))
    case .object(let members):
      JSONValue(
        .object(
          members.map { JSONValue.Member(name: $0.name, position: start, value: plain($0.value)) }.sorted { $0.name < $1.name }))
    default: JSONValue(value.content)
    }
  }
}

extension JSONValue {
  /// Text; `nil` for nothing but white space.
  static func text(_ text: String?) -> JSONValue? {
    guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
    return JSONValue(.string(text))
  }

  /// The text of a string or the digits of a number.
  var text: String? {
    switch content {
    case .string(let text), .number(let text): text
    default: nil
    }
  }

  /// The texts of a list of strings.
  var texts: [String] {
    if case .array(let elements) = content { return elements.compactMap(\.text) }
    return []
  }

  /// Yes or no.
  var flag: Bool? {
    if case .boolean(let flag) = content { return flag }
    return nil
  }
}
