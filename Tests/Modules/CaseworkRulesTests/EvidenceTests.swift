// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Files and evidence of a case")
struct EvidenceTests {
  static let digest = String(repeating: "ab", count: 32)
  static let content = CaseFile.Content(name: "order.pdf", mediaType: "application/pdf", sha256: digest, size: 3)
  static let origin = CaseFile.Origin(givenBy: "The court", on: Sample.day("2026-11-10"), form: .original)
  static let object = AddFile.TakenObject(summary: "A ledger", keptBy: "Registry", place: "Safe 2", condition: "Seal 12")

  static func input(
    content: CaseFile.Content? = content, items: [ItemID] = ["i1"], object: AddFile.TakenObject? = nil,
    returnDuty: CaseFile.ReturnDuty? = nil, compartment: Compartment? = nil
  ) -> AddFile {
    AddFile(
      kind: .evidence, title: "The order", content: content, items: items, origin: origin, object: object, returnDuty: returnDuty,
      compartment: compartment)
  }

  static func adding(_ input: AddFile, among files: [CaseFile] = []) throws -> CaseFileDecision {
    try RegisteredRequest.incoming(ClockTests.incoming()).adding(input, id: ID(), among: files, Sample.acting())
  }

  static func kept(returnBy due: CalendarDay? = nil) throws -> CaseFile {
    try adding(input(object: object, returnDuty: due.map { .init(to: "The court", dueOn: $0) })).state
  }

  @Test("An object's chain of custody begins with who gave it, goes on without a gap, and ends with its return")
  func chain() throws {
    var file = try Self.kept(returnBy: Sample.day("2026-11-20"))
    #expect(file.custody.map(\.kind) == [.takenIn] && file.latest?.from == "The court" && file.latest?.place == "Safe 2")
    let first = try #require(file.custody.first)
    let handed = try file.handingOver(
      HandOverObject(to: "Laboratory", place: "Room 4", on: Sample.day("2026-11-12"), purpose: "Examination"), Sample.acting())
    file = handed.state
    #expect(file.custody.map(\.to) == ["Registry", "Laboratory"] && file.latest?.from == "Registry" && file.custody[0] == first)
    #expect(handed.events.map(\.name) == [.objectHandedOver])
    #expect(file.isReturnOverdue(on: Sample.day("2026-11-21")) && !file.isReturnOverdue(on: Sample.day("2026-11-20")))
    let back = try file.returning(ReturnObject(to: "The court", on: Sample.today), Sample.acting())
    #expect(back.events.first?.facts["isLate"] == .flag(true))
    file = back.state
    #expect(file.returnedOn == Sample.today && !file.isToReturn && file.latest?.from == "Laboratory")
    for again in [
      { try file.handingOver(HandOverObject(to: "A", place: "B", on: Sample.today, purpose: "C"), Sample.acting()) },
      { try file.returning(ReturnObject(to: "A", on: Sample.today), Sample.acting()) }, { try file.agreeingReturn(nil) },
    ] { #expect(throws: CannotFile.returnedAlready) { try again() } }
  }

  @Test("An entry of the chain is not older than the one before it, and not of a day to come")
  func days() throws {
    let file = try Self.kept()
    func handing(on day: String) throws -> CaseFileDecision {
      try file.handingOver(HandOverObject(to: "Laboratory", place: "Room 4", on: Sample.day(day), purpose: "Examination"), Sample.acting())
    }
    #expect(throws: CannotAct.dayTooEarly(field: "on")) { try handing(on: "2026-11-09") }
    #expect(throws: CannotAct.dayInFuture(field: "on")) { try handing(on: "2026-11-25") }
    #expect(try handing(on: "2026-11-10").state.custody.count == 2)
    #expect(throws: CannotAct.missing(field: "purpose")) {
      try file.handingOver(HandOverObject(to: "A", place: "B", on: Sample.today, purpose: " "), Sample.acting())
    }
  }

