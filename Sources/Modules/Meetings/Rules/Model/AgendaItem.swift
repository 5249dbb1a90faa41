// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The number of an agenda item, with a letter for an item below it: `3`, `3(a)`.
public struct ItemNumber: Hashable, Sendable, CustomStringConvertible {
  /// The number, from 1.
  public let number: Int
  /// The letter of an item below, `a` to `z`.
  public let letter: String?

  /// Makes a number; `nil` unless the number is 1 to 999 and the letter one of `a` to `z`.
  public init?(_ number: Int, letter: String? = nil) {
    guard (1...999).contains(number) else { return nil }
    if let letter { guard letter.utf8.count == 1, letter.first.map({ ("a"..."z").contains($0) }) == true else { return nil } }
    self.number = number
    self.letter = letter
  }

  /// Reads `3` or `3(a)`; `nil` for any other form.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "(", omittingEmptySubsequences: false)
    guard let first = parts.first, first.first != "0", first.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(first) else {
      return nil
    }
    guard parts.count > 1 else {
      self.init(number)
      return
    }
    guard parts.count == 2, parts[1].count == 2, parts[1].last == ")" else { return nil }
    self.init(number, letter: String(parts[1].prefix(1)))
  }

  /// `3` or `3(a)`.
  public var description: String { letter.map { "\(number)(\($0))" } ?? "\(number)" }
}

extension ItemNumber: Comparable {
  /// Orders as agendas do: an item before those below it.
  public static func < (left: ItemNumber, right: ItemNumber) -> Bool {
    (left.number, left.letter ?? "") < (right.number, right.letter ?? "")
  }
}

extension ItemNumber: Codable {
  /// Reads `3` as a number, or `"3(a)"`.
  /// - Throws: `DecodingError.dataCorrupted` for any other form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let number = try? container.decode(Int.self)
    let read = if let number { ItemNumber(number) } else { ItemNumber(try container.decode(String.self)) }
    guard let read else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "an item such as 3 or \"3(a)\"") }
    self = read
  }

  /// Writes a plain number as a number, the rest as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if letter == nil { try container.encode(number) } else { try container.encode(description) }
  }
}

/// What a subject is about, for matching documents with items.
public enum Topic: String, Codable, Hashable, Sendable, CaseIterable {
  /// Mutual legal assistance.
  case mutualLegalAssistance = "mla"
  /// Civil and administrative proceedings.
  case civilAdministrative
  /// Asset recovery.
  case assetRecovery
  /// Extradition.
  case extradition
  /// Prevention.
  case prevention
  /// Technical assistance.
  case technicalAssistance
  /// Country reviews.
  case countryReviews
}

/// An item of an agenda.
public struct AgendaItem: Codable, Hashable, Sendable {
  /// Whether an item is about the meeting itself or about its subject.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// About the meeting itself: opening, agenda, report.
    case procedural
    /// About the subject.
    case substantive
  }

  /// The item's identifier, which stays when items are renumbered.
  public let id: ID<AgendaItem>
  /// Its number.
  public var number: ItemNumber
  /// Its full title.
  public var title: LocalText
  /// Its short title, where the organization of work prints another one.
  public var shortTitle: LocalText
  /// What kind of item it is.
  public var kind: Kind
  /// What it is about.
  public var topics: [Topic]
  /// The documents listed under it, in order.
  public var documents: [ID<MeetingDocument>]
  /// Documents that its annotation mentions without listing them.
  public var cited: [ID<MeetingDocument>]
  /// Its annotation, paragraph by paragraph.
  public var annotation: [LocalText]

  /// Describes an item.
  public init(
    id: ID<AgendaItem>, number: ItemNumber, title: LocalText, shortTitle: LocalText = LocalText(), kind: Kind, topics: [Topic] = [],
    documents: [ID<MeetingDocument>] = [], cited: [ID<MeetingDocument>] = [], annotation: [LocalText] = []
  ) {
    self.id = id
    self.number = number
    self.title = title
    self.shortTitle = shortTitle
    self.kind = kind
    self.topics = topics
    self.documents = documents
    self.cited = cited
    self.annotation = annotation
  }

  /// The title as the organization of work prints it.
  public var titleInTimetable: LocalText {
    var title = title
    for (language, text) in shortTitle.texts where !text.isEmpty { title[language] = text }
    return title
  }
}

