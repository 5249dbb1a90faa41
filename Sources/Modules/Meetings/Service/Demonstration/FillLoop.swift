// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import MeetingsRules
import Storage
import Web

extension Meetings {
  /// Holds the fictional meeting of a demonstration: figures become a paper for its panel, the paper is kept, a recommendation is adopted, its
  /// mandate is judged by the figure from which the paper set out.
  ///
  /// Every step is what an officer's form does, by the same rules; nothing is typed that a release tells.
  /// - Parameters:
  ///   - officer: who does it, with the name for the record.
  /// - Throws: what the rules refuse; ``CannotReadMeeting`` when the plan names what is not there.
  public func fillLoop(
    _ dossier: MeetingDossier, _ plan: LoopPlan, by officer: (id: String, name: String), at instant: Date
  ) async throws {
    let maker = Maker(id: officer.id, name: officer.name)
    try await store.take(dossier, by: .console, at: instant)
    try await keepPaper(of: dossier.meeting.mark, plan, by: maker, at: instant)
    let given = try await adoptReport(of: dossier.meeting.mark, plan, by: maker, at: instant)
    try await judge(given, by: plan, maker, at: instant)
  }

  private func kept(_ mark: Mark) async throws -> MeetingDossier {
    guard let dossier = try await store.dossier(mark) else { throw CannotReadMeeting.noSuchMeeting(mark.text) }
    return dossier
  }

  private func keepPaper(of mark: Mark, _ plan: LoopPlan, by maker: Maker, at instant: Date) async throws {
    let dossier = try await kept(mark)
    guard let item = dossier.meeting.items.first(where: { $0.number.number == plan.item }) else { throw WebProblem.notFound }
    let keeper = KeepPanelPaper(meetings: self)
    let document = try await keeper.document(
      try await PanelMatter(dossier, item, in: self),
      as: .init(symbol: plan.paper.symbol, distribution: .general, issuedOn: plan.paper.issued))
    try await keeper.commit(document, under: item.id, by: maker, at: instant)
  }

  private func adoptReport(of mark: Mark, _ plan: LoopPlan, by maker: Maker, at instant: Date) async throws -> [Mandate] {
    let dossier = try await kept(mark)
    let step = ReportStep(officer: maker.id ?? "", name: maker.name, at: instant)
    let drafted = ReportDraft(
      dossier: dossier, attendance: try await store.reportAttendance(of: dossier.meeting.id), words: words
    ).report
    var change = Change()
    try change.keep(drafted, over: 0, as: "reportDrafted", by: maker, at: instant)
    try await store.commit(change)

    guard let conclusions = drafted.sections.first(where: { $0.heading == .conclusions }) else { throw WebProblem.notFound }
    var report = drafted
    func take(_ edit: ReportEdit) throws { report = try report.after(edit, step) ?? report }
    try take(.add(ReportParagraph(plan.recommendation, kind: .recommendation), to: conclusions.id, after: nil))
    try take(.number)
    for paragraph in report.paragraphs where !paragraph.state.isSettled { try take(.take(.agree, on: paragraph.id)) }

    guard let current = try await store.report(of: dossier.meeting.id), let meeting = try await store.meeting(mark) else {
      throw WebProblem.notFound
    }
    let open = ReportDesk.Open(dossier: dossier, current: Versioned(report, version: current.version))
    let adopted = try report.adopted(step)
    let rows = MandateRows(open)
    let confirmed = FormData(
      rows.proposed.pairs.map { ($0.name, Self.task(plan, $0.name) ?? $0.value) }
        + rows.proposed.pairs.filter { $0.name.hasSuffix(".verb") }.map {
          ($0.name.replacing(/verb$/, with: "fate"), "enter")
        } + [("symbol", plan.report.symbol)])
    let document = try AdoptReport(meetings: self).document(open, confirmed, on: plan.report.issued)
    let mandates = try rows.mandates(confirmed, source: document.id, numbers: adopted.numbers)
    try await store.commit(
      try AdoptReport.change(open, adopted, document, mandates, of: meeting, by: maker, at: instant))
    return mandates
  }

  /// The task in the language of a field of the adoption's form; `nil` for any other field.
  private static func task(_ plan: LoopPlan, _ field: String) -> String? {
    let parts = field.split(separator: ".")
    guard parts.dropLast().last == "task", let language = parts.last.flatMap({ Language(rawValue: String($0)) }) else { return nil }
    return plan.task[language]
  }

  private func judge(_ mandates: [Mandate], by plan: LoopPlan, _ maker: Maker, at instant: Date) async throws {
    let wanted = plan.measure
    let released = try await figures.values([wanted.reference])[wanted.reference] ?? []
    guard
      let baseline = released.first(where: {
        $0.source == wanted.release && $0.from == wanted.period.from && $0.to == wanted.period.to
      })
    else { throw CannotEnterMandate.wrongFields([MandateFault.notPublished.at("baseline.released")]) }
    var change = Change()
    for mandate in mandates {
      let judged = try mandate.judged(
        by: MandateMeasure(wanted.reference, direction: wanted.direction, baseline: baseline), today: CalendarDay(instant, in: .gmt))
      try change.keep(
        judged, over: 1, as: "mandateMeasureSet", facts: ["measure": .text(wanted.reference.text)], by: maker, at: instant)
    }
    try await store.commit(change)
  }
}