  @Test("Without an object nothing goes from hand to hand or back")
  func noObject() throws {
    let file = try Self.adding(Self.input()).state
    #expect(file.custody.isEmpty && file.latest == nil)
    #expect(throws: CannotFile.noObject) { try file.returning(ReturnObject(to: "A", on: Sample.today), Sample.acting()) }
    #expect(throws: CannotFile.noObject) { try file.agreeingReturn(.init(to: "A")) }
    #expect(throws: CannotFile.returnWithoutObject) { try Self.adding(Self.input(returnDuty: .init(to: "The court"))) }
  }

  @Test("Nothing at all, the same content again, an item that is not there and a day to come are refused")
  func refused() throws {
    #expect(throws: CannotFile.nothingGiven) { try Self.adding(Self.input(content: nil)) }
    let first = try Self.adding(Self.input()).state
    #expect(throws: CannotFile.alreadyThere) { try Self.adding(Self.input(), among: [first]) }
    #expect(throws: CannotAct.noSuchItem("i9")) { try Self.adding(Self.input(items: ["i9"])) }
    var later = Self.input()
    later.origin.on = Sample.day("2026-11-25")
    #expect(throws: CannotAct.dayInFuture(field: "receivedOn")) { try Self.adding(later) }
    #expect(throws: CannotAct.missing(field: "place")) {
      try Self.adding(Self.input(object: .init(summary: "A ledger", keptBy: "Registry", place: "")))
    }
    #expect(throws: CannotAct.dayTooEarly(field: "returnDueOn")) {
      try Self.adding(Self.input(object: Self.object, returnDuty: .init(to: "The court", dueOn: Sample.day("2026-11-09"))))
    }
  }

  @Test("Describing a file anew changes neither its content nor where it came from, and facts hold no words")
  func described() throws {
    let request = RegisteredRequest.incoming(try ClockTests.incoming())
    let file = try Self.kept()
    let decision = try request.describing(file, as: DescribeFile(kind: .courtOrder, title: "CANARY title", items: []))
    #expect(decision.state.title == "CANARY title" && decision.state.kind == .courtOrder && decision.state.items.isEmpty)
    #expect(decision.state.content == file.content && decision.state.origin == file.origin && decision.state.custody == file.custody)
    #expect(!"\(decision.events)".contains("CANARY"))
  }

  @Test("A transmission names files of the case alone, none that is infected and none that a compartment keeps")
  func sent() throws {
    let open = try Self.adding(Self.input()).state
    let closed = try Self.adding(
      Self.input(content: .init(name: "a", mediaType: "b", sha256: "cd", size: 1), compartment: .internationalProtection)
    ).state
    let object = try Self.adding(Self.input(content: nil, object: Self.object)).state
    let files = [open, closed, object]
    #expect(files.sendable == [open])
    try files.checkSent([Self.digest], infected: ["cd"])
    #expect(throws: CannotFile.noSuchFile) { try files.checkSent(["cd"], infected: []) }
    #expect(throws: CannotFile.noSuchFile) { try files.checkSent([Self.digest, "00"], infected: []) }
    #expect(throws: CannotFile.infected) { try files.checkSent([Self.digest], infected: [Self.digest]) }
  }

  @Test("A file is read back as it was written")
  func codable() throws {
    let file = try Self.kept(returnBy: Sample.today)
    #expect(try JSONDecoder().decode(CaseFile.self, from: JSONEncoder().encode(file)) == file)
  }
}

@Suite("What comes in before its fields are filled")
struct IntakeTests {
  static func taken(_ state: StateCode? = nil, reference: String? = nil) throws -> IncomingRequest {
    try IncomingRequest.takingIn(
      TakeInRequest(
        state: state, theirReference: reference, subject: "scan.pdf", arrival: Arrival(medium: .paper, on: Sample.day("2026-11-20"))),
      id: ID(), requested: Sample.state("XA"), basis: AppliedBasis(primary: .init(.convention)), Sample.acting()
    ).state
  }

