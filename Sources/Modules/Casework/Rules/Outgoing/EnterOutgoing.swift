// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What taking an approved request into the register needs: one that was written here, or one that is entered by hand.
public struct EnterOutgoing: Codable, Hashable, Sendable {
  /// The head.
  public var head: RequestHead
  /// The items.
  public var items: [RegisterIncoming.RegisteredItem]
  /// The day on which a second officer approved it.
  public var approvedOn: CalendarDay

  /// Describes the request.
  public init(head: RequestHead, items: [RegisterIncoming.RegisteredItem], approvedOn day: CalendarDay) {
    self.head = head
    self.items = items
    approvedOn = day
  }
}

extension OutgoingRequest {
  /// Takes an approved request into the register.
  /// - Source: practice (registers of central authorities)
  /// - Throws: ``CannotAct/missing(field:)`` for a reference, a subject or items that are not there; ``CannotAct/dayInFuture(field:)``.
  public static func entering(
    _ input: EnterOutgoing, id: ID<RegisteredRequest>, _ acting: Acting
  ) throws(CannotAct) -> OutgoingDecision {
    try required(input.head.reference, field: "reference")
    try required(input.head.subject, field: "subject")
    guard !input.items.isEmpty else { throw .noItems }
    guard Set(input.items.map(\.id)).count == input.items.count else { throw .missing(field: "items") }
    guard input.head.arrival.on <= acting.on else { throw .dayInFuture(field: "arrival.on") }
    guard input.approvedOn <= acting.on else { throw .dayInFuture(field: "approvedOn") }
    guard input.approvedOn >= input.head.arrival.on else { throw .dayTooEarly(field: "approvedOn") }
    let items = input.items.map {
      OutgoingItem(id: $0.id, sought: $0.sought, summary: $0.summary, isCoercive: $0.isCoercive, persons: $0.persons)
    }
    return OutgoingDecision(
      state: OutgoingRequest(id: id, head: input.head, items: items, approvedOn: input.approvedOn),
      events: [
        CaseEvent(
          .registered,
          [
            "on": .day(input.approvedOn), "items": .codes(items.map(\.id.rawValue)), "sought": .codes(items.map(\.sought.code)),
            "isDirectContact": .flag(input.head.arrival.isDirectContact),
          ])
      ])
  }
}
