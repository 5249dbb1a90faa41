// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Localisation
import Storage
import WritingRules

extension ExecutionTask: CaseRecord {
  static var recordKind: CaseRecordKind { .executionTask }

  /// With the executing authority until it has reported; then with whoever deals with the case.
  var task: CaseRecordTask? {
    switch standing {
    case .given: CaseRecordTask(dueOn: dueOn, assignee: assignee)
    case .reported: CaseRecordTask(dueOn: dueOn)
    case .taken, .withdrawn: nil
    }
  }

  func title(_ words: Words) -> String { "\(words("casework.task")) · \(authority)" }

  func lines(_ words: Words) -> [CaseRecordLine] {
    var lines = [
      CaseRecordLine(label: words("casework.field.items"), value: words.list(items.map(\.id.rawValue))),
      CaseRecordLine(label: words("casework.task.standing"), value: words("casework.taskStanding.\(standing.code)")),
      CaseRecordLine(label: words("casework.task.instructions"), value: instructions, isTyped: true),
    ]
    if let procedure { lines.append(.init(label: words("casework.task.procedureAsked"), value: procedure, isTyped: true)) }
    if let dueOn { lines.append(.init(label: words("casework.task.dueOn"), value: words.date(dueOn))) }
    if let report { lines.append(.init(label: words("casework.task.report"), value: report.text, isTyped: true)) }
    if let unrecorded {
      lines.append(.init(label: words("casework.task.unrecorded"), value: words.list(unrecorded.map(\.rawValue))))
    }
    lines += attached.map { .init(label: words("casework.task.file"), value: "\($0.title) · SHA-256 \($0.content.sha256)", isTyped: true) }
    return lines
  }
}

extension ExecutionTask.Standing {
  /// Its code in the catalogue.
  var code: String {
    switch self {
    case .given: "given"
    case .reported: "reported"
    case .taken: "taken"
    case .withdrawn: "withdrawn"
    }
  }
}

extension CaseStore {
  /// The task of an account, whatever else there is to know of the case: a task is all that an executing authority may know.
  /// - Throws: ``CannotGiveTask/noSuchTask`` also for somebody else's and for one that was called back.
  func task(_ id: ID<ExecutionTask>, givenTo assignee: String) async throws -> Versioned<ExecutionTask> {
    let row = try await database.row(
      SQL(
        "SELECT c.id, c.version, c.entry, c.request FROM caseRecord c WHERE c.id = $1 AND c.kind = $2",
        [id.sql, CaseRecordKind.executionTask.rawValue.sql]))
    guard let row else { throw CannotGiveTask.noSuchTask }
    let found: [Versioned<ExecutionTask>] = try await opened([row], of: try row.value("request") { ID<RegisteredRequest>($0) })
    guard let task = found.first, task.value.assignee == assignee, task.value.standing.code != "withdrawn" else {
      throw CannotGiveTask.noSuchTask
    }
    return task
  }

  /// The tasks that wait for an account, the most pressing first.
  func tasks(of assignee: String, limit: Int) async throws -> [ExecutionTask] {
    let rows = try await database.rows(
      SQL(
        """
        SELECT c.id, c.version, c.entry, c.request FROM caseRecord c
        WHERE c.assignee = $1 AND c.isOpen = 1 AND c.kind = $2 ORDER BY c.dueOn, c.id LIMIT $3
        """, [assignee.sql, CaseRecordKind.executionTask.rawValue.sql, limit.sql]))
    var tasks: [ExecutionTask] = []
    for row in rows {
      let found: [Versioned<ExecutionTask>] = try await opened([row], of: try row.value("request") { ID<RegisteredRequest>($0) })
      tasks += found.map(\.value)
    }
    return tasks
  }
}

/// What giving a task and taking its report over rest on besides the request.
struct TaskGround: Sendable {
  /// The tasks of the request.
  let tasks: [ExecutionTask]
  /// Its files that the officer may know of.
  let files: [CaseFile]
}

extension Casework {
  /// The permission of executing authorities.
  static let executes = "casework.task"

  /// Gives items to an executing authority, or takes its report over: request, task and files change together or not at all.
  ///
  /// - Parameters:
  ///   - version: the version of the task that was seen; `nil` for a new one.
  ///   - decide: what decides, given the request, the task and the other records that it rests on.
  /// - Throws: ``CannotGiveTask``; ``CannotTell``; what the decision throws.
  func change(
    task id: ID<ExecutionTask>?, of request: ID<RegisteredRequest>, seen version: Int? = nil, for reader: CaseStore.Reader,
    _ acting: Acting, _ decide: (IncomingRequest, ExecutionTask?, TaskGround) throws -> GivenTask
  ) async throws {
    for _ in 0..<5 {
      let owner = try await store.request(request, for: reader)
      guard case .incoming(let incoming) = owner.value else { throw CannotAct.notOfThisKind }
      var found: Versioned<ExecutionTask>?
      if let id { found = try await store.record(id, of: request, for: reader) }
      guard version == nil || version == found?.version else { throw CannotAct.changedSinceSeen }
      let ground = TaskGround(
        tasks: try await store.records(ExecutionTask.self, of: request, for: reader).map(\.value),
        files: try await store.records(CaseFile.self, of: request, for: reader).map(\.value))
      let given = try decide(incoming, found?.value, ground)
      let change = Change(.incoming(given.request), given.events)
      try await checkWords(from: owner.value, to: change)
      // What an executing authority reports is its own; what it is told is not, nor what its files are called once the case has them.
      if id == nil { try await checkWords(of: given.task, from: nil, in: owner.value) }
      for file in given.files { try await checkWords(of: file, from: nil, in: owner.value) }
      var written = try await store.written(
        decided(change, at: acting.at), over: owner.version, by: .officer(acting.officer.id), at: acting.at)
      written.statements.append(try await store.written(given.task, over: found?.version, at: acting.at))
      for file in given.files { written.statements.append(try await store.written(file, over: nil, at: acting.at)) }
      do {
        try await store.database.commit(Commit(written.statements, events: written.events))
        return
      } catch is StaleWrite {
        continue
      }
    }
    throw CannotAct.changedSinceSeen
  }

  /// Records what an executing authority reports about its own task.
  /// - Throws: ``CannotGiveTask``; ``CannotExecute``; ``CannotAct``.
  func report(_ report: ExecutionTask.Report, on id: ID<ExecutionTask>, _ acting: Acting) async throws {
    try await changeTask(id, acting) { try $0.reporting(report, acting) }
  }
}
