// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One task that a body has given: one verb, one addressee, one thing to do.
public struct Mandate: Codable, Hashable, Sendable {
  /// The verb of the operative paragraph; the verb decides whether there is anything to do.
  public enum Verb: String, Codable, Hashable, Sendable, CaseIterable {
    /// Asks somebody to do something.
    case requests
    /// Settles that something is to be done.
    case decides
    /// Advises somebody to do something.
    case recommends
    /// Asks politely.
    case invites
    /// Supports what somebody is to do.
    case encourages
    /// Presses somebody to do something.
    case urges
    /// Asks with weight.
    case callsUpon
    /// Instructs its own organ or secretariat.
    case directs
    /// Greets something; nothing is to be done.
    case welcomes
    /// Has seen something; nothing is to be done.
    case takesNote
    /// Says again what was said.
    case reiterates

    /// Whether it usually leaves something to do.
    public var usuallyCreatesTask: Bool { self != .welcomes && self != .takesNote }
  }

  /// A limit that the body has set to the task.
  public enum Qualifier: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nothing may cost more than is there.
    case withinExistingResources
    /// Only as far as States give money.
    case subjectToExtrabudgetaryResources
    /// Where it is fitting.
    case asAppropriate
  }

  /// By when the task is to be done.
  public enum Due: Codable, Hashable, Sendable {
    /// At or for a meeting.
    case meeting(ID<Meeting>)
    /// On a day.
    case day(CalendarDay)
  }

  /// How far the task is.
  public enum Status: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nobody has said anything.
    case noIndication
    /// Nothing has been done.
    case notStarted
    /// Something has been done, or it goes on.
    case inProgress
    /// It has been done.
    case done
    /// A later decision or events have taken its place.
    case overtaken
    /// There was nothing to do.
    case notApplicable

    /// Whether the task still lives.
    public var isLiving: Bool {
      switch self {
      case .noIndication, .notStarted, .inProgress: true
      case .done, .overtaken, .notApplicable: false
      }
    }
  }

  /// Something that was done about it.
  public struct Action: Codable, Hashable, Sendable {
    /// The action's identifier.
    public let id: ID<Action>
    /// What was done.
    public var what: LocalText
    /// The day it was done.
    public var doneOn: CalendarDay
    /// The document that shows it.
    public var evidence: ID<MeetingDocument>?

    /// Describes an action.
    public init(id: ID<Action>, what: LocalText, doneOn: CalendarDay, evidence: ID<MeetingDocument>? = nil) {
      self.id = id
      self.what = what
      self.doneOn = doneOn
      self.evidence = evidence
    }
  }

  /// The mandate's identifier.
  public let id: ID<Mandate>
  /// Its short name in files.
  public var mark: Mark
  /// The meeting in whose record it was entered.
  public var recordedFor: ID<Meeting>
  /// The document that gives it.
  public var source: ID<MeetingDocument>
  /// The paragraph of that document, as printed.
  public var paragraph: String?
  /// The body that gives it.
  public var givenBy: ID<Body>
  /// The meeting at which it was given.
  public var givenAt: ID<Meeting>?
  /// The verb.
  public var verb: Verb
  /// To whom it speaks; `nil` where nobody is asked for anything.
  public var addressee: ID<Body>?
  /// What is to be done, in the secretariat's own short words.
  public var task: LocalText
  /// A limit set to it.
  public var qualifier: Qualifier?
  /// On what it depends.
  public var condition: LocalText
  /// By when.
  public var due: Due?
  /// To whom is to be reported.
  public var reportTo: ID<Body>?
  /// Whether it leaves something to do.
  public var createsTask: Bool
  /// The items under which annotations state it.
  public var statedUnder: [ID<AgendaItem>]
  /// The words it uses for terms that are watched, by the term's name.
  public var terms: [String: LocalText]
  /// What is doubtful in a language version.
  public var translationQuery: String?
  /// How far the task is.
  public var status: Status
  /// What was done about it, in the order of entry.
  public var actions: [Action]
  /// The mandate that took its place, where it is overtaken.
  public var overtakenBy: ID<Mandate>?
  /// Why it has the status that it has, where that needs a reason.
  public var statusReason: String?
  /// The figure by which it will be judged; `nil` where none is named.
  public var measure: MandateMeasure?

  /// Describes a mandate.
  public init(
    id: ID<Mandate>, mark: Mark, recordedFor: ID<Meeting>, source: ID<MeetingDocument>, paragraph: String? = nil, givenBy: ID<Body>,
    givenAt: ID<Meeting>? = nil, verb: Verb, addressee: ID<Body>?, task: LocalText, qualifier: Qualifier? = nil,
    condition: LocalText = LocalText(), due: Due? = nil, reportTo: ID<Body>? = nil, createsTask: Bool? = nil,
    statedUnder: [ID<AgendaItem>] = [], terms: [String: LocalText] = [:], translationQuery: String? = nil,
    status: Status = .noIndication, actions: [Action] = [], overtakenBy: ID<Mandate>? = nil, statusReason: String? = nil,
    measure: MandateMeasure? = nil
  ) {
    self.id = id
    self.mark = mark
    self.recordedFor = recordedFor
    self.source = source
    self.paragraph = paragraph
    self.givenBy = givenBy
    self.givenAt = givenAt
    self.verb = verb
    self.addressee = addressee
    self.task = task
    self.qualifier = qualifier
    self.condition = condition
    self.due = due
    self.reportTo = reportTo
    self.createsTask = createsTask ?? verb.usuallyCreatesTask
    self.statedUnder = statedUnder
    self.terms = terms
    self.translationQuery = translationQuery
    self.status = status
    self.actions = actions
    self.overtakenBy = overtakenBy
    self.statusReason = statusReason
    self.measure = measure
  }

  /// Whether something is still to be done.
  public var isLiving: Bool { createsTask && status.isLiving }
}
