// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StrictJSON
import Web

/// One field of an entry: one line of a table that draws the field in a form, reads it back and shows it.
///
/// The value in between is JSON, so that the entry's own strict reading decides what may stand there.
struct EntryField: Sendable {
  /// What may stand in the field.
  enum Kind: Sendable {
    /// One line of text.
    case line
    /// Several lines of text.
    case area
    /// A day.
    case day
    /// A web address.
    case web
    /// One of several codes; the words of a code stand under this key and the code.
    case choice([String], words: String)
    /// Any of several codes; where `none` is given, "none of them" can be said, which is not the same as "not known".
    case choices([String], words: String, none: String? = nil)
    /// Several codes in the order of preference.
    case ordered([String], words: String)
    /// Yes, no, on conditions, or not known.
    case stance
    /// Two numbers of months.
    case months
    /// One text a line.
    case lines
    /// A text in the six languages.
    case names
  }

  /// Where the value stands in the entry: `requirements.languages`.
  ///
  /// The form uses the same names.
  let path: String
  /// The key of the label.
  let label: String
  let kind: Kind
  /// Whether an entry always has it: what was not typed is then empty rather than missing, so that rules can say so.
  let isRequired: Bool

  init(_ path: String, _ kind: Kind, label: String? = nil, isRequired: Bool = false) {
    self.path = path
    self.kind = kind
    self.isRequired = isRequired
    self.label = label ?? "directory.field.\(path.split(separator: ".").last.map(String.init) ?? path)"
  }

  private static let none = "-"
}

// MARK: - Between JSON and form

extension EntryField {
  /// The field's value as the form holds it.
  func pairs(_ value: JSONValue?) -> [(String, String)] {
    guard let value else { return [] }
    switch (kind, value.content) {
    case (.stance, .object(let members)):
      return [(path, "conditions")] + members.map { ("\(path).conditions", $0.value.text ?? "") }
    case (.months, .object):
      return [(path, value["from"]?.text ?? ""), ("\(path).to", value["to"]?.text ?? "")]
    case (.names, .object(let members)): return members.map { ("\(path).\($0.name)", $0.value.text ?? "") }
    case (.lines, .array(let elements)): return [(path, elements.compactMap(\.text).joined(separator: "\n"))]
    case (.ordered, .array(let elements)):
      return elements.compactMap(\.text).enumerated().map { ("\(path).\($0.offset)", $0.element) }
    case (.choices(_, _, let none), .array(let elements)):
      return elements.isEmpty && none != nil ? [(path, Self.none)] : elements.compactMap(\.text).map { (path, $0) }
    default: return value.text.map { [(path, $0)] } ?? []
    }
  }

  /// The field's value as it was typed; `nil` when nothing was.
  func value(in form: FormData) -> JSONValue? {
    func string(_ text: String) -> JSONValue { JSONValue(.string(text)) }
    switch kind {
    case .line, .area, .day, .web, .choice: return (form[path] ?? (isRequired ? "" : nil)).map(string)
    case .choices:
      let codes = form.all(path).filter { !$0.isEmpty }
      if codes == [Self.none] { return JSONValue(.array([])) }
      return codes.isEmpty ? nil : JSONValue(.array(codes.filter { $0 != Self.none }.map(string)))
    case .ordered(let all, _):
      var seen: Set<String> = []
      let codes = all.indices.compactMap { form["\(path).\($0)"] }.filter { seen.insert($0).inserted }
      return codes.isEmpty ? nil : JSONValue(.array(codes.map(string)))
    case .stance:
      guard form[path] == "conditions" else { return form[path].map(string) }
      return .object([("conditions", string(form["\(path).conditions"] ?? ""))])
    case .months:
      let numbers = [form[path], form["\(path).to"]]
      guard numbers.contains(where: { $0 != nil }) else { return nil }
      return .object(zip(["from", "to"], numbers).compactMap { name, text in text.map { (name, JSONValue(.number($0))) } })
    case .lines:
      let lines = (form[path] ?? "").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
      return lines.isEmpty ? nil : JSONValue(.array(lines.map(string)))
    case .names:
      return .object(
        Language.allCases.compactMap { language in form["\(path).\(language.rawValue)"].map { (language.rawValue, string($0)) } })
    }
  }
}

// MARK: - On pages

