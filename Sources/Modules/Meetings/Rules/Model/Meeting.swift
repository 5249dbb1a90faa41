// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// A meeting of a body: where and when, its agenda, what is expected of whom, and how its time is organized.
public struct Meeting: Codable, Hashable, Sendable {
  /// How certain it is that the meeting takes place.
  public enum Standing: String, Codable, Hashable, Sendable, CaseIterable {
    /// In the workplan; the Bureau has not approved the dates.
    case planned
    /// The Bureau has approved the dates.
    case approved
    /// It has ended.
    case held
    /// It will not take place.
    case cancelled
  }

  /// How far the agenda is.
  public enum AgendaStage: Codable, Hashable, Sendable {
    /// Proposed by the secretariat; the meeting decides.
    case provisional
    /// Adopted by the meeting on a day.
    case adopted(on: CalendarDay)
  }

  /// The meeting's identifier, also the stem of its calendar entries.
  public let id: ID<Meeting>
  /// Its short name in files and addresses.
  public var mark: Mark
  /// The body that meets.
  public var body: ID<Body>
  /// Its number among the body's meetings, for example 7.
  public var ordinal: Int?
  /// Its full name, where it has one of its own.
  public var name: LocalText
  /// Where it meets.
  public var place: Place
  /// The IANA time zone of its hours.
  public var zone: String
  /// Its days, in order.
  public var days: [CalendarDay]
  /// When it opens, UTC; `nil` when only the day is known.
  public var opensAt: Date?
  /// How certain it is.
  public var standing: Standing
  /// How far the agenda is.
  public var agendaStage: AgendaStage
  /// What the conference services provide.
  public var resources: Resources?
  /// The meeting before it.
  public var previous: ID<Meeting>?
  /// The document that holds its report.
  public var outcomeDocument: ID<MeetingDocument>?
  /// The items of its agenda, in order.
  public var items: [AgendaItem] = []
  /// What the annotations announce.
  public var expectations: [Expectation] = []
  /// Its panels.
  public var panels: [Panel] = []
  /// Its sessions in the order of time.
  public var bands: [SessionBand] = []
  /// What the agenda rests on.
  public var bases: [AgendaBasis] = []
  /// The report it is to adopt.
  public var outcome: ExpectedOutcome?
  /// What it has decided about its agenda, in order; `nil` before the first decision.
  public var agendaDecisions: [AgendaDecision]?
  /// By whom and when its dates were approved, where that is recorded.
  public var approval: DatesApproval?

  /// Describes a meeting without an agenda.
  public init(
    id: ID<Meeting>, mark: Mark, body: ID<Body>, ordinal: Int? = nil, name: LocalText = LocalText(), place: Place = Place(),
    zone: String, days: [CalendarDay], opensAt: Date? = nil, standing: Standing = .approved, agendaStage: AgendaStage = .provisional,
    resources: Resources? = nil, previous: ID<Meeting>? = nil, outcomeDocument: ID<MeetingDocument>? = nil
  ) {
    self.id = id
    self.mark = mark
    self.body = body
    self.ordinal = ordinal
    self.name = name
    self.place = place
    self.zone = zone
    self.days = days
    self.opensAt = opensAt
    self.standing = standing
    self.agendaStage = agendaStage
    self.resources = resources
    self.previous = previous
    self.outcomeDocument = outcomeDocument
  }

  /// An item by its identifier.
  public func item(_ id: ID<AgendaItem>) -> AgendaItem? { items.first { $0.id == id } }

  /// An item by its number.
  public func item(_ number: ItemNumber) -> AgendaItem? { items.first { $0.number == number } }

  /// The time zone of its hours; UTC when the name is not known here.
  public var timeZone: TimeZone { TimeZone(identifier: zone) ?? .gmt }
}

/// Where a meeting meets.
public struct Place: Codable, Hashable, Sendable {
  /// The city.
  public var city: LocalText
  /// The country.
  public var country: StateCode?
  /// The building and room, where known.
  public var venue: LocalText

  /// Names a place.
  public init(city: LocalText = LocalText(), country: StateCode? = nil, venue: LocalText = LocalText()) {
    self.city = city
    self.country = country
    self.venue = venue
  }
}

/// What the conference services provide for a meeting.
public struct Resources: Codable, Hashable, Sendable {
  /// How many plenary meetings of three hours.
  public var plenaryMeetings: Int
  /// The languages of interpretation, in the order the file names them.
  public var interpretation: [Language]

  /// Names the resources.
  public init(plenaryMeetings: Int, interpretation: [Language]) {
    self.plenaryMeetings = plenaryMeetings
    self.interpretation = interpretation
  }
}

/// The report a meeting is to adopt.
public struct ExpectedOutcome: Codable, Hashable, Sendable {
  /// What a report contains.
  public enum Part: String, Codable, Hashable, Sendable, CaseIterable {
    /// Conclusions.
    case conclusions
    /// Recommendations.
    case recommendations
  }

  /// Who drafts it.
  public var draftedBy: ID<Body>?
  /// The item under which it is adopted.
  public var adoptedUnder: ID<AgendaItem>?
  /// What it contains.
  public var contains: [Part]

  /// Describes the report.
  public init(draftedBy: ID<Body>? = nil, adoptedUnder: ID<AgendaItem>? = nil, contains: [Part] = []) {
    self.draftedBy = draftedBy
    self.adoptedUnder = adoptedUnder
    self.contains = contains
  }
}

/// A document that the agenda or the organization of work rests on.
public struct AgendaBasis: Codable, Hashable, Sendable {
  /// In which way it rests on it.
  public enum Role: String, Codable, Hashable, Sendable, CaseIterable {
    /// A decision asks for the meeting or its items.
    case mandatedBy
    /// Recommendations of an earlier meeting are followed.
    case recommendationsFollowed
    /// It was taken into account.
    case takingIntoAccount
  }

  /// The document.
  public var source: ID<MeetingDocument>
  /// In which way.
  public var role: Role

  /// Names a basis.
  public init(source: ID<MeetingDocument>, role: Role) {
    self.source = source
    self.role = role
  }
}
