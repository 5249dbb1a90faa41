// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// One item at a delegation's desk: asking for the floor, giving in a statement.
struct DeskItemPages: Sendable {
  let meetings: Meetings

  /// The largest statement, in bytes.
  static let fileLimit = 20 << 20

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let place = try await DeskPlace(meetings, call)
    return .page(try await page(place, try place.here.item(call), FormData(), .none, call))
  }

  private func url(_ place: DeskPlace, _ item: AgendaItem) -> String { "\(place.url)/items/\(item.id)" }

  @Sendable func request(_ call: Call<SignedIn>) async throws -> Answer {
    let place = try await DeskPlace(meetings, call)
    let item = try place.here.item(call)
    let form = try await call.form()
    let id = ID<FloorRequest>()
    do {
      guard let kind = form["kind"].flatMap({ FloorRequest.Kind(rawValue: $0) }) else {
        throw CannotGiveStatement.incomplete([FieldProblem(field: "kind", code: "meetings.entry-missing")])
      }
      try await meetings.store.speak(
        item.id, in: place.here.meeting.id, as: "floorRequested",
        facts: ["delegation": .text(place.delegation.id.description), "kind": .text(kind.rawValue), "request": .text(id.description)],
        by: call.who.maker, at: call.now
      ) { try $0.requesting(kind, as: id, by: place.delegation.id, for: form["group"] ?? "", at: call.now) }
      return .redirect(to: url(place, item), notice: Message("meetings.session.requested"))
    } catch let problem as any Problem where problem is CannotTakeFloor || problem is CannotGiveStatement {
      return .page(try await page(place, item, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  @Sendable func withdraw(_ call: Call<SignedIn>) async throws -> Answer {
    let place = try await DeskPlace(meetings, call)
    let item = try place.here.item(call)
    let form = try await call.form()
    guard let id = form["request"].flatMap({ ID<FloorRequest>($0) }) else { throw WebProblem.unreadableForm }
    do {
      try await meetings.store.speak(
        item.id, in: place.here.meeting.id, as: "requestWithdrawn", facts: ["request": .text(id.description)], by: call.who.maker,
        at: call.now
      ) { list in
        // A delegation takes back nothing but its own.
        guard list.request(id)?.delegation == place.delegation.id else { throw CannotTakeFloor.otherStage }
        return try list.carryingOut(.withdraw, on: id, at: call.now)
      }
      return .redirect(to: url(place, item), notice: Message("meetings.session.saved"))
    } catch let problem as CannotTakeFloor {
      return .page(try await page(place, item, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  @Sendable func giveIn(_ call: Call<SignedIn>) async throws -> Answer {
    let place = try await DeskPlace(meetings, call)
    let item = try place.here.item(call)
    let form = try await call.form()
    do {
      guard let file = try call.file("file"), let language = form["language"].flatMap({ Language(rawValue: $0) }) else {
        throw CannotGiveStatement.incomplete([FieldProblem(field: "file", code: "meetings.entry-missing")])
      }
      try await file.keep(in: meetings.sessionFiles)
      let statement = Statement(
        id: ID(), meeting: place.here.meeting.id, item: item.id, delegation: place.delegation.id, language: language,
        text: KeptFile(sha256: file.sha256, name: file.name, mediaType: file.mediaType, size: file.size),
        mayBePublished: form["agrees"] != nil)
      var change = Change()
      try change.keep(
        statement, over: 0, as: "statementGivenIn",
        facts: ["delegation": .text(place.delegation.id.description), "item": .text(item.id.description), "sha256": .text(file.sha256)],
        by: call.who.maker, at: call.now)
      try await meetings.store.commit(change)
      return .redirect(to: url(place, item), notice: Message("meetings.session.saved"))
    } catch let problem as CannotGiveStatement {
      return .page(try await page(place, item, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch let problem as WebProblem where problem.kind != .missing {
      let said = CannotGiveStatement.incomplete([FieldProblem(field: "file", code: problem.code, details: problem.details)])
      return .page(try await page(place, item, form, FormErrors(said, in: call.words), call), status: problem.kind.status)
    }
  }

  private func own(_ place: DeskPlace, _ call: Call<SignedIn>) async throws -> Statement {
    let id = try call.parameter("statement") { ID<Statement>($0) }
    guard let found = try await meetings.store.thing(Statement.self, id.description)?.value, found.delegation == place.delegation.id else {
      throw WebProblem.notFound
    }
    return found
  }

  private static let acts: [String: (act: Statement.Act, event: String)] = [
    "agree": (.agree, "statementReleased"), "disagree": (.disagree, "statementHeldBack"), "withdraw": (.withdraw, "statementWithdrawn"),
  ]

  @Sendable func actOnStatement(_ call: Call<SignedIn>) async throws -> Answer {
    let place = try await DeskPlace(meetings, call)
    let statement = try await own(place, call)
    let (act, event) = try call.parameter("act") { Self.acts[$0] }
    guard let item = place.here.meeting.item(statement.item) else { throw WebProblem.notFound }
    do {
      try await meetings.store.change(statement.id, as: event, by: call.who.maker, at: call.now, act)
      return .redirect(to: url(place, item), notice: Message("meetings.session.saved"))
    } catch let problem as CannotGiveStatement {
      return .page(
        try await page(place, item, FormData(), FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    try await meetings.give(try await own(try await DeskPlace(meetings, call), call).text)
  }
}

extension DeskItemPages {
  private func page(
    _ place: DeskPlace, _ item: AgendaItem, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let meeting = place.here.meeting.id
    let list =
      try await meetings.store.thing(SpeakersList.self, item.id.description)?.value ?? SpeakersList(item: item.id, meeting: meeting)
    let delegations = try await meetings.store.delegations(of: meeting)
    let statements = try await meetings.store.statements(of: meeting).map(\.value)
      .filter { $0.item == item.id && $0.delegation == place.delegation.id }
    let view = SpeakersView(list, delegations, words, at: call.now)
    return Page(
      words("meetings.session.itemTitle", ["item": .text(item.number.description)]),
      trail: place.here.trail(words, .init(words("meetings.session.desk"), place.url)), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { localText(item.title, on: words.language) }
      errors.summary(words)
      tag("h2") { words("meetings.session.speakers") }
      tag("p") { SpeakersView.standing(list, words) }
      if list.standing != .notOpened {
        view.present()
        if let number = list.place(of: place.delegation.id) {
          tag("p", .css("notice")) { words("meetings.session.yourPlace", ["place": .integer(number)]) }
        }
        view.waiting()
      }
      own(place, list, item, view, call)
      if list.standing != .notOpened { asking(list, url(place, item), typed, errors, call) }
      tag("h2") { words("meetings.session.yourStatements") }
      given(place, statements, call)
      giving(url(place, item), typed, errors, call)
    }
  }

  private func own(
    _ place: DeskPlace, _ list: SpeakersList, _ item: AgendaItem, _ view: SpeakersView, _ call: Call<SignedIn>
  ) -> HTML {
    let (words, mine) = (call.words, list.requests.filter { $0.delegation == place.delegation.id })
    guard !mine.isEmpty else { return .nothing }
    return Table(
      caption: words("meetings.session.yourRequests"),
      columns: ["purpose", "stage", "used", "acts"].map { .init(words("meetings.session.column.\($0)")) },
      rows: mine.map { request in
        [
          SessionText.kind(request, words), HTML(words("meetings.session.stage.\(request.stage.rawValue)")),
          HTML(SessionText.duration(request.spoken(at: call.now), words)),
          request.stage.after(.withdraw) == nil
            ? HTML("–")
            : buttonForm(
              call, to: "\(url(place, item))/withdraw", words("meetings.session.act.withdraw"), hidden: ["request": "\(request.id)"]),
        ]
      }
    ).html
  }

  private func asking(_ list: SpeakersList, _ url: String, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let kinds = FloorRequest.Kind.allCases.filter { list.standing == .open || $0.isTakenWhenClosed }
    return HTML {
      tag("h2") { words("meetings.session.ask") }
      form(call, to: "\(url)/floor", submit: words("meetings.session.ask")) {
        Field("kind", words("meetings.session.column.purpose"), value: typed["kind"] ?? kinds[0].rawValue, errors: errors).radios(
          kinds.map { .init($0.rawValue, words("meetings.session.kind.\($0.rawValue)")) })
        if kinds.contains(.groupStatement) {
          Field(
            "group", words("meetings.session.group"), hint: words("meetings.session.groupHint"), value: typed.raw("group"), errors: errors
          ).line()
        }
      }
    }
  }

  private func given(_ place: DeskPlace, _ statements: [Statement], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    guard !statements.isEmpty else { return .nothing }
    let url = "\(place.url)/statements"
    func button(_ act: String, _ statement: Statement) -> HTML {
      buttonForm(call, to: "\(url)/\(statement.id)/\(act)", words("meetings.session.statement.\(act)"))
    }
    return Table(
      caption: words("meetings.session.yourStatements"), showsCaption: false,
      columns: ["statement", "stage", "acts"].map { .init(words("meetings.session.column.\($0)")) },
      rows: statements.map { statement in
        [
          StatementList.file(statement, at: url, words), StatementList.stage(statement, words),
          HTML {
            if statement.stage != .withdrawn { button(statement.mayBePublished ? "disagree" : "agree", statement) }
            if statement.stage == .givenIn { button("withdraw", statement) }
          },
        ]
      }
    ).html
  }

  private func giving(_ url: String, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return form(call, to: "\(url)/statements", submit: words("meetings.session.giveIn"), encoding: .multipart) {
      Field("file", words("meetings.session.statementFile"), hint: words("meetings.session.embargo"), errors: errors).file()
      Field(
        "language", words("meetings.session.statementLanguage"), value: typed["language"] ?? words.language.rawValue, errors: errors
      ).choice(Language.allCases.map { .init($0.rawValue, words("meetings.language.\($0.rawValue)")) })
      Field("agrees", words("meetings.session.agrees"), errors: errors).tick(typed["agrees"] != nil)
    }
  }
}
