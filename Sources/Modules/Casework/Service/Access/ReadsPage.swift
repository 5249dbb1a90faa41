// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// The auditor's record of who read which restricted case, when and how; nothing of what it says.
struct ReadsPage: Sendable {
  let casework: Casework

  static let length = 50

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let before = call.query["before"].flatMap { Int64($0) }
    let log = EventLog(casework.store.database)
    let found = try await log.acts(EventFilter(kind: Casework.read.rawValue), before: before, limit: Self.length + 1)
    let shown = Array(found.prefix(Self.length))
    let rows = try await rows(shown, log, call)
    return .page(
      Page(words("casework.reads"), classification: .internalUse) {
        tag("p", .css("lead")) { words("casework.reads.lead") }
        if rows.isEmpty {
          emptyState(words("casework.reads.none"))
        } else {
          Table(
            caption: words("casework.reads"), showsCaption: false,
            columns: ["when", "who", "case", "how"].map { Table.Column(words("casework.reads.\($0)")) }, rows: rows
          ).html
        }
        if found.count > shown.count, let last = shown.last {
          tag("p", .css("actions")) { link("/cases/reads?before=\(last.index)", words("casework.register.following")) }
        }
      })
  }

  private func rows(_ shown: [LoggedAct], _ log: EventLog, _ call: Call<SignedIn>) async throws -> [[HTML]] {
    var names: [String: String] = [:]
    for officer in Set(shown.compactMap(\.officer)) { names[officer] = try await casework.officers.name(officer) }
    let references = try await casework.store.references(of: Array(Set(shown.map(\.subject.id))))
    var rows: [[HTML]] = []
    for act in shown {
      let how = try await log.page(after: act.index - 1, limit: 1).first.flatMap { event -> String? in
        if case .value(.text(let code)) = event.facts["how"] { code } else { nil }
      }
      rows.append([
        HTML(call.words.dateTime(act.at, in: call.zone)),
        act.officer.map { typedText(names[$0] ?? $0) } ?? HTML(call.words("casework.reads.console")),
        tag("span", .dir("ltr")) { references[act.subject.id].flatMap { $0.isEmpty ? nil : $0 } ?? act.subject.id },
        HTML(how.map { call.words("casework.reading.\($0)") } ?? "–"),
      ])
    }
    return rows
  }
}

extension CaseStore {
  /// The own references of some requests, by their identifiers.
  func references(of ids: [String]) async throws -> [String: String] {
    guard !ids.isEmpty else { return [:] }
    let places = ids.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let rows = try await database.rows(SQL("SELECT id, reference FROM registeredRequest WHERE id IN (\(places))", ids.map(\.sql)))
    return Dictionary(try rows.map { (try $0.text("id"), try $0.text("reference")) }) { first, _ in first }
  }
}
