// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import Kernel
public import WritingRules

/// A contact before a request, or a draft shared for comment: it is no request, is counted as none and binds nobody.
/// - Source: practice (informal contact and drafts shared before a request)
public struct InformalContact: Codable, Hashable, Sendable {
  /// How the contact was made.
  public enum Channel: String, Codable, Hashable, Sendable, CaseIterable {
    case telephone, email, meeting, video, liaison, network, other
  }

  /// What came of it.
  public enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nothing is clear yet.
    case open
    /// A request will follow.
    case requestWillFollow
    /// What was needed is to be had without a request.
    case noRequestNeeded
    /// The other side told that it could not help.
    case cannotHelp
  }

  /// The identifier.
  public let id: ID<InformalContact>
  /// What is noted.
  public internal(set) var details: ContactDetails
  /// Who recorded it.
  public let recordedBy: ActingOfficer
  /// The unit that it belongs to; empty for the central authority itself.
  public let unit: String
  /// The request that followed; `nil` while none did.
  public internal(set) var request: ID<RegisteredRequest>?
}

/// What is noted of an informal contact; case data.
public struct ContactDetails: Codable, Hashable, Sendable {
  /// Whether this State began it.
  public var isOurs: Bool
  /// The State of the other side.
  public var state: StateCode
  /// With whom: the authority and the person.
  public var with: String
  /// How.
  public var channel: InformalContact.Channel
  /// The day.
  public var on: CalendarDay
  /// What it was about, in one line.
  public var subject: String
  /// What was said.
  public var said: String
  /// The reference of a draft that was shared for comment; `nil` when none was.
  public var draft: String?
  /// What came of it.
  public var outcome: InformalContact.Outcome

  /// Notes a contact.
  public init(
    isOurs: Bool, state: StateCode, with: String, channel: InformalContact.Channel, on day: CalendarDay, subject: String, said: String,
    draft: String? = nil, outcome: InformalContact.Outcome = .open
  ) {
    self.isOurs = isOurs
    self.state = state
    self.with = with
    self.channel = channel
    self.on = day
    self.subject = subject
    self.said = said
    self.draft = draft
    self.outcome = outcome
  }
}

/// What a rule about an informal contact decided.
public typealias ContactDecision = Decision<InformalContact, CaseEvent, CaseEffect>

extension InformalContact {
  /// Records a contact.
  /// - Source: practice
  /// - Throws: ``CannotAct/missing(field:)``, ``CannotAct/dayInFuture(field:)``.
  public static func recording(
    _ details: ContactDetails, id: ID<InformalContact>, unit: String, _ acting: Acting
  ) throws(CannotAct) -> ContactDecision {
    try details.checked(acting)
    return ContactDecision(
      state: InformalContact(id: id, details: details, recordedBy: acting.officer, unit: unit, request: nil),
      events: [CaseEvent(.contactRecorded, details.facts)])
  }

  /// Changes what is noted.
  /// - Source: practice
  /// - Throws: ``CannotAct/missing(field:)``, ``CannotAct/dayInFuture(field:)``.
  public func changing(_ details: ContactDetails, _ acting: Acting) throws(CannotAct) -> ContactDecision {
    try details.checked(acting)
    var contact = self
    contact.details = details
    return ContactDecision(state: contact, events: [CaseEvent(.contactChanged, details.facts)])
  }

  /// Names the request that followed; from then on only those who may know of the request see the contact.
  /// - Source: practice
  /// - Throws: ``CannotLink/linkedAlready``, ``CannotLink/notInformal`` when the other one is no formal request either.
  public func followed(by request: RegisteredRequest) throws(CannotLink) -> ContactDecision {
    guard self.request == nil else { throw .linkedAlready }
    guard request.head.kind.isFormal else { throw .notInformal }
    var contact = self
    contact.request = request.id
    contact.details.outcome = .requestWillFollow
    return ContactDecision(
      state: contact, events: [CaseEvent(.linked, ["link": .code(RequestLink.Kind.followsInformalContact.rawValue)])])
  }
}

extension ContactDetails {
  fileprivate func checked(_ acting: Acting) throws(CannotAct) {
    try required(with, field: "with")
    try required(subject, field: "subject")
    try required(said, field: "said")
    guard on <= acting.on else { throw .dayInFuture(field: "on") }
  }

  fileprivate var facts: [String: CaseEvent.Value] {
    [
      "channel": .code(channel.rawValue), "on": .day(on), "isOurs": .flag(isOurs), "hasDraft": .flag(draft != nil),
      "outcome": .code(outcome.rawValue),
    ]
  }
}
