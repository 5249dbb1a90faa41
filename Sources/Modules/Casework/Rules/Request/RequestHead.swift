// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Kernel
public import WritingRules

/// What both directions of a registered request have in common: who asks whom for what, on which basis, and where it came from.
public struct RequestHead: Codable, Hashable, Sendable {
  /// The own reference.
  public var reference: String
  /// The other side's reference, once it is known.
  public var theirReference: String?
  /// Earlier or additional references under which either side may ask for it.
  public var otherReferences: [String]
  /// The State that asks.
  public var requestingState: StateCode
  /// The State that is asked.
  public var requestedState: StateCode
  /// What kind of cooperation it is.
  public var kind: CooperationKind
  /// The legal basis.
  public var basis: AppliedBasis
  /// What it is about, in one line; case data.
  public var subject: String
  /// The offences by their articles in the Convention; several are possible.
  public var offences: [Int]
  /// The authority on the other side, as it is written.
  public var otherAuthority: String?
  /// How it came or went, and when.
  public var arrival: Arrival
  /// Why it is urgent, and by when; `nil` when it is not.
  public var urgency: Urgency?
  /// What must be kept confidential.
  /// - Source: UNCAC 46(20)
  public var confidentiality: Confidentiality?
  /// The whole request as structured data, when it came so or was written here.
  public var content: RequestContent?
  /// The unit that deals with it; `nil` for the central authority itself.
  ///
  /// Direct contacts of delegated units are registered too.
  public var unit: String?
  /// The account of the officer who is responsible for it; `nil` while nobody is named.
  public var responsible: String?
  /// How it hangs together with other requests.
  public var links: [RequestLink]
  /// The day on which the case was shredded; `nil` while it is kept.
  ///
  /// Then nothing above names anybody any more.
  public var shreddedOn: CalendarDay?
  /// What was put right after it was registered, in order; `nil` when nothing was.
  public var corrections: [HeadCorrection]?
  /// The bases that were chosen by hand, in order; `nil` when the directory's stands.
  public var basisChoices: [BasisChoice]?

  /// Describes a request.
  public init(
    reference: String, theirReference: String? = nil, requestingState: StateCode, requestedState: StateCode, kind: CooperationKind,
    basis: AppliedBasis, subject: String, offences: [Int] = [], arrival: Arrival
  ) {
    self.reference = reference
    self.theirReference = theirReference
    self.requestingState = requestingState
    self.requestedState = requestedState
    self.kind = kind
    self.basis = basis
    self.subject = subject
    self.offences = offences
    self.arrival = arrival
    otherReferences = []
    links = []
  }
}

extension RequestHead {
  /// Whether it adds to another request: it names that request here, or says in its content which one it is.
  /// - Source: UNCAC 46(16)
  public var isSupplementary: Bool { content?.supplements != nil || links.contains { $0.kind == .supplements } }
}

/// How a request came or went.
/// - Source: UNCAC 46(13), 46(14)
public struct Arrival: Codable, Hashable, Sendable {
  /// What it was written on.
  public enum Medium: String, Codable, Hashable, Sendable, CaseIterable {
    /// On paper.
    case paper
    /// By e-mail.
    case email
    /// By an electronic exchange.
    case electronic
    /// By word of mouth, to be confirmed in writing forthwith.
    /// - Source: UNCAC 46(14)
    case oral
  }

  /// The channel; `nil` when nothing is recorded, as in old registers.
  public var channel: Channel?
  /// What it was written on.
  public var medium: Medium
  /// The day it came to the authority, in its time zone; for an outgoing request the day it was written.
  public var on: CalendarDay
  /// Whether it went past the central authorities, from one delegated unit or court straight to another.
  public var isDirectContact: Bool

  /// Describes an arrival.
  public init(channel: Channel? = nil, medium: Medium, on day: CalendarDay, isDirectContact: Bool = false) {
    self.channel = channel
    self.medium = medium
    self.on = day
    self.isDirectContact = isDirectContact
  }
}

/// How a request hangs together with another one of the same node.
public struct RequestLink: Codable, Hashable, Sendable {
  /// The kinds of link.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// It adds to the other one.
    case supplements
    /// It concerns the same matter.
    case related
    /// It was taken out of the other one.
    case splitFrom
    /// It follows information that was transmitted without a request.
    /// - Source: UNCAC 46(4)
    case followsSpontaneousTransmission
    /// It follows an informal contact or a draft shared for comment.
    case followsInformalContact
    /// Both States investigate the same conduct.
    /// - Source: UNCAC 42(5)
    case parallelInvestigation
  }

  /// The kind.
  public var kind: Kind
  /// The other request.
  public var request: ID<RegisteredRequest>

  /// Links to another request.
  public init(_ kind: Kind, to request: ID<RegisteredRequest>) {
    self.kind = kind
    self.request = request
  }
}

/// A request in the register, whichever way it goes.
public enum RegisteredRequest: Codable, Hashable, Sendable {
  /// This State is asked.
  case incoming(IncomingRequest)
  /// This State asks.
  case outgoing(OutgoingRequest)

  /// The two directions, seen from this node.
  public enum Direction: String, Codable, Hashable, Sendable, CaseIterable { case incoming, outgoing }

  /// The identifier.
  public var id: ID<RegisteredRequest> {
    switch self {
    case .incoming(let request): request.id
    case .outgoing(let request): request.id
    }
  }

  /// What both directions have in common.
  public var head: RequestHead {
    switch self {
    case .incoming(let request): request.head
    case .outgoing(let request): request.head
    }
  }

  /// Which way it goes.
  public var direction: Direction {
    switch self {
    case .incoming: .incoming
    case .outgoing: .outgoing
    }
  }
}
