// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A document of a meeting, or one that its agenda refers to; one work for all its language versions.
public struct MeetingDocument: Codable, Hashable, Sendable {
  /// What kind of document it is.
  public enum Kind: String, Codable, CodingKeyRepresentable, Hashable, Sendable, CaseIterable {
    /// The annotated provisional agenda.
    case annotatedProvisionalAgenda
    /// A note by the secretariat.
    case secretariatNote
    /// Statistics.
    case statistics
    /// The report of a meeting.
    case meetingReport
    /// A conference room paper.
    case conferenceRoomPaper
    /// A resolution.
    case resolution
    /// A schedule of meetings.
    case schedule
    /// A draft for the meeting's decision.
    case draft
    /// An information paper, such as the list of participants.
    case informationPaper
    /// Anything else.
    case other
  }

  /// Who gets it.
  /// - Source: practice (United Nations documentation: general, limited, restricted)
  public enum Distribution: String, Codable, Hashable, Sendable, CaseIterable {
    /// Everybody.
    case general
    /// Those concerned; drafts that live shortly.
    case limited
    /// Named persons; never on a public page or in a feed.
    case restricted
  }

  /// How Akoma Ntoso calls it.
  public struct MarkupName: Codable, Hashable, Sendable {
    /// The element of the schema, for example `debateReport`.
    public var documentType: String
    /// The part of the address below it, for example `agenda`.
    public var subtype: String
    /// The value of the `name` attribute.
    public var name: String

    /// Names the three.
    public init(documentType: String, subtype: String, name: String) {
      self.documentType = documentType
      self.subtype = subtype
      self.name = name
    }
  }

  /// The document's identifier.
  public let id: ID<MeetingDocument>
  /// Its short name in files.
  public var mark: Mark
  /// The meeting it belongs to; `nil` for one of no meeting, such as a resolution.
  public var meeting: ID<Meeting>?
  /// Its symbol, as printed, with the marks of a reissue.
  public var symbol: String?
  /// What it is called where it has no symbol of its own, for example `resolution 7/1`.
  public var alias: String?
  /// Whether the symbol follows from others and is not printed in the source: the secretariat confirms it before publication.
  public var isInferred: Bool
  /// What kind of document it is.
  public var kind: Kind
  /// How Akoma Ntoso calls it.
  public var markupName: MarkupName?
  /// Who gets it.
  public var distribution: Distribution?
  /// The day of the masthead.
  public var issuedOn: CalendarDay?
  /// The day on which it was decided, for a decision.
  public var decidedOn: CalendarDay?
  /// The language it was written in.
  public var originalLanguage: Language?
  /// The language version that was read when it was entered.
  public var versionRead: Language?
  /// The job number, for example `V.18-04739`; never invented.
  public var jobNumber: String?
  /// Its title.
  public var title: LocalText
  /// The body whose document it is, where no meeting says so.
  public var body: ID<Body>?
  /// What its title covers.
  public var topics: [Topic]
  /// Its language versions in all editions.
  public var expressions: [DocumentExpression] = []

  /// Describes a document.
  public init(
    id: ID<MeetingDocument>, mark: Mark, meeting: ID<Meeting>? = nil, symbol: String? = nil, alias: String? = nil,
    isInferred: Bool = false, kind: Kind, markupName: MarkupName? = nil, distribution: Distribution? = nil,
    issuedOn: CalendarDay? = nil, decidedOn: CalendarDay? = nil, originalLanguage: Language? = nil, versionRead: Language? = nil,
    jobNumber: String? = nil, title: LocalText, body: ID<Body>? = nil, topics: [Topic] = []
  ) {
    self.id = id
    self.mark = mark
    self.meeting = meeting
    self.symbol = symbol
    self.alias = alias
    self.isInferred = isInferred
    self.kind = kind
    self.markupName = markupName
    self.distribution = distribution
    self.issuedOn = issuedOn
    self.decidedOn = decidedOn
    self.originalLanguage = originalLanguage
    self.versionRead = versionRead
    self.jobNumber = jobNumber
    self.title = title
    self.body = body
    self.topics = topics
  }

  /// How it is cited: by its symbol, or by what it is called.
  public var citation: String? { symbol ?? alias }

  /// The number of a resolution of the Conference that is cited by its number, such as `7/1`.
  public var resolutionNumber: String? {
    alias.flatMap { $0.hasPrefix("resolution ") ? String($0.dropFirst("resolution ".count)) : nil }
  }

  /// Whether public pages, feeds and files may tell of it.
  public var isPublic: Bool { distribution != .restricted }
}
