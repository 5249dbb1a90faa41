// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// What a secretariat's node ever received of the exchange between States, read from its own database: the directory was fetched, and nothing else.
struct SeenPages: Sendable {
  static let url = "/exchange/seen"
  let downloads: DirectoryDownloads

  /// What could stand in the database of this node, and how to count it where there is a table for it.
  private enum Kept: String, CaseIterable {
    case messages
    case receipts
    case files
    case cases

    /// The module whose migrations make the table, and the table.
    var place: (module: String, table: String) {
      switch self {
      case .messages: ("exchange.mail", "exchangeMessage")
      case .receipts: ("exchange.mail", "exchangeReceipt")
      case .files: ("exchange.transfer", "fetchedFile")
      case .cases: ("casework", "registeredRequest")
      }
    }
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    let counts = try await downloads.counts()
    var rows: [FactRow] = []
    for kept in Kept.allCases { rows.append((words("exchange.seen.\(kept.rawValue)"), try await told(kept, words))) }
    rows.append((words("exchange.seen.events"), HTML(words.number(try await events()))))
    rows.append((words("exchange.seen.downloads"), HTML(words.number(counts.reduce(0) { $0 + $1.fetches }))))
    let shown = rows
    return .page(
      Page(words("exchange.seen.title"), trail: [.init(words("exchange.directory.title"), PublicationPages.url)]) {
        tag("p", .css("lead")) { words("exchange.seen.lead") }
        facts(shown)
        tag("h2") { words("exchange.seen.whyTitle") }
        tag("p") { words("exchange.seen.why") }
        tag("p") { words("exchange.seen.whyDownloads") }
        if !counts.isEmpty { days(counts, words) }
      })
  }

  /// How many there are; where there is no table, that none can be.
  private func told(_ kept: Kept, _ words: Words) async throws -> HTML {
    let database = downloads.database
    let made = try await database.row(SQL("SELECT COUNT(*) AS number FROM migration WHERE module = $1", [kept.place.module.sql]))
    guard try made?.integer("number") ?? 0 > 0 else { return HTML(words("exchange.seen.noTable")) }
    let row = try await database.row(SQL("SELECT COUNT(*) AS number FROM \(kept.place.table)"))
    return HTML(words.number(try row?.integer("number") ?? 0))
  }

  /// The events of the log that are about a message or a case.
  private func events() async throws -> Int {
    let row = try await downloads.database.row(
      SQL("SELECT COUNT(*) AS number FROM event WHERE subjectType IN ('exchangeMessage', 'registeredRequest', 'conversation')"))
    return try row?.integer("number") ?? 0
  }

  private func days(_ counts: [DirectoryDownloads.Count], _ words: Words) -> HTML {
    let days = Dictionary(grouping: counts, by: \.day).sorted { $0.key > $1.key }.prefix(30)
    return Table(
      caption: words("exchange.seen.byDay"),
      columns: [.init(words("exchange.seen.day"))]
        + DirectoryDownloads.Part.allCases.map { .init(words("exchange.seen.part.\($0.rawValue)")) },
      rows: days.map { day, counts in
        [HTML(words.date(day))]
          + DirectoryDownloads.Part.allCases.map { part in
            HTML(words.number(counts.filter { $0.part == part }.reduce(0) { $0 + $1.fetches }))
          }
      }
    ).html
  }
}
