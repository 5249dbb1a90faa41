// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

/// A value that a test knows to be well formed.
func made<Value>(_ value: Value?) -> Value {
  guard let value else { preconditionFailure("a test's own value cannot be read") }
  return value
}

@Suite("Editing a meeting") struct EditMeetingTests {
  static let body = Body(id: ID(), mark: made(Mark("eg")), kind: .openEndedExpertMeeting, name: LocalText([.en: "Experts"]))
  static let day = made(CalendarDay(year: 2027, month: 6, day: 7))

  /// A meeting with items 1, 2, 2(a), 2(b) and 3, one expectation, and one session with item 1.
  static func meeting() -> Meeting {
    var meeting = Meeting(id: ID(), mark: made(Mark("eg-8")), body: body.id, ordinal: 8, zone: "Europe/Vienna", days: [day])
    meeting.items = ["1", "2", "2(a)", "2(b)", "3"].map { number in
      AgendaItem(id: ID(), number: made(ItemNumber(number)), title: LocalText([.en: "Title \(number)"]), kind: .substantive)
    }
    meeting.expectations = [
      Expectation(
        id: ID(), mark: made(Mark("e01")), item: meeting.items[4].id, kind: .adoption, actor: body.id, what: LocalText([.en: "Adopt"]))
    ]
    meeting.bands = [
      SessionBand(
        id: ID(), mark: made(Mark("s01")), day: day, from: made(TimeOfDay("10:00")), to: made(TimeOfDay("13:00")), kind: .plenary,
        interpretation: [.ar, .en], slots: [.init(item: meeting.items[0].id, minutes: 30)])
    ]
    return meeting
  }

  static let known = KnownThings(bodies: [body.id])

  func written(_ edit: MeetingEdit, over now: Meeting) throws -> Meeting {
    guard case .written(let meeting) = try edit.applied(to: now) else {
      Issue.record("contested")
      return now
    }
    return meeting
  }

  @Test("Every place of a meeting comes back from its own form unchanged")
  func roundTrip() throws {
    var meeting = Self.meeting()
    meeting.name[.zh] = "第八次会议"
    meeting.place = Place(city: LocalText([.en: "Vienna"]), country: StateCode("AT"), venue: LocalText([.fr: "Salle M"]))
    meeting.opensAt = made(TimeOfDay("10:00")).instant(on: Self.day, in: meeting.timeZone)
    meeting.resources = Resources(plenaryMeetings: 2, interpretation: [.zh, .ar])
    meeting.items[1].annotation = [LocalText([.en: "First", .fr: "Premier"]), LocalText([.en: "Second"]), LocalText([.fr: "Troisième"])]
    meeting.outcome = ExpectedOutcome(draftedBy: Self.body.id, adoptedUnder: meeting.items[4].id, contains: [.recommendations])
    meeting.panels = [
      Panel(
        id: ID(), mark: made(Mark("p01")), item: meeting.items[1].id,
        topics: [LocalText([.en: "One"]), LocalText([.en: "Two", .ru: "Два"])],
        speakers: [.init(name: "A", state: StateCode("XA"), isConfirmed: true), .init(name: "B", organization: "INTERPOL")],
        moderator: .init(name: "C"), isAnnounced: true)
    ]
    for place in meeting.places {
      let fields = try #require(meeting.fields(of: place))
      #expect(try meeting.setting(fields, at: place, Self.known) == meeting, "\(place.kind)")
    }
  }

