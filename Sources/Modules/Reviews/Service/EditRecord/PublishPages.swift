// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import ReviewsRules
import Storage
import Web

/// Showing a record to everybody, and taking it back; every version of a record for officers.
struct PublishPages: Sendable {
  let reviews: Reviews

  @Sendable func publish(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, as: "published", notice: "reviews.publishedNotice") {
      try $0.publishing($1, by: call.who.officer, writtenBy: $2)
    }
  }

  @Sendable func withhold(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, as: "withheld", notice: "reviews.withheldNotice") { record, _, _ in try record.withholding() }
  }

  /// - Throws: ``CannotPublish``, or ``CannotKeepRecord/changedSinceSeen`` when the record is no longer what the officer saw: nobody publishes
  ///   words that were not read.
  private func act(
    _ call: Call<SignedIn>, as event: String, notice: String,
    decide: (ReviewRecord, PublishingGround, Set<String>) throws -> ReviewRecord
  ) async throws -> Answer {
    let (record, _, register) = try await RecordPage.load(call, reviews, restricted: true)
    let seen = try await call.form()["version"]
    // Read after the record, whose version guards the commit: whoever writes meanwhile makes it stale.
    let writers = try await reviews.store.writers(of: record.value)
    let decided = try decide(record.value, register.ground(of: record.value), writers)
    guard seen == "\(record.version)" else { throw CannotKeepRecord.changedSinceSeen }
    var change = Change()
    try change.keep(decided, over: record.version, as: event, terms: reviews.terms.of(decided), by: .officer(call.who), at: call.now)
    do { try await reviews.store.commit(change) } catch is StaleWrite { throw CannotKeepRecord.changedSinceSeen }
    return .redirect(to: ReviewText.url(decided), notice: Message(notice))
  }

  @Sendable func history(_ call: Call<SignedIn>) async throws -> Answer {
    let (record, _, _) = try await RecordPage.load(call, reviews, restricted: true)
    let words = call.words
    let versions = try await reviews.store.versions(record.value.kind, record.value.key)
    let form = RecordForm(kind: record.value.kind, words: words)
    let fields = try versions.map { try RecordFields($0.record) }
    let name = ReviewText(words: words).name(record.value)
    return .page(
      Page(
        words("reviews.history"), trail: ReviewText.trail(words) + [.init(name, ReviewText.url(record.value))],
        classification: .internalUse
      ) {
        tag("ol", .css("timeline"), Attribute("reversed", "reversed")) {
          for (index, version) in versions.enumerated() {
            tag("li") {
              tag("strong") { heading(version.kept, call) }
              if index + 1 < versions.count { Self.differences(fields[index + 1], fields[index], form) }
            }
          }
        }
      })
  }

  private func heading(_ version: KeptVersion, _ call: Call<SignedIn>) -> String {
    let words = call.words
    return words(
      "reviews.historyEntry",
      [
        "number": .integer(version.number), "act": .text(words("reviews.act.\(version.event)")),
        "time": .text(words.dateTime(version.at, in: call.zone)),
        "name": .text(version.byName.isEmpty ? words("reviews.console") : version.byName),
      ])
  }

  /// The fields that differ between two states of a record.
  static func differences(_ before: RecordFields, _ after: RecordFields, _ form: RecordForm) -> HTML {
    let names = Set(before.values.keys).union(after.values.keys).filter { before.values[$0] != after.values[$0] }.sorted()
    return facts(
      names.map { name in
        (
          form.label(named: name),
          HTML {
            tag("del") { typedText(form.shown(before.values[name], of: name)) }
            " "
            tag("ins") { typedText(form.shown(after.values[name], of: name)) }
          }
        )
      })
  }
}
