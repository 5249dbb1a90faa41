// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Instruments
public import Kernel
import WritingRules

/// Sends a request, or sends it again.
/// - Source: UNCAC 46(13), 46(14)
public struct SendRequest: Codable, Hashable, Sendable {
  /// The authority of the directory that it goes to.
  public var authority: ID<CompetentAuthority>?
  /// Whom it goes to, as it is written.
  public var to: String
  /// The channel.
  public var channel: Channel
  /// What it is written on.
  public var medium: Arrival.Medium
  /// The number under which the carrier follows it.
  public var trackingNumber: String?
  /// The SHA-256 digests of the files of the case that go with it; `nil` for none.
  public var files: [String]?
  /// The day.
  public var on: CalendarDay

  /// Describes how it goes out.
  public init(
    authority: ID<CompetentAuthority>?, to: String, channel: Channel, medium: Arrival.Medium, trackingNumber: String? = nil,
    files: [String]? = nil, on day: CalendarDay
  ) {
    self.authority = authority
    self.to = to
    self.channel = channel
    self.medium = medium
    self.trackingNumber = trackingNumber
    self.files = files
    self.on = day
  }
}

/// Records that the other side told that the request had not arrived.
/// - Source: practice
public struct ReportNotReceived: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay

  /// Names the day.
  public init(on day: CalendarDay) { self.on = day }
}

/// Why a request cannot be sent.
public enum CannotSend: SourcedProblem, Equatable {
  /// No authority of the directory was chosen, and neither the diplomatic channel nor a direct contact does without one.
  case authorityMissing
  /// The directory has no such authority of the requested State.
  case authorityUnknown
  /// The authority is not named for the day of sending.
  case authorityNotValid
  /// INTERPOL carries urgent requests alone.
  case interpolNotUrgent
  /// A request by word of mouth is open in urgent cases alone.
  case oralNotUrgent

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .authorityMissing: "casework.sending-authority-missing"
    case .authorityUnknown: "casework.sending-authority-unknown"
    case .authorityNotValid: "casework.sending-authority-not-valid"
    case .interpolNotUrgent: "casework.sending-interpol-not-urgent"
    case .oralNotUrgent: "casework.sending-oral-not-urgent"
    }
  }

  /// The kind.
  public var kind: ProblemKind { self == .authorityNotValid ? .conflict : .invalid }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .authorityMissing, .authorityUnknown, .authorityNotValid: [FieldProblem(field: "authority", code: code)]
    case .interpolNotUrgent: [FieldProblem(field: "channel", code: code)]
    case .oralNotUrgent: [FieldProblem(field: "medium", code: code)]
    }
  }

  /// Where it comes from.
  public var source: Source { self == .oralNotUrgent ? .uncac(46, 14) : .uncac(46, 13) }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotSend] = [
    .authorityMissing, .authorityUnknown, .authorityNotValid, .interpolNotUrgent, .oralNotUrgent,
  ]
}

extension OutgoingRequest {
  /// Sends the request to an authority that is named for the day.
  /// - Source: UNCAC 46(13), 46(14)
  /// - Throws: ``CannotSend`` with the provision that stands against it; ``CannotAct``.
  func sending(_ input: SendRequest, _ acting: Acting) throws -> OutgoingDecision {
    try dispatching(input, acting, again: false)
  }

  /// Sends it again, because it did not arrive or may not have.
  /// - Source: practice
  /// - Throws: ``CannotSend``; ``CannotAct``.
  func resending(_ input: SendRequest, _ acting: Acting) throws -> OutgoingDecision {
    try dispatching(input, acting, again: true)
  }

  private func dispatching(_ input: SendRequest, _ acting: Acting, again: Bool) throws -> OutgoingDecision {
    try required(input.to, field: "to")
    try checked(input.on, acting)
    try checkAuthority(input, acting)
    let isUrgent = head.urgency?.isUrgent == true
    guard input.channel != .interpol || isUrgent else { throw CannotSend.interpolNotUrgent }
    guard input.medium != .oral || isUrgent else { throw CannotSend.oralNotUrgent }
    var request = self
    request.standing = .sent
    let asked = items.filter { $0.stage.code != .withdrawn }.map(\.id)
    request.dispatches.append(
      Dispatch(
        on: input.on, channel: input.channel, medium: input.medium, authority: input.authority, to: input.to, items: asked,
        trackingNumber: input.trackingNumber, files: input.files))
    request.suspensions.end(.translation, on: input.on)
    return OutgoingDecision(
      state: request,
      events: [
        CaseEvent(
          .sent,
          [
            "on": .day(input.on), "channel": .code(input.channel.rawValue), "medium": .code(input.medium.rawValue), "isAgain": .flag(again),
            "items": .codes(asked.map(\.rawValue)),
          ])
      ])
  }

  private func checkAuthority(_ input: SendRequest, _ acting: Acting) throws(CannotSend) {
    guard let id = input.authority else {
      guard input.channel == .diplomatic || head.arrival.isDirectContact else { throw .authorityMissing }
      return
    }
    guard let authority = acting.authorities.first(where: { $0.id == id && $0.state == head.requestedState }) else {
      throw .authorityUnknown
    }
    guard authority.isValid(on: input.on) else { throw .authorityNotValid }
  }

  /// Records that the requested State has the request, with its reference.
  /// - Source: practice; EU Directive 2014/41 art. 16(1) sets one week. The Convention has no express duty.
  /// - Throws: ``CannotAct/doneAlready``.
  func recordingAcknowledgement(_ input: ToldAcknowledgement, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    guard acknowledgement == nil else { throw .doneAlready }
    try checked(input.on, acting)
    var request = self
    request.acknowledgement = input
    if let reference = input.theirReference, !reference.allSatisfy(\.isWhitespace) { request.head.theirReference = reference }
    return OutgoingDecision(state: request, events: [CaseEvent(.acknowledgementRecorded, ["on": .day(input.on)])])
  }

  /// Records that the request had not arrived; it is to be sent again.
  /// - Source: practice
  /// - Throws: ``CannotAct/nothingOpen``.
  func reportingNotReceived(_ input: ReportNotReceived, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    guard let place = dispatches.indices.last, dispatches[place].notReceivedOn == nil else { throw .nothingOpen }
    try checked(input.on, acting)
    guard input.on >= dispatches[place].on else { throw .dayTooEarly(field: "on") }
    var request = self
    request.dispatches[place].notReceivedOn = input.on
    if !request.delays.contains(.lost) { request.delays.append(.lost) }
    return OutgoingDecision(state: request, events: [CaseEvent(.notReceivedReported, ["on": .day(input.on)])])
  }

  /// Confirms in writing what was asked by word of mouth.
  /// - Source: UNCAC 46(14)
  /// - Throws: ``CannotAct/notOfThisKind`` when nothing was asked by word of mouth, ``CannotAct/doneAlready``.
  func confirmingInWriting(_ input: ConfirmInWriting, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    guard wasOral else { throw .notOfThisKind }
    guard confirmedInWritingOn == nil else { throw .doneAlready }
    try checked(input.on, acting)
    var request = self
    request.confirmedInWritingOn = input.on
    return OutgoingDecision(state: request, events: [CaseEvent(.confirmedInWriting, ["on": .day(input.on)])])
  }

  /// Whether it went out by word of mouth first.
  /// - Source: UNCAC 46(14)
  public var wasOral: Bool { dispatches.first?.medium == .oral }
}
