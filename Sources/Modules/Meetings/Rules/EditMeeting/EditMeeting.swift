// SPDX-License-Identifier: Apache-2.0
import Kernel

/// What an officer sent for one place of a meeting, to be written over whatever the meeting is by now.
public struct MeetingEdit: Sendable {
  /// The place.
  public let place: MeetingPlace
  /// The meeting as the officer saw it.
  public let seen: Meeting
  /// What the form holds.
  public let fields: PlaceFields
  /// What may be referred to.
  public let known: KnownThings
  /// What the meeting has decided, once its agenda is adopted.
  public let decision: AgendaDecision?
  /// Whether the form was that of a new thing.
  public let isNew: Bool

  /// Puts an edit together.
  public init(
    place: MeetingPlace, seen: Meeting, fields: PlaceFields, known: KnownThings, decision: AgendaDecision? = nil, isNew: Bool = false
  ) {
    self.place = place
    self.seen = seen
    self.fields = fields
    self.known = known
    self.decision = decision
    self.isNew = isNew
  }

  /// What an edit makes of a meeting.
  public enum Outcome: Hashable, Sendable {
    /// The meeting with the officer's words in it.
    case written(Meeting)
    /// Both officers changed the same fields; nothing is written.
    case contested(PlaceFields.Merged)
  }

  /// Writes the officer's changes over the meeting as it is now.
  ///
  /// What another officer has taken out meanwhile is put back, so that nothing is lost.
  ///
  /// - Throws: ``CannotEditMeeting/wrongFields(_:)``; ``CannotEditMeeting/noSuchElement`` when the officer never saw such a thing;
  ///   ``CannotEditMeeting/agendaAdopted`` for an item of an adopted agenda without a decision of the meeting.
  public func applied(to now: Meeting) throws(CannotEditMeeting) -> Outcome {
    guard isNew || seen.has(place) else { throw .noSuchElement }
    let seen = seen.has(place) ? seen : try seen.addingBlank(place)
    guard let before = seen.fields(of: place) else { throw .noSuchElement }
    let target = now.puttingBack(place, from: seen)
    guard let theirs = target.fields(of: place) else { throw .noSuchElement }
    let merged = PlaceFields.merged(seen: before, mine: fields.withoutGaps, theirs: theirs)
    guard merged.theirs.isEmpty else { return .contested(merged) }
    var written = try target.setting(merged.fields, at: place, known)
    if place.kind == .items, now.isAgendaAdopted, written.items != now.items { written = try written.recording(decision) }
    return .written(written)
  }
}

extension Meeting {
  /// The fields of a place; `nil` when the meeting does not have it.
  public func fields(of place: MeetingPlace) -> PlaceFields? {
    switch place {
    case .facts: factsFields
    case .item(let id): item(id)?.fields
    case .expectation(let id): expectations.first { $0.id == id }?.fields
    case .panel(let id): panels.first { $0.id == id }?.fields
    case .band(let id): bands.first { $0.id == id }?.fields
    }
  }

  /// The meeting with a place as a form has it.
  /// - Throws: ``CannotEditMeeting/wrongFields(_:)`` with everything that is wrong, ``CannotEditMeeting/noSuchElement``.
  public func setting(_ fields: PlaceFields, at place: MeetingPlace, _ known: KnownThings) throws(CannotEditMeeting) -> Meeting {
    switch place {
    case .facts: try settingFacts(fields, known)
    case .item(let id): try settingItem(id, fields, known)
    case .expectation(let id): try settingExpectation(id, fields, known)
    case .panel(let id): try settingPanel(id, fields, known)
    case .band(let id): try settingBand(id, fields)
    }
  }

  /// The meeting without a thing.
  /// - Parameters:
  ///   - stated: the mandates that annotations state under an item, by their short names.
  ///   - decision: what the meeting has decided, once its agenda is adopted.
  /// - Throws: ``CannotEditMeeting/stillReferredTo(_:)``, ``CannotEditMeeting/agendaAdopted``, ``CannotEditMeeting/noSuchElement``.
  public func removing(_ place: MeetingPlace, stated: [Mark] = [], decision: AgendaDecision? = nil) throws(CannotEditMeeting) -> Meeting {
    guard place != .facts, has(place) else { throw .noSuchElement }
    var meeting = self
    switch place {
    case .facts: break
    case .item(let id):
      let marks = expectations.filter { $0.item == id }.map(\.mark) + panels.filter { $0.item == id }.map(\.mark)
      let sessions = bands.filter { band in band.slots.contains { $0.item == id } }.map(\.mark)
      let names = (marks + sessions + stated).map(\.text)
      guard names.isEmpty else { throw .stillReferredTo(names) }
      meeting.items.removeAll { $0.id == id }
      if outcome?.adoptedUnder == id { meeting.outcome?.adoptedUnder = nil }
      if isAgendaAdopted { meeting = try meeting.recording(decision) }
    case .expectation(let id): meeting.expectations.removeAll { $0.id == id }
    case .panel(let id):
      let names = expectations.filter { $0.panel == id }.map(\.mark.text)
      guard names.isEmpty else { throw .stillReferredTo(names) }
      meeting.panels.removeAll { $0.id == id }
    case .band(let id): meeting.bands.removeAll { $0.id == id }
    }
    return meeting
  }
}
