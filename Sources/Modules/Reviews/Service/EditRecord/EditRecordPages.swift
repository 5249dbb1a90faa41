// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import ReviewsRules
import Storage
import Web

extension Maker {
  /// The officer behind a call.
  static func officer(_ who: SignedIn) -> Maker { Maker(id: who.officer, name: who.name) }
}

/// Entering and editing records; two officers may edit one at once, and only the same field is contested.
struct EditRecordPages: Sendable {
  let reviews: Reviews

  /// How often a change is decided anew when somebody else was faster.
  private static let tries = 4

  // MARK: New

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let kind = try call.parameter("kind") { RecordKind(rawValue: $0) }
    // A link from a State or a finding fills in what it knows.
    return .page(newPage(kind, RecordForm.fields(kind, call.query, key: nil), .none, call))
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer {
    let kind = try call.parameter("kind") { RecordKind(rawValue: $0) }
    let fields = RecordForm.fields(kind, try await call.form(), key: nil)
    do {
      let record = try fields.record().entered()
      if try await reviews.store.record(kind, record.key) != nil { throw CannotKeepRecord.keyTaken(record.key) }
      try await keep(record, over: 0, as: "entered", call)
      return .redirect(to: ReviewText.url(record), notice: Message("reviews.saved"))
    } catch let problem as CannotKeepRecord {
      return .page(newPage(kind, fields, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func newPage(_ kind: RecordKind, _ fields: RecordFields, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("reviews.new.\(kind.rawValue)"), trail: ReviewText.trail(words), classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      form(
        call, to: "\(ReviewText.url)/new/\(kind.rawValue)", submit: words("reviews.save"), errors: errors,
        cancel: (words("reviews.cancel"), ReviewText.url)
      ) { RecordForm(kind: kind, words: words).html(fields, isNew: true, errors) }
    }
  }

  // MARK: Edit

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let (record, _, _) = try await RecordPage.load(call, reviews, restricted: true)
    return .page(editPage(record, try RecordFields(record.value), .none, call))
  }

  @Sendable func submitEdit(_ call: Call<SignedIn>) async throws -> Answer {
    let kind = try call.parameter("kind") { RecordKind(rawValue: $0) }
    let key = try call.parameter("key") { RecordKey($0) }
    let typed = try await call.form()
    let mine = RecordForm.fields(kind, typed, key: key.text)
    for _ in 0..<Self.tries {
      guard let current = try await reviews.store.record(kind, key) else { throw WebProblem.notFound }
      var shown = mine
      do {
        let merge = try await merge(mine, seen: typed["version"], over: current)
        shown = merge.merged
        guard merge.contested.isEmpty else { throw CannotKeepRecord.contested(merge.contested) }
        let changed = try current.value.changed(to: try shown.record())
        if changed != current.value { try await keep(changed, over: current.version, as: "changed", call) }
        return .redirect(to: ReviewText.url(changed), notice: Message("reviews.saved"))
      } catch let problem as CannotKeepRecord where problem != .changedSinceSeen {
        return .page(editPage(current, shown, FormErrors(problem, in: call.words), call), status: problem.kind.status)
      } catch CannotKeepRecord.changedSinceSeen {}
    }
    guard let current = try await reviews.store.record(kind, key) else { throw WebProblem.notFound }
    let problem = CannotKeepRecord.changedSinceSeen
    return .page(editPage(current, mine, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  /// The officer's fields over what is kept now, by what the officer saw; a version that is not known counts as everything seen by nobody.
  private func merge(_ mine: RecordFields, seen: String?, over current: Versioned<ReviewRecord>) async throws -> RecordMerge {
    let theirs = try RecordFields(current.value)
    var mine = mine
    mine.values["published"] = theirs.values["published"]
    let number = seen.flatMap { Int($0) }
    if number == current.version { return RecordMerge(seen: theirs, mine: mine, theirs: theirs) }
    let kept = try await number.asyncFlatMap { try await reviews.store.record(current.value.kind, current.value.key, version: $0) }
    guard let before = kept else {
      // Nobody knows what the officer saw: whatever differs is for the officer to decide.
      return RecordMerge(seen: RecordFields(mine.kind, [:]), mine: mine, theirs: theirs)
    }
    var base = try RecordFields(before)
    base.values["published"] = theirs.values["published"]
    return RecordMerge(seen: base, mine: mine, theirs: theirs)
  }

  private func editPage(_ current: Versioned<ReviewRecord>, _ fields: RecordFields, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let url = ReviewText.url(current.value)
    let name = ReviewText(words: words).name(current.value)
    return Page(
      words("reviews.edit.title", ["record": .text(name)]), trail: ReviewText.trail(words) + [.init(name, url)],
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      if current.value.isPublished {
        panel(words("reviews.edit.published"), .attention) { tag("p") { words("reviews.edit.publishedMeans") } }
      }
      form(call, to: "\(url)/edit", submit: words("reviews.save"), errors: errors, cancel: (words("reviews.cancel"), url)) {
        hiddenField("version", "\(current.version)")
        RecordForm(kind: current.value.kind, words: words).html(fields, isNew: false, errors)
      }
    }
  }

  /// - Throws: ``CannotKeepRecord`` when somebody else was faster.
  private func keep(_ record: ReviewRecord, over version: Int, as event: String, _ call: Call<SignedIn>) async throws {
    var change = Change()
    try change.keep(record, over: version, as: event, terms: reviews.terms.of(record), by: .officer(call.who), at: call.now)
    do {
      try await reviews.store.commit(change)
    } catch is StaleWrite {
      throw CannotKeepRecord.changedSinceSeen
    } catch is UniqueViolation {
      // A record's name, or the State's one review of the cycle.
      let isTaken = version == 0 ? try await reviews.store.record(record.kind, record.key) != nil : false
      throw isTaken ? CannotKeepRecord.keyTaken(record.key) : .reviewedAlready
    }
  }
}

extension Optional {
  /// The same as `flatMap` for what has to be waited for.
  fileprivate func asyncFlatMap<Value>(_ transform: (Wrapped) async throws -> Value?) async throws -> Value? {
    guard let value = self else { return nil }
    return try await transform(value)
  }
}
