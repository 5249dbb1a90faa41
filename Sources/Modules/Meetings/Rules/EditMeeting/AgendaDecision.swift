// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a meeting has decided about its agenda.
public struct AgendaDecision: Codable, Hashable, Sendable {
  /// What kind of decision it is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The agenda was adopted as it was proposed.
    case adopted
    /// The agenda was adopted with oral amendments.
    case adoptedAsAmended
    /// The adopted agenda was changed.
    case changed
  }

  /// What kind.
  public var kind: Kind
  /// On which day.
  public var day: CalendarDay
  /// The amendments or the change, as announced.
  public var text: String

  /// Records a decision.
  public init(kind: Kind, day: CalendarDay, text: String = "") {
    self.kind = kind
    self.day = day
    self.text = text
  }
}

extension Meeting {
  /// Whether the meeting has adopted its agenda.
  public var isAgendaAdopted: Bool {
    if case .adopted = agendaStage { true } else { false }
  }

  /// The meeting with its agenda adopted.
  /// - Source: practice (rules of procedure: a meeting adopts its agenda, with or without oral amendments)
  /// - Parameter amendments: the oral amendments; empty where there were none.
  /// - Throws: ``CannotEditMeeting/wrongFields(_:)`` for a day on which the meeting does not meet, or without the amendments that are said to
  ///   have been made; ``CannotEditMeeting/agendaEmpty``; ``CannotEditMeeting/agendaAdopted`` the second time.
  public func adoptingAgenda(on day: CalendarDay?, isAmended: Bool, amendments: String) throws(CannotEditMeeting) -> Meeting {
    guard !isAgendaAdopted else { throw .agendaAdopted }
    guard !items.isEmpty else { throw .agendaEmpty }
    guard let day else { throw .wrongFields([FieldProblem(field: "day", code: MeetingFault.missing.code)]) }
    guard days.contains(day) else { throw .wrongFields([FieldProblem(field: "day", code: MeetingFault.dayOutside.code)]) }
    if isAmended, amendments.isEmpty { throw .wrongFields([FieldProblem(field: "amendments", code: MeetingFault.missing.code)]) }
    var meeting = self
    meeting.agendaStage = .adopted(on: day)
    let decision = AgendaDecision(kind: isAmended ? .adoptedAsAmended : .adopted, day: day, text: isAmended ? amendments : "")
    meeting.agendaDecisions = (agendaDecisions ?? []) + [decision]
    return meeting
  }

  /// The meeting with the decision by which an adopted agenda is changed.
  /// - Throws: ``CannotEditMeeting/agendaAdopted`` without a decision; ``CannotEditMeeting/wrongFields(_:)`` when its text or day is not there.
  func recording(_ decision: AgendaDecision?) throws(CannotEditMeeting) -> Meeting {
    guard let decision else { throw .agendaAdopted }
    var faults: [FieldProblem] = []
    if decision.text.isEmpty { faults.append(FieldProblem(field: "decision", code: MeetingFault.missing.code)) }
    if !days.contains(decision.day) { faults.append(FieldProblem(field: "decidedOn", code: MeetingFault.dayOutside.code)) }
    guard faults.isEmpty else { throw .wrongFields(faults) }
    var meeting = self
    meeting.agendaDecisions = (agendaDecisions ?? []) + [decision]
    return meeting
  }
}

/// The approval of a meeting's dates.
public struct DatesApproval: Codable, Hashable, Sendable {
  /// The body that has approved them.
  public var by: ID<Body>
  /// On which day.
  public var day: CalendarDay

  /// Records an approval.
  public init(by: ID<Body>, day: CalendarDay) {
    self.by = by
    self.day = day
  }
}
