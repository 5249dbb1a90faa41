// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

extension Releases {
  /// The collections about a release's days that were opened, the newest first.
  func collections(about period: TableSpec.Period) async throws -> [DataCollection] { try await collected.opened(about: period) }

  /// The accepted returns of a collection as sources of a draft.
  /// - Throws: ``CannotRelease/noSuchCollection``, ``CannotRelease/otherPeriod``, ``CannotRelease/noAcceptedReturns``.
  func adding(
    collection id: ID<DataCollection>, to draft: ReleaseDraft, by officer: String
  ) async throws -> (draft: ReleaseDraft, taking: ReleaseDraft.Taking) {
    guard let collection = try await collected.collection(id)?.value, collection.stage != .draft else {
      throw CannotRelease.noSuchCollection
    }
    let firsts = try await collected.firstDays(in: id)
    let returns = try await collected.accepted(in: id).map { kept in
      let state = kept.content.figures.state
      return try Self.source(
        kept.content, isLate: firsts[state].map { $0 > collection.deadline } ?? false, tables: draft.specified, codebook)
    }
    return try draft.adding(returns, of: collection, by: officer)
  }

  /// A return as a source of a release.
  static func source(_ answer: StatisticalReturn, isLate: Bool, tables: [TableSpec], _ codebook: Codebook) throws -> SourceFigures {
    SourceFigures(
      answer, digest: ReleaseStore.digest(of: try ReturnJSON.bytes(answer)), isLate: isLate, tables: tables, codebook)
  }
}

/// The accepted returns of a collection as figures of a release.
struct CollectionSource: Sendable {
  let pages: DraftPages
  private var releases: Releases { pages.releases }

  @Sendable func add(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let draft = try await pages.loaded(call)
    do {
      guard form["version"] == "\(draft.version)" else { throw CannotRelease.changedSinceSeen }
      guard let id = form["collection"].flatMap({ ID<DataCollection>($0) }) else { throw CannotRelease.noSuchCollection }
      let (changed, taking) = try await releases.adding(collection: id, to: draft.value, by: call.who.officer)
      try await releases.store.keep(
        changed, over: draft.version, as: "statistics.releaseSourceAdded", by: .officer(call.who.officer), at: call.now)
      return .redirect(
        to: DraftPages.url(changed.name),
        notice: Message(
          "statistics.releases.draft.collectionAdded",
          ["takenCount": .integer(taking.taken.count), "leftCount": .integer(taking.passedOver.count)]))
    } catch let problem as CannotRelease where problem != .noSuchRelease && problem != .isPublished {
      return try await pages.refused(problem, call, typed: form)
    }
  }
}

/// Words about where a State's figures come from, for the page of a draft and for that of a release.
struct SourceWords {
  let words: Words

  /// One line: a register or a return, which one, and what has to be known of it.
  func line(_ source: ReleaseContent.Source) -> String {
    var parts = [words("statistics.releases.source.\(source.kind.rawValue)")]
    if let revision = source.revision {
      parts.append(words("statistics.releases.source.revision", ["number": .text(words.number(revision))]))
    }
    if source.isLate == true { parts.append(words("statistics.releases.source.late")) }
    if let notes = source.notes, notes > 0 { parts.append(words("statistics.releases.source.notes", ["tableCount": .integer(notes)])) }
    if source.passedOver != nil { parts.append(words("statistics.releases.source.passedOver")) }
    // What is said of one thing, not several things: no “and” before the last.
    return parts.joined(separator: " · ")
  }
}
