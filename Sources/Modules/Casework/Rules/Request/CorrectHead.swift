// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Instruments
public import Kernel
public import WritingRules

/// What can be put right in the head of a registered request; the legal basis has an act of its own.
public struct HeadFields: Codable, Hashable, Sendable {
  /// The own reference.
  public var reference: String
  /// The other side's reference.
  public var theirReference: String?
  /// Further references.
  public var otherReferences: [String]
  /// The State on the other side.
  public var otherState: StateCode
  /// The authority on the other side, as it is written.
  public var otherAuthority: String?
  /// The kind of cooperation.
  public var kind: CooperationKind
  /// What it is about.
  public var subject: String
  /// The offences by their articles in the Convention.
  public var offences: [Int]
  /// The channel.
  public var channel: Channel?
  /// What it was written on.
  public var medium: Arrival.Medium
  /// The day it came, or for an outgoing one the day it was written.
  public var arrivedOn: CalendarDay
  /// Whether it went past the central authorities.
  public var isDirectContact: Bool
  /// The unit that deals with it.
  public var unit: String?
  /// Why it is urgent.
  public var urgency: Urgency?
  /// What must be kept confidential.
  public var confidentiality: Confidentiality?

  /// The fields by their names in facts.
  public enum Name: String, Codable, Hashable, Sendable, CaseIterable {
    case reference, theirReference, otherReferences, otherState, otherAuthority, kind, subject, offences, channel, medium, arrivedOn
    case isDirectContact, unit, urgency, confidentiality
  }

  /// The fields of a head.
  public init(_ head: RequestHead, _ direction: RegisteredRequest.Direction) {
    reference = head.reference
    theirReference = head.theirReference
    otherReferences = head.otherReferences
    otherState = direction == .incoming ? head.requestingState : head.requestedState
    otherAuthority = head.otherAuthority
    kind = head.kind
    subject = head.subject
    offences = head.offences
    channel = head.arrival.channel
    medium = head.arrival.medium
    arrivedOn = head.arrival.on
    isDirectContact = head.arrival.isDirectContact
    unit = head.unit
    urgency = head.urgency
    confidentiality = head.confidentiality
  }

  /// Which fields differ, in their order.
  public func changed(to other: HeadFields) -> [Name] {
    Name.allCases.filter { !isSame($0, other) }
  }

  private func isSame(_ name: Name, _ other: HeadFields) -> Bool {
    switch name {
    case .reference: reference == other.reference
    case .theirReference: theirReference == other.theirReference
    case .otherReferences: otherReferences == other.otherReferences
    case .otherState: otherState == other.otherState
    case .otherAuthority: otherAuthority == other.otherAuthority
    case .kind: kind == other.kind
    case .subject: subject == other.subject
    case .offences: offences == other.offences
    case .channel: channel == other.channel
    case .medium: medium == other.medium
    case .arrivedOn: arrivedOn == other.arrivedOn
    case .isDirectContact: isDirectContact == other.isDirectContact
    case .unit: unit == other.unit
    case .urgency: urgency == other.urgency
    case .confidentiality: confidentiality == other.confidentiality
    }
  }
}

/// What putting the head right needs.
public struct CorrectHead: Codable, Hashable, Sendable {
  /// The fields as they are to be.
  public var fields: HeadFields
  /// What was wrong.
  public var reason: String
  /// The day.
  public var on: CalendarDay
  /// The basis that the directory resolves for the corrected State, kind and day; the program looks it up, whoever acts.
  public var resolved: AppliedBasis?

  /// Describes the correction.
  public init(_ fields: HeadFields, reason: String, on day: CalendarDay, resolved: AppliedBasis? = nil) {
    self.fields = fields
    self.reason = reason
    self.on = day
    self.resolved = resolved
  }
}

/// A correction as it is kept: what stood there before and what stands there since.
public struct HeadCorrection: Codable, Hashable, Sendable {
  /// What stood there.
  public var before: HeadFields
  /// What stands there since.
  public var after: HeadFields
  /// What was wrong.
  public var reason: String
  /// The day.
  public var on: CalendarDay
  /// Who corrected it.
  public var by: ActingOfficer

