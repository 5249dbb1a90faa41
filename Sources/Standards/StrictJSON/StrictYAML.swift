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
    var conversion = Conversion()
    let value = conversion.convert(node, path: "", depth: limits.depth)
    guard conversion.issues.isEmpty else { throw StrictJSONError(conversion.issues) }
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

  private struct Conversion {
    var issues: [StrictJSONError.Issue] = []
    // The parser puts the anchored node itself in place of an alias: a place that is met twice tells of one.
    private var seen: Set<Position> = []
    private var metAlias: Bool { issues.contains { $0.reason == .notPlain } }

    mutating func convert(_ node: Node, path: String, depth: Int) -> JSONValue {
      let place = position(node)
      guard depth >= 0 else { return refuse(.tooLarge, path, place) }
      guard !metAlias else { return JSONValue(.null, at: place) }
      switch node {
      case .alias:
        return refuse(.notPlain, path, place)
      case .scalar(let scalar):
        guard meet(scalar, at: place) else { return refuse(.notPlain, path, place) }
        return JSONValue(content(of: scalar), at: place)
      case .sequence(let sequence):
        let elements = sequence.enumerated().map { convert($1, path: "\(path)[\($0)]", depth: depth - 1) }
        return JSONValue(.array(elements), at: place)
      case .mapping(let mapping):
        return JSONValue(.object(members(mapping, path: path, depth: depth)), at: place)
      }
    }

    private mutating func members(_ mapping: Node.Mapping, path: String, depth: Int) -> [JSONValue.Member] {
      var members: [JSONValue.Member] = []
      for (key, value) in mapping {
        let place = position(key)
        guard case .scalar(let scalar) = key, meet(scalar, at: place) else {
          _ = refuse(.notPlain, path, place)
          return []
        }
        let memberPath = path.isEmpty ? scalar.string : "\(path).\(scalar.string)"
        members.append(
          .init(name: scalar.string, position: place, value: convert(value, path: memberPath, depth: depth - 1)))
      }
      return members
    }

    private mutating func meet(_ scalar: Node.Scalar, at place: Position) -> Bool {
      scalar.string.isEmpty || seen.insert(place).inserted
    }

    private mutating func refuse(_ reason: StrictJSONError.Issue.Reason, _ path: String, _ place: Position) -> JSONValue {
      issues.append(.init(reason, path: path, at: place))
      return JSONValue(.null, at: place)
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
