// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Need to know") struct NeedToKnowTests {
  private static let candidates = AccessCandidates(readers: ["a", "b", "c"], granters: ["a", "b"])
  private static let open = CaseAccess(isRestricted: false, officers: [])

  @Test("Whoever restricts a case keeps it, and nobody who reads no cases is let in")
  func restricting() throws {
    let restricted = try Self.open.changing(.restrict, by: "a", Self.candidates)
    #expect(restricted.state == CaseAccess(isRestricted: true, officers: ["a"]))
    #expect(restricted.events.map(\.name) == [.accessRestricted])
    #expect(throws: CannotChangeAccess.noSuchOfficer) { try restricted.state.changing(.grant("x"), by: "a", Self.candidates) }
    #expect(throws: CannotChangeAccess.unchanged) { try restricted.state.changing(.restrict, by: "b", Self.candidates) }
  }

  @Test("The last officer who can let others in is not taken off a restricted case")
  func lastOfficer() throws {
    let two = CaseAccess(isRestricted: true, officers: ["a", "c"])
    #expect(throws: CannotChangeAccess.lastOfficer) { try two.changing(.withdraw("a"), by: "a", Self.candidates) }
    #expect(try two.changing(.withdraw("c"), by: "a", Self.candidates).state.officers == ["a"])
    #expect(try two.changing(.open, by: "a", Self.candidates).state.isRestricted == false)
  }

  @Test("A request is given to a unit and an officer, once")
  func assigned() throws {
    let request = RegisteredRequest.incoming(Self.request())
    let (changed, events) = try request.assigning(AssignRequest(unit: "North", responsible: "b"))
    #expect(changed.head.unit == "North" && changed.head.responsible == "b" && events.map(\.name) == [.assigned])
    #expect(throws: CannotAct.doneAlready) { try changed.assigning(AssignRequest(unit: "North", responsible: "b")) }
  }

  private static func request() -> IncomingRequest {
    IncomingRequest(
      id: ID(), head: Sample.head(),
      items: [
        IncomingItem(id: "i1", sought: .measure(.bankRecords), summary: "Records"),
        IncomingItem(id: "i2", sought: .measure(.takeEvidence), summary: "A hearing of Jane Roe"),
      ])
  }

  private static func accepted() throws -> IncomingRequest {
    let request = request()
    let registered = try Sample.doing(
      .register(
        RegisterIncoming(
          head: request.head, items: request.items.map { .init(id: $0.id, sought: $0.sought, summary: $0.summary) }, on: Sample.today)),
      to: request)
    return try Sample.doing(.accept(AcceptItems(items: ["i1", "i2"], on: Sample.today)), to: registered)
  }

  private static func note(
    _ request: IncomingRequest, persons: [String] = [], words: [String] = [], items: [ItemID] = ["i2"],
    effect: GuardedNote.Effect = .notToExecute
  ) throws -> GuardedNote {
    try GuardedNote.writing(
      WriteGuardedNote(
        matter: .claimMade, persons: persons, items: items, since: nil, source: "The asylum office", note: "", words: words,
        effect: effect), id: ID(), for: .incoming(request), Sample.acting())
  }

  @Test("An item that cannot be done without a person is not executed before its protection was checked, whoever is named; others are")
  func gate() throws {
    let request = try Self.accepted()
    let begin = { (item: ItemID) in IncomingAct.beginExecution(BeginExecution(items: [item], authority: "The court", on: Sample.today)) }
    #expect(throws: CannotExecute.protectionNotChecked("i2")) { try request.deciding(begin("i2"), Sample.acting()) }
    #expect(request.protectionToCheck == ["i2"])
    _ = try Sample.doing(begin("i1"), to: request)
    let checked = try Sample.doing(.checkProtection(CheckProtection(items: ["i2"], on: Sample.today)), to: request)
    #expect(checked.protectionToCheck.isEmpty)
    _ = try Sample.doing(begin("i2"), to: checked)
  }

  @Test("What is learned after a check takes the check back and says no more than that one is due")
  func dueAgain() throws {
    let checked = try Sample.doing(.checkProtection(CheckProtection(items: ["i2"], on: Sample.today)), to: try Self.accepted())
    let due = try #require(checked.checkDue(after: try Self.note(checked, persons: ["Jane Roe"])))
    #expect(due.state.protectionToCheck == ["i2"])
    #expect(due.events == [CaseEvent(.protectionDue, ["items": .codes(["i2"])])])
    #expect(checked.checkDue(after: try Self.note(checked, persons: ["Jane Roe"], effect: .wordsStay)) == nil)
    #expect(checked.checkDue(after: try Self.note(checked, persons: ["Jane Roe"], items: ["i1"])) == nil)
  }

  @Test("A note without a source, without words and persons, or on an item that is not there is not written")
  func incomplete() throws {
    let request = Self.request()
    #expect(throws: CannotAct.missing(field: "persons")) { try Self.note(request) }
    #expect(throws: CannotAct.noSuchItem("i9")) { try Self.note(request, persons: ["Jane Roe"], items: ["i9"]) }
  }

  @Test(
    "Protected words are found in any spelling, as whole words, and in scripts without spaces",
    arguments: [
      ("File AZ-77/Ünal", "the file az 77 UNAL is with us", true), ("File AZ-77", "file AZ 771", false), ("Ali", "the validity", false),
      ("庇护申请", "关于该庇护申请的说明", true), ("Шевчук", "гражданин ШЕВЧУК прибыл", true), ("لجوء", "طلب لجوء قائم", true),
      ("Ａｓｙｌｕｍ", "an asylum seeker", true),
    ])
  func words(phrase: String, text: String, isFound: Bool) throws {
    let note = try Self.note(Self.request(), words: [phrase])
    #expect(ProtectedWords([note], known: []).occur(in: text) == isFound)
  }

  @Test("A name that the request itself says stays sayable; another one does not")
  func knownName() throws {
    let note = try Self.note(Self.request(), persons: ["Jane Roe", "Janet Smith"])
    let guarded = ProtectedWords([note], known: ["A hearing of Jane Roe"])
    #expect(!guarded.occur(in: "Jane Roe was heard") && guarded.occur(in: "Janet  SMITH was heard"))
  }

  @Test("The words of an ended note stay protected, and nothing follows for items any more")
  func ended() throws {
    let ended = try Self.note(Self.request(), words: ["File 77"]).ending(on: Sample.today)
    #expect(ProtectedWords([ended], known: []).occur(in: "file 77") && !ended.standsAgainst("i2"))
    #expect(throws: CannotAct.doneAlready) { try ended.ending(on: Sample.today) }
  }

  @Test("An executing authority reports on its own items; taking the report over records what came of each")
  func task() throws {
    let request = try Self.accepted()
    let input = GiveTask(
      items: ["i1"], assignee: "court", authority: "Lakeside Court", instructions: "Order the records", procedure: "Sealed")
    #expect(throws: CannotGiveTask.noSuchAssignee) { try request.giving(input, id: ID(), to: ["other"], beside: [], Sample.acting()) }
    let given = try request.giving(input, id: ID(), to: ["court"], beside: [], Sample.acting())
    #expect(given.events.map(\.name) == [.executionBegun, .taskGiven] && given.task.items.map(\.id) == ["i1"])
    let silent = ExecutionTask.Report(results: [.full], procedure: .notFollowed(reason: " "), text: "Done", on: Sample.today)
    #expect(throws: CannotExecute.procedureReasonMissing) { try given.task.reporting(silent, Sample.acting()) }
    let report = ExecutionTask.Report(results: [.part], procedure: .followed, text: "Half of it", on: Sample.today)
    let reported = try given.task.reporting(report, Sample.acting()).task
    #expect(throws: CannotGiveTask.notOpen) { try reported.reporting(report, Sample.acting()) }
    let back = try reported.givingBack("The second account is missing").task
    #expect(back.standing == .given && back.remark == "The second account is missing")
    let taken = try given.request.taking(try back.reporting(report, Sample.acting()).task, among: [], Sample.acting())
    #expect(taken.events.map(\.name) == [.executed, .taskTaken])
    #expect(taken.request.items[0].stage.code == .partlyExecuted)
    #expect(throws: CannotGiveTask.notOpen) { try taken.task.withdrawing(on: Sample.today) }
  }

  @Test("A task passes the gates of execution: an unchecked hearing is not given")
  func taskGate() throws {
    let input = GiveTask(items: ["i2"], assignee: "court", authority: "Court", instructions: "Hear the witness")
    #expect(throws: CannotExecute.protectionNotChecked("i2")) {
      try Self.accepted().giving(input, id: ID(), to: ["court"], beside: [], Sample.acting())
    }
  }
}
