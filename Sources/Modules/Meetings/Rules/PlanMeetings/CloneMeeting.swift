// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

extension Meeting {
  /// The names that addresses need for themselves; no meeting may have one of them.
  public static let reservedMarks: Set<String> = [
    "new", "calendar", "bodies", "proposals", "documents", "mandates", "sessions", "report", "feed",
  ]

  /// A new meeting of the same body after this one: its items, its expectations as proposals, and its sessions moved to the new days.
  ///
  /// Documents, annotations, answers to mandates, panels and decisions belong to one meeting and are not taken over.
  /// - Parameter ordinal: its number; `nil` for the number after this one's.
  public func successor(mark: Mark, days: [CalendarDay], ordinal: Int? = nil) -> Meeting {
    let sorted = days.sorted()
    var next = Meeting(
      id: ID(), mark: mark, body: body, ordinal: ordinal ?? self.ordinal.map { $0 + 1 }, place: place, zone: zone, days: sorted,
      standing: .planned, resources: resources, previous: id)
    var ids: [ID<AgendaItem>: ID<AgendaItem>] = [:]
    next.items = items.map { item in
      let fresh = ID<AgendaItem>()
      ids[item.id] = fresh
      return AgendaItem(
        id: fresh, number: item.number, title: item.title, shortTitle: item.shortTitle, kind: item.kind, topics: item.topics)
    }
    next.expectations = expectations.filter { $0.kind != .panel }.compactMap { expectation in
      guard let item = ids[expectation.item] else { return nil }
      var proposal = Expectation(
        id: ID(), mark: expectation.mark, item: item, kind: expectation.kind, actor: expectation.actor, what: expectation.what)
      proposal.isProposed = true
      return proposal
    }
    let before = self.days.sorted()
    next.bands = bands.compactMap { band in
      guard let day = sorted.isEmpty ? nil : sorted[min(before.firstIndex(of: band.day) ?? 0, sorted.count - 1)] else { return nil }
      return SessionBand(
        id: ID(), mark: band.mark, day: day, from: band.from, to: band.to, kind: band.kind, interpretation: band.interpretation,
        slots: band.slots.compactMap { slot in ids[slot.item].map { SessionBand.Slot(item: $0, minutes: slot.minutes) } })
    }
    // Two sessions of days that became one would stand over each other.
    next.bands = next.bands.reduce(into: []) { kept, band in
      if !kept.contains(where: { $0.day == band.day && $0.from < band.to && band.from < $0.to }) { kept.append(band) }
    }
    if let opensAt, let day = sorted.first {
      next.opensAt = TimeOfDay(opensAt, in: timeZone).map { $0.instant(on: day, in: timeZone) }
    }
    if let outcome {
      next.outcome = ExpectedOutcome(
        draftedBy: outcome.draftedBy, adoptedUnder: outcome.adoptedUnder.flatMap { ids[$0] }, contains: outcome.contains)
    }
    return next
  }

  /// The meeting with its dates approved.
  /// - Throws: ``CannotEditMeeting/wrongFields(_:)`` without a day or with a body that is not known.
  public func approvingDates(by body: ID<Body>?, on day: CalendarDay?, known: Set<ID<Body>>) throws(CannotEditMeeting) -> Meeting {
    var faults: [FieldProblem] = []
    if day == nil { faults.append(FieldProblem(field: "day", code: MeetingFault.dayUnreadable.code)) }
    if body.map({ !known.contains($0) }) ?? true { faults.append(FieldProblem(field: "by", code: MeetingFault.choiceUnknown.code)) }
    guard faults.isEmpty, let day, let body else { throw .wrongFields(faults) }
    var meeting = self
    meeting.approval = DatesApproval(by: body, day: day)
    if standing == .planned { meeting.standing = .approved }
    return meeting
  }
}

/// What an officer enters for a new meeting.
public struct NewMeeting: Sendable {
  /// What was typed: `body`, `mark`, `ordinal`, `days`, `zone`, and `clone` where the last meeting is to be taken over.
  public let fields: PlaceFields

  /// Takes what was typed.
  public init(_ fields: PlaceFields) { self.fields = fields }

  /// The meeting that is entered.
  /// - Parameters:
  ///   - last: the body's last meeting.
  ///   - taken: the short names that meetings have.
  /// - Throws: ``CannotEditMeeting/wrongFields(_:)`` with everything that is wrong.
  public func entered(bodies: [Body], last: Meeting?, taken: Set<Mark>) throws(CannotEditMeeting) -> Meeting {
    var reader = FieldReader(fields)
    let body = reader.required("body", else: .choiceUnknown) { text in bodies.first { $0.id.description == text && $0.holdsMeetings }?.id }
    let mark = reader.required("mark", else: .nameUnreadable) { Mark($0) }
    if let mark, taken.contains(mark) || Meeting.reservedMarks.contains(mark.text) { reader.add(.nameTaken, "mark") }
    let ordinal = reader.value("ordinal", else: .countUnreadable) { Int($0).flatMap { (1...999).contains($0) ? $0 : nil } }
    let days = reader.required("days", else: .dayUnreadable, Meeting.days)
    let zone = reader.required("zone", else: .zoneUnknown) { TimeZone.knownTimeZoneIdentifiers.contains($0) || $0 == "UTC" ? $0 : nil }
    guard reader.faults.isEmpty, let body, let mark, let days, let zone else { throw .wrongFields(reader.faults) }
    guard fields["clone"] == "yes", let last else {
      return Meeting(id: ID(), mark: mark, body: body, ordinal: ordinal, zone: zone, days: days, standing: .planned, previous: last?.id)
    }
    var next = last.successor(mark: mark, days: days, ordinal: ordinal)
    next.zone = zone
    return next
  }
}
