// SPDX-License-Identifier: Apache-2.0

/// A place in a file, counted from 1.
public struct Position: Hashable, Sendable {
  /// The line.
  public let line: Int
  /// The column, in characters of Unicode.
  public let column: Int

  /// Names a place.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A JSON value that remembers where in the file it stood.
public struct JSONValue: Hashable, Sendable {
  /// What the value is.
  public indirect enum Content: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A number, kept as it was written.
    case number(String)
    /// Text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// An object; members in the order they were written, each name once.
    case object([Member])
  }

  /// One member of an object.
  public struct Member: Hashable, Sendable {
    /// The member's name.
    public let name: String
    /// Where the name stands.
    public let position: Position
    /// The member's value.
    public let value: JSONValue

    /// Makes a member.
    public init(name: String, position: Position, value: JSONValue) {
      self.name = name
      self.position = position
      self.value = value
    }
  }

  /// What the value is.
  public let content: Content
  /// Where it begins.
  public let position: Position

  /// Makes a value.
  public init(_ content: Content, at position: Position = Position(line: 1, column: 1)) {
    self.content = content
    self.position = position
  }

  /// The value of a member of an object; `nil` when there is none or the value is no object.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// What the value is called in messages.
  var typeName: String {
    switch content {
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
