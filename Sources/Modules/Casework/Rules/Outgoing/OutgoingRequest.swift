// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Kernel

/// A request that this State makes to another one, from its approval on.
public struct OutgoingRequest: Codable, Hashable, Sendable {
  /// How far the request as a whole has come; what its items have come to is not repeated here.
  public enum Standing: Codable, Hashable, Sendable {
    /// A second officer has approved it and it has not gone out.
    case approved(on: CalendarDay)
    /// It has gone out; the transmissions tell when and how.
    case sent
    /// All of it was withdrawn here.
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
  public internal(set) var items: [OutgoingItem]
  /// The items that went into requests of their own, in order; `nil` when none did.
  public internal(set) var splitItems: [SplitItem]?
  /// The translations into a language of the requested State, in order.
  public internal(set) var translations: [Translation]
  /// How it went out, in order; more than one when it was sent again.
  public internal(set) var dispatches: [Dispatch]
  /// That the requested State has it, as that State told.
  public internal(set) var acknowledgement: ToldAcknowledgement?
  /// The day on which a request made orally was confirmed in writing; `nil` for one that was not, or that was written.
  /// - Source: UNCAC 46(14)
  public internal(set) var confirmedInWritingOn: CalendarDay?
  /// The information that the requested State asked for, in order.
  /// - Source: UNCAC 46(16)
  public internal(set) var inquiries: [AdditionalInformation]
  /// The consultations that the requested State opened, in order.
  /// - Source: UNCAC 46(26)
  public internal(set) var consultations: [Consultation]
  /// The questions sent to the requested State about how far it is, and its answers.
  /// - Source: UNCAC 46(24)
  public internal(set) var statusEnquiries: [StatusEnquiry]
  /// The notices that items are not needed any more.
  /// - Source: UNCAC 46(24)
  public internal(set) var notices: [NotNeededNotice]
  /// The times in which nothing could be done, in order.
  public internal(set) var suspensions: [Suspension]
  /// What delayed it.
  public internal(set) var delays: [DelayReason]
  /// The acts that wait for a second officer.
  public internal(set) var proposals: [Proposed<OutgoingAct>]

  /// A request that a second officer has approved.
  public init(id: ID<RegisteredRequest>, head: RequestHead, items: [OutgoingItem], approvedOn day: CalendarDay) {
    self.id = id
    self.head = head
    self.items = items
    standing = .approved(on: day)
    translations = []
    dispatches = []
    inquiries = []
    consultations = []
    statusEnquiries = []
    notices = []
    suspensions = []
    delays = []
    proposals = []
  }
}

/// A translation of the request.
/// - Source: UNCAC 46(14)
public struct Translation: Codable, Hashable, Sendable {
  /// The language, as it is named.
  public var language: String
  /// Who translates.
  public var translator: String?
  /// The day on which it began.
  public var startedOn: CalendarDay
  /// The day on which it was there; `nil` until then.
  public var doneOn: CalendarDay?
  /// Whether it is certified.
  public var isCertified: Bool

  /// Begins a translation.
  public init(into language: String, by translator: String? = nil, startedOn day: CalendarDay) {
    self.language = language
    self.translator = translator
    startedOn = day
    isCertified = false
  }
}

/// One time that the request went out.
/// - Source: UNCAC 46(13), 46(14)
public struct Dispatch: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay
  /// The channel.
  public var channel: Channel
  /// What it was written on.
  public var medium: Arrival.Medium
  /// The authority of the directory that it went to.
  public var authority: ID<CompetentAuthority>?
  /// Whom it went to, as it is written.
  public var to: String
  /// The items that it asked for; what was withdrawn before is not among them.
  public var items: [ItemID]
  /// The number under which the carrier follows it.
  public var trackingNumber: String?
  /// The SHA-256 digests of the files of the case that went with it; `nil` for none, and for dispatches of before.
  public var files: [String]?
  /// The day on which the other side told that it had not arrived; `nil` when it did not.
  public var notReceivedOn: CalendarDay?

  /// Describes how the request goes out.
  public init(
    on day: CalendarDay, channel: Channel, medium: Arrival.Medium, authority: ID<CompetentAuthority>?, to: String, items: [ItemID],
    trackingNumber: String? = nil, files: [String]? = nil
  ) {
    self.on = day
    self.channel = channel
    self.medium = medium
    self.authority = authority
    self.to = to
    self.items = items
    self.trackingNumber = trackingNumber
    self.files = files
  }
}

/// That the requested State has the request, as that State told it.
/// - Source: practice
public struct ToldAcknowledgement: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay
  /// The other side's reference.
  public var theirReference: String?
  /// Who can be asked there.
  public var contact: String?

  /// Describes an acknowledgement.
  public init(on day: CalendarDay, theirReference: String? = nil, contact: String? = nil) {
    self.on = day
    self.theirReference = theirReference
    self.contact = contact
  }
}

/// That the requested State was told promptly that items are not needed any more.
/// - Source: UNCAC 46(24)
public struct NotNeededNotice: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The day.
  public var on: CalendarDay

  /// Names the items and the day.
  public init(items: [ItemID], on day: CalendarDay) {
    self.items = items
    self.on = day
  }
}
