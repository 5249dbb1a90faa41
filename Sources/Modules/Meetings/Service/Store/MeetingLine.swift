// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules

/// What a meeting is called by on pages.
protocol NamedMeeting {
  var mark: Mark { get }
  var body: ID<Body> { get }
  var ordinal: Int? { get }
  var name: LocalText { get }
}

extension Meeting: NamedMeeting {}

/// What lists, filters and choices say of a meeting: a fraction of the whole, which has every text of its agenda.
struct MeetingLine: NamedMeeting, Sendable {
  /// An item with the documents that stand under it.
  struct Item: Sendable {
    let id: ID<AgendaItem>
    let documents: [ID<MeetingDocument>]
    let cited: [ID<MeetingDocument>]
  }

  let id: ID<Meeting>
  let mark: Mark
  let body: ID<Body>
  let ordinal: Int?
  let name: LocalText
  let place: Place
  let zone: String
  let days: [CalendarDay]
  let firstDay: CalendarDay
  let lastDay: CalendarDay
  let standing: Meeting.Standing
  let approval: DatesApproval?
  let items: [Item]

  init(_ meeting: Meeting) {
    id = meeting.id
    mark = meeting.mark
    body = meeting.body
    ordinal = meeting.ordinal
    name = meeting.name
    place = meeting.place
    zone = meeting.zone
    days = meeting.days
    firstDay = meeting.days.min() ?? .latest
    lastDay = meeting.days.max() ?? .latest
    standing = meeting.standing
    approval = meeting.approval
    items = meeting.items.map { Item(id: $0.id, documents: $0.documents, cited: $0.cited) }
  }
}
