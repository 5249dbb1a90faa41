// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A proposal for an item of a future agenda: who, why, on which mandate, and what became of it.
public struct AgendaProposal: Codable, Hashable, Sendable {
  /// What became of a proposal.
  public enum Fate: Codable, Hashable, Sendable {
    /// Nobody has decided yet.
    case open
    /// It became an item of a meeting.
    case takenUp(ID<Meeting>, ID<AgendaItem>)
    /// It waits for a later meeting.
    case keptForLater(String)
    /// It does not become an item, for a reason.
    case notTakenUp(String)
  }

  /// The proposal's identifier.
  public let id: ID<AgendaProposal>
  /// The body whose agenda is meant.
  public var body: ID<Body>
  /// What the item would be about.
  public var what: String
  /// Why.
  public var why: String
  /// The mandate that it rests on, as the proposer names it.
  public var mandate: String
  /// Who proposes it: a delegation or an officer.
  public var proposedBy: String
  /// When.
  public var proposedOn: CalendarDay
  /// What became of it.
  public var fate: Fate = .open
  /// On which day that was decided.
  public var decidedOn: CalendarDay?

  /// Enters a proposal.
  /// - Throws: ``CannotEditMeeting/wrongFields(_:)`` without a subject, a reason or a body that holds meetings.
  public init(_ fields: PlaceFields, by proposer: String, on day: CalendarDay, bodies: [Body]) throws(CannotEditMeeting) {
    var reader = FieldReader(fields)
    let body = reader.required("body", else: .choiceUnknown) { text in bodies.first { $0.id.description == text && $0.holdsMeetings }?.id }
    for name in ["what", "why"] where fields[name].isEmpty { reader.add(.missing, name) }
    guard reader.faults.isEmpty, let body else { throw .wrongFields(reader.faults) }
    id = ID()
    self.body = body
    (what, why, mandate) = (fields["what"], fields["why"], fields["mandate"])
    proposedBy = fields["who"].isEmpty ? proposer : fields["who"]
    proposedOn = day
  }

  /// The proposal with its fate decided: `fate` is `takenUp`, `keptForLater` or `notTakenUp`; `item` names the item, `reason` the reason.
  /// - Throws: ``CannotEditMeeting/wrongFields(_:)`` when the item or the reason is missing.
  public func decided(_ fields: PlaceFields, on day: CalendarDay, meetings: [Meeting]) throws(CannotEditMeeting) -> AgendaProposal {
    var reader = FieldReader(fields)
    var proposal = self
    proposal.decidedOn = day
    switch fields["fate"] {
    case "takenUp":
      let found = reader.required("item", else: .choiceUnknown) { text in
        meetings.lazy.compactMap { meeting in meeting.items.first { $0.id.description == text }.map { (meeting.id, $0.id) } }.first
      }
      if let found { proposal.fate = .takenUp(found.0, found.1) }
    case "keptForLater": proposal.fate = .keptForLater(fields["reason"])
    case "notTakenUp":
      if fields["reason"].isEmpty { reader.add(.missing, "reason") }
      proposal.fate = .notTakenUp(fields["reason"])
    default: reader.add(fields["fate"].isEmpty ? .missing : .choiceUnknown, "fate")
    }
    guard reader.faults.isEmpty else { throw .wrongFields(reader.faults) }
    return proposal
  }
}

extension AgendaProposal.Fate {
  /// Its name, as in forms and words.
  public var name: String {
    switch self {
    case .open: "open"
    case .takenUp: "takenUp"
    case .keptForLater: "keptForLater"
    case .notTakenUp: "notTakenUp"
    }
  }
}
