// SPDX-License-Identifier: Apache-2.0

/// What an address of the JSON API says about itself; the OpenAPI document is made of these.
public struct APIOperation: Sendable {
  /// Its stable name, for programs that generate clients: `listAuthorities`.
  public let id: String
  /// One English sentence for programmers.
  public let summary: String
  /// Values of the query.
  public let query: [Parameter]
  /// Schemas of the path's `:names`; a name without one is any text.
  public let path: [String: Schema]
  /// What is to be sent; `nil` for nothing.
  public let body: Body?
  /// What it answers when all is well: status, content type and schema.
  public let answers: [Answered]
  /// The statuses of problems it may answer besides those that every address may.
  public let problems: [Int]

  /// One value of the query.
  public struct Parameter: Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool
    let about: String
    /// Describes a value of the query.
    public init(_ name: String, _ schema: Schema, isRequired: Bool = false, about: String) {
      self.name = name
      self.schema = schema
      self.isRequired = isRequired
      self.about = about
    }
  }

  /// What is to be sent.
  public struct Body: Sendable {
    let type: String
    let schema: Schema
    /// Describes what is to be sent.
    public init(type: String = "application/json", _ schema: Schema) {
      self.type = type
      self.schema = schema
    }
  }

  /// One good answer.
  public struct Answered: Sendable {
    let status: Int
    let type: String?
    let schema: Schema?
    let about: String
    let next: [Next]
    /// Describes a good answer.
    /// - Parameter next: what can be done with a value of the answer.
    public init(_ schema: Schema?, status: Int = 200, type: String? = "application/json", about: String, next: [Next] = []) {
      self.status = status
      self.type = type
      self.schema = schema
      self.about = about
      self.next = next
    }
  }

  /// An operation for which a good answer gives the value of a path's `:name`.
  public struct Next: Sendable {
    let operation: String
    let parameter: String
    let member: String
    /// Names the operation, the path's name and the member of the answer.
    public init(_ operation: String, parameter: String, member: String) {
      self.operation = operation
      self.parameter = parameter
      self.member = member
    }
  }

  /// Describes an address.
  public init(
    id: String, _ summary: String, query: [Parameter] = [], path: [String: Schema] = [:], body: Body? = nil,
    answers: [Answered], problems: [Int] = []
  ) {
    self.id = id
    self.summary = summary
    self.query = query
    self.path = path
    self.body = body
    self.answers = answers
    self.problems = problems
  }
}

/// A JSON Schema (2020-12), as far as the API's descriptions need it.
public indirect enum Schema: Sendable, Encodable {
  /// Text; an optional format such as `date`, and an optional pattern.
  case string(format: String? = nil, pattern: String? = nil)
  /// One of these texts.
  case oneOf([String])
  /// A whole number, within limits where given.
  case integer(minimum: Int? = nil, maximum: Int? = nil)
  /// A number.
  case number
  /// Yes or no.
  case boolean
  /// A list.
  case array(Schema)
  /// An object: members, which of them are always there, and whether others may be.
  case object([String: Schema], required: [String] = [], open: Bool = false)
  /// An object used as a table from text to values.
  case map(Schema)
  /// Any JSON value.
  case anything
  /// One of these schemas and no other.
  case alternatives([Schema])
  /// The schema or `null`.
  case optional(Schema)

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  /// Writes the schema as JSON Schema.
  public func encode(to encoder: any Encoder) throws {
    var out = encoder.container(keyedBy: Key.self)
    switch self {
    case .string(let format, let pattern):
      try out.encode("string", forKey: Key("type"))
      try out.encodeIfPresent(format, forKey: Key("format"))
      try out.encodeIfPresent(pattern, forKey: Key("pattern"))
    case .oneOf(let values):
      try out.encode("string", forKey: Key("type"))
      try out.encode(values, forKey: Key("enum"))
    case .integer(let minimum, let maximum):
      try out.encode("integer", forKey: Key("type"))
      try out.encodeIfPresent(minimum, forKey: Key("minimum"))
      try out.encodeIfPresent(maximum, forKey: Key("maximum"))
    case .number: try out.encode("number", forKey: Key("type"))
    case .boolean: try out.encode("boolean", forKey: Key("type"))
    case .array(let item):
      try out.encode("array", forKey: Key("type"))
      try out.encode(item, forKey: Key("items"))
    case .object(let members, let required, let open):
      try out.encode("object", forKey: Key("type"))
      try out.encode(members, forKey: Key("properties"))
      if !required.isEmpty { try out.encode(required.sorted(), forKey: Key("required")) }
      if !open { try out.encode(false, forKey: Key("additionalProperties")) }
    case .map(let value):
      try out.encode("object", forKey: Key("type"))
      try out.encode(value, forKey: Key("additionalProperties"))
    case .alternatives(let schemas): try out.encode(schemas, forKey: Key("oneOf"))
    case .anything: break
    case .optional(let schema):
      try out.encode([schema, .null], forKey: Key("anyOf"))
    case .null: try out.encode("null", forKey: Key("type"))
    }
  }

  /// `null` alone; stands behind ``optional(_:)``.
  case null
}
