// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Keys
import Localisation
import Storage
import Web
import WritingRules

extension CaseworkRoutes {
  /// Translations: what waits, asking for one, what is done with it.
  var translations: [Route] {
    let pages = TranslationPages(casework: casework)
    return [
      .page(.get, "/cases/translations", needs: "casework.read", pages.list),
      .page(.get, "/cases/:case/translations/new", needs: "casework.register", pages.new),
      .page(.post, "/cases/:case/translations/new", needs: "casework.register", records: ["casework.translationAsked"], pages.ask),
      .page(.get, "/cases/:case/translations/:translation", needs: "casework.read", pages.show),
      .page(
        .post, "/cases/:case/translations/:translation", needs: "casework.register",
        records: [
          "casework.translationAssigned", "casework.translationDelivered", "casework.translationCertified", "casework.translationSentBack",
          "casework.translationCalledOff", "casework.translationStarted", "casework.translationDone", "casework.suspended",
          "casework.resumed",
        ], pages.act),
    ]
  }
}

/// The pages of translations.
struct TranslationPages: Sendable {
  let casework: Casework

  static let mostListed = 100

  private func request(_ call: Call<SignedIn>) async throws -> RegisteredRequest {
    try await casework.store.request(try call.parameter("case") { ID<RegisteredRequest>($0) }, for: call.who.reader).value
  }

  private func task(_ call: Call<SignedIn>, of request: RegisteredRequest) async throws -> Versioned<TranslationTask> {
    try await casework.store.record(try call.parameter("translation") { ID<TranslationTask>($0) }, of: request.id, for: call.who.reader)
  }

  private func trail(_ request: RegisteredRequest, _ words: Words) -> [Page.Crumb] {
    [.init(words("casework.register.title"), "/cases"), .init(request.head.title(words), "/cases/\(request.id)")]
  }

