// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Reads YAML that says the same as JSON: no anchors, aliases or tags, members named by text, each once.
///
/// Plain scalars are numbers, `true`, `false` and `null` where JSON would read them so; everything else, days included, is text:
/// "no" is a word of several languages and not a truth value.
public enum StrictYAML {
  /// Reads one document.
  /// - Throws: ``StrictJSONError`` with line and column of the first thing that is wrong, or of every duplicate member.
  public static func parse(_ data: Data, limits: StrictLimits = StrictLimits()) throws(StrictJSONError) -> JSONValue {
    let start = Position(line: 1, column: 1)
    guard data.count <= limits.bytes else { throw StrictJSONError(.tooLarge, at: start, expected: "\(limits.bytes) bytes") }
    guard String(validating: data, as: UTF8.self) != nil else { throw StrictJSONError(.notUTF8, at: start) }
    var reader = Reader(events: YAMLEvents(data), depthLimit: limits.depth)
    return try reader.document()
  }

  /// Builds the value while it reads: without aliases every node stands in the file, so there are never more nodes than bytes.
  private struct Reader {
    let events: YAMLEvents
    let depthLimit: Int
    var duplicates: [StrictJSONError.Issue] = []
    /// Where the reader stands, outermost first; it is made text only where a problem is told.
    var place: [Step] = []

    enum Step {
      case member(String)
      case element(Int)
    }

    private var path: String {
      place.reduce(into: "") { path, step in
        switch step {
        case .member(let name): path += path.isEmpty ? name : ".\(name)"
        case .element(let index): path += "[\(index)]"
        }
      }
    }

    mutating func document() throws(StrictJSONError) -> JSONValue {
      _ = try events.next()
      let begin = try events.next()
      guard case .documentStart = begin.kind else { throw StrictJSONError(.syntax, at: begin.position, expected: "a value") }
      let value = try value(try events.next())
      _ = try events.next()
      let end = try events.next()
      guard case .streamEnd = end.kind else { throw StrictJSONError(.syntax, at: end.position, expected: "end of file") }
      guard duplicates.isEmpty else { throw StrictJSONError(duplicates) }
      return value
    }

    private mutating func value(_ event: YAMLEvent) throws(StrictJSONError) -> JSONValue {
      guard place.count <= depthLimit else {
        throw StrictJSONError(.tooLarge, path: path, at: event.position, expected: "\(depthLimit) levels")
      }
      switch event.kind {
      case .scalar(let text, let isPlain): return JSONValue(isPlain ? StrictYAML.content(of: text) : .string(text), at: event.position)
      case .sequenceStart: return JSONValue(.array(try elements()), at: event.position)
      case .mappingStart: return JSONValue(.object(try members()), at: event.position)
      default: throw StrictJSONError(.notPlain, path: path, at: event.position)
      }
    }

    private mutating func elements() throws(StrictJSONError) -> [JSONValue] {
      var elements: [JSONValue] = []
      while true {
        let event = try events.next()
        if case .sequenceEnd = event.kind { return elements }
        place.append(.element(elements.count))
        elements.append(try value(event))
        place.removeLast()
      }
    }

    private mutating func members() throws(StrictJSONError) -> [JSONValue.Member] {
      var members: [JSONValue.Member] = []
      var names: Set<String> = []
      while true {
        let key = try events.next()
        if case .mappingEnd = key.kind { return members }
        guard case .scalar(let name, _) = key.kind else { throw StrictJSONError(.notPlain, path: path, at: key.position) }
        place.append(.member(name))
        let member = try value(try events.next())
        if names.insert(name).inserted {
          members.append(.init(name: name, position: key.position, value: member))
        } else {
          duplicates.append(.init(.duplicateMember, path: path, at: key.position))
        }
        place.removeLast()
      }
    }
  }

  private static func content(of text: String) -> JSONValue.Content {
    switch text {
    case "", "~", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default:
      if let value = try? StrictJSON.parse(Data(text.utf8)), case .number(let text) = value.content { return .number(text) }
      return .string(text)
    }
  }
}
