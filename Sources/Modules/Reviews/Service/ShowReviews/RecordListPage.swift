// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import ReviewsRules
import Web

/// All records of one kind: reviews, actions, needs or challenges, by State; looked through with the same search.
struct RecordListPage: Sendable {
  let reviews: Reviews

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let kind = try call.parameter("kind") { RecordKind(rawValue: $0) }
    let words = call.words
    let register = try await reviews.store.register()
    var entries = register.list(kind, restricted: call.readsReviews)
    if let query = call.query["q"], let found = try await reviews.store.found(query, reader: call.language) {
      entries = entries.filter { found.contains($0.record.id) }
    }
    let shown = RecordPaging(entries, call.query)
    let tables = try await RecordTables(shown.entries, reviews, words: words, restricted: call.readsReviews)
    let url = "\(ReviewText.url)/records/\(kind.rawValue)"
    return .page(
      Page(words("reviews.kinds.\(kind.rawValue)"), trail: ReviewText.trail(words)) {
        tag("p", .css("lead")) { words("reviews.kindsMean.\(kind.rawValue)") }
        filterForm(url, submit: words("reviews.filter.apply")) {
          Field("q", words("reviews.filter.search"), value: call.query["q"] ?? "").line(type: "search")
        }
        tag("p", Attribute("role", "status")) { words("reviews.foundRecords", ["count": .integer(entries.count)]) }
        if entries.isEmpty {
          emptyState(words("reviews.noneOfKind"))
        } else {
          tables.table(kind, shown.entries, caption: words("reviews.kinds.\(kind.rawValue)"))
          shown.links(url, call)
        }
        if call.who?.may("reviews.edit") == true {
          tag("div", .css("actions")) {
            link("\(ReviewText.url)/new/\(kind.rawValue)", words("reviews.new.\(kind.rawValue)"), .css("button secondary"))
          }
        }
      })
  }
}
