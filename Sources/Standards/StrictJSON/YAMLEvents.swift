// SPDX-License-Identifier: Apache-2.0
// libyaml, as Yams brings it: Yams itself does not hand on the events, and follows aliases before anybody can refuse them.
import CYaml
import Foundation

/// One step of a YAML text, as libyaml reads it; a node that bears an anchor or a tag is told apart from a plain one.
struct YAMLEvent {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case scalar(String, isPlain: Bool)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
    /// An alias, or a node with an anchor or a tag.
    case notPlain
  }

  let kind: Kind
  let position: Position
}

/// Reads a YAML text step by step, so that what is not allowed is met before anything is built from it.
final class YAMLEvents {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  init(_ data: Data) {
    text = .allocate(capacity: data.count)
    _ = text.initialize(from: data)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The next step.
  /// - Throws: ``StrictJSONError`` of the kind `syntax` where the text is no YAML.
  func next() throws(StrictJSONError) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
    defer { yaml_event_delete(&event) }
    return YAMLEvent(kind: Self.kind(of: event), position: Self.position(event.start_mark))
  }

  private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      guard scalar.anchor == nil, scalar.tag == nil else { return .notPlain }
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return .scalar(String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    case YAML_SEQUENCE_START_EVENT:
      let sequence = event.data.sequence_start
      return sequence.anchor == nil && sequence.tag == nil ? .sequenceStart : .notPlain
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      return mapping.anchor == nil && mapping.tag == nil ? .mappingStart : .notPlain
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_ALIAS_EVENT: return .notPlain
    default: return .streamEnd
    }
  }

  private static func position(_ mark: yaml_mark_t) -> Position { Position(line: mark.line + 1, column: mark.column + 1) }

  private var failure: StrictJSONError {
    let expected = parser.pointee.problem.map { String(cString: $0) } ?? ""
    // A character that YAML does not allow is found before its place in the lines is known.
    guard parser.pointee.error == YAML_READER_ERROR else {
      return StrictJSONError(.syntax, at: Self.position(parser.pointee.problem_mark), expected: expected)
    }
    let before = String(decoding: text.prefix(parser.pointee.problem_offset), as: UTF8.self).unicodeScalars
    let line = before.count { $0 == "\n" } + 1
    let column = before.reversed().prefix { $0 != "\n" }.count + 1
    return StrictJSONError(.syntax, at: Position(line: line, column: column), expected: expected)
  }
}
