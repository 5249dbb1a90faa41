// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What taking a request into the register needs: its reference and everything that the scan or message left to be filled in.
public struct RegisterIncoming: Codable, Hashable, Sendable {
  /// The filled head.
  public var head: RequestHead
  /// The items.
  public var items: [RegisteredItem]
  /// The day of registration.
  public var on: CalendarDay

  /// One item as it is registered.
  public struct RegisteredItem: Codable, Hashable, Sendable {
    /// The short name.
    public var id: ItemID
    /// What is asked for.
    public var sought: SoughtAct
    /// In words.
    public var summary: String
    /// Whether it must be carried out by force of law; what is usual when it is not told.
    public var isCoercive: Bool?
    /// The persons concerned, by their records here.
    public var persons: [String]

    /// Describes an item.
    public init(id: ItemID, sought: SoughtAct, summary: String, isCoercive: Bool? = nil, persons: [String] = []) {
      self.id = id
      self.sought = sought
      self.summary = summary
      self.isCoercive = isCoercive
      self.persons = persons
    }
  }

  /// Describes a registration.
  public init(head: RequestHead, items: [RegisteredItem], on day: CalendarDay) {
    self.head = head
    self.items = items
    self.on = day
  }
}

extension IncomingRequest {
  /// Takes the request into the register.
  /// - Source: practice (registers of central authorities)
  /// - Throws: ``CannotAct/missing(field:)`` for a reference, a subject, a State or items that are not there; ``CannotAct/dayInFuture(field:)``;
  ///   ``CannotCorrect`` for paragraphs 9 to 29 that cannot apply as the basis says.
  func registering(_ input: RegisterIncoming, _ acting: Acting) throws -> IncomingDecision {
    try required(input.head.reference, field: "reference")
    try required(input.head.subject, field: "subject")
    guard input.head.requestingState != .notKnown else { throw CannotAct.missing(field: "state") }
    guard !input.items.isEmpty else { throw CannotAct.noItems }
    guard input.head.arrival.on <= acting.on else { throw CannotAct.dayInFuture(field: "arrival.on") }
    guard input.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    guard input.on >= input.head.arrival.on else { throw CannotAct.dayTooEarly(field: "on") }
    guard Set(input.items.map(\.id)).count == input.items.count else { throw CannotAct.missing(field: "items") }
    try input.head.basis.checkElection()
    var request = self
    request.head = input.head.keeping(head)
    request.items = input.items.map {
      IncomingItem(id: $0.id, sought: $0.sought, summary: $0.summary, isCoercive: $0.isCoercive, persons: $0.persons)
    }
    request.standing = .registered(on: input.on)
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .registered,
          [
            "on": .day(input.on), "arrivedOn": .day(input.head.arrival.on), "medium": .code(input.head.arrival.medium.rawValue),
            "isDirectContact": .flag(input.head.arrival.isDirectContact), "items": .codes(input.items.map(\.id.rawValue)),
            "sought": .codes(input.items.map(\.sought.code)), "isSupplementary": .flag(request.head.isSupplementary),
          ])
      ])
  }
}
