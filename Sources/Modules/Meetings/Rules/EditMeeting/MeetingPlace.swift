// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A place of a meeting that has a form of its own.
public enum MeetingPlace: Hashable, Sendable {
  /// Where and when it meets, and what it rests on.
  case facts
  /// An agenda item.
  case item(ID<AgendaItem>)
  /// Something that the annotations announce.
  case expectation(ID<Expectation>)
  /// A panel.
  case panel(ID<Panel>)
  /// A session.
  case band(ID<SessionBand>)

  /// What kind of place it is; the raw value is a part of addresses.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The facts.
    case facts
    /// The items of the agenda.
    case items
    /// The expectations.
    case expectations
    /// The panels.
    case panels
    /// The sessions.
    case sessions
  }

  /// Its kind.
  public var kind: Kind {
    switch self {
    case .facts: .facts
    case .item: .items
    case .expectation: .expectations
    case .panel: .panels
    case .band: .sessions
    }
  }

  /// The identifier of the thing, as text; `nil` for the facts.
  public var element: String? {
    switch self {
    case .facts: nil
    case .item(let id): id.description
    case .expectation(let id): id.description
    case .panel(let id): id.description
    case .band(let id): id.description
    }
  }

  /// Reads a place from an address; a new thing without an identifier gets one.
  public init?(_ kind: Kind, element: String? = nil) {
    func id<Thing>(_ type: Thing.Type) -> ID<Thing>? { element.map { ID<Thing>($0) } ?? ID() }
    switch kind {
    case .facts: self = .facts
    case .items:
      guard let id = id(AgendaItem.self) else { return nil }
      self = .item(id)
    case .expectations:
      guard let id = id(Expectation.self) else { return nil }
      self = .expectation(id)
    case .panels:
      guard let id = id(Panel.self) else { return nil }
      self = .panel(id)
    case .sessions:
      guard let id = id(SessionBand.self) else { return nil }
      self = .band(id)
    }
  }
}

extension Meeting {
  /// Whether the meeting has the place.
  public func has(_ place: MeetingPlace) -> Bool {
    switch place {
    case .facts: true
    case .item(let id): items.contains { $0.id == id }
    case .expectation(let id): expectations.contains { $0.id == id }
    case .panel(let id): panels.contains { $0.id == id }
    case .band(let id): bands.contains { $0.id == id }
    }
  }

  /// Every place, in the order of the agenda and of time.
  public var places: [MeetingPlace] {
    [.facts] + items.map { .item($0.id) } + expectations.map { .expectation($0.id) } + panels.map { .panel($0.id) }
      + bands.map { .band($0.id) }
  }

  /// The meeting with an empty thing more at a place that it does not have.
  /// - Throws: ``CannotEditMeeting/agendaEmpty`` when the thing belongs to an item and there is none.
  public func addingBlank(_ place: MeetingPlace) throws(CannotEditMeeting) -> Meeting {
    var meeting = self
    switch place {
    case .facts: break
    case .item(let id):
      guard let number = ItemNumber((items.map(\.number.number).max() ?? 0) + 1) else { throw .noSuchElement }
      meeting.items.append(AgendaItem(id: id, number: number, title: LocalText(), kind: .substantive))
    case .expectation(let id):
      guard let item = items.first else { throw .agendaEmpty }
      let mark = Mark.next(after: expectations.map(\.mark), prefix: "e")
      meeting.expectations.append(
        Expectation(id: id, mark: mark, item: item.id, kind: .secretariatWillBrief, actor: body, what: LocalText()))
    case .panel(let id):
      guard let item = items.first else { throw .agendaEmpty }
      meeting.panels.append(Panel(id: id, mark: .next(after: panels.map(\.mark), prefix: "p"), item: item.id, isAnnounced: false))
    case .band(let id):
      let isMorningTaken = bands.contains { $0.day == days.min() }
      guard let from = TimeOfDay(hour: isMorningTaken ? 15 : 10, minute: 0), let to = TimeOfDay(hour: isMorningTaken ? 18 : 13, minute: 0)
      else { throw .noSuchElement }
      meeting.bands.append(
        SessionBand(
          id: id, mark: .next(after: bands.map(\.mark), prefix: "s"), day: days.min() ?? .earliest, from: from, to: to, kind: .plenary,
          interpretation: resources?.interpretation ?? []))
    }
    return meeting
  }

  /// The meeting with the thing of another version put back, where this version has lost it.
  func puttingBack(_ place: MeetingPlace, from seen: Meeting) -> Meeting {
    guard !has(place) else { return self }
    var meeting = self
    switch place {
    case .facts: break
    case .item(let id): meeting.items += seen.items.filter { $0.id == id }
    case .expectation(let id):
      for var expectation in seen.expectations where expectation.id == id {
        if expectations.contains(where: { $0.mark == expectation.mark }) {
          expectation.mark = .next(after: expectations.map(\.mark), prefix: "e")
        }
        meeting.expectations.append(expectation)
      }
    case .panel(let id):
      for var panel in seen.panels where panel.id == id {
        if panels.contains(where: { $0.mark == panel.mark }) { panel.mark = .next(after: panels.map(\.mark), prefix: "p") }
        meeting.panels.append(panel)
      }
    case .band(let id):
      for var band in seen.bands where band.id == id {
        if bands.contains(where: { $0.mark == band.mark }) { band.mark = .next(after: bands.map(\.mark), prefix: "s") }
        meeting.bands.append(band)
      }
    }
    return meeting
  }
}
