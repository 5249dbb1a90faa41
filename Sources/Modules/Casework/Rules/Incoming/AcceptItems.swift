// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Accepts items, with or without conditions.
/// - Source: UNCAC 46(1), 46(17), 46(26)
public struct AcceptItems: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The conditions; empty when there are none.
  public var conditions: [String]
  /// The day of the decision.
  public var on: CalendarDay

  /// Describes an acceptance.
  public init(items: [ItemID], conditions: [String] = [], on day: CalendarDay) {
    self.items = items
    self.conditions = conditions
    self.on = day
  }
}

extension IncomingRequest {
  /// Accepts items; conditions bind once the requesting State has accepted them as such, here when it did so in a consultation already.
  /// - Source: UNCAC 46(26)
  func accepting(_ input: AcceptItems, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    let chosen = try chosen(input.items, for: .accept)
    try checked(input.on, acting)
    for condition in input.conditions { try required(condition, field: "conditions") }
    let acceptance = Acceptance(
      on: input.on, conditions: input.conditions.map { Condition($0, acceptedOn: accepted($0, for: input.items)) })
    var request = changing(input.items) { item in
      if let past = item.acceptance { item.pastAcceptances = (item.pastAcceptances ?? []) + [past] }
      item.stage = .accepted(acceptance)
      item.acceptance = acceptance
      item.beforePostponement = nil
    }
    request.endSuspension(.postponement, on: input.on)
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .accepted,
          [
            "items": .codes(input.items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.on),
            "isConditional": .flag(!input.conditions.isEmpty),
          ])
      ])
  }

  /// The day since which a condition binds for all of some items, because the requesting State accepted it as such in a consultation
  /// that put it; `nil` when it was not put there, or not accepted for each of them.
  /// - Source: UNCAC 46(26)
  private func accepted(_ condition: String, for items: [ItemID]) -> CalendarDay? {
    let days = items.map { item in
      let put = consultations.last { $0.items.contains(item) && $0.putConditions.contains(condition) && $0.outcome != nil }
      return put?.accepted(condition, for: item)
    }
    return days.contains(nil) ? nil : days.compactMap { $0 }.max()
  }
}
