// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import ReviewsRules
import Web

/// The records of reviews for programs: what is public for everybody, everything for officers with a token.
struct ReviewsAPI: Sendable {
  let reviews: Reviews

  static let reason = "records of reviews that a State lets be public are for everybody; the others are left out"

  var routes: [Route] {
    [
      .publicAPI(.get, "/api/reviews/findings", because: Self.reason, Self.findingsOperation, findings),
      .publicAPI(.get, "/api/reviews/counts", because: Self.reason, Self.countsOperation, counts),
      .publicAPI(.get, "/api/reviews/records/:kind", because: Self.reason, Self.recordsOperation, records),
      .publicAPI(.get, "/api/reviews/records/:kind/:key", because: Self.reason, Self.recordOperation, record),
    ]
  }

  /// How many lines a page of a list has.
  static let length = 500

  private func filtered(_ call: Call<SignedIn?>) async throws -> [ReviewsRegister.Entry] {
    let filter = FindingFilter(call.query)
    guard filter.faults.isEmpty else { throw CannotKeepRecord.wrongFields(filter.faults) }
    var found: Set<String>?
    if let search = filter.search {
      let language = call.query["lang"].flatMap { Language(rawValue: $0) } ?? call.language
      found = try await reviews.store.found(search, reader: language)
    }
    return filter.entries(of: try await reviews.store.register(), restricted: call.readsReviews, found: found)
  }

  private func page(_ entries: [ReviewsRegister.Entry], _ call: Call<SignedIn?>) async throws -> [ReviewRecord] {
    let number = min(max(call.query["page"].flatMap { Int($0) } ?? 1, 1), 1_000_000)
    let shown = entries.dropFirst((number - 1) * Self.length).prefix(Self.length)
    return try await reviews.store.records(shown.map(\.record.id)).map { call.readsReviews ? $0.value : $0.value.publicPart }
  }

  @Sendable func findings(_ call: Call<SignedIn?>) async throws -> Answer {
    .json(try await page(filtered(call), call).map { RecordBody(record: $0) })
  }

  @Sendable func records(_ call: Call<SignedIn?>) async throws -> Answer {
    let kind = try call.parameter("kind") { RecordKind(rawValue: $0) }
    let register = try await reviews.store.register()
    return .json(try await page(register.list(kind, restricted: call.readsReviews), call).map { RecordBody(record: $0) })
  }

  @Sendable func record(_ call: Call<SignedIn?>) async throws -> Answer {
    let (record, _, _) = try await RecordPage.load(call, reviews, restricted: call.readsReviews)
    return .json(RecordBody(record: call.readsReviews ? record.value : record.value.publicPart))
  }

  struct Counts: Encodable {
    let findings: Int
    let kinds: [String: Int]
    let articles: [String: Int]
    let places: [String: Int]
    let themes: [String: Int]
  }

  @Sendable func counts(_ call: Call<SignedIn?>) async throws -> Answer {
    let entries = try await filtered(call)
    let facets = FindingFacets(entries)
    func named<Key>(_ counts: [Key: Int], _ name: (Key) -> String) -> [String: Int] {
      Dictionary(counts.map { (name($0.key), $0.value) }) { first, _ in first }
    }
    return .json(
      Counts(
        findings: entries.count, kinds: named(facets.kinds) { $0.rawValue }, articles: named(facets.articles) { $0.description },
        places: named(facets.places) { $0.description }, themes: named(facets.themes) { $0.rawValue }))
  }
}

/// A record as the API gives it: the shape that it has in files.
struct RecordBody: Encodable {
  let record: ReviewRecord

  func encode(to encoder: any Encoder) throws {
    switch record {
    case .review(let it): try it.encode(to: encoder)
    case .finding(let it): try it.encode(to: encoder)
    case .action(let it): try it.encode(to: encoder)
    case .need(let it): try it.encode(to: encoder)
    case .challenge(let it): try it.encode(to: encoder)
    }
  }
}