  /// The fields that differ.
  public var changed: [HeadFields.Name] { before.changed(to: after) }
}

/// Why a head cannot be corrected, or its legal basis not be chosen.
public enum CannotCorrect: SourcedProblem, Equatable {
  /// Nothing differs from what stands there.
  case nothingChanged
  /// Items are decided, on the strength of what would change.
  case decidedAlready
  /// A treaty or a law is named without its title.
  case basisWithoutTitle
  /// One basis is named twice.
  case basisTwice
  /// Paragraphs 9 to 29 can be agreed on in place of another treaty alone.
  case noTreatyToReplace
  /// Paragraphs 9 to 29 are those of the Convention, which must be named where they are to apply.
  case electionWithoutConvention

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .nothingChanged: "casework.correcting-nothing-changed"
    case .decidedAlready: "casework.correcting-decided-already"
    case .basisWithoutTitle: "casework.basis-without-title"
    case .basisTwice: "casework.basis-twice"
    case .noTreatyToReplace: "casework.basis-no-treaty-to-replace"
    case .electionWithoutConvention: "casework.basis-election-without-convention"
    }
  }

  /// The kind.
  public var kind: ProblemKind { self == .decidedAlready ? .conflict : .invalid }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .nothingChanged, .decidedAlready: []
    case .basisWithoutTitle: [FieldProblem(field: "title", code: code)]
    case .basisTwice: [FieldProblem(field: "besides", code: code)]
    case .noTreatyToReplace, .electionWithoutConvention: [FieldProblem(field: "elects", code: code)]
    }
  }

  /// Where it comes from.
  public var source: Source {
    switch self {
    case .nothingChanged: .practice("the life of a request in a central authority")
    default: .uncac(46, 7)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotCorrect] = [
    .nothingChanged, .decidedAlready, .basisWithoutTitle, .basisTwice, .noTreatyToReplace, .electionWithoutConvention,
  ]
}

extension RequestHead {
  /// The head with other fields; a reference of its own that changes stays among those under which it is found.
  func with(_ fields: HeadFields, _ direction: RegisteredRequest.Direction) -> RequestHead {
    var head = self
    head.otherReferences = fields.otherReferences
    if fields.reference != reference, !head.otherReferences.contains(reference) { head.otherReferences.append(reference) }
    head.reference = fields.reference
    head.theirReference = fields.theirReference
    switch direction {
    case .incoming: head.requestingState = fields.otherState
    case .outgoing: head.requestedState = fields.otherState
    }
    head.otherAuthority = fields.otherAuthority
    head.kind = fields.kind
    head.subject = fields.subject
    head.offences = fields.offences
    head.arrival = Arrival(
      channel: fields.channel, medium: fields.medium, on: fields.arrivedOn, isDirectContact: fields.isDirectContact)
    head.unit = fields.unit
    head.urgency = fields.urgency
    head.confidentiality = fields.confidentiality
    return head
  }

  /// The corrected head with its fact; old and new values are kept in it, the fact has codes alone.
  /// - Parameters:
  ///   - isDecided: whether items are decided; State, kind and day of arrival stay then, because basis and clocks follow them.
  ///   - latest: the day after which it cannot have arrived, because things happened to it then.
  func corrected(
    _ input: CorrectHead, _ direction: RegisteredRequest.Direction, isDecided: Bool, arrivedBy latest: CalendarDay, _ acting: Acting
  ) throws -> (head: RequestHead, event: CaseEvent) {
    try required(input.reason, field: "reason")
    try required(input.fields.reference, field: "reference")
    try required(input.fields.subject, field: "subject")
    guard input.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    let before = HeadFields(self, direction)
    let changed = before.changed(to: input.fields)
    guard !changed.isEmpty else { throw CannotCorrect.nothingChanged }
    let own = direction == .incoming ? requestedState : requestingState
    guard input.fields.otherState != own else { throw CannotAct.missing(field: "otherState") }
    let turns = !Set(changed).isDisjoint(with: [.otherState, .kind, .arrivedOn])
    guard !isDecided || !turns else { throw CannotCorrect.decidedAlready }
    guard input.fields.arrivedOn <= acting.on else { throw CannotAct.dayInFuture(field: "arrivedOn") }
    guard input.fields.arrivedOn == arrival.on || input.fields.arrivedOn <= latest else { throw CannotAct.dayInFuture(field: "arrivedOn") }
    var head = with(input.fields, direction)
    head.corrections =
      (corrections ?? []) + [
        HeadCorrection(before: before, after: HeadFields(head, direction), reason: input.reason, on: input.on, by: acting.officer)
      ]
    // A basis that was chosen by hand gives way to another State or kind, not to another day.
    let follows = (basisChoices ?? []).isEmpty || !Set(changed).isDisjoint(with: [.otherState, .kind])
    if turns, follows, let resolved = input.resolved, resolved != basis {
      head.basis = resolved
      head.basisChoices =
        (basisChoices ?? []) + [
          BasisChoice(before: basis, after: resolved, reason: input.reason, on: input.on, by: acting.officer)
        ]
    }
    return (head, Self.fact(changed, before, input))
  }

