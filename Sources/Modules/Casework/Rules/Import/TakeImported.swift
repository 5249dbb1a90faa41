// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import Kernel
import WritingRules

extension RegisteredRequest {
  /// A request of an old register as one of this register, with the facts that statistics count.
  /// - Parameters:
  ///   - basis: what the directory resolves for the day, where the register names none.
  ///   - own: the State whose register it is.
  public static func imported(
    _ old: ImportedRequest, id: ID<RegisteredRequest>, own: StateCode, basis: AppliedBasis
  ) -> (request: RegisteredRequest, events: [CaseEvent]) {
    let head = head(of: old, own: own, basis: basis)
    switch old.direction {
    case .incoming:
      var request = IncomingRequest(id: id, head: head, items: old.items.enumerated().map { incomingItem($1, $0, old) })
      request.standing = old.closedOn.map { .closed(Closure(on: $0, outcome: outcome(of: old))) } ?? .registered(on: old.arrivedOn)
      request.delays = old.delays
      return (.incoming(request), events(of: old))
    case .outgoing:
      var request = OutgoingRequest(
        id: id, head: head, items: old.items.enumerated().map { outgoingItem($1, $0, old) }, approvedOn: old.arrivedOn)
      request.standing = old.closedOn.map { .closed(Closure(on: $0, outcome: outcome(of: old))) } ?? .sent
      request.dispatches = [
        Dispatch(
          on: old.arrivedOn, channel: old.channel ?? .direct, medium: old.medium, authority: nil, to: "",
          items: old.items.indices.map { ItemID(rawValue: "i\($0 + 1)") })
      ]
      request.delays = old.delays
      return (.outgoing(request), events(of: old))
    }
  }

  private static func head(of old: ImportedRequest, own: StateCode, basis: AppliedBasis) -> RequestHead {
    let incoming = old.direction == .incoming
    var head = RequestHead(
      reference: old.reference, theirReference: old.theirReference, requestingState: incoming ? old.state : own,
      requestedState: incoming ? own : old.state, kind: old.kind,
      basis: old.basis.map { AppliedBasis(primary: .init($0), besides: old.bases.map { .init($0) }) } ?? basis, subject: old.subject,
      offences: old.offences,
      arrival: Arrival(channel: old.channel, medium: old.medium, on: old.arrivedOn, isDirectContact: old.isDirectContact))
    head.unit = old.unit
    return head
  }

  private static func incomingItem(_ item: ImportedRequest.Item, _ place: Int, _ old: ImportedRequest) -> IncomingItem {
    var made = IncomingItem(id: ItemID(rawValue: "i\(place + 1)"), sought: item.sought, summary: item.summary)
    let day = item.on ?? old.closedOn ?? old.arrivedOn
    switch item.outcome {
    case nil: break
    case .refused:
      made.stage = .refused(
        Refusal(
          on: day, grounds: item.grounds, causes: item.causes, reasons: "", consultation: .notRecorded, reasonsSentOn: old.closedOn))
    case .withdrawn: made.stage = .withdrawn(Withdrawal(on: day))
    case .executed, .partlyExecuted, .nothingFound:
      var execution = Execution(by: "", since: old.arrivedOn)
      execution.result = item.outcome == .executed ? .full : item.outcome == .partlyExecuted ? .part : .nothingFound
      execution.resultOn = day
      execution.sent = [transmission(place, on: day, old, item)]
      if item.isProduct { execution.conditions = old.conditions.map { Condition($0, acceptedOn: day) } }
      made.stage = .productSent(execution)
    }
    return made
  }

