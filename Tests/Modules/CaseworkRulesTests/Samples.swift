// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Kernel
import Testing
import WritingRules

/// What the tests of this module begin with: fictional States, officers and days.
enum Sample {
  static let today = day("2026-11-24")
  static let officer = ActingOfficer(id: "a", name: "First Officer")
  static let second = ActingOfficer(id: "b", name: "Second Officer")
  static let instant = Date(timeIntervalSince1970: 1_795_000_000)

  static func day(_ text: String) -> CalendarDay {
    guard let day = CalendarDay(text) else { preconditionFailure("not a day: \(text)") }
    return day
  }

  static func state(_ code: String) -> StateCode {
    guard let state = StateCode(code) else { preconditionFailure("not a State: \(code)") }
    return state
  }

  /// An authority of State XB that is named since 2020 and another one that was named until 2019.
  static let authorities: [CompetentAuthority] = {
    guard let present = ID<CompetentAuthority>("00000000-0000-4000-8000-000000000001"),
      let past = ID<CompetentAuthority>("00000000-0000-4000-8000-000000000002")
    else { preconditionFailure("not identifiers") }
    var now = CompetentAuthority(id: present, state: state("XB"), kind: .mutualLegalAssistance, originalName: "Central Authority of Beta")
    now.validFrom = day("2020-01-01")
    var before = CompetentAuthority(id: past, state: state("XB"), kind: .mutualLegalAssistance, originalName: "Former Authority of Beta")
    before.validTo = day("2019-12-31")
    return [now, before]
  }()

  static func acting(as officer: ActingOfficer = officer, on day: CalendarDay = today) -> Acting {
    Acting(officer, at: instant, on: day, authorities: authorities)
  }

  static func head(
    _ kind: CooperationKind = .criminalAssistance, basis: AppliedBasis.Kind = .convention, medium: Arrival.Medium = .electronic,
    isUrgent: Bool = false, isDirectContact: Bool = false, incoming: Bool = true, on day: String = "2026-11-01"
  ) -> RequestHead {
    var head = RequestHead(
      reference: "CA-2026-1", requestingState: state(incoming ? "XB" : "XA"), requestedState: state(incoming ? "XA" : "XB"), kind: kind,
      basis: AppliedBasis(primary: .init(basis)), subject: "Bank records in a matter of embezzlement",
      arrival: Arrival(channel: .direct, medium: medium, on: self.day(day), isDirectContact: isDirectContact))
    if isUrgent { head.urgency = Urgency(isUrgent: true, ground: .detention, reason: "A person is detained.") }
    return head
  }

  /// Does an act as the first officer, and confirms it as the second where four eyes are needed.
  static func doing(_ act: IncomingAct, to request: IncomingRequest, on day: CalendarDay = today) throws -> IncomingRequest {
    let decided = try request.deciding(act, acting(on: day)).state
    guard act.code.needsSecondOfficer, let proposal = decided.proposals.last else { return decided }
    return try decided.confirming(proposal, acting(as: second, on: day)).state
  }

  /// Does an act as the first officer, and confirms it as the second where four eyes are needed.
  static func doing(_ act: OutgoingAct, to request: OutgoingRequest, on day: CalendarDay = today) throws -> OutgoingRequest {
    let decided = try request.deciding(act, acting(on: day)).state
    guard act.code.needsSecondOfficer, let proposal = decided.proposals.last else { return decided }
    return try decided.confirming(proposal, acting(as: second, on: day)).state
  }

  /// A request of two undecided items in the register.
  static func registered(_ kind: CooperationKind = .criminalAssistance) throws -> IncomingRequest {
    let arrived = IncomingWalkTests.start(kind, items: 2)
    let items = arrived.items.map { RegisterIncoming.RegisteredItem(id: $0.id, sought: $0.sought, summary: $0.summary) }
    return try doing(.register(RegisterIncoming(head: arrived.head, items: items, on: day("2026-11-02"))), to: arrived)
  }

  /// A basis that the two States did not name before and that leaves every gate where it is.
  static func anotherBasis(than head: RequestHead) -> ChooseBasis {
    let title = head.basis.besides.contains { $0.title == "Code of Beta" } ? "Law of Beta" : "Code of Beta"
    return ChooseBasis(
      AppliedBasis(primary: head.basis.primary, besides: [.init(.domesticLaw, title: title)]), reason: "Their letter names it.", on: today)
  }

  /// A correction of the authority's name alone.
  static func anotherHead(than head: RequestHead, _ direction: RegisteredRequest.Direction) -> CorrectHead {
    var fields = HeadFields(head, direction)
    fields.otherAuthority = head.otherAuthority == "Ministry of Beta" ? "Ministry of Justice of Beta" : "Ministry of Beta"
    return CorrectHead(fields, reason: "Written wrongly.", on: today)
  }
}
