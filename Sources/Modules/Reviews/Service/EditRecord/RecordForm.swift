// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import ReviewsRules
import Web

/// The form of a record of one kind.
struct RecordForm: Sendable {
  let kind: RecordKind
  let words: Words

  private var text: ReviewText { ReviewText(words: words) }

  /// What a form sent, as fields; what the form does not have, such as whether the record is public, stays out.
  static func fields(_ kind: RecordKind, _ form: FormData, key: String?) -> RecordFields {
    var values: [String: String] = [:]
    for spec in FieldSpec.all(of: kind) {
      switch spec.form {
      case .themes: values[spec.path] = form.all(spec.path).joined(separator: ";")
      default: for name in spec.names { values[name] = form[name] ?? "" }
      }
    }
    values["key"] = key ?? form["key"] ?? ""
    return RecordFields(kind, values)
  }

  @HTMLBuilder func html(_ fields: RecordFields, isNew: Bool, _ errors: FormErrors) -> [HTML] {
    if isNew {
      Field("key", label("key"), hint: words("reviews.hint.key"), value: fields.values["key"] ?? "", errors: errors).line(
        width: "medium", direction: "ltr")
    }
    for spec in FieldSpec.all(of: kind) { field(spec, fields.values, errors) }
  }

  private func label(_ name: String) -> String { words("reviews.field.\(name)") }

  /// A label that says which of several it is: of the two reviewing States, of the documents.
  func label(_ spec: FieldSpec) -> String {
    let parts = spec.path.split(separator: ".")
    if parts.first == "documents", parts.count > 2 {
      return words(
        "reviews.labelOf", ["label": .text(label(spec.label)), "what": .text(text.label("document", String(parts[1])))])
    }
    if parts.first == "reviewingStates", let index = Int(parts[1]) {
      return words("reviews.labelOf", ["label": .text(label(spec.label)), "what": .text(words.number(index + 1))])
    }
    return label(spec.label)
  }

  private func hint(_ spec: FieldSpec) -> String? {
    words.contains("reviews.hint.\(spec.label)") ? words("reviews.hint.\(spec.label)") : nil
  }

  private func field(_ spec: FieldSpec, _ values: [String: String], _ errors: FormErrors) -> HTML {
    let value = values[spec.path] ?? ""
    let field = Field(spec.path, label(spec), hint: hint(spec), value: value, errors: errors)
    switch spec.form {
    case .line: return field.line()
    case .code: return field.line(width: "medium", direction: "ltr")
    case .number: return field.line(type: "number", width: "short", direction: "ltr")
    case .day: return field.day
    case .state:
      return field.choice(words.statesByName.filter { $0 != .notKnown }.map { .init($0.code, words.state($0)) }, none: "–")
    case .choice(let options, let list): return field.choice(options.map { .init($0, text.label(list, $0)) }, none: "–")
    case .language: return field.choice(Language.allCases.map { .init($0.rawValue, $0.ownName, language: $0) }, none: "–")
    case .themes:
      let chosen = Set(value.split(separator: ";").map { String($0) })
      return field.checkboxes(
        words.sorted(ReviewTheme.allCases) { text.label($0) }.map { .init($0.rawValue, text.label($0)) }, chosen: chosen)
    case .text:
      return tag("fieldset", .css("field")) {
        tag("legend") { label(spec) }
        for language in FieldSpec.languages {
          let name = "\(spec.path).\(language.rawValue)"
          Field(name, label(named: name), value: values[name] ?? "", errors: errors).area(rows: 3)
        }
      }
    }
  }

  /// A field by its name, as a reader of a history knows it.
  func label(named name: String) -> String {
    guard let spec = FieldSpec.all(of: kind).first(where: { $0.names.contains(name) }) else { return label(name) }
    guard spec.form == .text, let language = name.split(separator: ".").last.flatMap({ Language(rawValue: String($0)) }) else {
      return label(spec)
    }
    return words("reviews.labelOf", ["label": .text(label(spec)), "what": .text(language.ownName)])
  }

  /// A field's value as a reader knows it.
  func shown(_ value: String?, of name: String) -> String {
    guard let value, !value.isEmpty else { return "–" }
    if name == "published" { return words("reviews.standing.published") }
    guard let spec = FieldSpec.all(of: kind).first(where: { $0.names.contains(name) }) else { return value }
    switch spec.form {
    case .choice(_, let list): return text.label(list, value)
    case .state: return StateCode(value).map { words.state($0) } ?? value
    case .day: return CalendarDay(value).map { words.date($0) } ?? value
    case .themes: return words.list(value.split(separator: ";").map { text.label("theme", String($0)) })
    case .language: return Language(rawValue: value)?.ownName ?? value
    case .line, .code, .number, .text: return value
    }
  }
}
