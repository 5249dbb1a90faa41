// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing
import WritingRules

@Suite("Tasks of executing authorities") struct TaskRulesTests {
  /// A request of two accepted items that concern nobody.
  private func accepted() throws -> IncomingRequest {
    let head = Sample.head()
    let items = ["i1", "i2"].map {
      RegisterIncoming.RegisteredItem(id: ItemID(rawValue: $0), sought: .measure(.bankRecords), summary: "Records")
    }
    let registered = try Sample.doing(
      .register(RegisterIncoming(head: head, items: items, on: Sample.day("2026-11-02"))),
      to: IncomingRequest(id: ID(), head: head, items: []))
    return try Sample.doing(.accept(AcceptItems(items: ["i1", "i2"], on: Sample.today)), to: registered)
  }

  private func input(_ items: [ItemID] = ["i1", "i2"], procedure: String? = nil) -> GiveTask {
    GiveTask(items: items, assignee: "court", authority: "Lakeside Court", instructions: "Order the records", procedure: procedure)
  }

  private func given(
    _ input: GiveTask, of request: IncomingRequest, beside others: [ExecutionTask] = []
  ) throws -> GivenTask {
    try request.giving(input, id: ID(), to: ["court"], beside: others, Sample.acting())
  }

  private func report(_ task: ExecutionTask, _ results: [Execution.Result] = [.full, .full]) throws -> ExecutionTask {
    try task.reporting(.init(results: results, procedure: .noneAsked, text: "Done", on: Sample.today), Sample.acting()).task
  }

  @Test("An item that changed meanwhile keeps what it has become, and the results of the others are recorded")
  func changedMeanwhile() throws {
    let given = try given(input(), of: accepted())
    let reported = try report(given.task)
    let recorded = try Sample.doing(
      .recordExecution(RecordExecution(item: "i1", result: .nothingFound, on: Sample.today)), to: given.request)
    let withdrawn = try Sample.doing(.withdraw(WithdrawItems(items: ["i1"], Withdrawal(on: Sample.today))), to: given.request)
    for changed in [recorded, withdrawn] {
      #expect(changed.unrecordable(reported) == ["i1"])
      let taken = try changed.taking(reported, among: [], Sample.acting())
      #expect(taken.request.items.map(\.stage.code) == [changed.items[0].stage.code, .executed])
      #expect(taken.task.unrecorded == ["i1"] && !taken.task.isOpen)
      #expect(taken.events.map(\.name) == [.executed, .taskTaken])
      #expect(taken.events.last?.facts["unrecorded"] == .codes(["i1"]))
    }
    let all = try Sample.doing(.withdraw(WithdrawItems(items: ["i1", "i2"], Withdrawal(on: Sample.today))), to: given.request)
    let taken = try all.taking(reported, among: [], Sample.acting())
    #expect(taken.request == all && taken.task.unrecorded == ["i1", "i2"] && taken.events.map(\.name) == [.taskTaken])
    #expect(try given.request.taking(reported, among: [], Sample.acting()).task.unrecorded == nil)
  }

  @Test("A report that is older than the execution of an item says nothing of it")
  func begunAgain() throws {
    let given = try given(input(["i1"]), of: accepted())
    let reported = try report(given.task, [.full])
    var later = try accepted()
    later = try later.deciding(
      .beginExecution(BeginExecution(items: ["i1"], authority: "Another court", on: Sample.today.adding(3))),
      Sample.acting(on: Sample.today.adding(3))
    ).state
    #expect(later.unrecordable(reported) == ["i1"])
    #expect(try later.taking(reported, among: [], Sample.acting(on: Sample.today.adding(3))).request == later)
  }

  @Test("An item is with one executing authority at a time: a second task waits until the first is taken over or called back")
  func oneTask() throws {
    let first = try given(input(["i1"]), of: accepted())
    #expect(throws: CannotGiveTask.itemHasTask("i1")) { _ = try given(input(), of: first.request, beside: [first.task]) }
    #expect(throws: Never.self) { _ = try given(input(["i2"]), of: first.request, beside: [first.task]) }
    let reported = try report(first.task, [.part])
    #expect(throws: CannotGiveTask.itemHasTask("i1")) { _ = try given(input(["i1"]), of: first.request, beside: [reported]) }
    let taken = try first.request.taking(reported, among: [], Sample.acting())
    #expect(throws: Never.self) { _ = try given(input(["i1"]), of: taken.request, beside: [taken.task]) }
    let back = try first.task.withdrawing(on: Sample.today).task
    #expect(throws: Never.self) { _ = try given(input(["i1"]), of: first.request, beside: [back]) }
  }

