// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
import StatisticsRules
import Storage

extension Releases {
  /// Gives a demonstration node one release of fictional States, prepared and approved by two officers as any other is.
  ///
  /// - Parameters:
  ///   - plan: the file that says what the release is to be; beside it stands a register for each State, `XA.csv`.
  ///   - preparing: the officer who prepares it.
  ///   - approving: the officer who approves it.
  ///   - zone: the node's zone, in which its days are.
  ///   - beginsNext: whether another one is begun for officers who want to try the rest of the way.
  /// - Throws: as a command would that makes the release of the same files.
  public func fillDemonstration(
    with plan: URL, preparing: String, approving: String, at instant: Date, in zone: TimeZone, beginsNext: Bool
  ) async throws {
    let today = CalendarDay(instant, in: zone)
    let wanted = try ReleasePlan.read(plan.path)
    for consent in wanted.consents ?? [] {
      let agreement = try PairAgreement(
        state: consent.state, partner: consent.with?.code, agreedOn: wanted.period.to, document: "Note verbale (fictional)", today: today)
      try await store.record(agreement, by: .officer(preparing), at: instant)
    }
    var draft = ReleaseDraft(
      name: wanted.name, period: wanted.period, threshold: wanted.threshold ?? DisclosurePolicy.usualThreshold, asked: wanted.asked ?? [],
      isProvisional: false, tables: tables.filter { wanted.tables?.contains($0.name) ?? true }, by: preparing)
    for state in draft.asked {
      let file = plan.deletingLastPathComponent().appending(path: "\(state.code).csv")
      // Not every State that is asked answers.
      guard let register = FileManager.default.contents(atPath: file.path) else { continue }
      let (figures, _) = try await Self.count(
        register, of: state, tables: draft.specified, codebook: codebook, named: file.lastPathComponent)
      draft = try draft.adding(figures, by: preparing)
    }
    for merge in wanted.merges ?? [] { draft = try draft.merging(merge, codebook, by: preparing) }
    try await store.add(draft, by: .officer(preparing), at: instant)
    let judged = try await protected(draft, on: today, by: preparing)
    try await store.keep(judged, over: 1, as: "statistics.releaseProtected", by: .officer(preparing), at: instant)
    let content = try await content(of: judged, on: today, by: approving)
    try await store.publish(content, of: judged, over: 2, by: .officer(approving), at: instant)
    if beginsNext { try await begin(after: judged, by: preparing, at: instant) }
  }

  /// One more in preparation, for officers who want to try the rest of the way: the second year alone, still without figures.
  private func begin(after released: ReleaseDraft, by officer: String, at instant: Date) async throws {
    let year = released.period.from.parts.year + 1
    guard let name = ReleaseName("\(year)"), let first = CalendarDay(year: year, month: 1, day: 1),
      let last = CalendarDay(year: year, month: 12, day: 31)
    else { return }
    let draft = ReleaseDraft(
      name: name, period: .init(from: first, to: last), threshold: released.threshold, asked: released.asked, isProvisional: false,
      tables: released.tables.filter { $0.name == "flows" || $0.name == "kinds" }, by: officer)
    try await store.add(draft, by: .officer(officer), at: instant)
  }
}
