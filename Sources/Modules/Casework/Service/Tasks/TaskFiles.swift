// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Foundation
import HTTPTypes
import Kernel
import Keys
import Localisation
import Storage
import Web
import WritingRules

extension CaseworkRoutes {
  /// The files that an executing authority puts to its own task.
  var taskFiles: [Route] {
    let pages = TaskFilePages(casework: casework)
    let room: @Sendable ([String: String]) async throws -> Int = { [casework] in try await casework.roomOfTask($0) }
    return [
      .page(
        .post, "/tasks/:task/files", needs: "casework.task", records: [Casework.read, "casework.taskFileAdded"], files: Casework.fileLimit,
        pages.attach
      ).within(room),
      .page(
        .post, "/tasks/:task/files/:file/remove", needs: "casework.task", records: [Casework.read, "casework.taskFileRemoved"], pages.detach
      ),
      .page(
        .get, "/tasks/:task/files/:file/content", needs: "casework.task", records: [Casework.read, "casework.taskFileRead"], pages.download),
      .api(
        .get, "/api/tasks", needs: "casework.task", records: [Casework.read], TasksAPI.listOperation, TasksAPI(casework: casework).list),
      .api(
        .post, "/api/tasks/:task/files", needs: "casework.task", records: [Casework.read, "casework.taskFileAdded"],
        files: Casework.fileLimit, TasksAPI.attachOperation, TasksAPI(casework: casework).attach
      ).within(room),
      .api(
        .post, "/api/tasks/:task/report", needs: "casework.task", records: [Casework.read, "casework.taskReported"],
        TasksAPI.reportOperation, TasksAPI(casework: casework).report),
    ]
  }

  /// The files of a task as those see them who deal with its case.
  var taskFilesOfCases: [Route] {
    [
      .page(
        .get, "/cases/:case/tasks/:task/files/:file/content", needs: "casework.read", records: ["casework.taskFileRead"],
        TaskFilePages(casework: casework).downloadOfCase)
    ]
  }
}

extension Casework {
  /// The program itself, where an executing authority acts: it may know of its task, and of the case nothing.
  static var program: CaseStore.Reader { CaseStore.Reader(officer: "", unit: "", seesEverything: true) }

  /// How many bytes the files of the case of a task may still have.
  func roomOfTask(_ parameters: [String: String]) async throws -> Int {
    guard let id = parameters["task"].flatMap({ ID<ExecutionTask>($0) }), let request = try await store.request(of: id) else {
      throw CannotGiveTask.noSuchTask
    }
    return try await vault.room(for: CaseSeal.owner(request))
  }

  /// Puts a file to a task: sealed under the case's key before the task names it, and both count from one commit.
  /// - Throws: ``CannotGiveTask``; ``CannotFile``; ``CannotAct``; `WebProblem.fileNotStored`, `WebProblem.noRoom`.
  func attach(
    _ received: ReceivedFile, _ describe: @Sendable (CaseFile.Content) -> TaskFile, to id: ID<ExecutionTask>, _ acting: Acting
  ) async throws {
    let content = NewContent.received(received).content
    let file = describe(content)
    // What will be refused is refused before the file is scanned and moved.
    let first = try await store.task(id, givenTo: acting.officer.id)
    _ = try first.value.attaching(file)
    let key = try await store.seal.keys.key(of: CaseSeal.owner(first.value.request))
    let statement = try await received.keep(in: vault, under: key, at: acting.at).statement
    try await changeTask(id, with: [statement], acting) { try $0.attaching(file) }
  }

  /// Takes a file away from a task; its content goes once no form can bring it back.
  /// - Throws: ``CannotGiveTask``.
  func detach(_ file: ID<CaseFile>, from id: ID<ExecutionTask>, _ acting: Acting) async throws {
    let request = try await store.task(id, givenTo: acting.officer.id).value.request
    try await changeTask(id, with: [CaseStore.asideNoted(request, at: acting.at)], acting) { try $0.detaching(file) }
  }

  /// Changes a task as its executing authority, who may know nothing of the case.
  /// - Throws: ``CannotGiveTask``; what the decision throws.
  func changeTask(
    _ id: ID<ExecutionTask>, with statements: [SQL] = [], _ acting: Acting,
    _ decide: @Sendable (ExecutionTask) throws -> (task: ExecutionTask, events: [CaseEvent])
  ) async throws {
    for _ in 0..<5 {
      let found = try await store.task(id, givenTo: acting.officer.id)
      let (task, events) = try decide(found.value)
      let request = try await store.request(task.request, for: Self.program).value
      do {
        try await store.database.commit(
          Commit(
            [CaseStore.stillKept(task.request)] + statements + [try await store.written(task, over: found.version, at: acting.at)],
            events: events.map { request.recorded($0, by: .officer(acting.officer.id), at: acting.at) }))
        return
      } catch is StaleWrite {
        continue
      }
    }
    throw CannotGiveTask.notOpen
  }

  /// Opens a file of a task; that it was read is recorded before a byte is given out.
  /// - Throws: ``CannotGiveTask/noSuchFile``; `FileProblem`; `KeyProblem.destroyed`.
  func read(
    _ id: ID<CaseFile>, of task: ExecutionTask, by officer: String, at instant: Date
  ) async throws -> (file: OpenFile, content: CaseFile.Content) {
    let content = try task.file(id).content
    guard let kept = try await vault.file(content.sha256, of: CaseSeal.owner(task.request)) else { throw CannotGiveTask.noSuchFile }
    let open = try await vault.open(kept)
    let request = try await store.request(task.request, for: Self.program).value
    try await store.database.commit(
      Commit(events: [request.recorded(ExecutionTask.reading(id), by: .officer(officer), at: instant)]))
    return (open, content)
  }
}

