// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

@Suite("Planning meetings") struct PlanMeetingsTests {
  private let day = EditMeetingTests.day
  private let body = EditMeetingTests.body

  private func fields(_ values: [(String, String)]) -> PlaceFields {
    var fields = PlaceFields()
    for (name, value) in values { fields[name] = value }
    return fields
  }

  @Test("The next meeting takes over items and sessions on its own days, expectations as proposals, and no documents or answers")
  func successor() throws {
    var last = EditMeetingTests.meeting()
    last.items[0].documents = [ID()]
    last.items[0].annotation = [LocalText([.en: "Text"])]
    last.expectations[0].answers = [ID()]
    last.opensAt = made(TimeOfDay("10:00")).instant(on: day, in: last.timeZone)
    let days = [made(CalendarDay("2028-01-10")), made(CalendarDay("2028-01-11"))]
    let next = last.successor(mark: made(Mark("eg-9")), days: days)
    #expect(next.ordinal == 9)
    #expect(next.previous == last.id)
    #expect(next.standing == .planned)
    #expect(next.id != last.id)
    #expect(next.items.map(\.title) == last.items.map(\.title))
    #expect(Set(next.items.map(\.id)).isDisjoint(with: last.items.map(\.id)))
    #expect(next.items.allSatisfy { $0.documents.isEmpty && $0.annotation.isEmpty })
    #expect(next.bands.map(\.day) == [days[0]] && next.bands[0].slots == [.init(item: next.items[0].id, minutes: 30)])
    #expect(next.expectations.map(\.isProposed) == [true] && next.expectations[0].answers.isEmpty)
    #expect(next.expectations[0].item == next.items[4].id)
    // Winter time in Vienna is an hour later in UTC than summer time.
    #expect(next.opensAt == made(TimeOfDay("10:00")).instant(on: days[0], in: next.timeZone))
  }

  @Test("Sessions of two days that become one day do not stand over each other")
  func shorter() {
    var last = EditMeetingTests.meeting()
    last.days = [day, day.adding(Days(1))]
    var second = last.bands[0]
    second = SessionBand(id: ID(), mark: made(Mark("s02")), day: last.days[1], from: second.from, to: second.to, kind: .plenary)
    last.bands.append(second)
    #expect(last.successor(mark: made(Mark("eg-9")), days: [made(CalendarDay("2028-01-10"))]).bands.count == 1)
  }

  @Test(
    "A new meeting needs a body, a free short name, days and a zone",
    arguments: [
      ("body", "", "field-missing"), ("mark", "calendar", "name-taken"), ("mark", "eg-8", "name-taken"),
      ("mark", "EG 9", "name-unreadable"),
      ("days", "tomorrow", "day-unreadable"), ("zone", "Vienna", "zone-unknown"), ("ordinal", "ninth", "count-unreadable"),
    ])
  func newMeeting(field: String, value: String, fault: String) {
    let last = EditMeetingTests.meeting()
    var entered = fields([("body", body.id.description), ("mark", "eg-9"), ("days", "2028-01-11, 2028-01-10"), ("zone", "Europe/Vienna")])
    let made = try? NewMeeting(entered).entered(bodies: [body], last: last, taken: [last.mark])
    #expect(made?.days.map(\.description) == ["2028-01-10", "2028-01-11"])
    #expect(made?.items.isEmpty == true)
    #expect(made?.previous == last.id)
    entered[field] = value
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: field, code: ProblemCode(rawValue: "meetings.agenda-\(fault)"))])) {
      try NewMeeting(entered).entered(bodies: [body], last: last, taken: [last.mark])
    }
  }

  @Test("An approval names a day and a body; a planned meeting becomes an approved one, a held one stays held")
  func approval() throws {
    var meeting = EditMeetingTests.meeting()
    meeting.standing = .planned
    let approved = try meeting.approvingDates(by: body.id, on: day, known: [body.id])
    #expect(approved.standing == .approved && approved.approval == DatesApproval(by: body.id, day: day))
    meeting.standing = .held
    #expect(try meeting.approvingDates(by: body.id, on: day, known: [body.id]).standing == .held)
    #expect(throws: CannotEditMeeting.self) { try meeting.approvingDates(by: ID(), on: nil, known: [body.id]) }
  }

  @Test("Bodies stand below those they belong to, and none belongs to itself")
  func bodies() throws {
    let child = Body(id: ID(), mark: made(Mark("irg")), kind: .reviewGroup, parent: body.id, name: LocalText([.en: "Group"]))
    let tree = Body.tree([child, body])
    #expect(tree.map(\.body.mark.text) == ["eg", "irg"] && tree.map(\.depth) == [0, 1])
    #expect(try Body.entered(child.fields, id: child.id, among: [child, body]) == child)
    var wrong = body.fields
    wrong["parent"] = child.id.description
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: "parent", code: MeetingFault.belongsToItself.code)])) {
      try Body.entered(wrong, id: body.id, among: [child, body])
    }
    wrong = child.fields
    wrong["mark"] = "eg"
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: "mark", code: MeetingFault.nameTaken.code)])) {
      try Body.entered(wrong, id: child.id, among: [child, body])
    }
  }

  @Test("A proposal says what and why; its fate names the item, or the reason why it is not taken up")
  func proposals() throws {
    let meeting = EditMeetingTests.meeting()
    #expect(throws: CannotEditMeeting.self) { try AgendaProposal(fields([("what", "Asylum")]), by: "A", on: day, bodies: [body]) }
    let proposal = try AgendaProposal(
      fields([("body", body.id.description), ("what", "Asylum"), ("why", "Asked for")]), by: "Delegation of Arcadia", on: day,
      bodies: [body])
    #expect(proposal.fate == .open && proposal.proposedBy == "Delegation of Arcadia")
    func decided(_ values: [(String, String)]) throws -> AgendaProposal.Fate {
      try proposal.decided(fields(values), on: day, meetings: [meeting]).fate
    }
    let item = meeting.items[1].id
    #expect(try decided([("fate", "takenUp"), ("item", item.description)]) == .takenUp(meeting.id, item))
    #expect(try decided([("fate", "keptForLater")]) == .keptForLater(""))
    #expect(try decided([("fate", "notTakenUp"), ("reason", "No time")]) == .notTakenUp("No time"))
    #expect(throws: CannotEditMeeting.self) { try decided([("fate", "notTakenUp")]) }
    #expect(throws: CannotEditMeeting.self) { try decided([("fate", "takenUp")]) }
    #expect(throws: CannotEditMeeting.self) { try decided([]) }
  }
}
