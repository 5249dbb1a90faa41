// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import WritingRules

/// What an executing authority is given to do: some items of a request, and nothing else of it.
/// - Source: UNCAC 46(13), 46(17), 46(20)
public struct ExecutionTask: Codable, Hashable, Sendable {
  /// How far it is.
  public enum Standing: Codable, Hashable, Sendable {
    /// It is with the executing authority.
    case given
    /// The executing authority has reported; the central authority has not taken it over yet.
    case reported(Report)
    /// The central authority has taken the report over.
    case taken(Report, on: CalendarDay)
    /// The central authority has called it back.
    case withdrawn(on: CalendarDay)
  }

  /// An item as the executing authority needs it.
  public struct Item: Codable, Hashable, Sendable {
    /// The short name.
    public let id: ItemID
    /// What is asked for.
    public let sought: SoughtAct
    /// What is asked for in words; case data.
    public let summary: String
  }

  /// What the executing authority reports.
  public struct Report: Codable, Hashable, Sendable {
    /// What came of each item, in the order of the items.
    public var results: [Execution.Result]
    /// Whether the procedure that was asked for was followed.
    public var procedure: ProcedureFollowed
    /// What was done, in words; case data.
    public var text: String
    /// The day of the result.
    public var on: CalendarDay

    /// Describes a report.
    public init(results: [Execution.Result], procedure: ProcedureFollowed, text: String, on day: CalendarDay) {
      self.results = results
      self.procedure = procedure
      self.text = text
      self.on = day
    }
  }

  /// The identifier.
  public let id: ID<ExecutionTask>
  /// The request that it belongs to.
  public let request: ID<RegisteredRequest>
  /// The account to which it is given.
  public let assignee: String
  /// The executing authority.
  public let authority: String
  /// The items.
  public let items: [Item]
  /// What is to be done and what to mind.
  public let instructions: String
  /// The procedure that was asked for; `nil` for none.
  /// - Source: UNCAC 46(17)
  public let procedure: String?
  /// The day by which; `nil` when none is set.
  public let dueOn: CalendarDay?
  /// Who gave it.
  public let givenBy: ActingOfficer
  /// The day it was given.
  public let givenOn: CalendarDay
  /// How far it is.
  public internal(set) var standing: Standing
  /// Why the last report was given back.
  public internal(set) var remark: String?
  /// What the executing authority put to it, in order; `nil` for nothing.
  public internal(set) var files: [TaskFile]?
  /// The items whose result was not recorded when the report was taken over, because they had changed meanwhile; `nil` for none.
  public internal(set) var unrecorded: [ItemID]?
}

/// What giving a task needs.
public struct GiveTask: Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The account to which it is given.
  public var assignee: String
  /// The executing authority.
  public var authority: String
  /// What is to be done and what to mind.
  public var instructions: String
  /// The procedure that was asked for.
  public var procedure: String?
  /// The day by which.
  public var dueOn: CalendarDay?

  /// Describes a task to come.
  public init(
    items: [ItemID], assignee: String, authority: String, instructions: String, procedure: String? = nil, dueOn: CalendarDay? = nil
  ) {
    self.items = items
    self.assignee = assignee
    self.authority = authority
    self.instructions = instructions
    self.procedure = procedure
    self.dueOn = dueOn
  }
}

