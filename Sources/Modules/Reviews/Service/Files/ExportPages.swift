// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import ReviewsRules
import Web

/// All records as files: the public ones for everybody, all of them for officers who ask.
struct ExportPages: Sendable {
  static let url = "/reviews/export"

  let reviews: Reviews

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    return .page(
      Page(words("reviews.export"), trail: ReviewText.trail(words)) {
        tag("p", .css("lead")) { words("reviews.export.lead") }
        list("", words)
        if call.readsReviews {
          tag("h2") { words("reviews.export.all") }
          tag("p") { words("reviews.export.allMeans") }
          list("all=yes", words)
        }
      })
  }

  private func list(_ query: String, _ words: Words) -> HTML {
    tag("ul", .css("downloads")) {
      tag("li") { link("\(Self.url)/file?as=json" + (query.isEmpty ? "" : "&\(query)"), words("reviews.export.json")) }
      for kind in RecordKind.allCases {
        tag("li") {
          link(
            "\(Self.url)/file?as=csv&kind=\(kind.rawValue)" + (query.isEmpty ? "" : "&\(query)"),
            words("reviews.export.csv", ["kind": .text(words("reviews.kinds.\(kind.rawValue)"))]))
        }
      }
    }
  }

  @Sendable func file(_ call: Call<SignedIn?>) async throws -> Answer {
    let wantsAll = call.query["all"] == "yes"
    guard !wantsAll || call.readsReviews else { throw call.who == nil ? WebProblem.signInNeeded : WebProblem.notPermitted }
    let records = try await reviews.records(all: wantsAll)
    let part = wantsAll ? "all" : "public"
    if call.query["as"] == "csv" {
      guard let kind = call.query["kind"].flatMap({ RecordKind(rawValue: $0) }) else { throw WebProblem.notFound }
      return .file(
        try ReviewFile.csv(records, of: kind), type: "text/csv; charset=utf-8", name: "reviews-\(kind.rawValue)-\(part).csv")
    }
    return .file(try ReviewFile.json(records), type: "application/json", name: "reviews-\(part).json")
  }
}

extension Reviews {
  /// Records of every kind in the order of lists, the public part of those that are public or all of them whole.
  func records(all: Bool) async throws -> [ReviewRecord] {
    let register = try await store.register()
    let ids = RecordKind.allCases.flatMap { register.list($0, restricted: all).map(\.record.id) }
    return try await store.records(ids).map { all ? $0.value : $0.value.publicPart }
  }
}