  private static func outgoingItem(_ item: ImportedRequest.Item, _ place: Int, _ old: ImportedRequest) -> OutgoingItem {
    var made = OutgoingItem(id: ItemID(rawValue: "i\(place + 1)"), sought: item.sought, summary: item.summary)
    let day = item.on ?? old.closedOn ?? old.arrivedOn
    switch item.outcome {
    case nil: break
    case .refused: made.stage = .refused(ToldRefusal(on: day, grounds: item.grounds, causes: item.causes))
    case .withdrawn: made.stage = .withdrawn(Withdrawal(on: day))
    case .executed, .partlyExecuted, .nothingFound:
      let result: Execution.Result = item.outcome == .executed ? .full : item.outcome == .partlyExecuted ? .part : .nothingFound
      made.stage = .replied(Replies([transmission(place, on: day, old, item)], result: result))
      if item.isProduct { made.conditions = old.conditions.map { Condition($0, acceptedOn: day) } }
    }
    return made
  }

  /// What was sent, with what binds its use; that nothing was found binds nobody.
  private static func transmission(
    _ place: Int, on day: CalendarDay, _ old: ImportedRequest, _ item: ImportedRequest.Item
  ) -> Transmission {
    guard item.isProduct else { return Transmission(id: "t\(place + 1)", on: day, summary: "") }
    return Transmission(
      id: "t\(place + 1)", on: day, summary: "", limitationOnUse: old.limitationOnUse, confidentiality: old.confidentiality,
      conditions: old.conditions)
  }

  private static func outcome(of old: ImportedRequest) -> Closure.Outcome {
    guard old.kind.wantsDecision else { return .dealtWith }
    let live = old.items.compactMap(\.outcome).filter { $0 != .withdrawn }
    if live.isEmpty { return old.items.allSatisfy { $0.outcome == .withdrawn } ? .withdrawn : .otherwise }
    if live.allSatisfy({ $0 == .refused }) { return .refused }
    return live.contains(.refused) || live.contains(.partlyExecuted) ? .partlyExecuted : .fullyExecuted
  }

  /// The facts of an old request, each on the day on which it happened.
  private static func events(of old: ImportedRequest) -> [CaseEvent] {
    let ids = old.items.indices.map { "i\($0 + 1)" }
    var events = [
      CaseEvent(
        .registered,
        [
          "on": .day(old.arrivedOn), "arrivedOn": .day(old.arrivedOn), "medium": .code(old.medium.rawValue), "isImported": .flag(true),
          "isDirectContact": .flag(old.isDirectContact), "items": .codes(ids), "sought": .codes(old.items.map(\.sought.code)),
        ])
    ]
    for (id, item) in zip(ids, old.items) {
      guard let outcome = item.outcome else { continue }
      var facts: [String: CaseEvent.Value] = [
        "items": .codes([id]), "sought": .codes([item.sought.code]), "on": .day(item.on ?? old.closedOn ?? old.arrivedOn),
        "isImported": .flag(true),
      ]
      let incoming = old.direction == .incoming
      switch outcome {
      case .refused:
        facts["grounds"] = .codes(item.grounds.map(\.rawValue))
        facts["causes"] = .codes(item.causes.map(\.rawValue))
        events.append(
          CaseEvent(incoming ? .refused : .decisionRecorded, facts.merging(incoming ? [:] : ["decision": .code("refused")]) { $1 }))
      case .withdrawn: events.append(CaseEvent(.withdrawn, facts))
      case .executed, .partlyExecuted, .nothingFound:
        let result: Execution.Result = outcome == .executed ? .full : outcome == .partlyExecuted ? .part : .nothingFound
        facts["result"] = .code(result.rawValue)
        events.append(CaseEvent(incoming ? .executed : .replyRecorded, facts))
      }
    }
    if let closedOn = old.closedOn {
      var facts: [String: CaseEvent.Value] = [
        "on": .day(closedOn), "outcome": .code(outcome(of: old).rawValue), "delays": .codes(old.delays.map(\.rawValue)),
        "isImported": .flag(true),
      ]
      if let days = old.suspendedDays {
        facts["suspendedDays"] = .number(days)
        facts["isSuspensionTold"] = .flag(true)
      }
      events.append(CaseEvent(.closed, facts))
    }
    return events
  }
}
