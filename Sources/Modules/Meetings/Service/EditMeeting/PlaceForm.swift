// SPDX-License-Identifier: Apache-2.0
import Instruments
import Kernel
import Localisation
import MeetingsRules
import Web

/// What can be chosen in the forms of a meeting.
struct MeetingChoices: Sendable {
  let documents: [MeetingDocument]
  let mandates: [Mandate]
  let bodies: [Body]
  let meetings: [MeetingLine]

  var known: KnownThings {
    KnownThings(
      documents: Set(documents.map(\.id)), mandates: Set(mandates.map(\.id)), bodies: Set(bodies.map(\.id)),
      meetings: Set(meetings.map(\.id)))
  }
}

/// The form of one place of a meeting.
struct PlaceForm: Sendable {
  let meeting: Meeting
  let choices: MeetingChoices
  let words: Words
  let fields: PlaceFields
  var errors = FormErrors.none
  /// What another officer wrote in the same fields.
  var theirs: [String: [String: String]] = [:]

  func html(_ place: MeetingPlace, stated: Set<ID<Mandate>> = []) -> HTML {
    switch place {
    case .facts: facts
    case .item: item(stated)
    case .expectation: expectation
    case .panel: panelForm
    case .band: band
    }
  }

  func label(_ name: String) -> String { words("meetings.agenda.field.\(name)") }

  func field(_ name: String, _ key: String? = nil, hint: Bool = false) -> Field {
    Field(
      name, label(key ?? name), hint: hint ? words("meetings.agenda.hint.\(key ?? name)") : nil, value: fields[name], errors: errors)
  }

  /// A text in six languages, each in a field of its own.
  func texts(_ name: String, rows: Int? = nil, hint: Bool = false) -> HTML {
    tag("fieldset", .css("field")) {
      tag("legend") { label(name) }
      if hint { tag("p", .css("hint")) { words("meetings.agenda.hint.\(name)") } }
      for language in Language.allCases {
        let field = Field(
          "\(name).\(language.rawValue)",
          words(
            "meetings.agenda.inLanguage",
            ["field": .text(label(name)), "language": .text(words("meetings.language.\(language.rawValue)"))]),
          value: fields["\(name).\(language.rawValue)"], errors: errors)
        if let rows { field.area(rows: rows) } else { field.line() }
        other("\(name).\(language.rawValue)")
      }
    }
  }

  /// What the other officer wrote.
  func other(_ unit: String) -> HTML {
    guard let values = theirs[unit] else { return .nothing }
    return panel(words("meetings.agenda.theirs"), .attention) {
      if values.isEmpty { tag("p") { words("meetings.agenda.nothingThere") } }
      for (name, value) in values.sorted(by: { $0.key < $1.key }) { tag("p") { shown(value, of: name) } }
    }
  }

  /// A value in words: things that are chosen get their names.
  func shown(_ value: String, of name: String) -> HTML {
    let options = Dictionary(
      (documents + mandates + bodies + meetings + items + panels).map { ($0.value, $0.label) }, uniquingKeysWith: { first, _ in first })
    if PlaceFields.lists.contains(name) {
      return typedText(
        value.split(separator: " ").map { word in options[String(word)]?.text ?? choiceWord(String(word), of: name) }
          .joined(separator: "\n"))
    }
    return typedText(options[value]?.text ?? choiceWord(value, of: name))
  }

  private func choiceWord(_ value: String, of name: String) -> String {
    let keys = ["meetings.agenda.choice.\(value)", "meetings.topic.\(value)", "meetings.standing.\(value)", "meetings.band.\(value)"]
    if name == "interpretation" { return words("meetings.language.\(value)") }
    if name == "standing" || name == "topics" || name == "kind" || name == "contains" || value == "yes" {
      return keys.first { words.contains($0) }.map { words($0) } ?? value
    }
    return value
  }

  func checks(_ name: String, _ options: [Choice], hint: Bool = false) -> HTML {
    HTML {
      if !options.isEmpty {
        field(name, hint: hint).checkboxes(options.map(\.option), chosen: Set(fields.list(name)))
        other(PlaceFields.unit(of: name))
      }
    }
  }

  func choice(_ name: String, _ options: [Choice], none: String? = nil) -> HTML {
    HTML {
      field(name).choice(options.map(\.option), none: none)
      other(name)
    }
  }

  func line(_ name: String, width: String = "medium", hint: Bool = false) -> HTML {
    HTML {
      field(name, hint: hint).line(width: width)
      other(name)
    }
  }

  func tick(_ name: String) -> HTML {
    HTML {
      field(name).tick(fields[name] == "yes")
      other(name)
    }
  }
}

/// One thing that can be chosen, with its name.
struct Choice: Sendable {
  let value: String
  let label: (text: String, language: Language?)

  init(_ value: String, _ text: String, _ language: Language? = nil) {
    self.value = value
    label = (text, language)
  }

  /// A thing whose name begins with its short name or number.
  init(_ value: String, _ name: String, _ text: LocalText, _ words: Words) {
    let best = text.best(for: words.language)
    self.init(
      value, [name, best?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " · "),
      best.flatMap { $0.language == words.language ? nil : $0.language })
  }

  var option: Field.Option { Field.Option(value, label.text, language: label.language) }
}

extension PlaceForm {
  var items: [Choice] { meeting.items.map { Choice($0.id.description, $0.number.description, $0.title, words) } }
  var panels: [Choice] { meeting.panels.map { Choice($0.id.description, $0.mark.text, $0.topics.first ?? LocalText(), words) } }
  var documents: [Choice] {
    choices.documents.map { Choice($0.id.description, $0.citation ?? $0.mark.text, $0.title, words) }
  }
  var mandates: [Choice] { choices.mandates.map { Choice($0.id.description, $0.mark.text, $0.task, words) } }
  var bodies: [Choice] { choices.bodies.map { Choice($0.id.description, "", $0.name, words) } }
  var meetings: [Choice] {
    choices.meetings.filter { $0.id != meeting.id }.map { other in
      Choice(other.id.description, MeetingText.plainName(of: other, body: choices.bodies.first { $0.id == other.body }, words))
    }
  }
  var languages: [Choice] { Language.allCases.map { Choice($0.rawValue, words("meetings.language.\($0.rawValue)")) } }
  var states: [Choice] { words.statesByName.map { Choice($0.code, words.state($0)) } }
}