  @Test("A scan waits to be registered and permits nothing else but a withdrawal; registering keeps what was typed before")
  func registered() throws {
    let taken = try Self.taken(reference: "BO 7/26")
    #expect(taken.stage == .received && taken.head.requestingState == .notKnown && taken.offered == [.register, .withdraw])
    let calendar = StateCalendar(state: Sample.state("XA"), periods: [])
    let needs = AttentionInput(.incoming(taken)).needsAttention(on: Sample.today, profiles: DeadlineProfiles([]), calendar: calendar)
    #expect(needs.map(\.kind) == [.toRegister])
    var head = Sample.head(on: "2026-11-20")
    head.theirReference = "BO 7/2026"
    let items = [RegisterIncoming.RegisteredItem(id: "i1", sought: .measure(.bankRecords), summary: "Records")]
    let done = try Sample.doing(.register(RegisterIncoming(head: head, items: items, on: Sample.today)), to: taken)
    #expect(done.stage == .registered && done.id == taken.id && done.head.theirReference == "BO 7/2026")
    #expect(done.head.otherReferences == ["BO 7/26"])
  }

  @Test("A request is not registered while its State is not known, nor taken in on a day to come or without a word")
  func refused() throws {
    var head = Sample.head()
    head.requestingState = .notKnown
    let items = [RegisterIncoming.RegisteredItem(id: "i1", sought: .measure(.bankRecords), summary: "Records")]
    #expect(throws: CannotAct.missing(field: "state")) {
      try Sample.doing(.register(RegisterIncoming(head: head, items: items, on: Sample.today)), to: Self.taken())
    }
    for (subject, day, problem) in [
      (" ", "2026-11-20", CannotAct.missing(field: "subject")), ("A", "2026-11-25", .dayInFuture(field: "arrivedOn")),
    ] {
      #expect(throws: problem) {
        try IncomingRequest.takingIn(
          TakeInRequest(subject: subject, arrival: Arrival(medium: .email, on: Sample.day(day))), id: ID(), requested: Sample.state("XA"),
          basis: AppliedBasis(primary: .init(.convention)), Sample.acting())
      }
    }
  }

  @Test("The head of an e-mail gives who and what, decoded, on one line and without signs that cannot be seen")
  func message() throws {
    let text =
      "Received: from x\r\n\tby y\r\nFrom: =?UTF-8?Q?Caf=C3=A9_Registry?= <a@b.example>\r\n"
      + "Subject: =?UTF-8?B?0JfQsNC/0YDQvtGB?= =?utf-8?b?IDc=?=\r\n of\u{202E} today\r\n\r\nFrom: nobody\r\n"
    let head = try #require(MessageHead(Data(text.utf8)))
    #expect(head.from == "Café Registry <a@b.example>" && head.subject == "Запрос 7 of today")
    let latin = try #require(MessageHead(Data("Subject: =?iso-8859-1?q?caf=E9?= =?x-other?q?a?=\n\n".utf8)))
    #expect(latin.subject == "café=?x-other?q?a?=" && latin.from == nil)
    let signed = try #require(MessageHead(Data("Subject: =?utf-8?q?=+5x?=\n\n".utf8)))
    #expect(signed.subject == "=?utf-8?q?=+5x?=")
    for text in ["%PDF-1.7\nSubject: x\n", " Subject: x\n", "no colon\n", "", "\n\nSubject: x", "X-A: b\n\n"] {
      #expect(MessageHead(Data(text.utf8)) == nil, "\(text)")
    }
    var state: UInt64 = 7
    for _ in 0..<2000 {
      let bytes = Data(
        (0..<120).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return UInt8(truncatingIfNeeded: state >> 33)
        })
      if let head = MessageHead(Data("Subject: =?utf-8?q?=".utf8) + bytes) { #expect((head.subject?.count ?? 0) <= 200) }
    }
  }
}
