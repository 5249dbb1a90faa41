// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StatisticsRules
import Web

/// The releases of statistics for everybody, the newest first.
struct ReleaseListPage: Sendable {
  let releases: Releases

  static let url = "/statistics"
  static let folder = "/statistics/releases"
  private static let length = 25

  static func trail(_ words: Words) -> [Page.Crumb] { [.init(words("statistics.releases.title"), url)] }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    let after = call.query["after"].flatMap { text -> (day: CalendarDay, name: String)? in
      let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2, let day = CalendarDay(parts[0]), let name = ReleaseName(parts[1]) else { return nil }
      return (day, name.text)
    }
    let lines = try await releases.store.list(after: after, limit: Self.length + 1)
    let shown = Array(lines.prefix(Self.length))
    var rows: [[HTML]] = []
    for line in shown { rows.append(row(line, try await releases.store.published(line.name).content, words)) }
    let newest = try await shown.first { $0.revisedBy == nil && after == nil }.asyncMap { try await releases.store.published($0.name) }
    return .page(
      Page(words("statistics.releases.title")) {
        tag("p", .css("lead")) { words("statistics.releases.lead") }
        if call.who?.may(ReleaseRoutes.permission) == true {
          tag("div", .css("actions")) {
            link("\(Self.folder)/drafts", words("statistics.releases.drafts.title"), .css("button secondary"))
            link("\(Self.folder)/consents", words("statistics.releases.consents.title"), .css("button secondary"))
          }
        }
        if shown.isEmpty {
          emptyState(words("statistics.releases.none"))
        } else {
          Table(
            caption: words("statistics.releases.title"), showsCaption: false,
            columns: ["release", "period", "releasedOn", "coverage", "standing"].map {
              Table.Column(words("statistics.releases.column.\($0)"))
            }, rows: rows
          ).html
        }
        if lines.count > Self.length, let last = shown.last {
          tag("div", .css("actions")) {
            link(
              Self.url + FormData([("after", "\(last.releasedOn)/\(last.name)")]).query, words("statistics.releases.older"))
          }
        }
        if let newest { highlights(newest.content, words) }
      })
  }

  private func row(_ line: ReleaseLine, _ content: ReleaseContent, _ words: Words) -> [HTML] {
    [
      link("\(Self.folder)/\(line.name)", line.name.text, .dir("ltr")), HTML(TableText.period(content.period, words)),
      HTML(words.date(line.releasedOn)),
      HTML(
        words(
          "statistics.releases.coverage",
          ["reportingCount": .integer(content.reporting.count), "asked": .text(words.number(content.asked.count))])),
      line.revisedBy.map { _ in badge(words("statistics.releases.standing.revised"), .attention) }
        ?? badge(words("statistics.releases.standing.current"), .ok),
    ]
  }

  /// The first chart of the newest release: what most readers come for.
  @HTMLBuilder private func highlights(_ content: ReleaseContent, _ words: Words) -> [HTML] {
    let texts = content.tables.map { TableText(table: $0, release: content, codebook: releases.codebook, words: words) }
    if let text = texts.first, let chart = text.chart() {
      tag("h2") { text.title }
      chart.figure
      tag("p") { link(TablePage.url(content, text.table), words("statistics.releases.openTable")) }
    }
  }
}

extension Optional where Wrapped: Sendable {
  /// Follows a value that has to be waited for.
  fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
    if let self { try await transform(self) } else { nil }
  }
}
