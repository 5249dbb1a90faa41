// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Localisation
import Web
import WritingRules

/// One field of the form in which an act is filled in.
struct ActField: Sendable {
  /// What can be given in a field.
  enum Kind: Sendable {
    /// Items of the request, any of those that are at a stage from which the act can be done.
    case items
    /// One item.
    case item
    /// A day; today stands in it unless something else is told.
    case day(isToday: Bool)
    /// A line of text.
    case line
    /// Several lines of text.
    case area
    /// One of some codes; the words stand under a prefix of the catalogue.
    case choice([String], words: String)
    /// Any of some codes.
    case many([String], words: String)
    /// Any of the grounds for refusal that the kind of cooperation and the legal basis leave open.
    case grounds
    /// Yes or no.
    case tick
    /// A whole number of minor units, typed as an amount.
    case amount
    /// One of the authorities of the other State that the directory names.
    case authority
    /// One of the consultations of the request.
    case consultation(Consultation.Topic?)
    /// Any of the case's files, by their digests.
    case files
    /// A State other than the own one.
    case state
    /// Any of the articles of the Convention that name offences.
    case offences
  }

  /// The name, as the act's member is called.
  let name: String
  let kind: Kind
  /// Whether the form cannot be sent without it.
  let isRequired: Bool

  init(_ name: String, _ kind: Kind, isRequired: Bool = true) {
    self.name = name
    self.kind = kind
    self.isRequired = isRequired
  }

  static let items = ActField("items", .items)
  static let item = ActField("item", .item)
  static let files = ActField("files", .files, isRequired: false)
  static let on = ActField("on", .day(isToday: true))
  static func area(_ name: String, isRequired: Bool = true) -> ActField { ActField(name, .area, isRequired: isRequired) }
  static func line(_ name: String, isRequired: Bool = true) -> ActField { ActField(name, .line, isRequired: isRequired) }
  static func day(_ name: String, isRequired: Bool = true) -> ActField { ActField(name, .day(isToday: false), isRequired: isRequired) }
}

/// A form that cannot be read as the act it is for; what was typed stays in it.
struct UnreadableAct: Problem, Equatable {
  let fields: [FieldProblem]
  var code: ProblemCode { "casework.unreadable-act" }
  var kind: ProblemKind { .invalid }
  static let examples = [UnreadableAct(fields: [FieldProblem(field: "on", code: "casework.day-unreadable")])]
}

/// Reads the fields of a form and gathers everything that is wrong with them, so that one look tells all of it.
struct ActInput {
  let form: FormData
  private(set) var problems: [FieldProblem] = []

  init(_ form: FormData) { self.form = form }

  /// The short names of the chosen items.
  mutating func items() -> [ItemID] {
    let chosen = form.all("items").filter { !$0.isEmpty }.map { ItemID(rawValue: $0) }
    if chosen.isEmpty { refuse("items", "casework.no-items") }
    return chosen.sorted()
  }

  mutating func item() -> ItemID { ItemID(rawValue: text("item")) }

  mutating func text(_ name: String) -> String {
    if let text = form[name] { return text }
    refuse(name, "casework.missing")
    return ""
  }

  func optionalText(_ name: String) -> String? { form[name] }

  mutating func day(_ name: String = "on") -> CalendarDay {
    if let day = optionalDay(name) { return day }
    if form[name] == nil { refuse(name, "casework.missing") }
    return .earliest
  }

  mutating func optionalDay(_ name: String) -> CalendarDay? {
    guard let text = form[name] else { return nil }
    guard let day = CalendarDay(text) else {
      refuse(name, "casework.day-unreadable")
      return nil
    }
    return day
  }

  mutating func choice<Value: RawRepresentable<String>>(_ name: String, _ fallback: Value) -> Value {
    guard let text = form[name] else {
      refuse(name, "casework.missing")
      return fallback
    }
    guard let value = Value(rawValue: text) else {
      refuse(name, "casework.choice-unknown")
      return fallback
    }
    return value
  }

  mutating func many<Value: RawRepresentable<String>>(_ name: String, _: Value.Type) -> [Value] {
    form.all(name).filter { !$0.isEmpty }.compactMap { text in
      if let value = Value(rawValue: text) { return value }
      refuse(name, "casework.choice-unknown")
      return nil
    }
  }

  /// The digests of the chosen files.
  func files() -> [String] { form.all("files").filter { !$0.isEmpty } }

  /// The digests of the chosen files; `nil` when none was chosen.
  func someFiles() -> [String]? { files().isEmpty ? nil : files() }

  func tick(_ name: String) -> Bool { form[name] == "yes" }

  mutating func amount(_ name: String, currency: String) -> Int {
    guard let units = Money.minorUnits(of: text(name), currency: currency) else {
      refuse(name, "casework.amount-unreadable")
      return 0
    }
    return units
  }

  /// Texts of one field, one a line.
  func lines(_ name: String) -> [String] {
    (form[name] ?? "").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// Texts of one field, one a line; `nil` when there is none.
  func optionalLines(_ name: String) -> [String]? {
    let lines = lines(name)
    return lines.isEmpty ? nil : lines
  }

  mutating func refuse(_ field: String, _ code: ProblemCode) {
    if !problems.contains(where: { $0.field == field }) { problems.append(FieldProblem(field: field, code: code)) }
  }

  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  func check() throws(UnreadableAct) {
    guard problems.isEmpty else { throw UnreadableAct(fields: problems) }
  }
}
