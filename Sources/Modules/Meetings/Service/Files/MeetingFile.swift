// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
import MeetingsRules
public import StrictJSON

/// A meeting as a file, JSON or YAML: the format `comity.meeting/1`, whose schema is published in `docs/protocol/`.
///
/// Things refer to each other by short names, items by their numbers. A member whose value is `null` says nothing.
public struct MeetingFile: Codable, Hashable, Sendable {
  /// The name and version of the format that this program reads and writes.
  public static let format = "comity.meeting/1"

  var schema: String
  var checkedAgainst: String?
  var meeting: Mark?
  var bodies: [Titled<FileBody>]
  var meetings: [Titled<FileMeeting>]
  var documents: [Titled<FileDocument>]
  var agendaBases: [FileBasis]?
  var mandates: [FileMandate]
  var agenda: [Titled<FileItem>]
  var expectations: [FileExpectation]
  var panels: [FilePanel]?
  var sessions: [FileSession]
  var outcome: FileOutcome?
  /// What a checker of the format expects the coverage check to find; read by nothing else.
  var expectedFindings: [FileFinding]?

  enum CodingKeys: String, CodingKey {
    case schema, meeting, bodies, meetings, documents, mandates, agenda, expectations, panels, sessions, outcome
    case checkedAgainst = "checked_against"
    case agendaBases = "agenda_bases"
    case expectedFindings = "expected_findings"
  }

  /// Reads a file strictly.
  /// - Throws: `StrictJSONError` with line, column and path of everything that is wrong.
  public static func read(_ data: Data, isYAML: Bool) throws(StrictJSONError) -> (file: MeetingFile, tree: JSONValue) {
    let tree = (isYAML ? try StrictYAML.parse(data) : try StrictJSON.parse(data)).withoutNulls
    guard let schema = tree["schema"] else {
      throw StrictJSONError(.missingMember, path: "schema", at: tree.position, expected: format)
    }
    guard schema.content == .string(format) else {
      throw StrictJSONError(.wrongValue, path: "schema", at: schema.position, expected: format)
    }
    return (try StrictDecoder().decode(MeetingFile.self, from: tree), tree)
  }

  /// The file as JSON for people and programs: indented, members in alphabetical order.
  /// - Throws: `EncodingError` when a value cannot be written as JSON.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

struct FileFinding: Codable, Hashable, Sendable {
  var rule: String
  var ids: [FileReference]
  var detail: String?
}

/// A reference to a thing by its short name or to an item by its number.
struct FileReference: Codable, Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) { text = String(number) } else { text = try container.decode(String.self) }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    // "-0" and "007" are other texts than the numbers that they mean.
    if let number = Int(text), String(number) == text { try container.encode(number) } else { try container.encode(text) }
  }
}

extension JSONValue {
  /// The same tree without members whose value is `null`.
  var withoutNulls: JSONValue {
    switch content {
    case .object(let members):
      let kept = members.filter { $0.value.content != .null }
      return JSONValue(
        .object(kept.map { Member(name: $0.name, position: $0.position, value: $0.value.withoutNulls) }), at: position)
    case .array(let elements): return JSONValue(.array(elements.map(\.withoutNulls)), at: position)
    default: return self
    }
  }

  /// The value at a path of names and indices; `nil` when there is none.
  subscript(path: [String]) -> JSONValue? {
    path.reduce(self as JSONValue?) { value, step in
      guard let value else { return nil }
      if case .array(let elements) = value.content, let index = Int(step), elements.indices.contains(index) { return elements[index] }
      return value[step]
    }
  }
}
