// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

/// An entry as a form or a line of a table has it: texts by the names of fields.
public struct EntryFields: Hashable, Sendable {
  /// The texts; a field that is not there is empty.
  public var values: [String: String]

  /// Takes texts by the names of fields.
  public init(_ values: [String: String] = [:]) { self.values = values }

  /// What stands in a field, without white space around it.
  public subscript(name: String) -> String {
    get { (values[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines) }
    set { values[name] = newValue }
  }

  /// The language versions of a text, each in a field of its own: `title.fr`.
  public subscript(texts name: String) -> LocalText {
    get {
      LocalText(
        Dictionary(
          uniqueKeysWithValues: Language.allCases.compactMap { language in
            let text = self["\(name).\(language.rawValue)"]
            return text.isEmpty ? nil : (language, text)
          }))
    }
    set { for language in Language.allCases { self["\(name).\(language.rawValue)"] = newValue[language] ?? "" } }
  }

  /// What is chosen in a field of several choices.
  public subscript(many name: String) -> [String] {
    get { self[name].split { $0 == "," || $0 == " " || $0 == "\n" || $0 == ";" }.map(String.init) }
    set { self[name] = newValue.joined(separator: ", ") }
  }

  /// Joins what two people wrote over the same version, field by field.
  /// - Returns: the joined fields, and those that both changed, with what the other one wrote.
  public static func merged(seen: EntryFields, mine: EntryFields, theirs: EntryFields) -> (fields: EntryFields, contested: [String: String])
  {
    var fields = EntryFields()
    var contested: [String: String] = [:]
    for name in Set(seen.values.keys).union(mine.values.keys).union(theirs.values.keys) {
      switch MergedField(seen: seen[name], mine: mine[name], theirs: theirs[name]) {
      case .settled(let value): fields[name] = value
      case .contested(let value, let other):
        fields[name] = value
        contested[name] = other
      }
    }
    return (fields, contested)
  }
}

/// One field of an entry: what may stand in it.
///
/// Forms, tables and their reading are made from it.
public struct EntryField: Hashable, Sendable {
  /// What may stand in a field.
  public enum Kind: Hashable, Sendable {
    /// A line of text.
    case line
    /// Several lines of text.
    case area
    /// A text with a version in each of the six languages, of one line or several.
    case texts(isLong: Bool)
    /// A day.
    case day
    /// An address that begins with `https://` or `http://`.
    case link
    /// One of the codes; their words stand under the given part of the catalogue.
    case choice([String], words: String)
    /// Any of the codes.
    case choices([String], words: String)
    /// A State.
    case state
    /// Any number of States by their codes.
    case states
    /// Articles of the Convention, such as `46(13), 55`.
    case articles
    /// One of the six languages.
    case language
    /// Languages by their codes of two letters.
    case languages
    /// A category of technical assistance.
    case category
    /// An item of a meeting's agenda.
    case agendaItem
  }

  /// Its name.
  public let name: String
  /// What may stand in it.
  public let kind: Kind
  /// Whether it must be filled.
  public let isRequired: Bool

  /// Describes a field.
  public init(_ name: String, _ kind: Kind, isRequired: Bool = false) {
    self.name = name
    self.kind = kind
    self.isRequired = isRequired
  }

  /// The names under which its texts are kept: one, or one a language.
  public var names: [String] {
    if case .texts = kind { Language.allCases.map { "\(name).\($0.rawValue)" } } else { [name] }
  }
}

/// What an entry is read against.
public struct EntrySurroundings: Sendable {
  /// The day on which it is read.
  public var today: CalendarDay
  /// The categories of assistance that may be chosen.
  public var categories: [String]
  /// The items of agendas that may be chosen.
  public var agenda: [AgendaReference]
  /// The States for which the reader may write; `nil` for every State.
  public var ownStates: Set<StateCode>?

  /// Describes the surroundings.
  public init(today: CalendarDay, categories: [String] = [], agenda: [AgendaReference] = [], ownStates: Set<StateCode>? = nil) {
    self.today = today
    self.categories = categories
    self.agenda = agenda
    self.ownStates = ownStates
  }
}

/// An item of a meeting's agenda, as another module tells it.
public struct AgendaReference: Codable, Hashable, Sendable {
  /// The item's identifier.
  public var item: String
  /// The meeting's short name.
  public var meeting: String
  /// The item's number, such as `3(a)`.
  public var number: String
  /// Its title.
  public var title: LocalText
  /// Where its page is.
  public var url: String

  /// Refers to an item.
  public init(item: String, meeting: String, number: String, title: LocalText, url: String) {
    self.item = item
    self.meeting = meeting
    self.number = number
    self.title = title
    self.url = url
  }
}

/// Something that officers or delegates write field by field.
public protocol EditableEntry: Codable, Hashable, Sendable {
  /// Its fields, in the order of the form.
  static var form: [EntryField] { get }
  /// The entry as the form has it.
  var fields: EntryFields { get }
  /// An entry of a form's fields; what has no field is kept from the entry as it was.
  /// - Throws: ``CannotContribute/wrongFields(_:)`` with everything that is wrong.
  static func entered(_ fields: EntryFields, over now: Self?, id: ID<Self>, in surroundings: EntrySurroundings) throws(CannotContribute)
    -> Self
  /// Its identifier.
  var id: ID<Self> { get }
}
