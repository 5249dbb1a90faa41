// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Kernel
public import WritingRules

/// Something that is kept with a case: a document whose content the node keeps, an object that stands at a place, or both of them.
/// - Source: practice (evidence lists of central authorities)
public struct CaseFile: Codable, Hashable, Sendable {
  /// What it is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The request itself.
    case request
    /// What came with the request.
    case annex
    /// What execution brought.
    case product
    /// A letter between the authorities.
    case letter
    /// An order or decision of a court.
    case courtOrder
    /// A translation of another one.
    case translation
    /// A piece of evidence.
    case evidence
    /// A message, such as an e-mail.
    case message
    /// Anything else.
    case other
  }

  /// The content that the node keeps.
  public struct Content: Codable, Hashable, Sendable {
    /// The name that the file had where it came from.
    public let name: String
    /// The media type that it was said to have.
    public let mediaType: String
    /// The SHA-256 digest of the content in hexadecimal.
    public let sha256: String
    /// Its length in bytes.
    public let size: Int

    /// Describes a content.
    public init(name: String, mediaType: String, sha256: String, size: Int) {
      self.name = name
      self.mediaType = mediaType
      self.sha256 = sha256
      self.size = size
    }
  }

  /// In which form it came.
  public enum Form: String, Codable, Hashable, Sendable, CaseIterable {
    /// The original.
    case original
    /// A copy that somebody certified.
    case certifiedCopy
    /// A copy.
    case copy
    /// Data that never were on paper.
    case electronic
  }

  /// The message of the exchange that brought it.
  public struct Travelled: Codable, Hashable, Sendable {
    /// The authority that signed the message.
    public let from: AuthorityName
    /// The authority that it came to.
    public let to: AuthorityName
    /// The message.
    public let message: MessageID

    /// Names the message and both sides.
    public init(_ message: MessageID, from author: AuthorityName, to other: AuthorityName) {
      self.message = message
      from = author
      to = other
    }
  }

  /// Where it came from.
  public struct Origin: Codable, Hashable, Sendable {
    /// Who gave it.
    public var givenBy: String
    /// The day it came.
    public var on: CalendarDay
    /// In which form.
    public var form: Form
    /// The message that brought it; `nil` for what came otherwise.
    public var travelled: Travelled?

    /// Describes an origin.
    public init(givenBy: String, on day: CalendarDay, form: Form, travelled: Travelled? = nil) {
      self.givenBy = givenBy
      on = day
      self.form = form
      self.travelled = travelled
    }
  }

  /// That it must go back.
  ///
  /// The Convention sets no rule for it: what the authorities agreed is noted.
  public struct ReturnDuty: Codable, Hashable, Sendable {
    /// The day by which; `nil` when none was agreed.
    public var dueOn: CalendarDay?
    /// To whom.
    public var to: String

    /// Describes a duty to return something.
    public init(to receivingSide: String, dueOn: CalendarDay? = nil) {
      to = receivingSide
      self.dueOn = dueOn
    }
  }

  /// The identifier.
  public let id: ID<CaseFile>
  /// The request that it belongs to.
  public let request: ID<RegisteredRequest>
  /// What it is.
  public internal(set) var kind: Kind
  /// What it is called, as it was typed.
  public internal(set) var title: String
  /// The content; `nil` for an object alone.
  public let content: Content?
  /// The items that it belongs to; empty for the request as a whole.
  public internal(set) var items: [ItemID]
  /// Where it came from.
  public let origin: Origin
  /// What the object is, in words; `nil` where there is none, or where the paper was not kept.
  public let object: String?
  /// Through whose hands the object went, in order; an entry is never changed.
  public internal(set) var custody: [HandOver]
  /// That it must go back, if it must.
  public internal(set) var returnDuty: ReturnDuty?
  /// The compartment that it is kept in.
  public internal(set) var compartment: Compartment?
  /// The officer who added it.
  public let addedBy: ActingOfficer

  init(
    id: ID<CaseFile>, request: ID<RegisteredRequest>, input: AddFile, custody: [HandOver], by officer: ActingOfficer
  ) {
    self.id = id
    self.request = request
    kind = input.kind
    title = input.title
    content = input.content
    items = input.items
    origin = input.origin
    object = input.object?.summary
    self.custody = custody
    returnDuty = input.returnDuty
    compartment = input.compartment
    addedBy = officer
  }
}

/// What a rule about a file decided.
public typealias CaseFileDecision = Decision<CaseFile, CaseEvent, CaseEffect>

extension CaseFile {
  /// The last entry of the chain; `nil` without an object.
  public var latest: HandOver? { custody.last }

  /// The day on which the object went back; `nil` while it is here, or where there is none.
  public var returnedOn: CalendarDay? { latest?.kind == .returned ? latest?.on : nil }

  /// Whether it waits to go back.
  public var isToReturn: Bool { returnDuty != nil && returnedOn == nil }

  /// Whether the day by which it had to go back has passed.
  public func isReturnOverdue(on day: CalendarDay) -> Bool { isToReturn && (returnDuty?.dueOn.map { day > $0 } ?? false) }

  /// A fact about it: never its title, never a name.
  func event(_ name: CaseEvent.Name, _ facts: [String: CaseEvent.Value] = [:]) -> CaseEvent {
    CaseEvent(name, facts.merging(["file": .code(id.description)]) { first, _ in first })
  }

  /// That somebody read it.
  public var read: CaseEvent { event(.fileRead) }
}
