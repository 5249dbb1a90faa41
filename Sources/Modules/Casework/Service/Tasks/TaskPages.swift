// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension CaseworkRoutes {
  /// What executing authorities see: their tasks and nothing else.
  var tasks: [Route] {
    let pages = TaskPages(casework: casework)
    return [
      .page(.get, "/tasks", needs: "casework.task", pages.list),
      .page(.get, "/tasks/:task", needs: "casework.task", records: [Casework.read], pages.show),
      .page(.post, "/tasks/:task/report", needs: "casework.task", records: [Casework.read, "casework.taskReported"], pages.report),
    ] + taskFiles
  }
}

/// The tasks of an executing authority: neither the case nor other items, nor the other State's letter.
struct TaskPages: Sendable {
  let casework: Casework

  /// How many tasks are listed.
  static let length = 200

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let tasks = try await casework.store.tasks(of: call.who.officer, limit: Self.length)
    return .page(
      Page(call.words("casework.tasks"), classification: .restricted) {
        tag("p", .css("lead")) { call.words("casework.tasks.lead") }
        if tasks.isEmpty { emptyState(call.words("casework.tasks.none")) } else { table(tasks, call) }
      })
  }

  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let tasks = try await casework.store.tasks(of: call.who.officer, limit: CaseworkHome.length)
    guard !tasks.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { call.words("casework.tasks") }
      table(tasks, call)
      tag("p") { link("/tasks", call.words("casework.home.all")) }
    }
  }

  private func table(_ tasks: [ExecutionTask], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let today = CalendarDay(call.now, in: casework.zone)
    return Table(
      caption: words("casework.tasks"), showsCaption: false,
      columns: ["casework.task", "casework.task.givenOn", "casework.column.due"].map { Table.Column(words($0)) },
      rows: tasks.map { task in
        [
          HTML {
            link("/tasks/\(task.id)", words.list(task.items.map { words.sought($0.sought) }))
            if task.remark != nil {
              HTML(" ")
              badge(words("casework.task.backAgain"), .attention)
            }
          },
          HTML(words.date(task.givenOn)),
          HTML {
            if let due = task.dueOn {
              words.date(due)
              if due < today {
                HTML(" ")
                badge(words("casework.overdue"), .refused)
              }
            } else {
              HTML("–")
            }
          },
        ]
      }
    ).html
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await page(try await opened(call), preset(call), .none, .none, call))
  }

  private func preset(_ call: Call<SignedIn>) -> FormData {
    FormData([("on", CalendarDay(call.now, in: casework.zone).description)])
  }

  /// The page of the task with the form of a file that was not taken, as it was filled.
  func refused(_ problem: any Problem, _ form: FormData, _ call: Call<SignedIn>) async throws -> Answer {
    .page(
      try await page(
        try await opened(call), FormData(form.pairs.map { ($0.name, $0.value) } + [("on", form["on"] ?? preset(call).raw("on"))]), .none,
        FormErrors(problem, in: call.words), call),
      status: problem.kind == .conflict ? .conflict : .unprocessableContent)
  }

  @Sendable func report(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let task = try await opened(call)
    do {
      let report = try Self.read(form, for: task)
      let acting = try await casework.acting(call)
      try await casework.report(report, on: task.id, acting)
      return .redirect(to: "/tasks/\(task.id)", notice: Message("casework.notice.reported"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        try await page(task, form, FormErrors(problem, in: call.words), .none, call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  /// The task of the address; reading one of a restricted case is recorded as reading the case.
  func opened(_ call: Call<SignedIn>) async throws -> ExecutionTask {
    let id = try call.parameter("task") { ID<ExecutionTask>($0) }
    let task = try await casework.store.task(id, givenTo: call.who.officer).value
    if try await casework.store.isRestricted(task.request, for: Casework.program) == true {
      try await casework.store.database.commit(
        Commit(events: [Casework.reading(task.request, .task, by: .officer(call.who.officer), at: call.now)]))
    }
    return task
  }

  private static func read(_ form: FormData, for task: ExecutionTask) throws -> ExecutionTask.Report {
    var input = ActInput(form)
    let results = task.items.map { input.choice("result-\($0.id.rawValue)", Execution.Result.full) }
    let procedure: ProcedureFollowed =
      switch task.procedure == nil ? "noneAsked" : input.text("procedure") {
      case "followed": .followed
      case "notFollowed": .notFollowed(reason: input.optionalText("procedureReason") ?? "")
      default: .noneAsked
      }
    let report = ExecutionTask.Report(results: results, procedure: procedure, text: input.text("text"), on: input.day())
    try input.check()
    return report
  }

  /// - Parameters:
  ///   - errors: what is wrong with the report.
  ///   - fileErrors: what is wrong with a file that was to be put to it.
  private func page(
    _ task: ExecutionTask, _ form: FormData, _ errors: FormErrors, _ fileErrors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let scans = task.attached.isEmpty ? [:] : try await casework.scans(of: task.request)
    let isGiven = if case .given = task.standing { true } else { false }
    return Page(
      words("casework.task"), trail: [.init(words("casework.tasks"), "/tasks")], classification: .restricted,
      hasErrors: !errors.isEmpty || !fileErrors.isEmpty
    ) {
      TaskView(task: task, words: words).html
      TaskFileList(task: task, scans: scans, url: "/tasks/\(task.id)/files", remover: isGiven ? call : nil, words: words).html
      if isGiven {
        TaskFileList.form(task, form, fileErrors, call)
        fields(task, form, errors, call)
      }
    }
  }

  private func fields(_ task: ExecutionTask, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    func field(_ name: String) -> Field {
      Field(name, words("casework.field.\(name)"), value: form.raw(name), errors: errors)
    }
    return HTML {
      tag("h2") { words("casework.report") }
      Web.form(call, to: "/tasks/\(task.id)/report", submit: words("casework.report.send"), errors: errors) {
        for item in task.items {
          Field(
            "result-\(item.id.rawValue)", "\(words("casework.field.result")) · \(item.id.rawValue) · \(words.sought(item.sought))",
            value: form.raw("result-\(item.id.rawValue)"), errors: errors
          ).choice(
            Execution.Result.allCases.map { .init($0.rawValue, words("casework.result.\($0.rawValue)")) }, none: words("casework.choose"))
        }
        if task.procedure != nil {
          field("procedure").choice(
            ["followed", "notFollowed"].map { .init($0, words("casework.procedure.\($0)")) }, none: words("casework.choose"))
          field("procedureReason").area(rows: 2)
        }
        Field("text", words("casework.task.report"), value: form.raw("text"), errors: errors).area(rows: 5)
        field("on").day
      }
    }
  }
}

/// A task as both sides see it.
struct TaskView: Sendable {
  let task: ExecutionTask
  let words: Words

  var html: HTML {
    HTML {
      facts([
        (words("casework.task.standing"), badge(words("casework.taskStanding.\(task.standing.code)"), .info)),
        (words("casework.field.authority"), typedText(task.authority)),
        (words("casework.task.givenOn"), HTML(words.date(task.givenOn))),
        (words("casework.task.givenBy"), typedText(task.givenBy.name)),
        (words("casework.task.dueOn"), task.dueOn.map { HTML(words.date($0)) }),
        (words("casework.task.instructions"), typedText(task.instructions)),
        (words("casework.task.procedureAsked"), task.procedure.map(typedText)),
        (words("casework.task.remark"), task.remark.map(typedText)),
      ])
      tag("ul", .css("records")) {
        for (place, item) in task.items.enumerated() {
          tag("li") {
            "\(item.id.rawValue) · \(words.sought(item.sought)) "
            if let report = task.report, report.results.indices.contains(place) {
              badge(words("casework.result.\(report.results[place].rawValue)"), .info)
            }
            tag("p", .css("hint")) { typedText(item.summary) }
          }
        }
      }
      if let report = task.report {
        tag("p") { typedText(report.text) }
        tag("p", .css("hint")) { words.date(report.on) }
      }
      if let unrecorded = task.unrecorded {
        tag("p") { words("casework.task.notRecorded", ["items": .text(words.list(unrecorded.map(\.rawValue)))]) }
      }
    }
  }
}