  @Test("A panel takes a hundred speakers; the hundred and first is refused by name, and nobody is left out unsaid")
  func manySpeakers() throws {
    var meeting = Self.meeting()
    let panel = Panel(id: ID(), mark: made(Mark("p01")), item: meeting.items[1].id, topics: [LocalText([.en: "One"])], isAnnounced: true)
    meeting.panels = [panel]
    var fields = try #require(meeting.fields(of: .panel(panel.id)))
    for row in 0..<100 { fields["speaker.\(row).name"] = "Speaker \(row)" }
    let full = try meeting.setting(fields, at: .panel(panel.id), Self.known)
    #expect(full.panels[0].speakers.map(\.name) == (0..<100).map { "Speaker \($0)" })
    fields["speaker.105.name"] = "One more"
    #expect(
      throws: CannotEditMeeting.wrongFields([FieldProblem(field: "speaker.105.name", code: MeetingFault.tooManySpeakers.code)])
    ) { try meeting.setting(fields, at: .panel(panel.id), Self.known) }
  }

  @Test("Two officers change different fields of one item, and both changes stay")
  func bothStay() throws {
    let seen = Self.meeting()
    let place = MeetingPlace.item(seen.items[0].id)
    var now = seen
    now.items[0].title[.fr] = "Ouverture"
    var mine = try #require(seen.fields(of: place))
    mine["title.en"] = "Opening"
    let result = try written(MeetingEdit(place: place, seen: seen, fields: mine, known: Self.known), over: now)
    #expect(result.items[0].title == LocalText([.en: "Opening", .fr: "Ouverture"]))
  }

  @Test("Two officers change the same field: nothing is written, and both texts are there")
  func contested() throws {
    let seen = Self.meeting()
    let place = MeetingPlace.item(seen.items[0].id)
    var now = seen
    now.items[0].title[.en] = "Theirs"
    var mine = try #require(seen.fields(of: place))
    mine["title.en"] = "Mine"
    mine["title.es"] = "Mío"
    guard case .contested(let merged) = try MeetingEdit(place: place, seen: seen, fields: mine, known: Self.known).applied(to: now) else {
      Issue.record("written")
      return
    }
    #expect(merged.theirs == ["title.en": ["title.en": "Theirs"]])
    #expect(merged.fields["title.en"] == "Mine" && merged.fields["title.es"] == "Mío")
  }

  @Test("An item that another officer took out meanwhile is put back with what was typed")
  func putBack() throws {
    let seen = Self.meeting()
    let place = MeetingPlace.item(seen.items[1].id)
    var now = seen
    now.items.remove(at: 1)
    var mine = try #require(seen.fields(of: place))
    mine["title.en"] = "Still here"
    let result = try written(MeetingEdit(place: place, seen: seen, fields: mine, known: Self.known), over: now)
    #expect(result.items.count == 5 && result.items[1].title[.en] == "Still here")
  }

  @Test("Two officers add an expectation each on the same version: both are there under different short names")
  func bothAdd() throws {
    let seen = Self.meeting()
    var now = seen
    for text in ["One", "Two"] {
      let place = made(MeetingPlace(.expectations))
      var fields = try #require(try seen.addingBlank(place).fields(of: place))
      fields["what.en"] = text
      now = try written(MeetingEdit(place: place, seen: seen, fields: fields, known: Self.known, isNew: true), over: now)
      #expect(throws: CannotEditMeeting.noSuchElement) {
        try MeetingEdit(place: .expectation(ID()), seen: seen, fields: fields, known: Self.known).applied(to: seen)
      }
    }
    #expect(now.expectations.map(\.mark.text) == ["e01", "e02", "e03"])
    #expect(now.expectations.compactMap { $0.what[.en] } == ["Adopt", "One", "Two"])
  }

  @Test(
    "Fields that cannot be read are named",
    arguments: [
      ("number", "x", "number-unreadable"), ("number", "3", "number-taken"), ("number", "", "field-missing"),
      ("kind", "other", "choice-unknown"),
      ("topics", "weather", "choice-unknown"), ("documents", "00000000-0000-0000-0000-000000000000", "choice-unknown"),
      ("title.en", "", "field-missing"),
    ])
  func itemFaults(field: String, value: String, fault: String) throws {
    let meeting = Self.meeting()
    let place = MeetingPlace.item(meeting.items[0].id)
    var fields = try #require(meeting.fields(of: place))
    fields[field] = value
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: field, code: ProblemCode(rawValue: "meetings.agenda-\(fault)"))])) {
      try meeting.setting(fields, at: place, Self.known)
    }
  }

  @Test(
    "A meeting's facts and a session name what is wrong with them",
    arguments: [
      ("days", "2027-06-31", "day-unreadable"), ("zone", "Mars/Olympus", "zone-unknown"), ("ordinal", "0", "count-unreadable"),
      ("plenaries", "many", "count-unreadable"), ("standing", "doubtful", "choice-unknown"), ("country", "Austria", "choice-unknown"),
    ])
  func factFaults(field: String, value: String, fault: String) throws {
    let meeting = Self.meeting()
    var fields = try #require(meeting.fields(of: .facts))
    fields[field] = value
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: field, code: ProblemCode(rawValue: "meetings.agenda-\(fault)"))])) {
      try meeting.setting(fields, at: .facts, Self.known)
    }
  }

  @Test("A session ends after it begins, on a day of the meeting")
  func bandFaults() throws {
    let meeting = Self.meeting()
    let place = MeetingPlace.band(meeting.bands[0].id)
    var fields = try #require(meeting.fields(of: place))
    fields["to"] = "09:00"
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: "to", code: MeetingFault.endsFirst.code)])) {
      try meeting.setting(fields, at: place, Self.known)
    }
    fields["to"] = "13:00"
    fields["day"] = "2027-06-08"
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: "day", code: MeetingFault.dayOutside.code)])) {
      try meeting.setting(fields, at: place, Self.known)
    }
  }

  @Test("What others refer to is not taken out; each of them is named")
  func referredTo() throws {
    let meeting = Self.meeting()
    #expect(throws: CannotEditMeeting.stillReferredTo(["e01"])) { try meeting.removing(.item(meeting.items[4].id)) }
    #expect(throws: CannotEditMeeting.stillReferredTo(["s01", "m07"])) {
      try meeting.removing(.item(meeting.items[0].id), stated: [made(Mark("m07"))])
    }
    #expect(try meeting.removing(.item(meeting.items[1].id)).items.count == 4)
    #expect(throws: CannotEditMeeting.noSuchElement) { try meeting.removing(.facts) }
    #expect(throws: CannotEditMeeting.noSuchElement) { try meeting.removing(.panel(ID())) }
  }

  @Test("Moving an item takes along what is below it, and identifiers stay")
  func moving() throws {
    let meeting = Self.meeting()
    let ids = meeting.items.map(\.id)
    let down = try meeting.moving(ids[1], .down)
    #expect(down.items.map(\.number.description) == ["1", "2", "3", "3(a)", "3(b)"])
    #expect(down.items.map(\.id) == [ids[0], ids[4], ids[1], ids[2], ids[3]])
    #expect(try down.moving(ids[1], .up) == meeting)
    let letters = try meeting.moving(ids[3], .up)
    #expect(letters.items.map(\.id) == [ids[0], ids[1], ids[3], ids[2], ids[4]])
    #expect(try meeting.moving(ids[0], .up) == meeting)
    #expect(try meeting.moving(ids[2], .up) == meeting)
    #expect(throws: CannotEditMeeting.noSuchElement) { try meeting.moving(ID(), .up) }
  }

  @Test("Numbering through closes gaps of numbers and letters; making room opens one")
  func numbering() throws {
    var meeting = Self.meeting()
    let ids = meeting.items.map(\.id)
    meeting.items.remove(at: 2)
    meeting.items.remove(at: 0)
    let through = try meeting.numberedThrough()
    #expect(through.items.map(\.number.description) == ["1", "1(a)", "2"])
    #expect(through.items.map(\.id) == [ids[1], ids[3], ids[4]])
    #expect(through.makingRoom(at: 1).items.map(\.number.description) == ["2", "2(a)", "3"])
    #expect(through.makingRoom(at: 7) == through)
  }

  @Test("An agenda is adopted once, on a day of the meeting, with the amendments that were made")
  func adoption() throws {
    let meeting = Self.meeting()
    let adopted = try meeting.adoptingAgenda(on: Self.day, isAmended: true, amendments: "Item 2 deleted")
    #expect(adopted.agendaStage == .adopted(on: Self.day))
    #expect(adopted.agendaDecisions == [AgendaDecision(kind: .adoptedAsAmended, day: Self.day, text: "Item 2 deleted")])
    #expect(throws: CannotEditMeeting.agendaAdopted) { try adopted.adoptingAgenda(on: Self.day, isAmended: false, amendments: "") }
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: "day", code: MeetingFault.dayOutside.code)])) {
      try meeting.adoptingAgenda(on: CalendarDay("2027-06-09"), isAmended: false, amendments: "")
    }
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: "day", code: MeetingFault.missing.code)])) {
      try meeting.adoptingAgenda(on: nil, isAmended: false, amendments: "")
    }
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: "amendments", code: MeetingFault.missing.code)])) {
      try meeting.adoptingAgenda(on: Self.day, isAmended: true, amendments: "")
    }
    var empty = meeting
    empty.items = []
    #expect(throws: CannotEditMeeting.agendaEmpty) { try empty.adoptingAgenda(on: Self.day, isAmended: false, amendments: "") }
  }

  @Test("Items of an adopted agenda change only with a decision of the meeting; what is announced under them changes freely")
  func afterAdoption() throws {
    let adopted = try Self.meeting().adoptingAgenda(on: Self.day, isAmended: false, amendments: "")
    let place = MeetingPlace.item(adopted.items[1].id)
    var fields = try #require(adopted.fields(of: place))
    fields["title.en"] = "Changed"
    #expect(throws: CannotEditMeeting.agendaAdopted) {
      try MeetingEdit(place: place, seen: adopted, fields: fields, known: Self.known).applied(to: adopted)
    }
    #expect(throws: CannotEditMeeting.agendaAdopted) { try adopted.moving(adopted.items[1].id, .down) }
    #expect(throws: CannotEditMeeting.agendaAdopted) { try adopted.removing(place) }
    let decision = AgendaDecision(kind: .changed, day: Self.day, text: "To change item 2")
    let changed = try written(
      MeetingEdit(place: place, seen: adopted, fields: fields, known: Self.known, decision: decision), over: adopted)
    #expect(changed.items[1].title[.en] == "Changed" && changed.agendaDecisions?.last == decision)
    #expect(try adopted.removing(place, decision: decision).items.count == 4)
    let expectation = MeetingPlace.expectation(adopted.expectations[0].id)
    var announced = try #require(adopted.fields(of: expectation))
    announced["what.en"] = "Adopt the report"
    #expect(
      try written(MeetingEdit(place: expectation, seen: adopted, fields: announced, known: Self.known), over: adopted)
        .expectations[0].what[.en] == "Adopt the report")
  }

  @Test("A row of speakers that is emptied leaves no gap, and rows are compared as one")
  func speakers() throws {
    var fields = PlaceFields()
    fields["speaker.0.confirmed"] = "yes"
    fields["speaker.2.name"] = "B"
    fields["speaker.2.state"] = "XB"
    #expect(fields.withoutGaps.values == ["speaker.0.name": "B", "speaker.0.state": "XB"])
    #expect(PlaceFields.unit(of: "speaker.0.name") == "speaker" && PlaceFields.unit(of: "minutes.x") == "items")
  }

  @Test("The terms of an expectation are read back as they were written, and a line without words is named")
  func terms() throws {
    var seen = Self.meeting()
    seen.expectations[0].terms = ["directory": LocalText([.en: "directory of central authorities", .fr: "annuaire"])]
    let place = MeetingPlace.expectation(seen.expectations[0].id)
    var fields = try #require(seen.fields(of: place))
    #expect(fields["terms.en"] == "directory = directory of central authorities" && fields["terms.fr"] == "directory = annuaire")
    #expect(try written(MeetingEdit(place: place, seen: seen, fields: fields, known: Self.known), over: seen) == seen)
    fields["terms.en"] = "directory = online directory\nseat=place = of business"
    let changed = try written(MeetingEdit(place: place, seen: seen, fields: fields, known: Self.known), over: seen)
    #expect(
      changed.expectations[0].terms == [
        "directory": LocalText([.en: "online directory", .fr: "annuaire"]), "seat": LocalText([.en: "place = of business"]),
      ])
    fields["terms.en"] = "directory"
    #expect(throws: CannotEditMeeting.wrongFields([FieldProblem(field: "terms.en", code: MeetingFault.termUnreadable.code)])) {
      try written(MeetingEdit(place: place, seen: seen, fields: fields, known: Self.known), over: seen)
    }
  }
}