extension EntryField {
  /// The field in a form, filled with what the form holds.
  func control(_ form: FormData, _ words: Words, _ errors: FormErrors) -> HTML {
    let field = Field(path, words(label), value: form.raw(path), errors: errors)
    switch kind {
    case .line: return field.line()
    case .web: return field.line(type: "url", direction: "ltr")
    case .area: return field.area(rows: 3)
    case .lines:
      return Field(path, words(label), hint: words("directory.edit.onePerLine"), value: form.raw(path), errors: errors).area(rows: 4)
    case .day: return field.day
    case .choice(let codes, let key): return field.choice(options(codes, key, words), none: words("directory.notKnown"))
    case .choices(let codes, let key, let none):
      let last = none.map { [Field.Option(Self.none, words($0))] } ?? []
      return field.checkboxes(options(codes, key, words) + last, chosen: Set(form.all(path)))
    case .ordered(let codes, let key):
      return HTML(
        codes.indices.map { index in
          let label =
            index == 0 ? words(label) : words("directory.edit.place", ["number": .integer(index + 1), "what": .text(words(label))])
          let name = "\(path).\(index)"
          return Field(name, label, value: form.raw(name), errors: errors).choice(options(codes, key, words), none: "–")
        })
    case .stance:
      let options = ["yes", "no", "conditions"].map { Field.Option($0, words("directory.edit.stance.\($0)")) }
      let detail = "\(path).conditions"
      return HTML {
        field.radios([Field.Option("", words("directory.notKnown"))] + options)
        Field(detail, words("directory.edit.conditionsOf", ["what": .text(words(label))]), value: form.raw(detail)).area(rows: 2)
      }
    case .months:
      return HTML {
        Field(path, words("directory.edit.monthsFrom"), value: form.raw(path), errors: errors).line(width: "short", direction: "ltr")
        Field("\(path).to", words("directory.edit.monthsTo"), value: form.raw("\(path).to"), errors: errors).line(
          width: "short", direction: "ltr")
      }
    case .names:
      return HTML(
        Language.allCases.map { language in
          let name = "\(path).\(language.rawValue)"
          let label = words("directory.edit.nameIn", ["language": .text(words("directory.language.\(language.rawValue)"))])
          return Field(name, label, value: form.raw(name), errors: errors).line()
        })
    }
  }

  private func options(_ codes: [String], _ key: String, _ words: Words) -> [Field.Option] {
    codes.map { .init($0, words("\(key).\($0)")) }
  }

  /// The value as plain text; `nil` where nothing is known.
  func text(_ value: JSONValue?, _ words: Words) -> String? {
    guard let value else { return nil }
    switch (kind, value.content) {
    case (.stance, .object): return "\(words("directory.stance.conditions")) \(value["conditions"]?.text ?? "")"
    case (.stance, .string(let code)): return words("directory.stance.\(code)")
    case (.day, .string(let text)): return CalendarDay(text).map { words.date($0) } ?? text
    case (.choice(_, let key), .string(let code)): return words("\(key).\(code)")
    case (.choices(_, let key, let none), .array(let codes)):
      guard !codes.isEmpty else { return none.map { words($0) } }
      return words.list(codes.compactMap(\.text).map { words("\(key).\($0)") }.sorted())
    case (.ordered(_, let key), .array(let codes)): return words.list(codes.compactMap(\.text).map { words("\(key).\($0)") })
    case (.months, .object):
      let numbers = ["from", "to"].map { name in (name, MessageArgument.text(value[name]?.text ?? "")) }
      return words("directory.months", Dictionary(uniqueKeysWithValues: numbers))
    case (.lines, .array(let lines)): return lines.compactMap(\.text).joined(separator: "\n")
    case (.names, .object(let members)):
      return members.isEmpty
        ? nil : members.sorted { $0.name < $1.name }.map { "\($0.value.text ?? "") (\($0.name))" }.joined(separator: "; ")
    default: return value.text
    }
  }

  /// The value on a page, with the State's own words in their own direction; `nil` where nothing is known.
  func shown(_ value: JSONValue?, _ words: Words) -> HTML? {
    switch (kind, value?.content) {
    case (.stance, .object):
      return HTML {
        words("directory.stance.conditions")
        " "
        typedText(value?["conditions"]?.text ?? "")
      }
    case (.names, .object(let members)?):
      guard !members.isEmpty else { return nil }
      return tag("ul") {
        for member in members.sorted(by: { $0.name < $1.name }) {
          if let language = Language(rawValue: member.name) {
            tag("li") { foreign(member.value.text ?? "", language, on: words.language) }
          }
        }
      }
    case (.stance, _), (.day, _), (.choice, _), (.choices, _), (.ordered, _), (.months, _): return text(value, words).map { HTML($0) }
    default: return text(value, words).map { typedText($0) }
    }
  }
}

extension JSONValue {
  /// The text or the number; `nil` for anything else.
  var text: String? {
    switch content {
    case .string(let text), .number(let text): text
    default: nil
    }
  }

  /// An object of members without a place in a file.
  static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    JSONValue(.object(members.map { Member(name: $0.0, position: Position(line: 1, column: 1), value: $0.1) }))
  }

  /// The value at a path of member names.
  func at(_ path: [Substring]) -> JSONValue? {
    guard let first = path.first else { return self }
    return self[String(first)]?.at(Array(path.dropFirst()))
  }

  /// The same tree with another value at a path, or with none.
  func setting(_ path: [Substring], to value: JSONValue?) -> JSONValue {
    guard let first = path.first, case .object(let members) = content else { return value ?? self }
    let rest = Array(path.dropFirst())
    let old = self[String(first)]
    let new = rest.isEmpty ? value : (old ?? .object([])).setting(rest, to: value)
    let others = members.filter { $0.name != first }.map { ($0.name, $0.value) }
    return .object(others + (new.map { [(String(first), $0)] } ?? []))
  }
}
