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

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noSuchAssignee: "casework.task-no-such-assignee"
    case .notOpen: "casework.task-not-open"
    case .noSuchTask: "casework.no-such-task"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .noSuchAssignee: .invalid
    case .notOpen: .conflict
    case .noSuchTask: .missing
    }
  }

  /// The field concerned.
  public var fields: [FieldProblem] { self == .noSuchAssignee ? [FieldProblem(field: "assignee", code: code)] : [] }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotGiveTask] = [.noSuchAssignee, .notOpen, .noSuchTask]
}

/// A task that was given, with the request as it is then.
public struct GivenTask: Sendable {
  /// The task.
  public let task: ExecutionTask
  /// The request, whose items are in execution now.
  public let request: IncomingRequest
  /// The facts.
  public let events: [CaseEvent]
}

extension IncomingRequest {
  /// Gives items to the account of an executing authority; accepted ones begin to be executed, through the gates of that act.
  /// - Source: UNCAC 46(13), 46(17)
  /// - Parameter assignees: the accounts of executing authorities.
  /// - Throws: ``CannotGiveTask/noSuchAssignee``; ``CannotExecute``; ``CannotAct``.
  public func giving(_ input: GiveTask, id: ID<ExecutionTask>, to assignees: Set<String>, _ acting: Acting) throws -> GivenTask {
    guard assignees.contains(input.assignee) else { throw CannotGiveTask.noSuchAssignee }
    guard !input.items.isEmpty else { throw CannotAct.noItems }
    try required(input.authority, field: "authority")
    try required(input.instructions, field: "instructions")
    if let due = input.dueOn, due < acting.on { throw CannotAct.dayNotAhead(field: "dueOn") }
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
      procedure: input.procedure, dueOn: input.dueOn, givenBy: acting.officer, givenOn: acting.on, standing: .given, remark: nil)
    var facts: [String: CaseEvent.Value] = ["items": .codes(input.items.map(\.rawValue)), "officer": .code(input.assignee)]
    if let due = input.dueOn { facts["dueOn"] = .day(due) }
    return GivenTask(task: task, request: request, events: events + [CaseEvent(.taskGiven, facts)])
  }

  /// Takes the report of a task over: the result of each of its items is recorded, as things stand now.
  /// - Source: UNCAC 46(17)
  /// - Throws: ``CannotGiveTask/notOpen``; ``CannotExecute``; ``CannotAct``.
  public func taking(_ task: ExecutionTask, _ acting: Acting) throws -> GivenTask {
    guard case .reported(let report) = task.standing else { throw CannotGiveTask.notOpen }
    var request = self
    var events: [CaseEvent] = []
    for (item, result) in zip(task.items, report.results) {
      let recorded = try request.carryingOut(
        .recordExecution(RecordExecution(item: item.id, result: result, procedure: report.procedure, on: report.on)), acting)
      request = recorded.state
      events += recorded.events
    }
    var task = task
    task.standing = .taken(report, on: acting.on)
    return GivenTask(task: task, request: request, events: events + [CaseEvent(.taskTaken, task.facts)])
  }
}

extension ExecutionTask {
  /// Reports what came of it.
  /// - Source: UNCAC 46(17)
  /// - Throws: ``CannotGiveTask/notOpen``; ``CannotExecute/procedureReasonMissing``; ``CannotAct``.
  public func reporting(_ report: Report, _ acting: Acting) throws -> (task: ExecutionTask, events: [CaseEvent]) {
    guard case .given = standing else { throw CannotGiveTask.notOpen }
    guard report.results.count == items.count else { throw CannotAct.missing(field: "result") }
    try required(report.text, field: "text")
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
    switch standing {
    case .given, .reported: break
    case .taken, .withdrawn: throw .notOpen
    }
    var task = self
    task.standing = .withdrawn(on: day)
    return (task, [CaseEvent(.taskWithdrawn, facts)])
  }

  fileprivate var facts: [String: CaseEvent.Value] { ["items": .codes(items.map(\.id.rawValue))] }
}
