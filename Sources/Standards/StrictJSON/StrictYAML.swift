// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Yams

/// Reads YAML that says the same as JSON: no anchors, aliases or tags, each member once.
///
/// Plain scalars are numbers, `true`, `false` and `null` where JSON would read them so; everything else, days included, is text.
public enum StrictYAML {
  /// Reads one document.
  /// - Throws: ``StrictJSONError`` with line and column.
  public static func parse(_ data: Data, limits: StrictLimits = StrictLimits()) throws(StrictJSONError) -> JSONValue {
    let start = Position(line: 1, column: 1)
    guard data.count <= limits.bytes else { throw StrictJSONError(.tooLarge, at: start, expected: "\(limits.bytes) bytes") }
    guard let text = String(validating: data, as: UTF8.self) else { throw StrictJSONError(.notUTF8, at: start) }
    let node: Node?
    do {
      // The constructor's own resolution is off: "no" is a word of several languages and not a truth value.
      node = try Yams.compose(yaml: text, .basic)
    } catch let error as YamlError {
      throw failure(error)
    } catch {
      throw StrictJSONError(.syntax, at: start)
    }
    guard let node else { throw StrictJSONError(.syntax, at: start, expected: "a value") }
    var issues: [StrictJSONError.Issue] = []
    let value = convert(node, path: "", depth: limits.depth, issues: &issues)
    guard issues.isEmpty else { throw StrictJSONError(issues) }
    return value
  }

  private static func failure(_ error: YamlError) -> StrictJSONError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      return StrictJSONError(.syntax, at: Position(line: mark.line, column: mark.column), expected: problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let place = Position(line: context.mark.line, column: context.mark.column)
      return StrictJSONError(duplicates.map { .init(.duplicateMember, path: $0, at: place) })
    default:
      return StrictJSONError(.syntax, at: Position(line: 1, column: 1))
    }
  }

  private static func position(_ node: Node) -> Position {
    Position(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private static func convert(_ node: Node, path: String, depth: Int, issues: inout [StrictJSONError.Issue]) -> JSONValue {
    let place = position(node)
    guard depth >= 0 else {
      issues.append(.init(.tooLarge, path: path, at: place))
      return JSONValue(.null, at: place)
    }
    if node.anchor != nil { issues.append(.init(.notPlain, path: path, at: place)) }
    switch node {
    case .alias:
      issues.append(.init(.notPlain, path: path, at: place))
      return JSONValue(.null, at: place)
    case .scalar(let scalar):
      return JSONValue(content(of: scalar), at: place)
    case .sequence(let sequence):
      let elements = sequence.enumerated().map { index, element in
        convert(element, path: "\(path)[\(index)]", depth: depth - 1, issues: &issues)
      }
      return JSONValue(.array(elements), at: place)
    case .mapping(let mapping):
      var members: [JSONValue.Member] = []
      var names: Set<String> = []
      for (key, value) in mapping {
        guard case .scalar(let scalar) = key else {
          issues.append(.init(.syntax, path: path, at: position(key), expected: "member name"))
          continue
        }
        let memberPath = path.isEmpty ? scalar.string : "\(path).\(scalar.string)"
        guard names.insert(scalar.string).inserted else {
          issues.append(.init(.duplicateMember, path: memberPath, at: position(key)))
          continue
        }
        let member = convert(value, path: memberPath, depth: depth - 1, issues: &issues)
        members.append(.init(name: scalar.string, position: position(key), value: member))
      }
      return JSONValue(.object(members), at: place)
    }
  }

  private static func content(of scalar: Node.Scalar) -> JSONValue.Content {
    guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
    switch scalar.string {
    case "", "~", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default:
      if let value = try? StrictJSON.parse(Data(scalar.string.utf8)), case .number(let text) = value.content { return .number(text) }
      return .string(scalar.string)
    }
  }
}
