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
    let (total, counts) = try await downloads.counts()
    var rows: [FactRow] = []
    for kept in Kept.allCases { rows.append((words("exchange.seen.\(kept.rawValue)"), try await told(kept, words))) }
    rows.append((words("exchange.seen.events"), try await number(of: Self.aboutCases, words)))
    rows.append((words("exchange.seen.downloads"), HTML(words.number(total))))
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
    return try await number(of: SQL("SELECT 1 FROM \(kept.place.table)"), words)
  }

  /// What the events of a message or a case are about: none of these is ever in this node's log.
  static let subjects = [
    "caseReading", "caseRecord", "exchangeConversation", "exchangeMessage", "exchangePeer", "informalContact", "registeredRequest",
  ]
  private static let aboutCases = SQL(
    "SELECT 1 FROM event WHERE subjectType IN (\(subjects.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))", subjects.map(\.sql))

  /// So many are counted one by one: the page is for everybody and must not take longer where there are more.
  static let most = 10_000

  /// How many rows a question has.
  private func number(of question: SQL, _ words: Words) async throws -> HTML {
    let row = try await downloads.database.row(
      SQL("SELECT COUNT(*) AS number FROM (\(question.text) LIMIT \(Self.most + 1)) AS found", question.values))
    let count = try row?.integer("number") ?? 0
    return HTML(count > Self.most ? words("exchange.seen.more", ["number": .integer(Self.most)]) : words.number(count))
  }

  private func days(_ counts: [DirectoryDownloads.Count], _ words: Words) -> HTML {
    let days = Dictionary(grouping: counts, by: \.day).sorted { $0.key > $1.key }
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
