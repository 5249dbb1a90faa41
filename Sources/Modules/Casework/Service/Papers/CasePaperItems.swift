// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Documents
import Instruments
import Kernel
import Localisation

extension CasePaper {
  /// An item with its stage and what was decided about it.
  func item(_ summary: ItemSummary) -> [OfficialDocument.Block] {
    let decided: [OfficialDocument.Row] =
      switch whole.request {
      case .incoming(let request): request.items.first { $0.id == summary.id }.map(decided) ?? []
      case .outgoing(let request): request.items.first { $0.id == summary.id }.map(decided) ?? []
      }
    let own = rows([
      ("casework.letter.described", typed(summary.summary)),
      ("casework.paper.stage", .pair(said("casework.itemStage.\(summary.stageCode)"))),
      ("casework.column.noted", summary.isCoercive ? .pair(said("casework.coercive")) : nil),
    ])
    return [.heading(same("\(summary.id.rawValue) · \(words.sought(summary.sought))")), .rows(own + decided)]
  }

  private func decided(_ item: IncomingItem) -> [OfficialDocument.Row] {
    let finding = item.dualCriminality
    var lines = rows([
      (
        "casework.paper.finding",
        finding.map { .pair(said($0.isPresent ? "casework.dualCriminalityPresent" : "casework.dualCriminalityAbsent")) }
      ),
      ("casework.letter.reasons", typed(finding?.reasoning)),
    ])
    for acceptance in (item.pastAcceptances ?? []) + [item.acceptance].compactMap(\.self) {
      lines.append(.init(said("casework.itemStage.accepted"), day(acceptance.on)))
    }
    lines += answers(item.conditionAnswers)
    for postponement in item.postponements ?? [] {
      lines.append(.init(said("casework.itemStage.postponed"), day(postponement.on)))
      lines += rows([("casework.letter.reviewOn", day(postponement.reviewOn)), ("casework.letter.reasons", typed(postponement.reasons))])
    }
    lines += (item.postponementEnds ?? []).map { .init(said("casework.event.postponementEnded"), day($0)) }
    if case .refused(let refusal) = item.stage { lines += refused(refusal) }
    if let withdrawal = item.withdrawal {
      lines += withdrawn(withdrawal)
    } else if case .withdrawn(let withdrawal) = item.stage {
      lines += withdrawn(withdrawal)
    }
    lines += conditions(item.conditions)
    if let execution = item.execution { lines += executed(execution) }
    return lines
  }

  private func refused(_ refusal: Refusal) -> [OfficialDocument.Row] {
    [.init(said("casework.itemStage.refused"), day(refusal.on))]
      + rows([
        ("casework.letter.grounds", .pair(same(words.grounds(refusal.grounds, for: whole.request.head.kind)))),
        ("casework.letter.provision", typed(refusal.provision)),
        ("casework.letter.causes", .pair(same(words.list(refusal.causes.map { words("casework.cause.\($0.rawValue)") })))),
        ("casework.letter.reasons", typed(refusal.reasons)), ("casework.letter.basicConcepts", typed(refusal.basicConcepts)),
        ("casework.letter.notConsulted", typed(refusal.consultation.notAppropriate)),
        ("casework.event.reasonsSent", refusal.reasonsSentOn.map(day)),
      ])
  }

  private func executed(_ execution: Execution) -> [OfficialDocument.Row] {
    let procedure: [OfficialDocument.Row] =
      execution.procedure.map { followed in
        if case .notFollowed(let reason) = followed {
          rows([
            ("casework.letter.procedure", .pair(said("casework.procedure.notFollowed"))), ("casework.letter.reasons", typed(reason)),
          ])
        } else {
          rows([
            ("casework.letter.procedure", followed == .followed ? .pair(said("casework.procedure.followed")) : nil)
          ])
        }
      } ?? []
    let measure = execution.measure
    return rows([
      ("casework.field.authority", typed(execution.authority)), ("casework.event.executionBegun", day(execution.since)),
      ("casework.letter.result", execution.result.map { .pair(said("casework.result.\($0.rawValue)")) }),
      ("casework.event.executed", execution.resultOn.map(day)),
    ]) + procedure
      + rows([
        (
          "casework.needs.measureStands",
          measure.flatMap { $0.lifted == nil ? day($0.since) : nil }
        ),
        ("casework.event.measureLifted", measure?.lifted.map { day($0.on) }),
        ("casework.letter.reasons", typed(measure?.lifted?.reason)),
      ]) + execution.sent.flatMap { transmission($0, "casework.event.productSent") }
  }

