// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Kernel

/// What taking an approved request into the register needs: one that was written here, or one that is entered by hand.
public struct EnterOutgoing: Codable, Hashable, Sendable {
  /// The head.
  public var head: RequestHead
  /// The items.
  public var items: [RegisterIncoming.RegisteredItem]
  /// The day on which a second officer approved it; for one that was written on paper, the day of the letter.
  public var approvedOn: CalendarDay
  /// How it went out, for one that was sent before it came into the register; it is recorded as told, and no gate judges it.
  public var sent: Sent?

  /// How a request went out before it came into the register.
  public struct Sent: Codable, Hashable, Sendable {
    /// The day.
    public var on: CalendarDay
    /// The channel.
    public var channel: Channel
    /// Whom it went to, as it is written.
    public var to: String
    /// The number under which the carrier follows it.
    public var trackingNumber: String?

    /// Describes how it went out.
    public init(on day: CalendarDay, channel: Channel, to: String, trackingNumber: String? = nil) {
      self.on = day
      self.channel = channel
      self.to = to
      self.trackingNumber = trackingNumber
    }
  }

  /// Describes the request.
  public init(head: RequestHead, items: [RegisterIncoming.RegisteredItem], approvedOn day: CalendarDay, sent: Sent? = nil) {
    self.head = head
    self.items = items
    approvedOn = day
    self.sent = sent
  }
}

extension OutgoingRequest {
  /// Takes an approved request into the register.
  /// - Source: practice (registers of central authorities)
  /// - Throws: ``CannotAct/missing(field:)`` for a reference, a subject or items that are not there; ``CannotAct/dayInFuture(field:)``;
  ///   ``CannotCorrect`` for paragraphs 9 to 29 that cannot apply as the basis says.
  public static func entering(
    _ input: EnterOutgoing, id: ID<RegisteredRequest>, _ acting: Acting
  ) throws -> OutgoingDecision {
    try required(input.head.reference, field: "reference")
    try required(input.head.subject, field: "subject")
    guard !input.items.isEmpty else { throw CannotAct.noItems }
    guard Set(input.items.map(\.id)).count == input.items.count else { throw CannotAct.missing(field: "items") }
    guard input.head.arrival.on <= acting.on else { throw CannotAct.dayInFuture(field: "arrival.on") }
    guard input.approvedOn <= acting.on else { throw CannotAct.dayInFuture(field: "approvedOn") }
    guard input.approvedOn >= input.head.arrival.on else { throw CannotAct.dayTooEarly(field: "approvedOn") }
    try input.head.basis.checkElection()
    let items = input.items.map {
      OutgoingItem(id: $0.id, sought: $0.sought, summary: $0.summary, isCoercive: $0.isCoercive, persons: $0.persons)
    }
    var request = OutgoingRequest(id: id, head: input.head, items: items, approvedOn: input.approvedOn)
    let sending = try input.sent.map { sent in try request.recordingSent(sent, approvedOn: input.approvedOn, acting) }
    return OutgoingDecision(
      state: request,
      events: [
        CaseEvent(
          .registered,
          [
            "on": .day(input.approvedOn), "items": .codes(items.map(\.id.rawValue)), "sought": .codes(items.map(\.sought.code)),
            "isDirectContact": .flag(input.head.arrival.isDirectContact), "isSupplementary": .flag(input.head.isSupplementary),
          ])
      ] + [sending].compactMap { $0 })
  }

  /// Records how it went out before it came into the register.
  private mutating func recordingSent(_ sent: EnterOutgoing.Sent, approvedOn: CalendarDay, _ acting: Acting) throws(CannotAct) -> CaseEvent
  {
    try required(sent.to, field: "to")
    guard sent.on <= acting.on else { throw .dayInFuture(field: "sentOn") }
    guard sent.on >= approvedOn else { throw .dayTooEarly(field: "sentOn") }
    standing = .sent
    dispatches.append(
      Dispatch(
        on: sent.on, channel: sent.channel, medium: head.arrival.medium, authority: nil, to: sent.to, items: items.map(\.id),
        trackingNumber: sent.trackingNumber))
    return CaseEvent(
      .sent,
      [
        "on": .day(sent.on), "channel": .code(sent.channel.rawValue), "medium": .code(head.arrival.medium.rawValue),
        "isAgain": .flag(false), "isByHand": .flag(true), "items": .codes(items.map(\.id.rawValue)),
      ])
  }
}