  // MARK: What waits

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let waiting = try await casework.store.waitingTranslations(for: call.who.reader, limit: Self.mostListed)
    let mine = waiting.filter { $0.task.askedBy.id == call.who.officer }
    let others = waiting.filter { $0.task.askedBy.id != call.who.officer }
    return .page(
      Page(
        words("casework.translations.title"), trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted
      ) {
        tag("p", .css("lead")) { words("casework.translations.lead") }
        if waiting.isEmpty { emptyState(words("casework.translations.none"), action: (words("casework.register.title"), "/cases")) }
        for (heading, tasks) in [("casework.translations.mine", mine), ("casework.translations.others", others)] where !tasks.isEmpty {
          tag("h2") { words(heading) }
          TranslationTable(words: words, today: CalendarDay(call.now, in: casework.zone)).html(tasks, caption: words(heading))
        }
      })
  }

  /// What the officer asked for and what waits, on the start page.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let mine = try await casework.store.waitingTranslations(for: call.who.reader, limit: 10, of: call.who.officer)
    guard !mine.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("casework.translations.mine") }
      TranslationTable(words: words, today: CalendarDay(call.now, in: casework.zone)).html(
        mine, caption: words("casework.translations.mine"))
      tag("p") { link("/cases/translations", words("casework.translations.all")) }
    }
  }

  // MARK: Asking

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    .page(form(try await request(call), FormData(), .none, call))
  }

  @Sendable func ask(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call)
    let form = try await call.form()
    do {
      let details = try TranslationForms.details(form)
      let acting = try await casework.acting(call)
      let id = ID<TranslationTask>()
      try await casework.changeTogether(
        nil, of: request.id, for: call.who.reader, by: .officer(call.who.officer), at: call.now
      ) { owner, _ in
        let decision = try owner.askingForTranslation(details, id: id, acting)
        return Casework.Together(record: decision.task, request: decision.request, events: decision.events)
      }
      return .redirect(to: "/cases/\(request.id)/translations/\(id)", notice: Message("casework.notice.translationAsked"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        self.form(request, form, FormErrors(problem, in: call.words), call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  private func form(_ request: RegisteredRequest, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let url = "/cases/\(request.id)"
    return Page(
      words("casework.translation.new"), trail: trail(request, words), classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.translation.lead") }
      Web.form(
        call, to: "\(url)/translations/new", submit: words("casework.translation.ask"), errors: errors,
        cancel: (words("casework.cancel"), url)
      ) { TranslationForms(words: words, form: form, errors: errors).details(canWait: request.canWaitForTranslation) }
    }
  }

  // MARK: What is done with it

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call)
    let today = CalendarDay(call.now, in: casework.zone)
    return .page(page(request, try await task(call, of: request), FormData([("on", today.description)]), .none, call))
  }

  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call)
    let found = try await task(call, of: request)
    let form = try await call.form()
    guard let seen = form["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
    do {
      let act = try TranslationForms.act(form)
      let acting = try await casework.acting(call)
      try await casework.changeTogether(
        found.value.id, of: request.id, seen: seen, for: call.who.reader, by: .officer(call.who.officer), at: call.now
      ) { (owner: RegisteredRequest, known: TranslationTask?) in
        guard let known else { throw CannotAct.noSuchRecord }
        let others = try await casework.store.records(TranslationTask.self, of: owner.id, for: call.who.reader).map(\.value)
        let decision = try known.deciding(act, for: owner, others: others, acting)
        return Casework.Together(record: decision.task, request: decision.request, events: decision.events)
      }
      return .redirect(to: "/cases/\(request.id)/translations/\(found.value.id)", notice: Message("casework.notice.done"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        page(request, try await task(call, of: request), form, FormErrors(problem, in: call.words), call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  private func page(
    _ request: RegisteredRequest, _ found: Versioned<TranslationTask>, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) -> Page {
    let words = call.words
    let task = found.value
    let url = "/cases/\(request.id)/translations/\(task.id)"
    return Page(words("casework.translation.record"), trail: trail(request, words), classification: .restricted, hasErrors: !errors.isEmpty)
    {
      tag("p", .css("lead")) { typedText(task.details.text) }
      if task.details.isAwaited, task.isOpen { tag("p") { badge(words("casework.translation.awaited"), .attention) } }
      facts(task.lines(words).map { ($0.label, $0.isTyped ? typedText($0.value) : HTML($0.value)) })
      if call.who.may("casework.register") {
        for code in task.permits {
          let isMeant = form["act"] == code.rawValue
          tag("h2") { words("casework.translation.act.\(code.rawValue)") }
          Web.form(
            call, to: url, submit: words("casework.translation.act.\(code.rawValue)"),
            tone: code == task.permits.first ? "button" : "button secondary", errors: isMeant ? errors : .none
          ) {
            hiddenField("version", "\(found.version)")
            hiddenField("act", code.rawValue)
            TranslationForms(
              words: words, form: isMeant || form["act"] == nil ? form : FormData([("on", form.raw("on"))]),
              errors: isMeant ? errors : .none
            ).fields(of: code)
          }
        }
      }
    }
  }
}

/// Translations as lines of a table.
struct TranslationTable: Sendable {
  let words: Words
  let today: CalendarDay

  func html(_ lines: [CaseStore.WaitingTranslation], caption: String) -> HTML {
    Table(
      caption: caption, showsCaption: false,
      columns: ["translation", "request", "stage", "due"].map { Table.Column(words("casework.column.\($0)")) },
      rows: lines.map { line in
        [
          HTML {
            link(
              "/cases/\(line.task.request)/translations/\(line.task.id)",
              line.isRestricted ? words("casework.restricted") : line.task.details.text, .dir("auto"))
            tag("p", .css("hint")) { languages(line.task) }
          },
          HTML {
            link("/cases/\(line.task.request)", line.reference.isEmpty ? words("casework.noReference") : line.reference, .dir("ltr"))
          },
          badge(line.task),
          due(line.task),
        ]
      }
    ).html
  }

  func languages(_ task: TranslationTask) -> HTML {
    HTML(words("casework.translation.languages", ["from": .text(task.details.from), "into": .text(task.details.into)]))
  }

  func badge(_ task: TranslationTask) -> HTML {
    Web.badge(words("casework.translation.stage.\(task.stage.rawValue)"), task.isOpen ? .info : task.stage == .calledOff ? .plain : .ok)
  }

  func due(_ task: TranslationTask) -> HTML {
    guard let due = task.details.dueOn else { return HTML("–") }
    return HTML {
      words.date(due)
      if task.isOpen, due < today {
        HTML(" ")
        Web.badge(words("casework.overdue"), .refused)
      }
    }
  }
}

extension CasePanel {
  /// The translations of the request.
  static let translations = CasePanel { view in
    let words = view.words
    let tasks = try await view.casework.store.records(TranslationTask.self, of: view.request.id, for: view.call.who.reader).map(\.value)
    let mayAsk = view.call.who.may("casework.register") && view.request.isOpen
    guard !tasks.isEmpty || mayAsk else { return .nothing }
    let table = TranslationTable(words: words, today: view.today)
    return HTML {
      tag("h2") { words("casework.translations.ofRequest") }
      if tasks.isEmpty {
        tag("p", .css("hint")) { words("casework.translations.noneHere") }
      } else {
        Table(
          caption: words("casework.translations.ofRequest"), showsCaption: false,
          columns: ["translation", "stage", "due"].map { Table.Column(words("casework.column.\($0)")) },
          rows: tasks.map { task in
            [
              HTML {
                link("\(view.url)/translations/\(task.id)", task.details.text, .dir("auto"))
                tag("p", .css("hint")) { table.languages(task) }
              },
              table.badge(task), table.due(task),
            ]
          }
        ).html
      }
      if mayAsk {
        tag("p", .css("actions")) { link("\(view.url)/translations/new", words("casework.translation.new"), .css("button secondary")) }
      }
    }
  }
}

extension CaseStore {
  /// A translation that waits, with the reference of its request.
  struct WaitingTranslation: Sendable {
    let task: TranslationTask
    let reference: String
    /// Whether the request is restricted: then what is to be translated is read on its own page alone.
    let isRestricted: Bool
  }

  /// The translations that wait, due first.
  /// - Parameter officer: only those that this officer looks after.
  func waitingTranslations(for reader: Reader, limit: Int, of officer: String? = nil) async throws -> [WaitingTranslation] {
    let access = accessClause(reader, from: 3)
    let mine = officer.map { _ in "c.assignee = $\(3 + access.values.count) AND" } ?? ""
    let rows = try await database.rows(
      SQL(
        """
        SELECT c.id, c.request, c.version, c.entry, r.reference, r.isRestricted FROM caseRecord c JOIN registeredRequest r ON r.id = c.request
        WHERE c.kind = $1 AND c.isOpen = 1 AND \(mine) \(access.text) AND \(compartmentClause(reader)) ORDER BY c.dueOn, c.id LIMIT $2
        """, [CaseRecordKind.translation.rawValue.sql, limit.sql] + access.values + (officer.map { [$0.sql] } ?? [])))
    var waiting: [WaitingTranslation] = []
    for row in rows {
      let id = try row.value("request") { ID<RegisteredRequest>($0) }
      let reference = try row.text("reference")
      do {
        let tasks: [Versioned<TranslationTask>] = try await opened([row], of: id)
        let isRestricted = try row.integer("isRestricted") == 1
        waiting += tasks.map { WaitingTranslation(task: $0.value, reference: reference, isRestricted: isRestricted) }
      } catch KeyProblem.destroyed {
        // The case was shredded while it was asked for.
        continue
      }
    }
    return waiting
  }
}
