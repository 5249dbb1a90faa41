// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules

struct FileBody: Codable, Hashable, Sendable {
  var id: Mark
  var uuid: ID<Body>?
  var symbolPrefix: String?
  var parent: Mark?
  var kind: FileWord<Body.Kind>
  var wordLimits: [String: Int]?

  enum CodingKeys: String, CodingKey {
    case id, uuid, parent, kind
    case symbolPrefix = "symbol_prefix"
    case wordLimits = "word_limits"
  }
}

struct FilePlace: Codable, Hashable, Sendable {
  var city: FileText?
  var country: StateCode?
  var venue: FileText?
}

struct FileResources: Codable, Hashable, Sendable {
  var plenaryMeetings: Int
  var interpretation: [Language]

  enum CodingKeys: String, CodingKey {
    case interpretation
    case plenaryMeetings = "plenary_meetings"
  }
}

/// What a meeting has decided about its agenda.
struct FileAgendaDecision: Codable, Hashable, Sendable {
  var kind: FileWord<AgendaDecision.Kind>
  var day: CalendarDay
  var text: String?
}

struct FileApproval: Codable, Hashable, Sendable {
  var by: Mark
  var day: CalendarDay
}

struct FileMeeting: Codable, Hashable, Sendable {
  enum Stage: String, Codable, Hashable, Sendable { case provisional, adopted }

  var id: Mark
  var uuid: ID<Meeting>?
  var body: Mark
  var ordinal: Int?
  var place: FilePlace?
  var timeZone: String?
  var dates: [CalendarDay]
  var opensAt: String?
  var standing: FileWord<Meeting.Standing>?
  var agendaStatus: Stage?
  var agendaAdoptedOn: CalendarDay?
  var agendaDecisions: [FileAgendaDecision]?
  var approval: FileApproval?
  var resources: FileResources?
  var previous: Mark?
  var outcomeDocument: String?

  enum CodingKeys: String, CodingKey {
    case id, uuid, body, ordinal, place, dates, standing, resources, previous, approval
    case timeZone = "time_zone"
    case opensAt = "opens_at"
    case agendaStatus = "agenda_status"
    case agendaAdoptedOn = "agenda_adopted_on"
    case agendaDecisions = "agenda_decisions"
    case outcomeDocument = "outcome_document"
  }
}

struct FileDocument: Codable, Hashable, Sendable {
  var id: Mark
  var uuid: ID<MeetingDocument>?
  var symbol: String?
  var alias: String?
  var inferred: Bool?
  var kind: FileWord<MeetingDocument.Kind>
  var akn: MeetingDocument.MarkupName?
  var distribution: FileWord<MeetingDocument.Distribution>?
  var issued: CalendarDay?
  var decided: CalendarDay?
  var originalLanguage: Language?
  var thisVersion: Language?
  var jobNumber: String?
  var meeting: Mark?
  var body: Mark?
  var items: [FileReference]?
  var citedUnder: [FileReference]?
  var topics: [FileWord<Topic>]?
  var expressions: [FileExpression]?

  enum CodingKeys: String, CodingKey {
    case id, uuid, symbol, alias, inferred, kind, akn, distribution, issued, decided, meeting, body, items, topics, expressions
    case originalLanguage = "original_language"
    case thisVersion = "this_version"
    case jobNumber = "job_number"
    case citedUnder = "cited_under"
  }
}

struct FileExpression: Codable, Hashable, Sendable {
  struct Attachment: Codable, Hashable, Sendable {
    var name: String
    var type: String
    var size: Int
    var sha256: String
  }

  /// The original edition when left out.
  var edition: DocumentExpression.Edition?
  var language: Language
  var submitted: CalendarDay?
  var inTranslation: CalendarDay?
  var issued: CalendarDay?
  var words: Int?
  var jobNumber: String?
  var files: [Attachment]?

  enum CodingKeys: String, CodingKey {
    case edition, language, submitted, issued, words, files
    case inTranslation = "in_translation"
    case jobNumber = "job_number"
  }
}

struct FileBasis: Codable, Hashable, Sendable {
  var source: Mark
  var role: FileWord<AgendaBasis.Role>
}

struct FileAction: Codable, Hashable, Sendable {
  var uuid: ID<Mandate.Action>?
  var what: FileText
  var doneOn: CalendarDay
  var evidence: Mark?

  enum CodingKeys: String, CodingKey {
    case uuid, what, evidence
    case doneOn = "done_on"
  }
}