  private func decided(_ item: OutgoingItem) -> [OfficialDocument.Row] {
    let told: [OfficialDocument.Row] =
      switch item.stage {
      case .accepted(let acceptance): [.init(said("casework.itemStage.accepted"), day(acceptance.on))]
      case .postponed(let told):
        [.init(said("casework.itemStage.postponed"), day(told.on))]
          + rows([("casework.letter.reviewOn", told.reviewOn.map(day)), ("casework.letter.reasons", typed(told.reasons))])
      case .refused(let told):
        [.init(said("casework.itemStage.refused"), day(told.on))]
          + rows([
            (
              "casework.letter.grounds",
              told.grounds.isEmpty ? nil : .pair(same(words.grounds(told.grounds, for: whole.request.head.kind)))
            ),
            ("casework.letter.provision", typed(told.provision)),
            (
              "casework.letter.causes",
              told.causes.isEmpty ? nil : .pair(same(words.list(told.causes.map { words("casework.cause.\($0.rawValue)") })))
            ), ("casework.letter.reasons", typed(told.reasons)),
          ])
      case .withdrawn(let withdrawal): withdrawn(withdrawal)
      case .awaiting, .partlyReplied, .replied, .confirmed: []
      }
    let replies = item.stage.replies
    return told + answers(item.conditionAnswers) + conditions(item.conditions)
      + rows([("casework.letter.result", replies.map { .pair(said("casework.result.\($0.result.rawValue)")) })])
      + (replies?.received ?? []).flatMap { transmission($0, "casework.event.replyRecorded") }
  }

  private func answers(_ answers: [ConditionAnswer]?) -> [OfficialDocument.Row] {
    (answers ?? []).flatMap { answer in
      [.init(said(answer.accepts ? "casework.event.conditionsAccepted" : "casework.event.conditionsRefused"), day(answer.on))]
        + rows([("casework.letter.answer", answer.text.isEmpty ? nil : typed(answer.text))])
    }
  }

  private func withdrawn(_ withdrawal: Withdrawal) -> [OfficialDocument.Row] {
    [.init(said("casework.itemStage.withdrawn"), day(withdrawal.on))] + rows([("casework.letter.reasons", typed(withdrawal.reason))])
  }

  private func conditions(_ conditions: [Condition]) -> [OfficialDocument.Row] {
    conditions.flatMap { condition -> [OfficialDocument.Row] in
      rows([
        ("casework.letter.condition", typed(condition.text)),
        ("casework.letter.acceptedOn", condition.acceptedOn.map(day) ?? .pair(said("casework.letter.notAccepted"))),
        ("casework.event.conditionKept", condition.keptOn.map(day)),
      ])
    }
  }

  private func transmission(_ sent: Transmission, _ key: String) -> [OfficialDocument.Row] {
    rows([
      (key, day(sent.on)), ("casework.letter.summary", typed(sent.summary)),
      ("casework.letter.extent", .pair(said("casework.letter.extent.\(sent.isPart ? "part" : "whole")"))),
      ("casework.letter.limitationOnUse", typed(sent.limitationOnUse)), ("casework.letter.confidentiality", typed(sent.confidentiality)),
      ("casework.letter.arrivedOn", sent.confirmedOn.map(day)),
    ]) + sent.files.map { .init(said("casework.letter.fileDigest"), .code($0)) }
  }
}
