// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Web

/// The front page of the module: open calls, then the ways to everything else.
struct FrontPage: Sendable {
  let contributions: Contributions

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let store = contributions.store
    let isOfficer = call.who?.readsContributions == true
    let open = try await store.list(CallForContributions.self, TermQuery(terms: [Term.open, Term.code("stage", "open")], limit: 20))
    let others = try await store.list(
      CallForContributions.self, TermQuery(terms: [isOfficer ? Term.all : Term.open], after: call.query["after"], limit: 30))
    let words = call.words
    return .page(
      Page(words("contributions.title")) {
        tag("p", .css("lead")) { words("contributions.lead") }
        ways(call)
        tag("h2") { words("contributions.call.open") }
        if open.things.isEmpty { emptyState(words("contributions.call.noneOpen")) }
        if !open.things.isEmpty { Self.table(open.things.map(\.value), words("contributions.call.open"), words) }
        let rest = others.things.map(\.value).filter { $0.stage != .open }
        if !rest.isEmpty {
          tag("h2") { words("contributions.call.others") }
          Self.table(rest, words("contributions.call.others"), words)
        }
        ContributionText.more(others.next, Contributions.url, call)
      })
  }

  private func ways(_ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    var ways = [
      ("published", "contributions.published.list"), ("tools", "contributions.tool.list"), ("laws", "contributions.law.list"),
      ("assistance", "contributions.entry.list"),
    ]
    if call.who?.may("contributions.submit") == true, call.who?.readsContributions == false {
      ways.insert(("mine", "contributions.mine.title"), at: 0)
    }
    if call.who?.readsContributions == true {
      ways += [
        ("moderation", "contributions.moderation.title"), ("needs", "contributions.needs.title"),
        ("verification", "contributions.verification.title"), ("categories", "contributions.category.list"),
      ]
    }
    return HTML {
      tag("ul") { for (path, key) in ways { tag("li") { link("\(Contributions.url)/\(path)", words(key)) } } }
      if call.who?.may("contributions.moderate") == true {
        tag("p", .css("actions")) { link("\(CallPages.url)/new", words("contributions.call.new"), .css("button secondary")) }
      }
    }
  }

  static func table(_ calls: [CallForContributions], _ caption: String, _ words: Words) -> HTML {
    Table(
      caption: caption, showsCaption: false,
      columns: ["callTitle", "themes", "closesOn", "stage"].map { .init(words("contributions.field.\($0)")) },
      rows: calls.map { call in
        [
          tag("a", .href(CallPages.url(call))) { localText(call.title, on: words.language) }, HTML(ContributionText.themes(call, words)),
          HTML(words.date(call.closesOn)), ContributionText.stage(call.stage, words),
        ]
      }
    ).html
  }
}