/// Why a task cannot be given or reported on.
public enum CannotGiveTask: Problem, Equatable {
  /// The account is none of an executing authority.
  case noSuchAssignee
  /// The task is not where this can be done: reported already, called back, or taken over.
  case notOpen
  /// There is no such task, or it is somebody else's.
  case noSuchTask
  /// The item is with an executing authority already.
  case itemHasTask(ItemID)
  /// A procedure was asked for, and the report does not say whether it was followed.
  /// - Source: UNCAC 46(17)
  case procedureNotAnswered
  /// The task has no such file.
  case noSuchFile
  /// The task has as many files as one can have.
  case tooManyFiles

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noSuchAssignee: "casework.task-no-such-assignee"
    case .notOpen: "casework.task-not-open"
    case .noSuchTask: "casework.no-such-task"
    case .itemHasTask: "casework.task-item-has-task"
    case .procedureNotAnswered: "casework.task-procedure-not-answered"
    case .noSuchFile: "casework.task-no-such-file"
    case .tooManyFiles: "casework.task-too-many-files"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .noSuchAssignee, .procedureNotAnswered: .invalid
    case .notOpen, .itemHasTask, .tooManyFiles: .conflict
    case .noSuchTask, .noSuchFile: .missing
    }
  }

  /// The item's short name.
  public var details: [String: String] { if case .itemHasTask(let item) = self { ["item": item.rawValue] } else { [:] } }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .noSuchAssignee: [FieldProblem(field: "assignee", code: code)]
    case .itemHasTask: [FieldProblem(field: "items", code: code, details: details)]
    case .procedureNotAnswered: [FieldProblem(field: "procedure", code: code)]
    case .tooManyFiles: [FieldProblem(field: "file", code: code)]
    case .notOpen, .noSuchTask, .noSuchFile: []
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotGiveTask] = [
    .noSuchAssignee, .notOpen, .noSuchTask, .itemHasTask("i1"), .procedureNotAnswered, .noSuchFile, .tooManyFiles,
  ]
}

/// A task that was given, with the request as it is then.
public struct GivenTask: Sendable {
  /// The task.
  public let task: ExecutionTask
  /// The request, whose items are in execution now.
  public let request: IncomingRequest
  /// The facts.
  public let events: [CaseEvent]
  /// The files of the case that its files became.
  public var files: [CaseFile] = []
}

extension IncomingRequest {
  /// Gives items to the account of an executing authority; accepted ones begin to be executed, through the gates of that act.
  /// - Source: UNCAC 46(13), 46(17)
  /// - Parameters:
  ///   - assignees: the accounts of executing authorities.
  ///   - others: the tasks of the request; an item is with one executing authority at a time.
  /// - Throws: ``CannotGiveTask``; ``CannotExecute``; ``CannotAct``.
  public func giving(
    _ input: GiveTask, id: ID<ExecutionTask>, to assignees: Set<String>, beside others: [ExecutionTask], _ acting: Acting
  ) throws -> GivenTask {
    guard assignees.contains(input.assignee) else { throw CannotGiveTask.noSuchAssignee }
    guard !input.items.isEmpty else { throw CannotAct.noItems }
    try required(input.authority, field: "authority")
    try required(input.instructions, field: "instructions")
    if let due = input.dueOn, due < acting.on { throw CannotAct.dayNotAhead(field: "dueOn") }
    let busy = Set(others.filter(\.isOpen).flatMap { $0.items.map(\.id) })
    if let item = input.items.first(where: busy.contains) { throw CannotGiveTask.itemHasTask(item) }
    var request = self
    var events: [CaseEvent] = []
    let accepted = items.filter { input.items.contains($0.id) && $0.stage.code == .accepted }.map(\.id)
    if !accepted.isEmpty {
      let begun = try request.carryingOut(
        .beginExecution(BeginExecution(items: accepted, authority: input.authority, on: acting.on)), acting)
      request = begun.state
      events += begun.events
    }
    let given = try request.chosen(input.items, for: .recordExecution)
    let task = ExecutionTask(
      id: id, request: self.id, assignee: input.assignee, authority: input.authority,
      items: given.map { .init(id: $0.id, sought: $0.sought, summary: $0.summary) }, instructions: input.instructions,
      procedure: input.procedure.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }, dueOn: input.dueOn, givenBy: acting.officer,
      givenOn: acting.on, standing: .given, remark: nil)
    var facts: [String: CaseEvent.Value] = ["items": .codes(input.items.map(\.rawValue)), "officer": .code(input.assignee)]
    if let due = input.dueOn { facts["dueOn"] = .day(due) }
    return GivenTask(task: task, request: request, events: events + [CaseEvent(.taskGiven, facts)])
  }

  /// Takes the report of a task over: the result of each of its items is recorded, and what it put to the task becomes files of the case.
  ///
  /// An item that changed meanwhile keeps what it has become: it was withdrawn, refused or postponed, has a result already, or was begun again after
  /// the report. The task says which, and its report is taken over with the others.
  /// - Source: UNCAC 46(17)
  /// - Parameter files: those that the officer may know of.
  /// - Throws: ``CannotGiveTask/notOpen``; ``CannotExecute``; ``CannotFile``; ``CannotAct``.
  public func taking(
    _ task: ExecutionTask, _ input: TakeReport = TakeReport(), among files: [CaseFile], _ acting: Acting
  ) throws -> GivenTask {
    guard case .reported(let report) = task.standing else { throw CannotGiveTask.notOpen }
    let changed = unrecordable(task)
    var request = self
    var events: [CaseEvent] = []
    for (item, result) in zip(task.items, report.results) where !changed.contains(item.id) {
      let recorded = try request.carryingOut(
        .recordExecution(RecordExecution(item: item.id, result: result, procedure: report.procedure, on: report.on)), acting)
      request = recorded.state
      events += recorded.events
    }
    let filed = try request.filing(task, input, among: files, acting)
    var task = task
    task.standing = .taken(report, on: acting.on)
    task.unrecorded = changed.isEmpty ? nil : changed
    var facts = task.facts
    if !changed.isEmpty { facts["unrecorded"] = .codes(changed.map(\.rawValue)) }
    return GivenTask(task: task, request: request, events: events + filed.events + [CaseEvent(.taskTaken, facts)], files: filed.files)
  }

  /// The items of a task that changed since it was given, so that no result can be recorded for them.
  public func unrecordable(_ task: ExecutionTask) -> [ItemID] {
    let stages = IncomingItem.Stage.Code.from(.recordExecution) ?? []
    return task.items.map(\.id).filter { id in
      guard let item = items.first(where: { $0.id == id }), stages.contains(item.stage.code), let execution = item.stage.execution else {
        return true
      }
      return task.report.map { $0.on < execution.since } ?? false
    }
  }
}

