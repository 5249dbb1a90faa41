// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// A release in the making: whose figures are in it, what would be withheld and why, and its approval by a second officer.
struct DraftPages: Sendable {
  let releases: Releases

  static let folder = "\(ReleaseListPage.folder)/drafts"
  static func url(_ name: ReleaseName) -> String { "\(folder)/\(name)" }
  private static let length = 50

  static func trail(_ words: Words) -> [Page.Crumb] {
    ReleaseListPage.trail(words) + [.init(words("statistics.releases.drafts.title"), folder)]
  }

  // MARK: The list

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let drafts = try await releases.store.drafts(after: call.query["after"] ?? "", limit: Self.length + 1)
    return .page(
      Page(words("statistics.releases.drafts.title"), trail: ReleaseListPage.trail(words), classification: .internalUse) {
        tag("p", .css("lead")) { words("statistics.releases.drafts.lead") }
        tag("div", .css("actions")) { link(NewDraftPages.url, words("statistics.releases.new.title"), .css("button")) }
        if drafts.isEmpty {
          emptyState(words("statistics.releases.drafts.none"))
        } else {
          Table(
            caption: words("statistics.releases.drafts.title"), showsCaption: false,
            columns: ["release", "period", "coverage", "standing"].map { Table.Column(words("statistics.releases.column.\($0)")) },
            rows: drafts.prefix(Self.length).map { draft in
              [
                link(Self.url(draft.name), draft.name.text, .dir("ltr")), HTML(TableText.period(draft.period, words)),
                HTML(
                  words(
                    "statistics.releases.coverage",
                    ["reportingCount": .integer(draft.sources.count), "asked": .text(words.number(draft.asked.count))])),
                badge(
                  words("statistics.releases.standing.\(draft.protection == nil ? "draft" : "protected")"),
                  draft.protection == nil ? .plain : .info),
              ]
            }
          ).html
        }
        if drafts.count > Self.length {
          tag("div", .css("actions")) {
            link(
              Self.folder + FormData([("after", drafts[Self.length - 1].name.text)]).query, words("statistics.releases.older"))
          }
        }
      })
  }

  // MARK: One draft

  func loaded(_ call: Call<SignedIn>) async throws -> Versioned<ReleaseDraft> {
    try await releases.store.draft(try call.parameter("release") { ReleaseName($0) })
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let draft: Versioned<ReleaseDraft>
    do {
      draft = try await loaded(call)
    } catch CannotRelease.isPublished {
      let name = try call.parameter("release") { ReleaseName($0) }
      return .redirect(to: ReleasePage.url(name), notice: Message("statistics.releases.draft.isPublished"))
    }
    let collections = try await releases.collections(about: draft.value.period)
    return .page(DraftPage(releases: releases, draft: draft, call: call, collections: collections).page())
  }

  /// Shows the draft again with what keeps it from going on.
  func refused(_ problem: any Problem, _ call: Call<SignedIn>, typed: FormData = FormData(), lines: [String] = []) async throws
    -> Answer
  {
    let draft = try await loaded(call)
    let collections = try await releases.collections(about: draft.value.period)
    let page = DraftPage(
      releases: releases, draft: draft, call: call, collections: collections, problem: problem, typed: typed, lines: lines)
    return .page(page.page(), status: problem.kind.status)
  }

  /// Makes one change of the draft over the version that was seen.
  private func change(
    _ call: Call<SignedIn>, as kind: EventKind, notice: String, _ change: (ReleaseDraft, FormData) async throws -> ReleaseDraft
  ) async throws -> Answer {
    let form = try await call.form()
    do {
      let now = try await loaded(call)
      guard form["version"] == "\(now.version)" else { throw CannotRelease.changedSinceSeen }
      let changed = try await change(now.value, form)
      try await releases.store.keep(changed, over: now.version, as: kind, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: Self.url(changed.name), notice: Message("statistics.releases.draft.\(notice)"))
    } catch let problem as CannotRelease where problem != .noSuchRelease && problem != .isPublished {
      return try await refused(problem, call, typed: form)
    } catch let problem as DisclosureProblem {
      return try await refused(problem, call, typed: form)
    }
  }

  // MARK: Its figures

  @Sendable func add(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let draft = try await loaded(call)
    do {
      guard form["version"] == "\(draft.version)" else { throw CannotRelease.changedSinceSeen }
      let state = form["state"].flatMap { StateCode($0) }
      let file = try call.file("file")
      var faults: [ReleaseFault] = []
      if state == nil { faults.append(.state) }
      if file == nil { faults.append(.file) }
      guard faults.isEmpty, let state, let file else { throw CannotRelease.wrongFields(faults.map(\.field)) }
      let (figures, contradictions) = try await Releases.count(
        try await file.data(upTo: 64 << 20), of: state, tables: draft.value.specified, codebook: releases.codebook, named: file.name)
      // What contradicts itself is told, and counted only when the officer has seen it.
      guard contradictions.isEmpty || form["accept"] == "yes" else {
        let lines = contradictions.prefix(100).map { $0.line(of: file.name, in: call.words) }
        return try await refused(StatisticsProblem.contradictory(count: contradictions.count), call, typed: form, lines: Array(lines))
      }
      let changed = try draft.value.adding(figures, by: call.who.officer)
      try await releases.store.keep(
        changed, over: draft.version, as: "statistics.releaseSourceAdded", by: .officer(call.who.officer), at: call.now)
      return .redirect(to: Self.url(changed.name), notice: Message("statistics.releases.draft.sourceAdded"))
    } catch let problem as CannotRelease where problem != .noSuchRelease && problem != .isPublished {
      return try await refused(problem, call, typed: form)
    } catch let problem as StatisticsProblem {
      return try await refused(problem, call, typed: form, lines: problem.places(in: call.words))
    } catch let problem as WebProblem {
      return try await refused(problem, call, typed: form)
    }
  }

  @Sendable func removeSource(_ call: Call<SignedIn>) async throws -> Answer {
    try await change(call, as: "statistics.releaseChanged", notice: "changed") { draft, form in
      guard let state = form["state"].flatMap({ StateCode($0) }) else { throw CannotRelease.noSources }
      return try draft.removing(state, by: call.who.officer)
    }
  }

  @Sendable func removeTable(_ call: Call<SignedIn>) async throws -> Answer {
    try await change(call, as: "statistics.releaseChanged", notice: "changed") { draft, form in
      try draft.removing(table: form["table"] ?? "", by: call.who.officer)
    }
  }

  @Sendable func merge(_ call: Call<SignedIn>) async throws -> Answer {
    try await change(call, as: "statistics.releaseChanged", notice: "changed") { draft, form in
      guard let breakdown = form["breakdown"].flatMap({ Breakdown(rawValue: $0) }) else { throw CannotRelease.cannotMerge }
      let codes = form.all("code").flatMap { $0.split(separator: " ").map(String.init) }
      return try draft.merging(.init(breakdown: breakdown, codes: codes), releases.codebook, by: call.who.officer)
    }
  }

  // MARK: Its protection and approval

  @Sendable func protect(_ call: Call<SignedIn>) async throws -> Answer {
    try await change(call, as: "statistics.releaseProtected", notice: "protected") { draft, _ in
      try await releases.protected(draft, on: call.today, by: call.who.officer)
    }
  }

  @Sendable func approve(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    do {
      let draft = try await loaded(call)
      guard form["version"] == "\(draft.version)" else { throw CannotRelease.changedSinceSeen }
      let content = try await releases.content(of: draft.value, on: call.today, by: call.who.officer)
      try await releases.store.publish(content, of: draft.value, over: draft.version, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: ReleasePage.url(content.name), notice: Message("statistics.releases.draft.published"))
    } catch let problem as CannotRelease where problem != .noSuchRelease && problem != .isPublished {
      return try await refused(problem, call)
    }
  }

  @Sendable func discard(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    do {
      let draft = try await loaded(call)
      guard form["version"] == "\(draft.version)" else { throw CannotRelease.changedSinceSeen }
      try await releases.store.discard(draft.value, over: draft.version, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: Self.folder, notice: Message("statistics.releases.draft.discarded"))
    } catch CannotRelease.changedSinceSeen {
      return try await refused(CannotRelease.changedSinceSeen, call)
    }
  }
}
