// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import Foundation
import Instruments
import Kernel
import Web
import WritingRules

/// The JSON Schema of a request: what the API describes and what is published in `docs/protocol/`, made from the same table as the forms.
public enum RequestSchema {
  private static let day = Schema.string(format: "date", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
  private static let name = Schema.string(pattern: RequestFile.namePattern)
  private static let state = Schema.string(pattern: "^[A-Z]{2}$")

  /// The schema as the API describes it.
  static let schema = Schema.alternatives(RequestKind.allCases.map(request))

  /// The schema of a request of one kind; a request without a kind asks for assistance.
  private static func request(_ kind: RequestKind) -> Schema {
    var root = Members()
    root.add("format", .integer(minimum: RequestContent.currentFormat, maximum: RequestContent.currentFormat))
    root.add("kind", .oneOf([kind.rawValue]))
    root.add("requestingState", state)
    for section in kind.sections {
      let fields = ContentField.fields(of: section, in: kind)
      switch section {
      case .items: root.add(section.rawValue, .array(item(fields)))
      case .persons: root.add(section.rawValue, .array(object(of: fields, named: true)))
      case .offences, .annexes: root.add(section.rawValue, .array(object(of: fields)))
      default: for field in fields { root.add(field) }
      }
    }
    return root.object(required: kind == .assistance ? ["format"] : ["format", "kind"])
  }

  private static func item(_ fields: [ContentField]) -> Schema {
    var item = Members()
    item.add("id", name)
    item.add("measure", .alternatives(Measure.allCases.map(measure)))
    for field in fields { item.add(field) }
    return item.object(required: ["id", "measure"])
  }

  /// The published file.
  /// - Throws: `EncodingError`, which does not happen.
  public static func file() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Published(schema: schema)) + Data("\n".utf8)
  }

  private struct Published: Encodable {
    let schema: Schema

    enum Keys: String, CodingKey {
      case schema = "$schema"
      case title, description
    }

    func encode(to encoder: any Encoder) throws {
      var out = encoder.container(keyedBy: Keys.self)
      try out.encode("https://json-schema.org/draft/2020-12/schema", forKey: .schema)
      try out.encode("Request between two States", forKey: .title)
      try out.encode(
        "What a request under the United Nations Convention against Corruption says, one schema for each kind; without the member kind it "
          + "asks for mutual legal assistance, article 46(15). A draft may lack any member but format and kind; whether it may go out is "
          + "decided by the rules of readiness.", forKey: .description)
      try schema.encode(to: encoder)
    }
  }

  private static func object(of fields: [ContentField], named: Bool = false) -> Schema {
    var members = Members()
    if named { members.add("id", name) }
    for field in fields { members.add(field) }
    return members.object(required: named ? ["id"] : [])
  }

  private static func measure(_ measure: Measure) -> Schema {
    var members = Members()
    members.add("type", .oneOf([measure.rawValue]))
    for field in ContentField.fields(of: measure) { members.add(field.path.replacing("measure.", with: ""), value(of: field.kind)) }
    return members.object(required: ["type"])
  }

  private static func value(of kind: ContentField.Kind) -> Schema {
    switch kind {
    case .line, .text, .zone: .string()
    case .list, .persons: .array(.string())
    case .day: day
    case .flag, .promise: .boolean
    case .choice(_, let codes): .oneOf(codes)
    case .choices(_, let codes): .array(.oneOf(codes))
    case .state: state
    case .language: .oneOf(Language.allCases.map(\.rawValue))
    case .number, .bytes, .article: .integer(minimum: -9_007_199_254_740_991, maximum: 9_007_199_254_740_991)
    case .money:
      .object(["minorUnits": .integer(minimum: -9_007_199_254_740_991, maximum: 9_007_199_254_740_991), "currency": .string()])
    }
  }

  /// The members of an object; a path with a point stands in an object of its own.
  private struct Members {
    private var plain: [String: Schema] = [:]
    private var nested: [String: [String: Schema]] = [:]

    mutating func add(_ name: String, _ schema: Schema) { plain[name] = schema }

    mutating func add(_ field: ContentField) {
      let parts = field.path.split(separator: ".").map(String.init)
      if parts.count == 1 {
        plain[parts[0]] = RequestSchema.value(of: field.kind)
      } else {
        nested[parts[0], default: [:]][parts[1]] = RequestSchema.value(of: field.kind)
      }
    }

    func object(required: [String]) -> Schema {
      .object(plain.merging(nested.mapValues { .object($0) }) { $1 }, required: required)
    }
  }
}
