// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Web

/// Draws and reads the fields of an entry, whatever it is.
struct EntryForm {
  let form: [EntryField]
  let categories: [AssistanceCategory]
  let surroundings: EntrySurroundings
  let words: Words

  /// What was sent, for the fields of the form alone.
  static func read(_ sent: FormData, _ form: [EntryField]) -> EntryFields {
    var fields = EntryFields()
    for field in form {
      if case .choices = field.kind {
        fields[many: field.name] = sent.all(field.name)
      } else {
        for name in field.names { fields[name] = sent.raw(name) }
      }
    }
    return fields
  }

  func draw(_ fields: EntryFields, _ errors: FormErrors) -> HTML { HTML(form.map { draw($0, fields, errors) }) }

  /// The label of a field, with its number where there are several of a kind.
  static func label(_ name: String, _ words: Words) -> String {
    if let number = name.wholeMatch(of: /answer(\d+)/).flatMap({ Int($0.1) }) {
      return words("contributions.field.answer", ["number": .integer(number)])
    }
    return words("contributions.field.\(name)")
  }

  static func option(_ code: String, _ part: String, _ words: Words) -> Field.Option {
    let hint = "contributions.\(part).\(code).hint"
    return Field.Option(code, words("contributions.\(part).\(code)"), hint: words.contains(hint) ? words(hint) : nil)
  }

  private func field(_ name: String, _ label: String, _ base: String, _ fields: EntryFields, _ errors: FormErrors) -> Field {
    let hint = "contributions.hint.\(base)"
    return Field(name, label, hint: words.contains(hint) ? words(hint) : nil, value: fields[name], errors: errors)
  }

  private func draw(_ entry: EntryField, _ fields: EntryFields, _ errors: FormErrors) -> HTML {
    let label = Self.label(entry.name, words)
    let field = field(entry.name, label, entry.name, fields, errors)
    switch entry.kind {
    case .line: return field.line()
    case .area: return field.area(rows: 8)
    case .texts(let isLong): return texts(entry, label, isLong, fields, errors)
    case .day: return field.day
    case .link: return field.line(type: "url", direction: "ltr")
    case .choice(let codes, let part):
      return codes.count > 3 && part != "consent" && part != "audience"
        ? field.choice(codes.map { Self.option($0, part, words) }, none: entry.isRequired ? nil : "–")
        : field.radios(codes.map { Self.option($0, part, words) })
    case .choices(let codes, let part):
      return field.checkboxes(codes.map { Self.option($0, part, words) }, chosen: Set(fields[many: entry.name]))
    case .state: return field.choice(states, none: "–")
    case .states: return field.area(rows: 3)
    case .articles, .languages: return field.line(width: "medium", direction: "ltr")
    case .language: return field.choice(Language.allCases.map { .init($0.rawValue, Self.name(of: $0.rawValue, words)) })
    case .category:
      let offered = categories.filter { $0.isInUse || $0.mark == fields[entry.name] }
      return field.choice(offered.map { Self.category($0, words) }, none: "–")
    case .agendaItem: return field.choice(surroundings.agenda.map { Self.item($0, words) }, none: "–")
    }
  }

  private var states: [Field.Option] {
    let codes = words.statesByName.filter { surroundings.ownStates?.contains($0) ?? true }
    return codes.map { Field.Option($0.code, words.state($0)) }
  }

  private func texts(_ entry: EntryField, _ label: String, _ isLong: Bool, _ fields: EntryFields, _ errors: FormErrors) -> HTML {
    HTML(
      Language.allCases.map { language in
        let name = "\(entry.name).\(language.rawValue)"
        let named = words("contributions.inLanguage", ["field": .text(label), "language": .text(Self.name(of: language.rawValue, words))])
        let field = field(name, named, entry.name, fields, errors)
        return isLong ? field.area(rows: 4) : field.line()
      })
  }

  static func category(_ category: AssistanceCategory, _ words: Words) -> Field.Option {
    let best = category.name.best(for: words.language)
    return Field.Option(
      category.mark, best?.text ?? category.mark, language: best.flatMap { $0.language == words.language ? nil : $0.language })
  }

  static func item(_ item: AgendaReference, _ words: Words) -> Field.Option {
    let best = item.title.best(for: words.language)
    return Field.Option(
      item.item, "\(item.meeting) · \(item.number) · \(best?.text ?? "")",
      language: best.flatMap { $0.language == words.language ? nil : $0.language })
  }

  /// The name of a language in the reader's language.
  static func name(of language: String, _ words: Words) -> String {
    Locale(identifier: words.language.rawValue).localizedString(forLanguageCode: language) ?? language
  }
}
