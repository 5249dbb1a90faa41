// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

/// The names of States as the United Nations write them, in the six languages.
///
/// The program's own table: names from general locale data are not acceptable in a United Nations document.
/// - Source: practice (UNTERM, short names)
public struct StateNames: Sendable {
  /// What is known of one State's names.
  struct Entry: Decodable, Sendable {
    struct Former: Decodable, Sendable {
      let until: CalendarDay
      let short: LocalText
    }

    let short: LocalText
    let formal: LocalText?
    let former: [Former]?
  }

  /// The program's table.
  public static let shared = StateNames()

  private let entries: [StateCode: Entry]
  private let searchTokens: [StateCode: [[String]]]

  private init() {
    var entries: [StateCode: Entry] = [:]
    for file in ["state-names", "fictional-state-names"] {
      let url = Bundle.module.bundleURL.appending(path: "Data").appending(path: "\(file).json")
      guard let data = try? Data(contentsOf: url), let table = try? JSONDecoder().decode([String: Entry].self, from: data) else { continue }
      for (code, entry) in table {
        if let state = StateCode(code) { entries[state] = entry }
      }
    }
    self.entries = entries
    searchTokens = entries.mapValues { entry in
      let texts = [entry.short, entry.formal ?? LocalText()] + (entry.former ?? []).map(\.short)
      return Set(texts.flatMap { Array($0.texts.values) }).map { SearchText.tokens($0) }
    }
  }

  /// All States of the table, fictional ones included, in the order of their codes.
  public var states: [StateCode] { entries.keys.sorted() }

  /// A State's name in a language; `nil` when the State is not in the table.
  ///
  /// Where no formal name is in the table, the short one stands for it.
  public func name(of state: StateCode, _ form: StateNameForm, in language: Language) -> String? {
    guard let entry = entries[state] else { return nil }
    switch form {
    case .short: return entry.short[language]
    case .formal: return entry.formal?[language] ?? entry.short[language]
    }
  }

  /// The name a State bore on a day, for documents of that time.
  public func name(of state: StateCode, on day: CalendarDay, in language: Language) -> String? {
    let former = (entries[state]?.former ?? []).sorted { $0.until < $1.until }.first { day <= $0.until }
    return former?.short[language] ?? name(of: state, .short, in: language)
  }

  /// The names that a State bore before its present one, oldest first, each with its last day; names not known in the language are left out.
  public func formerNames(of state: StateCode, in language: Language) -> [(name: String, until: CalendarDay)] {
    (entries[state]?.former ?? []).sorted { $0.until < $1.until }.compactMap { former in
      former.short[language].map { ($0, former.until) }
    }
  }

  /// The languages in which a State's short name is missing.
  public func gaps(of state: StateCode) -> [Language] { entries[state]?.short.missing ?? Language.allCases }

  /// Whether something typed names the State, in any language, with or without accents, by a present or a former name.
  public func matches(_ state: StateCode, query: String) -> Bool {
    let wanted = SearchText.queryTokens(query)
    guard !wanted.isEmpty, let names = searchTokens[state] else { return false }
    return names.contains { SearchText.matches(wanted, in: $0) } || SearchText.queryTokens(state.code) == wanted
  }
}