extension CaseStore {
  /// The request of a task, whoever has it.
  func request(of id: ID<ExecutionTask>) async throws -> ID<RegisteredRequest>? {
    try await database.row(
      SQL("SELECT c.request FROM caseRecord c WHERE c.id = $1 AND c.kind = $2", [id.sql, CaseRecordKind.executionTask.rawValue.sql])
    ).map { try $0.value("request") { ID<RegisteredRequest>($0) } }
  }
}

/// The pages on which an executing authority puts files to its task, and on which they are given out.
struct TaskFilePages: Sendable {
  let casework: Casework

  @Sendable func attach(_ call: Call<SignedIn>) async throws -> Answer {
    let pages = TaskPages(casework: casework)
    let form = try await call.form()
    let task = try await pages.opened(call)
    do {
      guard let received = try call.caseFile() else { throw CannotFile.nothingGiven }
      let acting = try await casework.acting(call)
      let described = try Self.read(form, on: acting.on)
      try await casework.attach(received, described, to: task.id, acting)
      return .redirect(to: "/tasks/\(task.id)", notice: Message("casework.files.notice.added"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return try await pages.refused(problem, form, call)
    }
  }

  /// What the form says of a file, once its content is known.
  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  static func read(_ form: FormData, on day: CalendarDay) throws(UnreadableAct) -> @Sendable (CaseFile.Content) -> TaskFile {
    var input = ActInput(form)
    let (title, object, condition) = (input.optionalText("title"), input.optionalText("object"), input.optionalText("condition"))
    let kind = input.choice("form", CaseFile.Form.copy)
    try input.check()
    return { content in
      TaskFile(id: ID(), title: title ?? content.name, content: content, form: kind, object: object, condition: condition, on: day)
    }
  }

  @Sendable func detach(_ call: Call<SignedIn>) async throws -> Answer {
    let task = try await TaskPages(casework: casework).opened(call)
    try await casework.detach(try call.parameter("file") { ID<CaseFile>($0) }, from: task.id, try await casework.acting(call))
    return .redirect(to: "/tasks/\(task.id)", notice: Message("casework.notice.done"))
  }

  @Sendable func download(_ call: Call<SignedIn>) async throws -> Answer {
    try await given(try await TaskPages(casework: casework).opened(call), call)
  }

  @Sendable func downloadOfCase(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let task = try await casework.store.record(try call.parameter("task") { ID<ExecutionTask>($0) }, of: id, for: call.who.reader)
    return try await given(task.value, call)
  }

  private func given(_ task: ExecutionTask, _ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("file") { ID<CaseFile>($0) }
    let (file, content) = try await casework.read(id, of: task, by: call.who.officer, at: call.now)
    // What it is said to be is not believed: a browser that guesses gets nothing to guess from.
    return .stored(file, type: "application/octet-stream", name: content.name)
  }
}

/// The files of a task in a list, with what the virus scan said.
struct TaskFileList: Sendable {
  let task: ExecutionTask
  let scans: [String: ScanResult]
  /// The address below which the files are given out.
  let url: String
  /// The call of the executing authority where it can take files away again; `nil` elsewhere.
  var remover: Call<SignedIn>?
  let words: Words

  var html: HTML {
    guard !task.attached.isEmpty else { return .nothing }
    return HTML {
      tag("h3") { words("casework.task.files") }
      tag("ul", .css("records")) {
        for file in task.attached {
          tag("li") {
            tag("p") {
              typedText(file.title)
              HTML(" · \(words("casework.files.form.\(file.form.rawValue)")) · \(words.bytes(file.content.size)) ")
              FileMarks(words: words).scan(scans[file.content.sha256])
            }
            if let object = file.object {
              tag("p", .css("hint")) {
                words("casework.files.field.object")
                HTML(": ")
                typedText([object, file.condition].compactMap { $0 }.joined(separator: " · "))
              }
            }
            tag("p", .css("actions")) {
              if scans[file.content.sha256] != .infected { link("\(url)/\(file.id)/content", words("casework.files.download")) }
              if let remover { buttonForm(remover, to: "\(url)/\(file.id)/remove", words("casework.task.removeFile")) }
            }
          }
        }
      }
    }
  }
}

extension TaskFileList {
  /// The form in which a file is put to the task.
  static func form(_ task: ExecutionTask, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    func field(_ name: String, isOptional: Bool = false) -> Field {
      let label = words("casework.files.field.\(name)")
      return Field(
        name, isOptional ? words("casework.optional", ["label": .text(label)]) : label, value: form.raw(name), errors: errors)
    }
    return HTML {
      tag("h2") { words("casework.task.attach") }
      tag("p", .css("hint")) { words("casework.task.attachLead") }
      Web.form(call, to: "/tasks/\(task.id)/files", submit: words("casework.task.attach"), errors: errors, encoding: .multipart) {
        Field(FileForm.file, words("casework.files.field.file"), errors: errors).file()
        field("title", isOptional: true).line()
        field("form").choice(
          CaseFile.Form.allCases.map { .init($0.rawValue, words("casework.files.form.\($0.rawValue)")) }, none: words("casework.choose"))
        field("object", isOptional: true).line()
        field("condition", isOptional: true).line()
      }
    }
  }
}
