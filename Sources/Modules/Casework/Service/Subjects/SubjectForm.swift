// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Localisation
import Web

/// The form in which a person, an entity, an account or an asset is recorded.
struct SubjectForm: Sendable {
  let request: RegisteredRequest
  /// The compartments that the officer may look into; others are not offered.
  let compartments: Set<Compartment>
  let words: Words
  let form: FormData
  let errors: FormErrors

  /// More rows than these nobody needs, and more are not read.
  private static let mostRows = 40

  private static func filled(_ form: FormData, _ names: [String]) -> Int {
    (0..<mostRows).last { row in names.contains { form["\($0)\(row)"] != nil } }.map { $0 + 1 } ?? 0
  }

  /// What is known, as the form shows it.
  static func filled(_ subject: Subject, items: [ItemID]) -> FormData {
    let details = subject.details
    var pairs: [(String, String)] = [
      ("subjectKind", details.kind.rawValue), ("bornOn", details.bornOn?.description ?? ""), ("birthplace", details.birthplace ?? ""),
      ("location", details.location ?? ""), ("remarks", details.remarks ?? ""), ("compartment", subject.compartment?.rawValue ?? ""),
    ]
    for (row, name) in details.names.enumerated() { pairs += [("name\(row)", name.text), ("nameForm\(row)", name.form.rawValue)] }
    for (row, identifier) in details.identifiers.enumerated() {
      pairs += [
        ("number\(row)", identifier.number), ("identifierKind\(row)", identifier.kind.rawValue),
        ("numberState\(row)", identifier.state?.code ?? ""), ("institution\(row)", identifier.institution ?? ""),
      ]
    }
    for (row, state) in details.nationalities.enumerated() { pairs.append(("nationality\(row)", state.code)) }
    pairs += details.roles.map { ("roles", $0.rawValue) }
    pairs += items.map { ("items", $0.rawValue) }
    return FormData(pairs)
  }

  var html: HTML {
    HTML {
      choice("subjectKind", SubjectDetails.Kind.allCases.map(\.rawValue), "casework.subjectKind")
      for row in 0..<(Self.filled(form, ["name"]) + 1) {
        numbered("name", row).line()
        numbered("nameForm", row).choice(
          SubjectName.Form.allCases.map { .init($0.rawValue, words("casework.nameForm.\($0.rawValue)")) })
      }
      Field("roles", words("casework.field.roles"), errors: errors).checkboxes(
        SubjectDetails.Role.allCases.map { .init($0.rawValue, words("casework.role.\($0.rawValue)")) }, chosen: Set(form.all("roles")))
      Field("items", words("casework.field.concernedItems"), errors: errors).checkboxes(
        request.items.map { .init($0.id.rawValue, "\($0.id.rawValue) · \(words.sought($0.sought))", hint: $0.summary) },
        chosen: Set(form.all("items")))
      field("bornOn").day
      field("birthplace").line()
      for row in 0..<min(3, Self.filled(form, ["nationality"]) + 1) {
        numbered("nationality", row).choice(states, none: words("casework.notKnown"))
      }
      for row in 0..<(Self.filled(form, ["number"]) + 1) {
        numbered("number", row).line(width: "medium", direction: "ltr")
        numbered("identifierKind", row).choice(
          SubjectIdentifier.Kind.allCases.map { .init($0.rawValue, words("casework.identifierKind.\($0.rawValue)")) },
          none: words("casework.choose"))
        numbered("numberState", row).choice(states, none: words("casework.notKnown"))
        numbered("institution", row).line()
      }
      field("location").line()
      field("remarks").area(rows: 3)
      if !compartments.isEmpty {
        Field("compartment", words("casework.field.compartment"), value: form.raw("compartment"), errors: errors).choice(
          Compartment.allCases.filter(compartments.contains).map { .init($0.rawValue, words("casework.compartment.\($0.rawValue)")) },
          none: words("casework.files.compartment.none"))
      }
    }
  }

  private var states: [Field.Option] {
    words.sorted(StateNames.shared.states) { words.state($0) }.map { .init($0.code, words.state($0)) }
  }

  private func choice(_ name: String, _ codes: [String], _ prefix: String) -> HTML {
    field(name).choice(codes.map { .init($0, words("\(prefix).\($0)")) }, none: words("casework.choose"))
  }

  private func field(_ name: String) -> Field {
    let hint = "casework.hint.\(name)"
    return Field(
      name, words("casework.field.\(name)"), hint: words.contains(hint) ? words(hint) : nil, value: form.raw(name), errors: errors)
  }

  /// A field of a row: the first one is called by its name alone.
  private func numbered(_ name: String, _ row: Int) -> Field {
    let label = words("casework.field.\(name)")
    let hint = "casework.hint.\(name)"
    return Field(
      "\(name)\(row)", row == 0 ? label : words("casework.numbered", ["label": .text(label), "number": .integer(row + 1)]),
      hint: row == 0 && words.contains(hint) ? words(hint) : nil, value: form.raw("\(name)\(row)"), errors: errors)
  }

  /// Reads the form.
  /// - Parameter compartments: those that the officer may look into; nobody puts anything where they cannot see it.
  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  static func read(_ form: FormData, compartments: Set<Compartment>) throws(UnreadableAct) -> RecordSubject {
    var input = ActInput(form)
    var details = SubjectDetails(input.choice("subjectKind", SubjectDetails.Kind.naturalPerson))
    for row in 0..<mostRows {
      guard let text = form["name\(row)"] else { continue }
      details.names.append(SubjectName(text, form["nameForm\(row)"].flatMap { SubjectName.Form(rawValue: $0) } ?? .original))
    }
    for row in 0..<mostRows {
      guard let number = form["number\(row)"] else { continue }
      details.identifiers.append(
        SubjectIdentifier(
          form["identifierKind\(row)"].flatMap { SubjectIdentifier.Kind(rawValue: $0) } ?? .other, number,
          state: form["numberState\(row)"].flatMap { StateCode($0) }, institution: form["institution\(row)"]))
    }
    for row in 0..<3 {
      guard let state = form["nationality\(row)"].flatMap({ StateCode($0) }), !details.nationalities.contains(state) else { continue }
      details.nationalities.append(state)
    }
    details.roles = input.many("roles", SubjectDetails.Role.self)
    details.bornOn = input.optionalDay("bornOn")
    details.birthplace = input.optionalText("birthplace")
    details.location = input.optionalText("location")
    details.remarks = input.optionalText("remarks")
    let compartment = form["compartment"].flatMap { Compartment(rawValue: $0) }
    if let compartment, !compartments.contains(compartment) { input.refuse("compartment", "casework.choice-unknown") }
    try input.check()
    let items = form.all("items").filter { !$0.isEmpty }.map { ItemID(rawValue: $0) }
    return RecordSubject(details, items: items.sorted(), compartment: compartment)
  }
}
