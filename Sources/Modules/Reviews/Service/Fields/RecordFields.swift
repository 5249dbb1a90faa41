// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import ReviewsRules
import StrictJSON

/// A record taken apart into named texts, as a form sends it and a table keeps it; what is empty is not there.
struct RecordFields: Sendable, Equatable {
  let kind: RecordKind
  var values: [String: String]

  init(_ kind: RecordKind, _ values: [String: String]) {
    self.kind = kind
    self.values = values.filter { !$0.value.isEmpty }
  }

  /// The fields of a record.
  init(_ record: ReviewRecord) throws {
    kind = record.kind
    values = [:]
    collect(try StrictJSON.parse(Data(try RecordEntry.json(record).utf8)), "")
    values = values.filter { !$0.value.isEmpty }
  }

  private mutating func collect(_ value: JSONValue, _ path: String) {
    switch value.content {
    case .object(let members): for member in members { collect(member.value, path.isEmpty ? member.name : "\(path).\(member.name)") }
    case .array(let elements):
      let words = elements.compactMap { if case .string(let word) = $0.content { word } else { nil } }
      if words.count == elements.count {
        values[path] = words.joined(separator: ";")
      } else {
        for (index, element) in elements.enumerated() { collect(element, "\(path).\(index)") }
      }
    case .string(let text), .number(let text): values[path] = text
    case .boolean(let flag): values[path] = flag ? "yes" : ""
    case .null: break
    }
  }

  /// The names of all fields of a kind, in the order of tables: its name, what it says, whether it is public.
  static func names(of kind: RecordKind) -> [String] { ["key"] + FieldSpec.all(of: kind).flatMap(\.names) + ["published"] }

  /// The record that the fields are.
  /// - Throws: ``CannotKeepRecord/wrongFields(_:)`` with every field that is no such value; whether fields fit each other is not looked at.
  func record() throws(CannotKeepRecord) -> ReviewRecord {
    var left = values
    var faults: [FieldProblem] = []
    // One wrong value hides those after it from a decoder: something right is put in its place, and the whole is read again.
    while faults.count < Self.names(of: kind).count {
      do {
        let record = try RecordReader.read(kind, from: Tree(left, kind).value)
        if faults.isEmpty { return record }
        break
      } catch {
        let new = error.issues.map { Self.fault($0, given: values) }.filter { fault in !faults.contains { $0.field == fault.field } }
        if new.isEmpty { break }
        faults += new
        for fault in new { left[fault.field] = standIn(for: fault.field) }
      }
    }
    throw .wrongFields(faults)
  }

  /// A value that can stand in a field; `nil` for one that can be left out.
  private func standIn(for name: String) -> String? {
    if name == "key" { return "x" }
    guard let spec = FieldSpec.all(of: kind).first(where: { $0.names.contains(name) }) else { return nil }
    switch spec.form {
    case .line, .themes, .text: return nil
    case .code: return spec.path == "article" ? "46" : "x"
    case .state: return "XA"
    case .day: return "2000-01-01"
    case .number: return "1"
    case .choice(let options, _): return options.first
    case .language: return Language.en.rawValue
    }
  }

  private static func fault(_ issue: StrictJSONError.Issue, given: [String: String]) -> FieldProblem {
    var path = issue.path.replacing("[", with: ".").replacing("]", with: "")
    // A text or a consent that is missing as a whole is asked for where its first field stands.
    if path == "text" { path = "text.en" }
    if path == "themes" || path.hasPrefix("themes.") { path = "themes" }
    let isMissing = issue.reason == .missingMember || given[path] == nil
    return (isMissing ? RecordFault.missing : .badValue).at(path, ["expected": issue.expected])
  }
}

/// Reads one record strictly.
enum RecordReader {
  static func read(_ kind: RecordKind, from tree: JSONValue) throws(StrictJSONError) -> ReviewRecord {
    let decoder = StrictDecoder()
    let record: ReviewRecord =
      switch kind {
      case .review: .review(try decoder.decode(Review.self, from: tree))
      case .finding: .finding(try decoder.decode(Finding.self, from: tree))
      case .action: .action(try decoder.decode(FollowUpAction.self, from: tree))
      case .need: .need(try decoder.decode(AssistanceNeed.self, from: tree))
      case .challenge: .challenge(try decoder.decode(PracticalChallenge.self, from: tree))
      }
    return record.tidied
  }
}

/// Named texts put together into the tree that a file would have.
private struct Tree {
  private indirect enum Node {
    case leaf(JSONValue.Content)
    case branch([String: Node])

    mutating func set(_ content: JSONValue.Content, at path: ArraySlice<String>) {
      guard let first = path.first else {
        self = .leaf(content)
        return
      }
      var members: [String: Node] = if case .branch(let members) = self { members } else { [:] }
      var child = members[first] ?? .branch([:])
      child.set(content, at: path.dropFirst())
      members[first] = child
      self = .branch(members)
    }

    var value: JSONValue {
      switch self {
      case .leaf(let content): JSONValue(content)
      case .branch(let members):
        if !members.isEmpty, members.keys.allSatisfy({ Int($0) != nil }) {
          JSONValue(.array(members.sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }.map(\.value.value)))
        } else {
          JSONValue(
            .object(
              members.sorted { $0.key < $1.key }.map {
                JSONValue.Member(name: $0.key, position: Position(line: 1, column: 1), value: $0.value.value)
              }))
        }
      }
    }
  }

  let value: JSONValue

  /// Members that are there even when nothing of them was written.
  private static let always: [RecordKind: [String]] = [
    .review: ["stages", "documents"], .finding: ["text"], .action: ["text"], .need: ["text"], .challenge: ["text"],
  ]

  init(_ values: [String: String], _ kind: RecordKind) {
    var root = Node.branch(Dictionary((Self.always[kind] ?? []).map { ($0, Node.branch([:])) }) { first, _ in first })
    for (path, text) in values {
      root.set(Self.content(text, of: path), at: path.split(separator: ".").map { String($0) }[...])
    }
    value = root.value
  }

  private static func content(_ text: String, of path: String) -> JSONValue.Content {
    switch path {
    case "year": Int(text).map { .number("\($0)") } ?? .string(text)
    case "published": text == "yes" ? .boolean(true) : .string(text)
    case "themes":
      .array(
        text.split(separator: ";").map { JSONValue(.string($0.trimmingCharacters(in: .whitespaces))) })
    default: .string(text)
    }
  }
}
