// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import StrictJSON
public import WritingRules

/// A request as a file, JSON or YAML, read strictly: a misspelt member is an error and not a lost sentence.
public enum RequestFile {
  /// Reads a request.
  /// - Throws: `StrictJSONError` with line, column and path of everything that is wrong.
  public static func read(_ data: Data, isYAML: Bool) throws(StrictJSONError) -> RequestContent {
    let value = isYAML ? try StrictYAML.parse(data) : try StrictJSON.parse(data)
    let content = try StrictDecoder().decode(RequestContent.self, from: value)
    try check(value)
    return content
  }

  /// What a short name of an item or a person is: it stands in addresses, and other members refer to it.
  static let namePattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
  /// What is expected of a name that another element has already.
  static let uniqueName = "unique"

  /// What is expected of a member or a value that requests of another kind have.
  static let otherKind = "kind"

  /// Checks what no type says of a tree that is a request otherwise: short names, and that all belongs to its kind.
  /// - Parameter path: where the request stands in what was read; empty when it is all of it.
  /// - Throws: `StrictJSONError` with everything that is wrong.
  static func check(_ request: JSONValue, path: String = "") throws(StrictJSONError) {
    try checkMembers(of: request, path)
    try checkNames(in: request, path: path)
  }

  private static func checkMembers(of request: JSONValue, _ path: String) throws(StrictJSONError) {
    guard case .object(let members) = request.content else { return }
    let kind = request["kind"]?.text.flatMap { RequestKind(rawValue: $0) } ?? .assistance
    let lists = ["format", "kind", "requestingState"] + kind.sections.filter(\.isList).map(\.rawValue)
    let fields = kind.sections.filter { !$0.isList }.flatMap { ContentField.fields(of: $0, in: kind) }
    var issues: [StrictJSONError.Issue] = []
    func check(_ name: String, _ value: JSONValue, at position: Position) {
      guard let field = fields.first(where: { $0.path == name }) else {
        return issues.append(.init(.wrongValue, path: path + name, at: position, expected: otherKind))
      }
      if case .choice(_, let codes) = field.kind, let code = value.text, !codes.contains(code) {
        issues.append(.init(.wrongValue, path: path + name, at: value.position, expected: otherKind))
      }
    }
    for member in members where !lists.contains(member.name) {
      if case .object(let inner) = member.value.content, fields.contains(where: { $0.path.hasPrefix(member.name + ".") }) {
        for one in inner { check("\(member.name).\(one.name)", one.value, at: one.position) }
      } else {
        check(member.name, member.value, at: member.position)
      }
    }
    guard issues.isEmpty else { throw StrictJSONError(issues) }
  }

  /// Checks the short names of items and persons in a tree that is a request otherwise.
  /// - Parameter path: where the request stands in what was read; empty when it is all of it.
  /// - Throws: `StrictJSONError` with each name that cannot stand in an address or that another element has already.
  private static func checkNames(in request: JSONValue, path: String) throws(StrictJSONError) {
    var issues: [StrictJSONError.Issue] = []
    for list in ["items", "persons"] {
      guard case .array(let elements) = request[list]?.content else { continue }
      var seen: Set<String> = []
      for (index, element) in elements.enumerated() {
        guard let id = element["id"], let name = id.text else { continue }
        let place = "\(path)\(list)[\(index)].id"
        if name.range(of: namePattern, options: .regularExpression) == nil {
          issues.append(.init(.wrongValue, path: place, at: id.position, expected: namePattern))
        } else if !seen.insert(name).inserted {
          issues.append(.init(.wrongValue, path: place, at: id.position, expected: uniqueName))
        }
      }
    }
    guard issues.isEmpty else { throw StrictJSONError(issues) }
  }

  /// Reads the file at a path; YAML by its ending `.yaml` or `.yml`, JSON otherwise.
  /// - Throws: `StrictJSONError` when it is no request, Foundation's error when it cannot be opened.
  public static func open(_ path: String) throws -> RequestContent {
    let data = try Data(contentsOf: URL(filePath: path))
    return try read(data, isYAML: path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
  }

  /// The bytes whose SHA-256 digest stands in the letter: canonical JSON, RFC 8785.
  public static func canonicalBytes(_ content: RequestContent) throws -> Data { try CanonicalJSON.encode(content) }

  /// The request as a JSON file for people: indented, members in alphabetical order.
  public static func json(_ content: RequestContent) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(content)
  }
}