  private static func fact(_ changed: [HeadFields.Name], _ before: HeadFields, _ input: CorrectHead) -> CaseEvent {
    let after = input.fields
    var facts: [String: CaseEvent.Value] = ["on": .day(input.on), "fields": .codes(changed.map(\.rawValue))]
    if changed.contains(.otherState) {
      facts["stateBefore"] = .code(before.otherState.code)
      facts["stateAfter"] = .code(after.otherState.code)
    }
    if changed.contains(.kind) {
      facts["kindBefore"] = .code(before.kind.rawValue)
      facts["kindAfter"] = .code(after.kind.rawValue)
    }
    if changed.contains(.offences) {
      facts["offencesBefore"] = .codes(before.offences.map(String.init))
      facts["offencesAfter"] = .codes(after.offences.map(String.init))
    }
    if changed.contains(.arrivedOn) {
      facts["arrivedBefore"] = .day(before.arrivedOn)
      facts["arrivedAfter"] = .day(after.arrivedOn)
    }
    if changed.contains(.isDirectContact) { facts["isDirectContact"] = .flag(after.isDirectContact) }
    return CaseEvent(.headCorrected, facts)
  }
}

extension IncomingRequest {
  /// Whether an item is decided, or was and waits for another decision: the other State has letters of it.
  var isDecided: Bool { items.contains { ($0.stage.code != .undecided && $0.stage.code != .withdrawn) || $0.wasDecided } }

  /// Puts the head right; what stood there before is kept.
  /// - Source: practice (registers of central authorities)
  /// - Throws: ``CannotCorrect``, ``CannotAct``.
  func correctingHead(_ input: CorrectHead, _ acting: Acting) throws -> IncomingDecision {
    var days = consultations.map(\.openedOn) + inquiries.map(\.askedOn) + statusEnquiries.map(\.askedOn) + suspensions.map(\.from)
    days += [acknowledgement?.on, examinedSince].compactMap { $0 }
    if case .registered(let on) = standing { days.append(on) }
    let latest = days.min() ?? head.arrival.on
    let (head, event) = try head.corrected(input, .incoming, isDecided: isDecided, arrivedBy: latest, acting)
    var request = self
    request.head = head
    return IncomingDecision(state: request, events: [event])
  }
}

extension OutgoingRequest {
  /// Whether an item is decided.
  var isDecided: Bool { items.contains { $0.stage.code != .awaiting && $0.stage.code != .withdrawn } }

  /// Puts the head right; what stood there before is kept.
  /// - Source: practice (registers of central authorities)
  /// - Throws: ``CannotCorrect``, ``CannotAct``.
  func correctingHead(_ input: CorrectHead, _ acting: Acting) throws -> OutgoingDecision {
    var days = translations.map(\.startedOn) + [sentOn].compactMap { $0 }
    if case .approved(let on) = standing { days.append(on) }
    let (head, event) = try head.corrected(
      input, .outgoing, isDecided: isDecided, arrivedBy: days.min() ?? head.arrival.on, acting)
    var request = self
    request.head = head
    return OutgoingDecision(state: request, events: [event])
  }
}
