// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension RegisteredRequest {
  /// What is left of a closed request when its case is shredded: direction, kind, States, days, basis and offences, for statistics.
  ///
  /// No reference, no name, no word that somebody wrote; items and what became of them stay as facts in the event log. `nil` for one that is open.
  public func shredded(on day: CalendarDay) -> RegisteredRequest? {
    guard let closure else { return nil }
    let end = Closure(on: closure.on, outcome: closure.outcome)
    switch self {
    case .incoming(let request):
      var rest = IncomingRequest(id: request.id, head: head.shredded(on: day), items: [])
      rest.standing = .closed(end)
      rest.delays = request.delays
      return .incoming(rest)
    case .outgoing(let request):
      var rest = OutgoingRequest(id: request.id, head: head.shredded(on: day), items: [], approvedOn: head.arrival.on)
      rest.standing = .closed(end)
      rest.delays = request.delays
      return .outgoing(rest)
    }
  }
}

extension RequestHead {
  fileprivate func shredded(on day: CalendarDay) -> RequestHead {
    let named = basis.all.map { AppliedBasis.Named($0.kind) }
    let kept = AppliedBasis(
      primary: .init(basis.primary.kind), besides: Array(named.dropFirst()), electsParagraphs9To29: basis.electsParagraphs9To29)
    var rest = RequestHead(
      reference: "", requestingState: requestingState, requestedState: requestedState, kind: kind, basis: kept, subject: "",
      offences: offences,
      arrival: Arrival(channel: arrival.channel, medium: arrival.medium, on: arrival.on, isDirectContact: arrival.isDirectContact))
    rest.unit = unit
    rest.shreddedOn = day
    return rest
  }
}