  @Test("Where a procedure was asked for, a report says whether it was followed; blanks are no procedure")
  func procedure() throws {
    let asked = try given(input(procedure: "Certified copies"), of: accepted()).task
    #expect(throws: CannotGiveTask.procedureNotAnswered) { _ = try report(asked) }
    let followed = ExecutionTask.Report(results: [.full, .full], procedure: .followed, text: "Done", on: Sample.today)
    #expect(throws: Never.self) { _ = try asked.reporting(followed, Sample.acting()) }
    let blank = try given(input(procedure: "  "), of: accepted()).task
    #expect(blank.procedure == nil)
    #expect(throws: Never.self) { _ = try report(blank) }
  }

  private func file(_ digest: Character = "a", object: String? = nil) -> TaskFile {
    TaskFile(
      id: ID(), title: "Records of the account",
      content: .init(name: "records.pdf", mediaType: "application/pdf", sha256: String(repeating: digest, count: 64), size: 12),
      form: .original, object: object, condition: object == nil ? nil : "Seal 12", on: Sample.today)
  }

  @Test("What an executing authority put to its task becomes files of the case, with origin and the chain of custody of objects")
  func files() throws {
    let given = try given(input(["i1"]), of: accepted())
    let (document, ledger) = (file(), file("b", object: "A ledger"))
    var task = try given.task.attaching(document).task
    #expect(throws: CannotFile.alreadyThere) { _ = try task.attaching(file()) }
    task = try task.attaching(ledger).task
    let known = try RegisteredRequest.incoming(given.request).adding(
      AddFile(
        kind: .evidence, title: "Brought before", content: file("c").content,
        origin: .init(givenBy: "A bank", on: Sample.today, form: .copy)), id: ID(), among: [], Sample.acting()
    ).state
    task = try task.attaching(file("c")).task
    let unwanted = file("d")
    task = try task.attaching(unwanted).task.detaching(unwanted.id).task
    let reported = try report(task, [.full])
    #expect(throws: CannotGiveTask.notOpen) { _ = try reported.attaching(file("e")) }
    #expect(throws: CannotGiveTask.notOpen) { _ = try reported.detaching(document.id) }
    #expect(throws: CannotAct.missing(field: "keptBy")) {
      _ = try given.request.taking(reported, among: [known], Sample.acting())
    }
    let taken = try given.request.taking(reported, TakeReport(keptBy: "Registry", place: "Safe 2"), among: [known], Sample.acting())
    // A content that the case has already is there once.
    #expect(Set(taken.files.map(\.id)) == [document.id, ledger.id])
    let kept = try #require(taken.files.first { $0.id == ledger.id })
    #expect(kept.origin == .init(givenBy: "Lakeside Court", on: Sample.today, form: .original) && kept.kind == .product)
    #expect(kept.custody.map(\.from) == ["Lakeside Court"] && kept.custody.map(\.to) == ["Registry"] && kept.items == ["i1"])
    #expect(kept.latest?.condition == "Seal 12" && kept.addedBy == Sample.officer)
    #expect(taken.files.first { $0.id == document.id }?.custody.isEmpty == true)
    #expect(taken.events.map(\.name) == [.executed, .fileAdded, .fileAdded, .taskTaken])
  }

  @Test("A file says what it is called, a state needs an object, and no file of another task is found")
  func wrongFiles() throws {
    let task = try given(input(["i1"]), of: accepted()).task
    let content = file().content
    let nameless = TaskFile(id: ID(), title: " ", content: content, form: .copy, on: Sample.today)
    #expect(throws: CannotAct.missing(field: "title")) { _ = try task.attaching(nameless) }
    let loose = TaskFile(id: ID(), title: "A", content: content, form: .copy, condition: "Seal 1", on: Sample.today)
    #expect(throws: CannotAct.missing(field: "object")) { _ = try task.attaching(loose) }
    #expect(throws: CannotGiveTask.noSuchFile) { _ = try task.file(ID()) }
    #expect(throws: CannotGiveTask.noSuchFile) { _ = try task.detaching(ID()) }
  }

  @Test("A task that an earlier version of the program kept is read, without files")
  func oldTask() throws {
    let task = try given(input(["i1"]), of: accepted()).task
    var tree = try #require(try JSONSerialization.jsonObject(with: try JSONEncoder().encode(task)) as? [String: Any])
    #expect(tree["files"] == nil && tree["unrecorded"] == nil)
    tree["remark"] = nil
    let read = try JSONDecoder().decode(ExecutionTask.self, from: try JSONSerialization.data(withJSONObject: tree))
    #expect(read == task && read.attached.isEmpty)
  }
}
