// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What is known of a paper or message when it comes in, before anybody has read it through.
public struct TakeInRequest: Hashable, Sendable {
  /// The State that asks, where it can be seen at once.
  public var state: StateCode?
  /// The other side's reference, where it can be seen at once.
  public var theirReference: String?
  /// What it seems to be about.
  public var subject: String
  /// How it came, and when.
  public var arrival: Arrival

  /// Describes what came in.
  public init(state: StateCode? = nil, theirReference: String? = nil, subject: String, arrival: Arrival) {
    self.state = state
    self.theirReference = theirReference
    self.subject = subject
    self.arrival = arrival
  }
}

extension IncomingRequest {
  /// Takes a paper or message in as a request whose fields are still to be filled.
  /// - Source: practice (registers of central authorities)
  /// - Parameters:
  ///   - requested: the own State.
  ///   - unit: the unit that takes it in; `nil` for the central authority itself.
  ///   - basis: what is usual between the two until registration tells more.
  /// - Throws: ``CannotAct/missing(field:)``, ``CannotAct/dayInFuture(field:)``.
  public static func takingIn(
    _ input: TakeInRequest, id: ID<RegisteredRequest>, requested: StateCode, basis: AppliedBasis, unit: String? = nil, _ acting: Acting
  ) throws(CannotAct) -> IncomingDecision {
    try required(input.subject, field: "subject")
    guard input.arrival.on <= acting.on else { throw .dayInFuture(field: "arrivedOn") }
    var head = RequestHead(
      reference: "", theirReference: input.theirReference, requestingState: input.state ?? .notKnown, requestedState: requested,
      kind: .criminalAssistance, basis: basis, subject: input.subject, arrival: input.arrival)
    head.unit = unit
    return IncomingDecision(
      state: IncomingRequest(id: id, head: head, items: []),
      events: [CaseEvent(.takenIn, ["arrivedOn": .day(input.arrival.on), "medium": .code(input.arrival.medium.rawValue)])])
  }
}

extension RequestHead {
  /// The same head with what a form does not ask and an earlier one had.
  func keeping(_ before: RequestHead) -> RequestHead {
    var head = self
    head.unit = unit ?? before.unit
    head.content = content ?? before.content
    for link in before.links where !links.contains(link) { head.links.append(link) }
    for reference in before.otherReferences where !otherReferences.contains(reference) { head.otherReferences.append(reference) }
    // The reference under which it was looked up until now goes on finding it.
    if let earlier = before.theirReference, earlier != theirReference {
      if theirReference == nil { head.theirReference = earlier } else { head.otherReferences.append(earlier) }
    }
    return head
  }
}
