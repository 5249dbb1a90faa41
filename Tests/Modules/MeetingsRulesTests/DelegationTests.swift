// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

@Suite("Delegations") struct DelegationTests {
  private static let noon = Date(timeIntervalSince1970: 1_528_459_200)
  private let empty = Delegation(id: ID(), meeting: ID(), kind: .stateParty, state: StateCode("XA"))

  private func person(_ name: String, _ role: Participant.Role = .adviser) -> Participant {
    Participant(id: ID(), name: name, function: "Adviser", role: role)
  }

  @Test("A delegation of a State names its State, another one its organization")
  func named() throws {
    for kind in Delegation.Kind.allCases {
      let bare = Delegation(id: ID(), meeting: ID(), kind: kind)
      #expect(throws: CannotRegister.self) { try bare.checked() }
      let full = Delegation(id: ID(), meeting: ID(), kind: kind, state: StateCode("XA"), name: LocalText([.fr: "Institut"]))
      let checked = try full.checked()
      #expect((checked.state != nil) == kind.isOfState && checked.name.texts.isEmpty == kind.isOfState)
    }
  }

  @Test("A delegation has one head, and nobody is registered twice in it")
  func heads() throws {
    let delegation = try empty.registering(person("Alma Verrin", .head))
    #expect(throws: CannotRegister.secondHead) { try delegation.registering(person("Ilya Marek", .head)) }
    #expect(throws: CannotRegister.registeredAlready) { try delegation.registering(person("ALMA VERRIN")) }
    #expect(throws: CannotRegister.self) { try delegation.registering(person("")) }
    #expect(throws: CannotRegister.self) { try delegation.registering(person(String(repeating: "a", count: 301))) }
    var head = delegation.participants[0]
    head.function = "Director"
    #expect(try delegation.registering(head).participants.map(\.function) == ["Director"])
  }

  @Test("Lists print the head, alternates and advisers in this order")
  func order() throws {
    var delegation = empty
    for (name, role) in [("A", Participant.Role.adviser), ("B", .head), ("C", .alternate), ("D", .adviser)] {
      delegation = try delegation.registering(person(name, role))
    }
    #expect(delegation.participantsInOrder.map(\.name) == ["B", "C", "A", "D"])
  }

  @Test("Attendance once recorded changes with a reason alone, and the change is kept")
  func attendance() throws {
    let (first, second) = (ID<Delegation>(), ID<Delegation>())
    let attendance = Attendance(band: ID(), meeting: ID(), present: [first])
    #expect(throws: CannotRegister.self) { try attendance.corrected(to: [second], because: "", by: "Luis", at: Self.noon) }
    #expect(try attendance.corrected(to: [first], because: "", by: "Luis", at: Self.noon) == attendance)
    let corrected = try attendance.corrected(to: [second], because: "Came late", by: "Luis", at: Self.noon)
    #expect(corrected.present == [second])
    #expect(corrected.corrections.map(\.added) == [[second]] && corrected.corrections.map(\.removed) == [[first]])
  }

  @Test("A statement is public when it was delivered and its delegation agrees; every act at every stage is decided")
  func statements() throws {
    let file = KeptFile(sha256: "00", name: "a.pdf", mediaType: "application/pdf", size: 3)
    func statement(_ agrees: Bool) -> Statement {
      Statement(id: ID(), meeting: ID(), item: ID(), delegation: ID(), language: .en, text: file, mayBePublished: agrees)
    }
    #expect(!statement(true).isPublic)
    let delivered = try statement(true).after(.deliver)
    #expect(delivered.isPublic)
    #expect(try !delivered.after(.disagree).isPublic)
    #expect(try !statement(false).after(.deliver).isPublic)
    #expect(try statement(false).after(.agree).after(.deliver).isPublic)
    let withdrawn = try statement(true).after(.withdraw)
    for act in [Statement.Act.deliver, .agree, .disagree, .withdraw] {
      #expect(throws: CannotGiveStatement.otherStage) { try withdrawn.after(act) }
    }
    for act in [Statement.Act.deliver, .withdraw, .agree] {
      #expect(throws: CannotGiveStatement.otherStage) { try delivered.after(act) }
    }
    #expect(throws: CannotGiveStatement.otherStage) { try statement(false).after(.disagree) }
  }

  @Test("A delegation is removed until the meeting opens, and never when it asked, wrote or was present")
  func removal() throws {
    let zone = "Europe/Vienna"
    let opens = Date(timeIntervalSince1970: 1_528_444_800)
    var meeting = Meeting(
      id: ID(), mark: try #require(Mark("m")), body: ID(), zone: zone, days: [try #require(CalendarDay("2018-06-08"))], opensAt: opens)
    let none = Delegation.Traces(askedForFloor: false, gaveStatement: false, wasPresent: false)
    #expect(Delegation.refusalToRemove(from: meeting, none, at: opens.addingTimeInterval(-1)) == nil)
    #expect(Delegation.refusalToRemove(from: meeting, none, at: opens) == .registrationClosed)
    for traces in [
      Delegation.Traces(askedForFloor: true, gaveStatement: false, wasPresent: false),
      Delegation.Traces(askedForFloor: false, gaveStatement: true, wasPresent: false),
      Delegation.Traces(askedForFloor: false, gaveStatement: false, wasPresent: true),
    ] {
      #expect(Delegation.refusalToRemove(from: meeting, traces, at: opens.addingTimeInterval(-1)) == .delegationInRecord)
    }
    // Without a stated hour it closes as the first day begins on the clock of the place.
    meeting.opensAt = nil
    #expect(meeting.registrationClosesAt == Date(timeIntervalSince1970: 1_528_408_800))
  }
}
