// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import ExchangeRules
public import Kernel
public import WritingRules

/// A request as it travels: what it is in the register of the requesting State, item by item, and the whole of it as data where it was written so.
/// - Source: UNCAC 46(13), 46(15)
public struct RequestDocument: Codable, Hashable, Sendable {
  /// One item.
  public struct Item: Codable, Hashable, Sendable {
    /// Its short name, by which both sides call it.
    public var id: ItemID
    /// What is asked for.
    public var sought: SoughtAct
    /// In words.
    public var summary: String
  }

  /// The earlier request that it adds to.
  public struct Supplemented: Codable, Hashable, Sendable {
    /// The requesting State's reference.
    public var reference: String?
    /// The requested State's reference.
    public var theirReference: String?
    /// The conversation of the earlier request, where that travelled too.
    public var conversation: ConversationID?
  }

  /// The requesting State's reference.
  public var reference: String
  /// What kind of cooperation it is.
  public var kind: CooperationKind
  /// What it is about, in one line.
  public var subject: String
  /// The offences by their articles in the Convention.
  public var offences: [Int]
  /// The authority that asks, as it calls itself.
  public var authority: String?
  /// Why it is urgent, and by when.
  public var urgency: Urgency?
  /// What must be kept confidential.
  /// - Source: UNCAC 46(20)
  public var confidentiality: Confidentiality?
  /// What is asked for.
  public var items: [Item]
  /// The earlier request that it adds to.
  public var supplements: Supplemented?
  /// The whole of it, in the published format of requests.
  public var content: RequestContent?
  /// The annexes that go with it as files, by the names under which the message offers them; absent when there are none.
  public var files: [ProductDocument.File]?
  /// The day on which it went out.
  public var on: CalendarDay
}

extension RequestDocument {
  /// The request as the requested State is told.
  /// - Parameters:
  ///   - supplemented: the conversation of the request that it adds to, where that travelled.
  ///   - day: the day on which it goes out.
  init(_ request: OutgoingRequest, supplementing supplemented: ConversationID?, on day: CalendarDay) {
    let head = request.head
    reference = head.reference
    kind = head.kind
    subject = head.subject
    offences = head.offences
    authority = head.content?.authority?.name
    urgency = head.urgency
    confidentiality = head.confidentiality
    items = request.items.filter { $0.stage.code != .withdrawn }.map { Item(id: $0.id, sought: $0.sought, summary: $0.summary) }
    if let earlier = head.content?.supplements {
      supplements = Supplemented(reference: earlier.reference, theirReference: earlier.theirReference, conversation: supplemented)
    } else if let supplemented {
      supplements = Supplemented(conversation: supplemented)
    }
    content = head.content
    on = day
  }

  /// The act under which it travels.
  public var act: TravellingAct {
    if kind == .spontaneousTransmission { return .spontaneousInformation }
    return supplements == nil ? .request : .supplementaryRequest
  }

  /// A draft that was shared for comment as the other authority notes it: a contact, and no request.
  /// - Source: practice (drafts shared before a request)
  public func noted(from state: StateCode, by author: AuthorityName, on day: CalendarDay) -> ContactDetails {
    let said = items.map { [$0.id.rawValue, $0.sought.code, $0.summary].filter { !$0.isEmpty }.joined(separator: " · ") }
    return ContactDetails(
      isOurs: false, state: state, with: [author.description, authority].compactMap(\.self).joined(separator: " · "), channel: .network,
      on: day, subject: subject, said: said.joined(separator: "\n"), draft: reference)
  }

  /// The request as the requested State takes it into its register.
  /// - Parameters:
  ///   - requesting: the State whose authority signed.
  ///   - requested: the own State.
  ///   - reference: the own reference.
  ///   - basis: the legal basis as the own directory resolves it.
  ///   - persons: the records of persons that the content names, for an item.
  ///   - day: the day on which it came.
  public func registering(
    from requesting: StateCode, to requested: StateCode, as reference: String, basis: AppliedBasis, persons: (ItemID) -> [String],
    on day: CalendarDay
  ) -> RegisterIncoming {
    var head = RequestHead(
      reference: reference, theirReference: self.reference, requestingState: requesting, requestedState: requested, kind: kind,
      basis: basis,
      subject: subject, offences: offences, arrival: Arrival(channel: .electronic, medium: .electronic, on: day))
    head.otherAuthority = authority
    head.urgency = urgency
    head.confidentiality = confidentiality
    head.content = content
    // The letter's own reference finds the case as well.
    if let written = content?.reference, written != self.reference { head.otherReferences = [written] }
    let coercive = Dictionary((content?.items ?? []).map { ($0.id, $0.coercive) }) { first, _ in first }
    return RegisterIncoming(
      head: head,
      items: items.map {
        .init(
          id: $0.id, sought: $0.sought, summary: $0.summary, isCoercive: coercive[$0.id.rawValue] ?? nil, persons: persons($0.id))
      }, on: day)
  }
}