extension ExecutionTask {
  /// Reports what came of it.
  /// - Source: UNCAC 46(17)
  /// - Throws: ``CannotGiveTask``; ``CannotExecute/procedureReasonMissing``; ``CannotAct``.
  public func reporting(_ report: Report, _ acting: Acting) throws -> (task: ExecutionTask, events: [CaseEvent]) {
    guard case .given = standing else { throw CannotGiveTask.notOpen }
    guard report.results.count == items.count else { throw CannotAct.missing(field: "result") }
    try required(report.text, field: "text")
    if procedure != nil, report.procedure == .noneAsked { throw CannotGiveTask.procedureNotAnswered }
    if case .notFollowed(let reason) = report.procedure, reason.allSatisfy(\.isWhitespace) { throw CannotExecute.procedureReasonMissing }
    guard report.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    guard report.on >= givenOn else { throw CannotAct.dayTooEarly(field: "on") }
    var task = self
    task.standing = .reported(report)
    task.remark = nil
    return (task, [CaseEvent(.taskReported, facts)])
  }

  /// Gives a report back to the executing authority.
  /// - Throws: ``CannotGiveTask/notOpen``; ``CannotAct/missing(field:)`` without a remark.
  public func givingBack(_ remark: String) throws -> (task: ExecutionTask, events: [CaseEvent]) {
    guard case .reported = standing else { throw CannotGiveTask.notOpen }
    try required(remark, field: "remark")
    var task = self
    task.standing = .given
    task.remark = remark
    return (task, [CaseEvent(.taskGivenBack, facts)])
  }

  /// Calls it back.
  /// - Throws: ``CannotGiveTask/notOpen`` once its report was taken over.
  public func withdrawing(on day: CalendarDay) throws(CannotGiveTask) -> (task: ExecutionTask, events: [CaseEvent]) {
    guard isOpen else { throw .notOpen }
    var task = self
    task.standing = .withdrawn(on: day)
    return (task, [CaseEvent(.taskWithdrawn, facts)])
  }

  /// Whether it is with the executing authority, or its report waits to be taken over.
  public var isOpen: Bool {
    switch standing {
    case .given, .reported: true
    case .taken, .withdrawn: false
    }
  }

  /// What was reported last; `nil` while nothing is.
  public var report: Report? {
    switch standing {
    case .reported(let report), .taken(let report, _): report
    case .given, .withdrawn: nil
    }
  }

  fileprivate var facts: [String: CaseEvent.Value] { ["items": .codes(items.map(\.id.rawValue))] }
}
