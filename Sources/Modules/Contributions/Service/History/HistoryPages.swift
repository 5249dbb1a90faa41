// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// Every version of an entry for officers: who changed what, and an old version as it was.
struct HistoryPages<Entry: EditableEntry & Kept>: Sendable {
  let contributions: Contributions
  /// What the entry is called in addresses and words.
  let name: String
  /// The address of entries of the kind.
  let url: String
  /// The address of their list, to which the page leads back.
  let list: String

  /// How many versions the page goes back; older ones have addresses of their own.
  private static var limit: Int { 200 }

  /// The versions, the latest first, each with the fields that it changed.
  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let entry = try await contributions.thing(Entry.self, name, call).value
    let versions = try await contributions.store.history(of: Entry.self, entry.key, limit: Self.limit)
    let words = call.words
    return .page(
      Page(words("contributions.history.title"), trail: trail(words), classification: .internalUse) {
        tag("p", .css("lead")) { localText(Self.title(entry), on: words.language) }
        tag("ol", .css("timeline"), Attribute("reversed", "reversed")) {
          for (place, version) in versions.enumerated() {
            tag("li") {
              tag("strong") { link("\(url)/\(entry.key)/history/\(version.number)", heading(version, call)) }
              if place + 1 < versions.count { differences(versions[place + 1].entry.fields, version.entry.fields, words) }
            }
          }
        }
      })
  }

  /// One version as it was.
  @Sendable func one(_ call: Call<SignedIn>) async throws -> Answer {
    let entry = try await contributions.thing(Entry.self, name, call).value
    let number = try call.parameter("version") { Int($0) }
    guard let version = try await contributions.store.kept(number, of: Entry.self, entry.key) else { throw WebProblem.notFound }
    let words = call.words
    let fields = version.entry.fields
    return .page(
      Page(
        words("contributions.history.one", ["number": .integer(number)]),
        trail: trail(words) + [.init(words("contributions.history.title"), "\(url)/\(entry.key)/history")], classification: .internalUse
      ) {
        tag("p", .css("lead")) { heading(version, call) }
        facts(
          Entry.form.flatMap { field in field.names.map { (field, $0) } }.compactMap { field, name in
            fields[name].isEmpty ? nil : (label(name, words), typedText(shown(fields[name], of: field, words)))
          })
      })
  }

  /// What the entry is called.
  private static func title(_ entry: Entry) -> LocalText {
    let name = entry.fields[texts: "name"]
    return name.texts.isEmpty ? entry.fields[texts: "title"] : name
  }

  private func trail(_ words: Words) -> [Page.Crumb] {
    ContributionText.trail(words, .init(words("contributions.\(name).list"), list))
  }

  private func heading(_ version: ContributionsStore.EntryVersion<Entry>, _ call: Call<SignedIn>) -> String {
    let words = call.words
    var said: [String: MessageArgument] = [
      "number": .integer(version.number), "act": .text(words("contributions.history.act.\(version.event)")),
      "time": .text(words.dateTime(version.at, in: call.zone)),
    ]
    guard !version.byName.isEmpty else { return words("contributions.history.entryConsole", said) }
    said["name"] = .text(version.byName)
    return words("contributions.history.entry", said)
  }

  private func differences(_ before: EntryFields, _ after: EntryFields, _ words: Words) -> HTML {
    let changed = Entry.form.flatMap { field in field.names.map { (field, $0) } }.filter { before[$0.1] != after[$0.1] }
    guard !changed.isEmpty else { return tag("p", .css("hint")) { words("contributions.history.same") } }
    return facts(
      changed.map { field, name in
        (
          label(name, words),
          HTML {
            if !before[name].isEmpty { tag("del") { typedText(shown(before[name], of: field, words)) } }
            " "
            if !after[name].isEmpty { tag("ins") { typedText(shown(after[name], of: field, words)) } }
          }
        )
      })
  }

  /// The label of a field, with its language where it has one.
  private func label(_ name: String, _ words: Words) -> String {
    let parts = name.split(separator: ".")
    guard parts.count == 2, let language = Language(rawValue: String(parts[1])) else { return EntryForm.label(name, words) }
    return words(
      "contributions.inLanguage",
      ["field": .text(EntryForm.label(String(parts[0]), words)), "language": .text(EntryForm.name(of: language.rawValue, words))])
  }

  /// A value in words where it is a code of a list.
  private func shown(_ value: String, of field: EntryField, _ words: Words) -> String {
    guard case .choice(_, let part) = field.kind, words.contains("contributions.\(part).\(value)") else { return value }
    return words("contributions.\(part).\(value)")
  }
}

extension ContributionsStore {
  /// One version of an entry.
  struct EntryVersion<Entry: Sendable>: Sendable {
    let number: Int
    let at: Date
    let byName: String
    let event: String
    let entry: Entry
  }

  /// The versions of an entry, the latest first.
  func history<Entry: Kept>(of type: Entry.Type, _ key: String, limit: Int) async throws -> [EntryVersion<Entry>] {
    try await versions(of: type, key, limit: limit).map {
      EntryVersion(
        number: $0.number, at: $0.at, byName: $0.byName, event: $0.event,
        entry: try JSONDecoder().decode(Entry.self, from: Data($0.entry.utf8)))
    }
  }

  /// One version of an entry; `nil` when there is no such version.
  func kept<Entry: Kept>(_ number: Int, of type: Entry.Type, _ key: String) async throws -> EntryVersion<Entry>? {
    try await database.row(
      SQL(
        """
        SELECT version, changedAt, changedByName, event, entry FROM contributionVersion WHERE kind = $1 AND id = $2 AND version = $3
        """, [Entry.table.sql, key.sql, number.sql])
    ).map { try Self.entryVersion($0) }
  }

  private static func entryVersion<Entry: Kept>(_ row: SQLRow) throws -> EntryVersion<Entry> {
    EntryVersion(
      number: try row.integer("version"), at: try row.instant("changedAt"), byName: try row.text("changedByName"),
      event: try row.text("event"), entry: try KeptEntry.read(row))
  }
}
