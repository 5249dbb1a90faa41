// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why the agenda of the next meeting is not drafted.
public enum CannotDraftAgenda: Problem, Equatable {
  /// The last meeting has no agenda that could be followed.
  case noAgendaToFollow
  /// No mandate lives that the next meeting would have to answer.
  case nothingToAnswer
  /// A meeting is called so already.
  case nameTaken
  /// Fields hold what they may not; each is named.
  case wrongFields([FieldProblem])
  /// A mandate was changed while the draft was read.
  case changedSinceSeen

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noAgendaToFollow: "meetings.no-agenda-to-follow"
    case .nothingToAnswer: "meetings.nothing-to-answer"
    case .nameTaken: "meetings.meeting-name-taken"
    case .wrongFields: "meetings.mandate-wrong-fields"
    case .changedSinceSeen: "meetings.mandate-changed-since-seen"
    }
  }

  /// Invalid, or in conflict with what is there.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields: .invalid
    default: .conflict
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .wrongFields(let fields): fields
    case .nameTaken: [FieldProblem(field: "mark", code: code)]
    default: []
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotDraftAgenda] = [
    .noAgendaToFollow, .nothingToAnswer, .nameTaken, .wrongFields([]), .changedSinceSeen,
  ]
}

/// A sentence of a draft, before it is put into words of six languages.
public enum DraftSentence: Hashable, Sendable {
  /// The meeting opens.
  case opening
  /// The agenda is adopted; so many mandates are behind it.
  case agenda(count: Int)
  /// A mandate with its source and paragraph.
  case mandate(Mandate)
  /// The secretariat will brief on progress on so many mandates.
  case brief(count: Int)
  /// Participants may wish to exchange views on what so many mandates put to them.
  case exchange(count: Int)
  /// A panel will be held, which this mandate asks for.
  case panel(Mandate)
  /// The report is adopted.
  case adoption
  /// The title of an item about a topic that the last agenda had not.
  case title(Topic)
}

/// What an officer decides about a draft.
public struct NextAgendaChoices: Hashable, Sendable {
  /// The short name of the next meeting.
  public var mark: Mark
  /// Its number.
  public var ordinal: Int?
  /// Its days, in order; not empty.
  public var days: [CalendarDay]
  /// Mandates that the draft does not take up.
  public var leftOut: Set<ID<Mandate>>
  /// Mandates that stand under another item of the last agenda than the rule proposes.
  public var places: [ID<Mandate>: ItemNumber]

  /// Decides.
  public init(
    mark: Mark, ordinal: Int?, days: [CalendarDay], leftOut: Set<ID<Mandate>> = [], places: [ID<Mandate>: ItemNumber] = [:]
  ) {
    self.mark = mark
    self.ordinal = ordinal
    self.days = days
    self.leftOut = leftOut
    self.places = places
  }
}

/// How the things of a draft get their identifiers.
public struct DraftIdentities: Sendable {
  /// The meeting's.
  public let meeting: ID<Meeting>
  let item: @Sendable (ItemNumber) -> ID<AgendaItem>
  let expectation: @Sendable (Mark) -> ID<Expectation>
  let panel: @Sendable (Mark) -> ID<Panel>
  let band: @Sendable (Mark) -> ID<SessionBand>

  /// Gives identifiers by number or short name.
  public init(
    meeting: ID<Meeting>, item: @escaping @Sendable (ItemNumber) -> ID<AgendaItem>,
    expectation: @escaping @Sendable (Mark) -> ID<Expectation>, panel: @escaping @Sendable (Mark) -> ID<Panel>,
    band: @escaping @Sendable (Mark) -> ID<SessionBand>
  ) {
    self.meeting = meeting
    self.item = item
    self.expectation = expectation
    self.panel = panel
    self.band = band
  }
}

/// The agenda of the next meeting with its annotations, drafted from living mandates.
public struct NextAgenda: Hashable, Sendable {
  /// Why a mandate stands where it stands.
  public enum Ground: Hashable, Sendable {
    /// The item before it stated it too.
    case stated
    /// The item is about what the mandate names.
    case topic
    /// The officer said so.
    case chosen
    /// Nothing tells; it stands under the last item about the subject.
    case unknown
  }

  /// A mandate with its items in the draft.
  public struct Placement: Hashable, Sendable {
    /// The mandate, as the last meeting knew it.
    public let mandate: Mandate
    /// The items.
    public let items: [ItemNumber]
    /// Why there.
    public let ground: Ground
  }

  /// The meeting, provisional.
  public let meeting: Meeting
  /// Where each mandate stands.
  public let placements: [Placement]
  /// Living mandates that the officer has left out.
  public let leftOut: [Mandate]

  /// The mandates taken up, stated under the new items too.
  public var mandates: [Mandate] {
    placements.map { placement in
      var mandate = placement.mandate
      mandate.statedUnder += placement.items.compactMap { meeting.item($0)?.id }
      return mandate
    }
  }

  /// The draft with everything that it refers to, as the coverage check wants it.
  /// - Parameter last: the dossier of the last meeting.
  public func dossier(after last: MeetingDossier) -> MeetingDossier {
    let known = Dictionary(mandates.map { ($0.id, $0) }) { first, _ in first }
    let rest = last.mandates.filter { known[$0.id] == nil }
    return MeetingDossier(
      meeting: meeting, otherMeetings: last.otherMeetings + [last.meeting], bodies: last.bodies, documents: last.documents,
      mandates: rest + mandates)
  }
}
