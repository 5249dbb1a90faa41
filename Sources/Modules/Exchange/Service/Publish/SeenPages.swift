// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// What a secretariat's node ever received of the exchange between States, read from its own database: the directory was fetched, figures came
/// where it is a peer for statistics, and nothing else.
struct SeenPages: Sendable {
  static let url = "/exchange/seen"
  let downloads: DirectoryDownloads

  /// What could stand in the database of this node, and how to count it where there is a table for it.
  private enum Kept: String, CaseIterable {
    case messages
    case receipts
    case files
    case cases
    case figures

    /// The module whose migrations make the table.
    var module: String {
      switch self {
      case .messages, .receipts, .figures: "exchange.mail"
      case .files: "exchange.transfer"
      case .cases: "casework"
      }
    }

    /// What is counted: with the secretariat's node itself figures are exchanged, and the path is tried; what is neither is between authorities.
    var question: SQL {
      switch self {
      case .messages: SQL("SELECT 1 FROM exchangeMessage WHERE service NOT IN ($1, $2) ORDER BY at, signed", SeenPages.own)
      case .receipts:
        SQL(
          """
          SELECT 1 FROM exchangeReceipt r WHERE NOT EXISTS
          (SELECT 1 FROM exchangeMessage m WHERE m.signed = r.signed AND m.service IN ($1, $2))
          """, SeenPages.own)
      case .files: SQL("SELECT 1 FROM fetchedFile")
      case .cases: SQL("SELECT 1 FROM registeredRequest")
      case .figures: SQL("SELECT 1 FROM exchangeMessage WHERE service = $1 ORDER BY at, signed", [ServiceBound.statistics.sql])
      }
    }
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    let (total, counts) = try await downloads.counts()
    var rows: [FactRow] = []
    for kept in Kept.allCases { rows.append((words("exchange.seen.\(kept.rawValue)"), try await told(kept, words))) }
    rows.append((words("exchange.seen.events"), try await number(of: try await aboutCases, words)))
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
    guard try await hasTable(kept) else { return HTML(words("exchange.seen.noTable")) }
    return try await number(of: kept.question, words)
  }

  private func hasTable(_ kept: Kept) async throws -> Bool {
    let made = try await downloads.database.row(SQL("SELECT COUNT(*) AS number FROM migration WHERE module = $1", [kept.module.sql]))
    return try made?.integer("number") ?? 0 > 0
  }

  /// The services that this node itself takes part in.
  private static let own: [SQLValue] = [ServiceBound.statistics.sql, ServiceBound.loop.sql]

  /// What the events of a message or a case are about: none of these is ever in this node's log, save about messages that it takes part in itself.
  static let subjects = [
    "caseReading", "caseRecord", "exchangeConversation", "exchangeMessage", "exchangePeer", "informalContact", "registeredRequest",
  ]

  private var aboutCases: SQL {
    get async throws {
      // How this node and an authority's watch each other is about neither.
      let counted = Self.subjects.filter { $0 != "exchangePeer" && $0 != "exchangeMessage" }
      let places = counted.indices.map { "$\($0 + 3)" }.joined(separator: ", ")
      let messages =
        try await hasTable(.messages)
        ? """
         OR subjectType = 'exchangeMessage' AND NOT EXISTS
        (SELECT 1 FROM exchangeMessage m WHERE m.signed = subjectId AND m.service IN ($1, $2))
        """ : " OR subjectType = 'exchangeMessage' AND subjectType NOT IN ($1, $2)"
      return SQL("SELECT 1 FROM event WHERE subjectType IN (\(places))\(messages)", Self.own + counted.map(\.sql))
    }
  }

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
