// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StrictJSON
import Web
import WritingRules

/// The place that a form writes: a section of the request, or one element of a list.
struct FormPlace: Hashable, Sendable {
  let section: DraftSection
  /// The element's place in its list as this version of the request has it; `nil` for sections that are no list.
  let index: Int?

  /// The path before the fields' own paths: empty, or `items[2]`.
  var prefix: ContentPath {
    guard let index else { return ContentPath([]) }
    return ContentPath([.member(section.rawValue), .index(index)])
  }

  func path(of field: ContentField) -> ContentPath { prefix.appending(ContentPath(field.path)) }

  /// The fields of the form; an item asks besides for what its measure needs.
  func fields(in content: RequestContent) -> [ContentField] {
    let common = ContentField.fields(of: section, in: content.kind)
    guard section == .items, let index, content.items.indices.contains(index) else { return common }
    return ContentField.fields(of: content.items[index].measure.measure) + common
  }

  /// The part of a finding's path that names the field within this form; `nil` when the finding belongs elsewhere.
  func field(of finding: Finding) -> String? {
    guard DraftSection(path: finding.field) == section else { return nil }
    guard index != nil else { return finding.field }
    let start = prefix.text
    guard finding.field == start || finding.field.hasPrefix(start + ".") else { return nil }
    return String(finding.field.dropFirst(start.count + 1))
  }
}

/// Draws the fields of a place and reads them back.
struct SectionForm: Sendable {
  let place: FormPlace
  let content: RequestContent
  let words: Words

  /// What a form sent, field by field, and what could not be read.
  struct Sent: Sendable {
    var values: [ContentField: JSONValue?]
    var problems: [FieldProblem]
  }

  /// Reads a form; what cannot be read is told, the rest is kept.
  func read(_ form: FormData) -> Sent {
    var sent = Sent(values: [:], problems: [])
    for field in place.fields(in: content) {
      do {
        sent.values[field] = .some(try field.read(form))
      } catch {
        sent.problems.append(error.problem)
      }
    }
    return sent
  }

  /// What stands in the request, as a form would send it.
  func typed(_ tree: ContentTree) -> FormData {
    FormData(place.fields(in: content).flatMap { field in field.typed(tree[place.path(of: field)]).map { ($0.name, $0.value) } })
  }

  /// The fields with what is typed in them; beside a contested field stands what the other officer wrote.
  func html(_ typed: FormData, errors: FormErrors, theirs: [ContentField: JSONValue?] = [:]) -> HTML {
    HTML {
      for field in place.fields(in: content) {
        control(field, typed, errors)
        if let other = theirs[field] { otherVersion(field, other) }
      }
    }
  }

  private func otherVersion(_ field: ContentField, _ value: JSONValue?) -> HTML {
    panel(words("writing.theirVersion"), .attention) {
      let shown = ContentView(content: content, words: words).value(value, of: field)
      if shown.isEmpty { HTML(words("writing.nothingThere")) } else { shown }
    }
  }

  private func control(_ field: ContentField, _ typed: FormData, _ errors: FormErrors) -> HTML {
    let drawn = Field(
      field.path, words.label(of: field, in: place.section), hint: words.hint(of: field, in: place.section, content.kind),
      value: typed.raw(field.path),
      errors: errors)
    switch field.kind {
    case .line: return drawn.line(autocomplete: "off")
    case .text(let rows): return drawn.area(rows: rows)
    case .list: return drawn.area(rows: 3)
    case .day: return drawn.day
    case .promise: return drawn.tick(typed.raw(field.path) == "yes")
    case .flag:
      return drawn.radios([
        .init("yes", words.capitalised("content.yes")), .init("no", words.capitalised("content.no")), .init("", words("writing.notSaid")),
      ])
    case .choice(let group, let codes):
      return drawn.choice(codes.map { .init($0, words.capitalised("content.\(group).\($0)")) }, none: words("writing.choose"))
    case .choices(let group, let codes):
      return drawn.checkboxes(codes.map { .init($0, words.capitalised("content.\(group).\($0)")) }, chosen: Set(typed.all(field.path)))
    case .state:
      let states = words.statesByName
      return drawn.choice(states.map { .init($0.code, words.state($0)) }, none: words("writing.choose"))
    case .language:
      return drawn.choice(
        Language.allCases.map { .init($0.rawValue, words("content.language.\($0.rawValue)")) }, none: words("writing.choose"))
    case .number, .bytes: return drawn.line(width: "short", direction: "ltr")
    case .zone: return drawn.line(width: "medium", autocomplete: "off", direction: "ltr")
    case .money: return money(field, typed, errors)
    case .persons: return persons(drawn, typed, field)
    case .article:
      return drawn.choice(
        (15...27).map { .init("\($0)", words("letter.article", ["number": .text("\($0)")])) }, none: words("writing.choose"))
    }
  }

  private func money(_ field: ContentField, _ typed: FormData, _ errors: FormErrors) -> HTML {
    HTML {
      Field(
        "\(field.path).amount", words.label(of: field, in: place.section), hint: words("writing.hint.amount"),
        value: typed.raw("\(field.path).amount"), errors: errors
      ).line(width: "medium", direction: "ltr")
      Field(
        "\(field.path).currency", words.capitalised("content.field.currency"), hint: words("writing.hint.currency"),
        value: typed.raw("\(field.path).currency"), errors: errors
      ).line(width: "short", direction: "ltr")
    }
  }

  private func persons(_ drawn: Field, _ typed: FormData, _ field: ContentField) -> HTML {
    guard !content.persons.isEmpty else { return .nothing }
    return drawn.checkboxes(
      content.persons.map { .init($0.id, "\($0.name ?? "–") (\($0.id))", isTyped: true) }, chosen: Set(typed.all(field.path)))
  }
}

extension Words {
  /// A name of the catalogue with a capital first letter, where the script has one.
  func capitalised(_ key: String, _ arguments: [String: MessageArgument] = [:]) -> String {
    let text = self(key, arguments)
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  /// The label of a field.
  func label(of field: ContentField, in section: DraftSection) -> String {
    if field.kind == .promise { return self("content.undertaking.\(field.name)") }
    if contains("writing.label.\(section.rawValue).\(field.name)") { return self("writing.label.\(section.rawValue).\(field.name)") }
    return capitalised("content.field.\(field.name)")
  }

  /// What a section is called in a request of a kind.
  func name(of section: DraftSection, in kind: RequestKind) -> String { chosen("writing.section", section, kind) }

  /// The sentence over a section's form.
  func lead(of section: DraftSection, in kind: RequestKind) -> String { chosen("writing.lead", section, kind) }

  /// Words that a kind of request has for itself, that all kinds but assistance share, or that are the same for all.
  private func chosen(_ group: String, _ section: DraftSection, _ kind: RequestKind) -> String {
    let own = "\(group).\(kind.rawValue).\(section.rawValue)"
    let shared = "\(group).other.\(section.rawValue)"
    if contains(own) { return self(own) }
    return self(kind != .assistance && contains(shared) ? shared : "\(group).\(section.rawValue)")
  }

  /// The sentence that helps to fill a field, if there is one.
  func hint(of field: ContentField, in section: DraftSection, _ kind: RequestKind) -> String? {
    let name = "\(section.rawValue).\(field.name)"
    let keys = (kind == .assistance ? [] : ["writing.hint.other.\(name)"]) + ["writing.hint.\(name)", "writing.hint.\(field.name)"]
    return keys.first { contains($0) }.map { self($0) }
  }
}
