// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import Localisation
import ReviewsRules
import Web

/// The findings of all reviews: search, filters, how many of which kind, article and theme.
struct FindingsPage: Sendable {
  let reviews: Reviews

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    let register = try await reviews.store.register()
    let filter = FindingFilter(call.query)
    let errors = filter.errors(words)
    var found: Set<String>?
    if let search = filter.search { found = try await reviews.store.found(search, reader: call.language) }
    let entries = filter.entries(of: register, restricted: call.readsReviews, found: found)
    let shown = RecordPaging(entries, call.query)
    let tables = try await RecordTables(shown.entries, reviews, words: words, restricted: call.readsReviews)
    let facets = FindingFacets(entries)
    return .page(
      Page(words("reviews.title"), hasErrors: !errors.isEmpty) {
        errors.summary(words)
        tag("p", .css("lead")) { words("reviews.lead") }
        doors(call)
        filterForm(ReviewText.url, submit: words("reviews.filter.apply")) { fields(register, call, errors) }
        tag("p", Attribute("role", "status")) { words("reviews.found", ["count": .integer(entries.count)]) }
        if entries.isEmpty {
          emptyState(words("reviews.none"), action: call.query.pairs.isEmpty ? nil : (words("reviews.filter.clear"), ReviewText.url))
        } else {
          FacetLists(facets: facets, words: words, query: call.query).html
          tables.findings(shown.entries, caption: words("reviews.findings"))
          shown.links(ReviewText.url, call)
        }
      }, status: filter.answer)
  }

  private func doors(_ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    return tag("ul", .css("chosen"), Attribute("aria-label", words("reviews.doors"))) {
      for kind in [RecordKind.review, .action, .need, .challenge] {
        tag("li") { link("\(ReviewText.url)/records/\(kind.rawValue)", words("reviews.kinds.\(kind.rawValue)")) }
      }
      tag("li") { link("\(ReviewText.url)/papers", words("reviews.papers")) }
      tag("li") { link("\(ReviewText.url)/export", words("reviews.export")) }
      if call.who?.may("reviews.edit") == true {
        tag("li") { link("\(ReviewText.url)/new/finding", words("reviews.new.finding")) }
      }
      if call.who?.may("reviews.publish") == true {
        tag("li") { link("\(ReviewText.url)/import", words("reviews.import")) }
      }
    }
  }

  @HTMLBuilder private func fields(_ register: ReviewsRegister, _ call: Call<SignedIn?>, _ errors: FormErrors) -> [HTML] {
    let words = call.words
    let text = ReviewText(words: words)
    let any = words("reviews.filter.any")
    let states = Set(register.list(.finding, restricted: call.readsReviews).compactMap(\.record.state))
    Field("q", words("reviews.filter.search"), hint: words("reviews.filter.searchHint"), value: call.query["q"] ?? "").line(type: "search")
    choice("state", words.sorted(states) { words.state($0) }.map { ($0.code, words.state($0)) }, call, errors, any)
    choice("cycle", ReviewCycle.allCases.map { ($0.rawValue, text.label("cycle", $0.rawValue)) }, call, errors, any)
    Field(
      "article", words("reviews.field.article"), hint: words("reviews.filter.articleHint"), value: call.query["article"] ?? "",
      errors: errors
    )
    .line(width: "short", direction: "ltr")
    choice("kind", Finding.Kind.allCases.map { ($0.rawValue, text.label($0)) }, call, errors, any, label: "findingKind")
    choice("strength", Finding.Strength.allCases.map { ($0.rawValue, text.label("strength", $0.rawValue)) }, call, errors, any)
    choice("theme", words.sorted(ReviewTheme.allCases) { text.label($0) }.map { ($0.rawValue, text.label($0)) }, call, errors, any)
    choice("group", RegionalGroup.allCases.map { ($0.rawValue, text.label("group", $0.rawValue)) }, call, errors, any)
  }

  private func choice(
    _ name: String, _ options: [(String, String)], _ call: Call<SignedIn?>, _ errors: FormErrors, _ any: String, label: String? = nil
  ) -> HTML {
    Field(name, call.words("reviews.field.\(label ?? name)"), value: call.query[name] ?? "", errors: errors).choice(
      options.map { .init($0.0, $0.1) }, none: any)
  }
}

/// How many findings there are of each kind, article and theme, each a link that looks for those alone.
struct FacetLists: Sendable {
  let facets: FindingFacets
  let words: Words
  let query: FormData

  private var text: ReviewText { ReviewText(words: words) }

  var html: HTML {
    tag("details") {
      tag("summary") { words("reviews.counts") }
      tag("div", .css("columns")) {
        list("kind", Finding.Kind.allCases.compactMap { kind in facets.kinds[kind].map { (kind.rawValue, text.label(kind), $0) } })
        list("article", facets.articles.sorted { $0.key < $1.key }.map { ($0.key.description, article($0.key), $0.value) })
        list("theme", ReviewTheme.allCases.compactMap { theme in facets.themes[theme].map { (theme.rawValue, text.label(theme), $0) } })
      }
    }
  }

  private func article(_ article: ArticleReference) -> String {
    text.title(of: article).map { words("reviews.articleTitle", ["number": .integer(article.article), "title": .text($0)]) }
      ?? article.description
  }

  private func list(_ name: String, _ entries: [(value: String, label: String, count: Int)]) -> HTML {
    guard !entries.isEmpty else { return .nothing }
    return tag("section") {
      tag("h2") { words("reviews.countsBy.\(name)") }
      tag("ul") {
        for entry in entries {
          tag("li") {
            link(ReviewText.url + query.setting(name, to: entry.value).setting("page", to: nil).query, entry.label)
            " "
            tag("span", .css("hint")) { words.number(entry.count) }
          }
        }
      }
    }
  }
}