struct FileMandate: Codable, Hashable, Sendable {
  var id: Mark
  var uuid: ID<Mandate>?
  var recordedFor: Mark?
  var source: Mark
  var paragraph: String?
  var givenBy: Mark
  var givenAt: Mark?
  var verb: FileWord<Mandate.Verb>
  var addressee: Mark?
  var qualifier: FileWord<Mandate.Qualifier>?
  var condition: FileText?
  var task: FileText
  var due: String?
  var reportTo: Mark?
  var createsTask: Bool?
  var statedUnder: [FileReference]?
  var terms: [String: FileText]?
  var translationQuery: String?
  var status: FileWord<Mandate.Status>?
  var actions: [FileAction]?
  var overtakenBy: Mark?
  var statusReason: String?

  enum CodingKeys: String, CodingKey {
    case id, uuid, source, paragraph, verb, addressee, qualifier, condition, task, due, terms, status, actions
    case overtakenBy = "overtaken_by"
    case statusReason = "status_reason"
    case recordedFor = "recorded_for"
    case givenBy = "given_by"
    case givenAt = "given_at"
    case reportTo = "report_to"
    case createsTask = "creates_task"
    case statedUnder = "stated_under"
    case translationQuery = "translation_query"
  }
}

struct FileItem: Codable, Hashable, Sendable {
  var number: Int
  var letter: String?
  var uuid: ID<AgendaItem>?
  var type: FileWord<AgendaItem.Kind>
  var topics: [FileWord<Topic>]?
  var documents: [Mark]?
  var annotation: [FileText]?
}

struct FileExpectation: Codable, Hashable, Sendable {
  var id: Mark
  var uuid: ID<Expectation>?
  var item: FileReference
  var kind: FileWord<Expectation.Kind>
  var actor: Mark
  var what: FileText
  var panel: Mark?
  var answers: [Mark]?
  var answersPartly: [Mark]?
  var terms: [String: FileText]?
  var proposed: Bool?

  enum CodingKeys: String, CodingKey {
    case id, uuid, item, kind, actor, what, panel, answers, terms, proposed
    case answersPartly = "answers_partly"
  }
}

struct FilePanellist: Codable, Hashable, Sendable {
  var name: String
  var state: StateCode?
  var organization: String?
  var confirmed: Bool?
}

struct FilePanel: Codable, Hashable, Sendable {
  var id: Mark
  var uuid: ID<Panel>?
  var item: FileReference
  var topics: [FileText]?
  var speakers: [FilePanellist]?
  var moderator: FilePanellist?
  var announced: Bool
  var mandatedBy: Mark?

  enum CodingKeys: String, CodingKey {
    case id, uuid, item, topics, speakers, moderator, announced
    case mandatedBy = "mandated_by"
  }
}

struct FileSlot: Codable, Hashable, Sendable {
  let item: FileReference
  let minutes: Int?

  enum CodingKeys: String, CodingKey { case item, minutes }

  init(item: FileReference, minutes: Int?) {
    self.item = item
    self.minutes = minutes
  }

  init(from decoder: any Decoder) throws {
    if let plain = try? FileReference(from: decoder) {
      (item, minutes) = (plain, nil)
    } else {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      item = try container.decode(FileReference.self, forKey: .item)
      minutes = try container.decodeIfPresent(Int.self, forKey: .minutes)
    }
  }

  func encode(to encoder: any Encoder) throws {
    guard let minutes else { return try item.encode(to: encoder) }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(item, forKey: .item)
    try container.encode(minutes, forKey: .minutes)
  }
}

struct FileSession: Codable, Hashable, Sendable {
  var id: Mark
  var uuid: ID<SessionBand>?
  var date: CalendarDay
  var from: TimeOfDay
  var to: TimeOfDay
  var kind: FileWord<SessionBand.Kind>
  var interpretation: [Language]?
  var items: [FileSlot]
}

struct FileOutcome: Codable, Hashable, Sendable {
  struct Report: Codable, Hashable, Sendable {
    var symbol: String?
    var draftedBy: Mark?
    var adoptedUnder: FileReference?
    var contains: [FileWord<ExpectedOutcome.Part>]?

    enum CodingKeys: String, CodingKey {
      case symbol, contains
      case draftedBy = "drafted_by"
      case adoptedUnder = "adopted_under"
    }
  }

  var report: Report
  /// The short names of mandates that the meeting's recommendations became.
  var recommendations: [Mark]?
}
