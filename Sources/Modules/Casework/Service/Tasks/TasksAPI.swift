// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Foundation
import HTTPTypes
import Kernel
import Storage
import StrictJSON
import Web

/// The tasks of an executing authority for its own programs: what is to be done, the files that go with it, the report.
struct TasksAPI: Sendable {
  let casework: Casework

  /// A task as programs get it; of the case that it belongs to there is nothing.
  struct Body: Encodable {
    let id: ID<ExecutionTask>
    let standing: String
    let authority: String
    let items: [ExecutionTask.Item]
    let instructions: String
    let procedure: String?
    let dueOn: CalendarDay?
    let givenOn: CalendarDay
    let remark: String?
    let files: [File]

    struct File: Encodable {
      let id: ID<CaseFile>
      let title: String
      let name: String
      let sha256: String
      let size: Int
      let form: CaseFile.Form
      let object: String?
      let condition: String?
      let on: CalendarDay
    }

    init(_ task: ExecutionTask) {
      id = task.id
      standing = task.standing.code
      authority = task.authority
      items = task.items
      instructions = task.instructions
      procedure = task.procedure
      dueOn = task.dueOn
      givenOn = task.givenOn
      remark = task.remark
      files = task.attached.map {
        .init(
          id: $0.id, title: $0.title, name: $0.content.name, sha256: $0.content.sha256, size: $0.content.size, form: $0.form,
          object: $0.object, condition: $0.condition, on: $0.on)
      }
    }
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let tasks = try await casework.store.tasks(of: call.who.officer, limit: TaskPages.length)
    // A line of this list says as much as the page of a task, which records that it was read.
    var read: [NewEvent] = []
    for request in Set(tasks.map(\.request)).sorted()
    where try await casework.store.isRestricted(request, for: Casework.program) == true {
      read.append(Casework.reading(request, .task, by: .officer(call.who.officer), at: call.now))
    }
    if !read.isEmpty { try await casework.store.database.commit(Commit(events: read)) }
    return .json(tasks.map(Body.init))
  }

  @Sendable func attach(_ call: Call<SignedIn>) async throws -> Answer {
    let task = try await TaskPages(casework: casework).opened(call)
    guard let received = try call.caseFile() else { throw CannotFile.nothingGiven }
    let form = try await call.form()
    try form.expecting(["file", "title", "form", "object", "condition"])
    return try await RefusedAsAsked.telling {
      let acting = try await casework.acting(call)
      try await casework.attach(received, try TaskFilePages.read(form, on: acting.on), to: task.id, acting)
      return .json(Body(try await casework.store.task(task.id, givenTo: call.who.officer).value), status: .created)
    }
  }

  /// What a program reports.
  struct Reported: Decodable {
    let results: [Result]
    let procedure: ProcedureSaid?
    let procedureReason: String?
    let text: String
    let on: CalendarDay

    struct Result: Decodable {
      let item: String
      let result: Execution.Result
    }

    /// Whether the procedure that was asked for was followed.
    enum ProcedureSaid: String, Decodable, CaseIterable { case followed, notFollowed }
  }

  @Sendable func report(_ call: Call<SignedIn>) async throws -> Answer {
    let data = try await call.body(upTo: FormData.sizeLimit)
    let body: Reported
    do {
      body = try StrictDecoder().decode(Reported.self, from: try StrictJSON.parse(data))
    } catch {
      throw CannotReadCase(error, in: call.words)
    }
    let task = try await TaskPages(casework: casework).opened(call)
    return try await RefusedAsAsked.telling {
      guard body.results.count == task.items.count else { throw CannotAct.missing(field: "result") }
      let results = try task.items.map { item in
        guard let told = body.results.first(where: { $0.item == item.id.rawValue }) else { throw CannotAct.missing(field: "result") }
        return told.result
      }
      let procedure: ProcedureFollowed =
        switch body.procedure {
        case .followed: .followed
        case .notFollowed: .notFollowed(reason: body.procedureReason ?? "")
        case nil: .noneAsked
        }
      try await casework.report(
        .init(results: results, procedure: procedure, text: body.text, on: body.on), on: task.id, try await casework.acting(call))
      return .json(Body(try await casework.store.task(task.id, givenTo: call.who.officer).value))
    }
  }
}

extension TasksAPI {
  private static let day = Schema.string(format: "date")
  private static let form = Schema.oneOf(CaseFile.Form.allCases.map(\.rawValue))
  private static let taskID = ["task": Schema.string(format: "uuid")]
  private static let file = Schema.object(
    [
      "id": .string(format: "uuid"), "title": .string(), "name": .string(), "sha256": .string(), "size": .integer(minimum: 0), "form": form,
      "object": .string(), "condition": .string(), "on": day,
    ], required: ["id", "title", "name", "sha256", "size", "form", "on"])
  private static let task = Schema.object(
    [
      "id": .string(format: "uuid"), "standing": .oneOf(["given", "reported", "taken"]), "authority": .string(),
      "items": .array(
        .object(
          ["id": .string(), "sought": .oneOf(SoughtAct.all.map(\.code)), "summary": .string()], required: ["id", "sought", "summary"])),
      "instructions": .string(), "procedure": .string(), "dueOn": day, "givenOn": day, "remark": .string(), "files": .array(file),
    ], required: ["id", "standing", "authority", "items", "instructions", "givenOn", "files"])

  static let listOperation = APIOperation(
    id: "listTasks", "Lists the tasks that wait for the executing authority whose token it is, the most pressing first.",
    answers: [.init(.array(task), about: "The tasks")])
  static let attachOperation = APIOperation(
    id: "attachTaskFile",
    "Puts a file to a task, sealed under the case’s key; it becomes a file of the case when the report is taken over.",
    path: taskID,
    body: .init(
      type: "multipart/form-data",
      .object(
        ["file": .string(format: "binary"), "title": .string(), "form": form, "object": .string(), "condition": .string()],
        required: ["file", "form"])),
    answers: [.init(task, status: 201, about: "The task")], problems: [409, 413, 503])
  static let reportOperation = APIOperation(
    id: "reportTask", "Reports what came of each item of a task; where a procedure was asked for, whether it was followed.", path: taskID,
    body: .init(
      .object(
        [
          "results": .array(
            .object(
              ["item": .string(), "result": .oneOf(Execution.Result.allCases.map(\.rawValue))], required: ["item", "result"])),
          "procedure": .oneOf(Reported.ProcedureSaid.allCases.map(\.rawValue)), "procedureReason": .string(), "text": .string(), "on": day,
        ], required: ["results", "text", "on"])),
    answers: [.init(task, about: "The task")], problems: [409])
}
