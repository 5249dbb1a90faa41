// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Web

/// The collections of a secretariat, the newest first.
struct CollectionListPage: Sendable {
  let collecting: Collecting
  private static let pageSize = 50
  /// More than all States can have sent to one collection.
  private static let mostWaiting = 400

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let mark = call.query["after"].flatMap { CollectionStore.Mark($0) }
    if call.query.has("after"), mark == nil { throw WebProblem.notFound }
    let found = try await collecting.store.list(after: mark, limit: Self.pageSize + 1)
    let shown = found.prefix(Self.pageSize)
    return .page(
      Page(words("statistics.collect.title"), classification: .internalUse) {
        tag("p", .css("lead")) { words("statistics.collect.lead") }
        if shown.isEmpty {
          emptyState(words("statistics.collect.none"), action: (words("statistics.collect.new"), "\(CollectionPath.list)/new"))
        } else {
          table(shown.map(\.collection), words)
          if found.count > shown.count, let last = shown.last {
            tag("p") { link("\(CollectionPath.list)?after=\(last.mark.text)", words("statistics.collect.older")) }
          }
          tag("div", .css("actions")) { link("\(CollectionPath.list)/new", words("statistics.collect.new"), .css("button")) }
        }
      })
  }

  /// Returns that came and that nobody has looked at yet, on the start page.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let waiting = try await collecting.store.waiting(limit: Self.mostWaiting)
    guard !waiting.isEmpty else { return .nothing }
    return panel(words("statistics.collect.title"), .attention) {
      for (collection, count) in waiting {
        tag("p") {
          tag("a", .href(CollectionPath.of(collection.id))) { localText(collection.title, on: words.language) }
          " "
          words("statistics.collect.waiting", ["count": .integer(count)])
        }
      }
    }
  }

  private func table(_ collections: [DataCollection], _ words: Words) -> HTML {
    let drawing = collecting.drawing(words)
    return Table(
      caption: words("statistics.collect.title"), showsCaption: false,
      columns: ["name", "period", "deadline", "stage"].map { Table.Column(words("statistics.collect.\($0)")) }
        + [Table.Column(words("statistics.collect.asked"), isNumber: true)],
      rows: collections.map { collection in
        [
          HTML { tag("a", .href(CollectionPath.of(collection.id))) { localText(collection.title, on: words.language) } },
          HTML(drawing.period(collection.period)), HTML(words.date(collection.deadline)), collection.stage.badge(words),
          HTML(words.number(collection.asked.count)),
        ]
      }
    ).html
  }
}
