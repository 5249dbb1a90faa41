// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

extension CaseworkRoutes {
  /// Giving items to executing authorities, and taking over what they report.
  var givenTasks: [Route] {
    let pages = GiveTaskPages(casework: casework)
    return [
      .page(.get, "/cases/:case/tasks/new", needs: "casework.decide", pages.new),
      .page(
        .post, "/cases/:case/tasks/new", needs: "casework.decide", records: ["casework.executionBegun", "casework.taskGiven"], pages.give),
      .page(
        .post, "/cases/:case/tasks/:task/take", needs: "casework.execute",
        records: ["casework.executed", "casework.taskTaken", "casework.fileAdded"], pages.take),
      .page(.post, "/cases/:case/tasks/:task/return", needs: "casework.execute", records: ["casework.taskGivenBack"], pages.giveBack),
      .page(.post, "/cases/:case/tasks/:task/withdraw", needs: "casework.decide", records: ["casework.taskWithdrawn"], pages.withdraw),
    ] + taskFilesOfCases
  }
}

/// Giving items of a request to the account of an executing authority.
struct GiveTaskPages: Sendable {
  let casework: Casework

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(FormData(), .none, call)) }

  @Sendable func give(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    do {
      let input = try Self.read(form)
      let acting = try await casework.acting(call)
      let assignees = try await casework.officers.staff().who(may: Casework.executes).ids
      try await casework.change(task: nil, of: id, for: call.who.reader, acting) { request, _, ground in
        try request.giving(input, id: ID(), to: assignees, beside: ground.tasks, acting)
      }
      return .redirect(to: "/cases/\(id)", notice: Message("casework.notice.taskGiven"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        try await page(form, FormErrors(problem, in: call.words), call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  @Sendable func take(_ call: Call<SignedIn>) async throws -> Answer {
    let (id, task) = try names(call)
    let form = try await call.form()
    let seen = try Self.seen(form)
    let input = TakeReport(keptBy: form["keptBy"] ?? "", place: form["place"] ?? "")
    let acting = try await casework.acting(call)
    do {
      try await casework.change(task: task, of: id, seen: seen, for: call.who.reader, acting) { request, found, ground in
        guard let found else { throw CannotGiveTask.noSuchTask }
        return try request.taking(found, input, among: ground.files, acting)
      }
    } catch let problem as CannotTell {
      // A file that is called by protected words goes back to whoever can call it otherwise.
      return .page(try await page(givingBack: task, FormData(), FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
    return .redirect(to: "/cases/\(id)", notice: Message("casework.notice.taskTaken"))
  }

  @Sendable func giveBack(_ call: Call<SignedIn>) async throws -> Answer {
    let (id, task) = try names(call)
    let form = try await call.form()
    do {
      let seen = try Self.seen(form)
      try await casework.changeRecord(
        task, of: id, seen: seen, for: call.who.reader, by: .officer(call.who.officer), at: call.now
      ) { _, found in
        guard let found else { throw CannotGiveTask.noSuchTask }
        let (task, events) = try found.givingBack(form["remark"] ?? "")
        return (task, events)
      }
      return .redirect(to: "/cases/\(id)", notice: Message("casework.notice.done"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        try await page(givingBack: task, form, FormErrors(problem, in: call.words), call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  /// The task as it is now, with the remark that was not taken.
  private func page(givingBack id: ID<ExecutionTask>, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let owner = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let request = try await casework.store.request(owner, for: call.who.reader).value
    let task = try await casework.store.record(id, of: owner, for: call.who.reader)
    return Page(
      words("casework.giveBack"), trail: CaseTrail.trail(request, words), classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      TaskView(task: task.value, words: words).html
      ReturnTaskForm(task: task, url: "/cases/\(owner)/tasks/\(id)", form: form, errors: errors, call: call).html
    }
  }

  /// The version of a task that was seen.
  private static func seen(_ form: FormData) throws -> Int {
    guard let seen = form["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
    return seen
  }

  @Sendable func withdraw(_ call: Call<SignedIn>) async throws -> Answer {
    let (id, task) = try names(call)
    let today = CalendarDay(call.now, in: casework.zone)
    let seen = try Self.seen(try await call.form())
    try await casework.changeRecord(
      task, of: id, seen: seen, for: call.who.reader, by: .officer(call.who.officer), at: call.now
    ) { _, found in
      guard let found else { throw CannotGiveTask.noSuchTask }
      let (task, events) = try found.withdrawing(on: today)
      return (task, events)
    }
    return .redirect(to: "/cases/\(id)", notice: Message("casework.notice.done"))
  }

  private func names(_ call: Call<SignedIn>) throws -> (ID<RegisteredRequest>, ID<ExecutionTask>) {
    (try call.parameter("case") { ID<RegisteredRequest>($0) }, try call.parameter("task") { ID<ExecutionTask>($0) })
  }

  private static func read(_ form: FormData) throws -> GiveTask {
    var input = ActInput(form)
    let task = GiveTask(
      items: input.items(), assignee: input.text("assignee"), authority: input.text("authority"),
      instructions: input.text("instructions"), procedure: input.optionalText("procedureAsked"), dueOn: input.optionalDay("dueOn"))
    try input.check()
    return task
  }

  private func page(_ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let request = try await casework.store.request(id, for: call.who.reader).value
    let assignees = try await casework.officers.staff().who(may: Casework.executes)
    let words = call.words
    let items = request.items.filter { ["accepted", "inExecution", "partlyExecuted"].contains($0.stageCode) }
    func field(_ name: String) -> Field {
      let hint = "casework.task.hint.\(name)"
      return Field(
        name, words(name == "authority" ? "casework.field.authority" : "casework.task.\(name)"),
        hint: words.contains(hint) ? words(hint) : nil,
        value: form.raw(name), errors: errors)
    }
    return Page(
      words("casework.task.give"), trail: CaseTrail.trail(request, words), classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.task.give.lead") }
      Web.form(
        call, to: "/cases/\(id)/tasks/new", submit: words("casework.task.give"), errors: errors,
        cancel: (words("casework.cancel"), "/cases/\(id)")
      ) {
        Field("items", words("casework.field.items"), errors: errors).checkboxes(
          items.map { .init($0.id.rawValue, "\($0.id.rawValue) · \(words.sought($0.sought))", hint: $0.summary) },
          chosen: Set(form.all("items")))
        field("assignee").choice(assignees.map { .init($0.id, $0.name, isTyped: true) }, none: words("casework.choose"))
        field("authority").line()
        field("instructions").area(rows: 5)
        field("procedureAsked").area(rows: 2)
        field("dueOn").day
      }
    }
  }
}

extension CasePanel {
  /// The tasks that executing authorities have, and what they reported.
  static let tasks = CasePanel { view in
    guard case .incoming(let request) = view.request else { return .nothing }
    let tasks = try await view.casework.store.records(ExecutionTask.self, of: view.request.id, for: view.call.who.reader)
    let mayGive =
      view.call.who.may("casework.decide") && request.items.contains { [.accepted, .inExecution, .partlyExecuted].contains($0.stage.code) }
    guard !tasks.isEmpty || mayGive else { return .nothing }
    let scans = tasks.allSatisfy(\.value.attached.isEmpty) ? [:] : try await view.casework.scans(of: view.request.id)
    return HTML {
      tag("h2") { view.words("casework.task.given") }
      for task in tasks { TaskOnCase(task: task, request: request, scans: scans, view: view).html }
      if mayGive { tag("p") { link("\(view.url)/tasks/new", view.words("casework.task.give")) } }
    }
  }
}

/// A task on the page of its case.
struct TaskOnCase: Sendable {
  let task: Versioned<ExecutionTask>
  let request: IncomingRequest
  /// What the virus scan said, by digests.
  let scans: [String: ScanResult]
  let view: CaseView

  var html: HTML {
    let words = view.words
    let url = "\(view.url)/tasks/\(task.value.id)"
    let changed = task.value.isOpen ? request.unrecordable(task.value) : []
    return tag("section") {
      TaskView(task: task.value, words: words).html
      if !changed.isEmpty {
        tag("p") { badge(words("casework.task.changed", ["items": .text(words.list(changed.map(\.rawValue)))]), .attention) }
      }
      TaskFileList(task: task.value, scans: scans, url: "\(url)/files", words: words).html
      if case .reported = task.value.standing, view.call.who.may("casework.execute") {
        take(url)
        ReturnTaskForm(task: task, url: url, form: FormData(), errors: .none, call: view.call).html
      }
      if task.value.isOpen, view.call.who.may("casework.decide") {
        buttonForm(view.call, to: "\(url)/withdraw", words("casework.task.withdraw"), hidden: seen)
      }
    }
  }

  /// The version of the task that the page shows.
  private var seen: [String: String] { ["version": "\(task.version)"] }

  /// Where objects came, whoever takes the report over says who keeps them: the chain of custody begins so.
  private func take(_ url: String) -> HTML {
    let words = view.words
    guard task.value.hasObjects else {
      return buttonForm(view.call, to: "\(url)/take", words("casework.task.take"), tone: "button", hidden: seen)
    }
    return form(view.call, to: "\(url)/take", submit: words("casework.task.take")) {
      hiddenField("version", "\(task.version)")
      Field("keptBy", words("casework.files.field.keptBy"), suffix: task.value.id.description).line()
      Field("place", words("casework.files.field.place"), suffix: task.value.id.description).line()
    }
  }
}

/// The form in which a report is given back with a remark, for the version of the task that the page shows.
struct ReturnTaskForm: Sendable {
  let task: Versioned<ExecutionTask>
  let url: String
  let form: FormData
  let errors: FormErrors
  let call: Call<SignedIn>

  var html: HTML {
    Web.form(call, to: "\(url)/return", submit: call.words("casework.giveBack"), tone: "button secondary") {
      hiddenField("version", "\(task.version)")
      Field(
        "remark", call.words("casework.task.remark"), value: form.raw("remark"), errors: errors,
        suffix: errors.isEmpty ? task.value.id.description : ""
      ).line()
    }
  }
}
