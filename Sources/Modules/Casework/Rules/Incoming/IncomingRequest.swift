// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A request that another State has made to this one.
public struct IncomingRequest: Codable, Hashable, Sendable {
  /// How far the request as a whole has come; what its items have come to is not repeated here.
  public enum Standing: Codable, Hashable, Sendable {
    /// It has arrived and has no reference yet, for example a scan or a message of which the fields are still to be filled.
    case received
    /// It is in the register and open.
    case registered(on: CalendarDay)
    /// It was passed to the authority that is competent.
    /// - Source: UNCAC 46(13)
    case forwarded(Forwarding)
    /// The requesting State withdrew all of it.
    case withdrawn(Withdrawal)
    /// It is closed.
    case closed(Closure)
  }

  /// The identifier.
  public let id: ID<RegisteredRequest>
  /// What both directions have in common.
  public var head: RequestHead
  /// How far it has come as a whole.
  public internal(set) var standing: Standing
  /// The items.
  public internal(set) var items: [IncomingItem]
  /// The items that went into requests of their own, in order; `nil` when none did.
  public internal(set) var splitItems: [SplitItem]?
  /// The acknowledgement.
  public internal(set) var acknowledgement: Acknowledgement?
  /// The day on which the examination began.
  public internal(set) var examinedSince: CalendarDay?
  /// The information that was asked for, in order.
  public internal(set) var inquiries: [AdditionalInformation]
  /// The consultations, in order.
  public internal(set) var consultations: [Consultation]
  /// The day on which an oral request was confirmed in writing; `nil` for one that was not, or that was written.
  /// - Source: UNCAC 46(14)
  public internal(set) var confirmedInWritingOn: CalendarDay?
  /// When and why the requesting State was told that confidentiality cannot be kept.
  /// - Source: UNCAC 46(20)
  public internal(set) var confidentialityImpossible: ConfidentialityNotice?
  /// The enquiries of the requesting State about how far it is, and the answers.
  /// - Source: UNCAC 46(24)
  public internal(set) var statusEnquiries: [StatusEnquiry]
  /// The times in which nothing could be done here, in order.
  public internal(set) var suspensions: [Suspension]
  /// What delayed it.
  public internal(set) var delays: [DelayReason]
  /// Where it was passed on to, also once it is closed; `nil` when it was not.
  /// - Source: UNCAC 46(13)
  public internal(set) var forwarding: Forwarding?
  /// The acts that wait for a second officer.
  public internal(set) var proposals: [Proposed<IncomingAct>]

  /// A request that has just arrived.
  public init(id: ID<RegisteredRequest>, head: RequestHead, items: [IncomingItem]) {
    self.id = id
    self.head = head
    self.items = items
    standing = .received
    inquiries = []
    consultations = []
    statusEnquiries = []
    suspensions = []
    delays = []
    proposals = []
  }
}

/// A request that was passed to the authority that is competent.
/// - Source: UNCAC 46(13)
public struct Forwarding: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay
  /// The authority.
  public var to: String
  /// Whether it went back to the requesting State, because no authority here is competent.
  public var isReturned: Bool

  /// Describes a forwarding.
  public init(on day: CalendarDay, to authority: String, isReturned: Bool = false) {
    self.on = day
    self.to = authority
    self.isReturned = isReturned
  }
}

/// That confidentiality could not be kept, told promptly.
/// - Source: UNCAC 46(20)
public struct ConfidentialityNotice: Codable, Hashable, Sendable {
  /// The day it was told.
  public var on: CalendarDay
  /// Why it cannot be kept.
  public var reason: String

  /// Describes the notice.
  public init(on day: CalendarDay, reason: String) {
    self.on = day
    self.reason = reason
  }
}

/// A question about how far a request is.
/// - Source: UNCAC 46(24)
public struct StatusEnquiry: Codable, Hashable, Sendable {
  /// The day it was asked.
  public var askedOn: CalendarDay
  /// The answer and its day; `nil` while it is owed.
  public var answer: Answer?

  /// An answer.
  public struct Answer: Codable, Hashable, Sendable {
    /// The day.
    public var on: CalendarDay
    /// What was told.
    public var text: String

    /// Describes an answer.
    public init(on day: CalendarDay, text: String) {
      self.on = day
      self.text = text
    }
  }

  /// A question of a day.
  public init(askedOn day: CalendarDay) { askedOn = day }
}

/// A time in which the authority could not act; it is counted apart from its own time.
public struct Suspension: Codable, Hashable, Sendable {
  /// Why.
  public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
    /// Additional information is awaited.
    /// - Source: UNCAC 46(16)
    case additionalInformation
    /// Execution is postponed.
    /// - Source: UNCAC 46(25)
    case postponement
    /// An answer to a consultation is awaited.
    /// - Source: UNCAC 46(26)
    case consultation
    /// An appeal or a claim of a third party is before a court.
    case appeal
    /// The file is sealed by a court.
    case sealing
    /// A translation is awaited.
    case translation
    /// Another reason, told in words.
    case other
  }

  /// Why.
  public var reason: Reason
  /// The first day.
  public var from: CalendarDay
  /// The day on which it wakes by itself, where one is set.
  public var wakesOn: CalendarDay?
  /// The last day; `nil` while it lasts.
  public var endedOn: CalendarDay?

  /// Begins a suspension.
  public init(_ reason: Reason, from day: CalendarDay, wakesOn: CalendarDay? = nil) {
    self.reason = reason
    from = day
    self.wakesOn = wakesOn
  }
}

/// What delayed a request.
/// - Source: practice (reasons for delay that authorities count)
public enum DelayReason: String, Codable, Hashable, Sendable, CaseIterable {
  /// The translation was bad or missing.
  case translation
  /// The content of 46(15) was not whole.
  case incompleteContent
  /// The link between the facts and the measure was missing.
  case noLinkToFacts
  /// The wrong authority or channel.
  case wrongAuthorityOrChannel
  /// It was not acknowledged, or lost.
  case lost
  /// Staff, money or training were missing.
  case resources
  /// Several authorities had to act.
  case decentralised
  /// The tools were out of date.
  case tools
  /// Appeals, or notice to the holder of an account.
  case appeals
  /// Sealing.
  case sealing
  /// Consultations beforehand.
  case consultation
  /// Clearance here.
  case clearance
  /// Complexity or volume.
  case complexity
  /// Many supplementary requests.
  case supplements
  /// The other side did not answer.
  case noReply
  /// Holidays or an emergency.
  case closedOffices
  /// Costs were in dispute.
  case costs
}