/// Something that the annotations announce for an item.
public struct Expectation: Codable, Hashable, Sendable {
  /// What kind of thing is announced.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Something takes place.
    case takesPlace
    /// The secretariat will report on progress.
    case secretariatWillBrief
    /// The secretariat will give information.
    case secretariatWillInform
    /// Participants are invited to do something.
    case participantsMayWish
    /// A panel takes place.
    case panel
    /// The meeting adopts something.
    case adoption
  }

  /// The expectation's identifier.
  public let id: ID<Expectation>
  /// Its short name in files.
  public var mark: Mark
  /// The item.
  public var item: ID<AgendaItem>
  /// What kind of thing is announced.
  public var kind: Kind
  /// Who is to do it.
  public var actor: ID<Body>
  /// What is announced, in the secretariat's own short words.
  public var what: LocalText
  /// The panel, where it is one.
  public var panel: ID<Panel>?
  /// The mandates that it answers.
  public var answers: [ID<Mandate>]
  /// The mandates of which it answers only a part.
  public var answersPartly: [ID<Mandate>]
  /// The words it uses for terms that are watched, by the term's name.
  public var terms: [String: LocalText]
  /// Whether it was only proposed, for example taken over from the meeting before; `nil` when an officer stands behind it.
  public var isProposed: Bool?

  /// Describes an expectation.
  public init(
    id: ID<Expectation>, mark: Mark, item: ID<AgendaItem>, kind: Kind, actor: ID<Body>, what: LocalText, panel: ID<Panel>? = nil,
    answers: [ID<Mandate>] = [], answersPartly: [ID<Mandate>] = [], terms: [String: LocalText] = [:]
  ) {
    self.id = id
    self.mark = mark
    self.item = item
    self.kind = kind
    self.actor = actor
    self.what = what
    self.panel = panel
    self.answers = answers
    self.answersPartly = answersPartly
    self.terms = terms
  }
}

/// A panel discussion.
public struct Panel: Codable, Hashable, Sendable {
  /// Somebody who speaks or moderates.
  public struct Panellist: Codable, Hashable, Sendable {
    /// The person's name as it is to be announced.
    public var name: String
    /// The State the person speaks for.
    public var state: StateCode?
    /// The organization the person speaks for.
    public var organization: String?
    /// Whether the person has agreed to come.
    public var isConfirmed: Bool

    /// Names a panellist.
    public init(name: String, state: StateCode? = nil, organization: String? = nil, isConfirmed: Bool = false) {
      self.name = name
      self.state = state
      self.organization = organization
      self.isConfirmed = isConfirmed
    }
  }

  /// The panel's identifier.
  public let id: ID<Panel>
  /// Its short name in files.
  public var mark: Mark
  /// The item under which it takes place.
  public var item: ID<AgendaItem>
  /// What it is about, subject by subject.
  public var topics: [LocalText]
  /// Its speakers, in order.
  public var speakers: [Panellist]
  /// Who leads it.
  public var moderator: Panellist?
  /// Whether the annotations announce it.
  public var isAnnounced: Bool
  /// The mandate that asks for it.
  public var mandatedBy: ID<Mandate>?

  /// Describes a panel.
  public init(
    id: ID<Panel>, mark: Mark, item: ID<AgendaItem>, topics: [LocalText] = [], speakers: [Panellist] = [], moderator: Panellist? = nil,
    isAnnounced: Bool, mandatedBy: ID<Mandate>? = nil
  ) {
    self.id = id
    self.mark = mark
    self.item = item
    self.topics = topics
    self.speakers = speakers
    self.moderator = moderator
    self.isAnnounced = isAnnounced
    self.mandatedBy = mandatedBy
  }
}
