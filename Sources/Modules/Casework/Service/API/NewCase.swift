// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Kernel
import Web
import WritingRules

/// A request of either direction as programs register it: one that came, or one that was written on paper here.
struct NewCase: Decodable {
  let direction: RegisteredRequest.Direction?
  let reference: String
  let theirReference: String?
  let otherReferences: [String]?
  let state: String
  let kind: CooperationKind
  let subject: String
  let offences: [Int]?
  /// The day it came; for an outgoing one the day of the letter.
  let arrivedOn: CalendarDay
  let medium: Arrival.Medium
  let channel: Channel?
  let otherAuthority: String?
  let items: [Item]
  /// How an outgoing one went out, where it has.
  let sent: EnterOutgoing.Sent?

  struct Item: Decodable {
    let sought: SoughtAct
    let summary: String
    let isCoercive: Bool?
  }

  /// The members and their types, as the description of the API publishes them.
  static let schema = Schema.object(
    [
      "direction": .oneOf(RegisteredRequest.Direction.allCases.map(\.rawValue)), "reference": .string(), "theirReference": .string(),
      "otherReferences": .array(.string()), "state": .string(), "kind": .oneOf(CooperationKind.allCases.map(\.rawValue)),
      "subject": .string(), "offences": .array(.integer(minimum: 0, maximum: 1000)), "arrivedOn": .string(format: "date"),
      "medium": .oneOf(Arrival.Medium.allCases.map(\.rawValue)), "channel": channel, "otherAuthority": .string(),
      "items": .array(
        .object(
          ["sought": .oneOf(SoughtAct.all.map(\.code)), "summary": .string(), "isCoercive": .boolean], required: ["sought", "summary"])),
      "sent": .object(
        ["on": .string(format: "date"), "channel": channel, "to": .string(), "trackingNumber": .string()],
        required: ["on", "channel", "to"]),
    ], required: ["reference", "state", "kind", "subject", "arrivedOn", "medium", "items"])

  private static let channel = Schema.oneOf(Channel.allCases.map(\.rawValue))

  /// What it registers.
  /// - Parameters:
  ///   - unit: the unit of the officer whose token it is; empty for the central authority.
  ///   - basis: what the directory resolves: from, to, for what, on which day.
  /// - Throws: ``CannotRegister/unreadable(fields:)`` for a State that is none or the own one, for an article that names no offence, and for an
  ///   incoming request that went out.
  func registration(
    at own: StateCode, in unit: String, on today: CalendarDay, basis: (StateCode, StateCode, CooperationKind, CalendarDay) -> AppliedBasis
  ) throws(CannotRegister) -> RegistrationForm.Read {
    guard let state = StateCode(state), state != own else { throw Self.unreadable("state") }
    guard (offences ?? []).allSatisfy(RegistrationForm.offences.contains) else { throw Self.unreadable("offences") }
    let isOutgoing = direction == .outgoing
    guard isOutgoing || sent == nil else { throw Self.unreadable("sent") }
    let (from, to) = isOutgoing ? (own, state) : (state, own)
    var head = RequestHead(
      reference: reference, theirReference: theirReference, requestingState: from, requestedState: to, kind: kind,
      basis: basis(from, to, kind, arrivedOn), subject: subject, offences: offences ?? [],
      arrival: Arrival(channel: channel ?? sent?.channel, medium: medium, on: arrivedOn))
    head.otherReferences = otherReferences ?? []
    head.otherAuthority = otherAuthority
    head.unit = unit.isEmpty ? nil : unit
    let registered = items.enumerated().map { place, item in
      RegisterIncoming.RegisteredItem(
        id: ItemID(rawValue: "i\(place + 1)"), sought: item.sought, summary: item.summary, isCoercive: item.isCoercive)
    }
    guard isOutgoing else { return .incoming(RegisterIncoming(head: head, items: registered, on: max(today, arrivedOn))) }
    return .outgoing(EnterOutgoing(head: head, items: registered, approvedOn: arrivedOn, sent: sent))
  }

  private static func unreadable(_ field: String) -> CannotRegister {
    .unreadable(fields: [FieldProblem(field: field, code: "casework.choice-unknown")])
  }
}
