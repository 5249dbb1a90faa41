// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The fields of a place as a form holds them: names and plain text, by which the changes of two officers are compared.
public struct PlaceFields: Hashable, Sendable {
  /// The fields that are not empty, by name.
  public private(set) var values: [String: String] = [:]

  /// The fields whose value is a list of names, separated by spaces and sorted.
  public static let lists: Set<String> = [
    "interpretation", "topics", "documents", "cited", "answers", "answersPartly", "items", "contains", "mandatedBy.bases",
    "recommendationsFollowed.bases", "takingIntoAccount.bases",
  ]

  /// No field is filled.
  public init() {}

  /// What stands in a field; empty where nothing does.
  public subscript(name: String) -> String {
    get { values[name] ?? "" }
    set { values[name] = newValue.isEmpty ? nil : newValue }
  }

  /// The names in a field that is a list.
  public func list(_ name: String) -> [String] { self[name].split(separator: " ").map(String.init) }

  mutating func set(_ name: String, _ names: some Sequence<some CustomStringConvertible>) {
    self[name] = names.map(\.description).sorted().joined(separator: " ")
  }

  mutating func set(_ name: String, _ text: LocalText) {
    for (language, words) in text.texts { self["\(name).\(language.rawValue)"] = words }
  }

  /// Writes paragraphs that exist in several languages as one field per language; a paragraph that a language lacks is a hyphen.
  mutating func set(_ name: String, paragraphs: [LocalText], separator: String) {
    for language in Language.allCases where paragraphs.contains(where: { $0[language] != nil }) {
      var texts = paragraphs.map { $0[language] ?? "-" }
      while texts.last == "-" { texts.removeLast() }
      self["\(name).\(language.rawValue)"] = texts.joined(separator: separator)
    }
  }

  /// What is compared and decided as one: all rows of a list of persons, everything about a moderator, the items of a session.
  public static func unit(of name: String) -> String {
    let first = name.prefix { $0 != "." }
    switch first {
    case "speaker", "moderator": return String(first)
    case "minutes": return "items"
    default: return name
    }
  }

  /// The fields of one unit.
  public func unit(_ unit: String) -> [String: String] { values.filter { Self.unit(of: $0.key) == unit } }

  /// The same fields with rows of persons counted without gaps.
  public var withoutGaps: PlaceFields {
    var result = self
    let rows = Set(values.keys.filter { $0.hasPrefix("speaker.") }.compactMap { Int($0.split(separator: ".")[1]) }).sorted()
    for name in values.keys where name.hasPrefix("speaker.") { result[name] = "" }
    var next = 0
    for row in rows where ["name", "state", "organization"].contains(where: { !self["speaker.\(row).\($0)"].isEmpty }) {
      for member in ["name", "state", "organization", "confirmed"] {
        result["speaker.\(next).\(member)"] = self["speaker.\(row).\(member)"]
      }
      next += 1
    }
    return result
  }

  /// What two officers' forms make together.
  public struct Merged: Hashable, Sendable {
    /// The fields with both officers' changes, in contested ones what the officer who saves has written.
    public let fields: PlaceFields
    /// What the other officer wrote where both changed the same, by unit.
    public let theirs: [String: [String: String]]
  }

  /// Compares what an officer sends with what is stored now, field by field, both against what the officer had seen.
  public static func merged(seen: PlaceFields, mine: PlaceFields, theirs: PlaceFields) -> Merged {
    var result = PlaceFields()
    var contested: [String: [String: String]] = [:]
    for unit in Set([seen, mine, theirs].flatMap { $0.values.keys.map(Self.unit(of:)) }) {
      switch MergedField(seen: seen.unit(unit), mine: mine.unit(unit), theirs: theirs.unit(unit)) {
      case .settled(let values): for (name, value) in values { result[name] = value }
      case .contested(let mine, let theirs):
        for (name, value) in mine { result[name] = value }
        contested[unit] = theirs
      }
    }
    return Merged(fields: result, theirs: contested)
  }
}

/// What a meeting's forms may refer to besides the meeting's own parts.
public struct KnownThings: Sendable {
  /// Documents.
  public var documents: Set<ID<MeetingDocument>>
  /// Mandates.
  public var mandates: Set<ID<Mandate>>
  /// Bodies and groups.
  public var bodies: Set<ID<Body>>
  /// Meetings.
  public var meetings: Set<ID<Meeting>>

  /// Names them.
  public init(
    documents: Set<ID<MeetingDocument>> = [], mandates: Set<ID<Mandate>> = [], bodies: Set<ID<Body>> = [], meetings: Set<ID<Meeting>> = []
  ) {
    self.documents = documents
    self.mandates = mandates
    self.bodies = bodies
    self.meetings = meetings
  }
}

/// Reads values from fields and collects what is wrong.
struct FieldReader {
  let fields: PlaceFields
  var faults: [FieldProblem] = []

  init(_ fields: PlaceFields) { self.fields = fields }

  mutating func add(_ fault: MeetingFault, _ name: String) { faults.append(FieldProblem(field: name, code: fault.code)) }

  mutating func value<Value>(_ name: String, else fault: MeetingFault, _ read: (String) -> Value?) -> Value? {
    guard !fields[name].isEmpty else { return nil }
    let value = read(fields[name])
    if value == nil { add(fault, name) }
    return value
  }

  mutating func required<Value>(_ name: String, else fault: MeetingFault, _ read: (String) -> Value?) -> Value? {
    if fields[name].isEmpty { add(.missing, name) }
    return value(name, else: fault, read)
  }

  /// The things of a list that are chosen: those that were there keep their order, new ones follow.
  mutating func things<Thing>(_ name: String, before: [ID<Thing>], known: [ID<Thing>]) -> [ID<Thing>] {
    let chosen = fields.list(name).map { ID<Thing>($0) }
    let wanted = Set(chosen.compactMap(\.self))
    guard chosen.count == wanted.count, wanted.isSubset(of: Set(known + before)) else {
      add(.choiceUnknown, name)
      return before
    }
    let kept = before.filter(wanted.contains)
    return kept + known.filter { wanted.contains($0) && !kept.contains($0) }
  }

  func text(_ name: String) -> LocalText {
    var text = LocalText()
    for language in Language.allCases where !fields["\(name).\(language.rawValue)"].isEmpty {
      text[language] = fields["\(name).\(language.rawValue)"]
    }
    return text
  }

  mutating func requiredText(_ name: String) -> LocalText {
    let text = text(name)
    if text.texts.isEmpty { add(.missing, "\(name).en") }
    return text
  }

  /// Paragraphs of several languages, one field per language.
  func paragraphs(_ name: String, separator: String) -> [LocalText] {
    var paragraphs: [LocalText] = []
    for language in Language.allCases {
      let pieces = fields["\(name).\(language.rawValue)"].split(separator: separator).map(Self.trimmed).filter { !$0.isEmpty }
      for (index, piece) in pieces.enumerated() where piece != "-" {
        while paragraphs.count <= index { paragraphs.append(LocalText()) }
        paragraphs[index][language] = piece
      }
    }
    return paragraphs
  }

  static func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
