// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The bodies and groups as a tree, and the form of one.
struct BodyPages: Sendable {
  let meetings: Meetings

  static let url = "/meetings/bodies"

  private static func trail(_ words: Words, isInside: Bool) -> [Page.Crumb] {
    [.init(words("meetings.list.title"), MeetingListPage.url), .init(words("meetings.agenda.calendar.title"), PlanPages.calendarURL)]
      + (isInside ? [.init(words("meetings.agenda.bodies.title"), url)] : [])
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let tree = Body.tree(try await meetings.store.bodies())
    let words = call.words
    let mayEdit = call.who.may("meetings.edit")
    return .page(
      Page(words("meetings.agenda.bodies.title"), trail: Self.trail(words, isInside: false), classification: .internalUse) {
        if tree.isEmpty { emptyState(words("meetings.agenda.bodies.none")) }
        if !tree.isEmpty {
          Table(
            caption: words("meetings.agenda.bodies.title"),
            columns: ["name", "bodyKind", "symbol", "parent"].map { Table.Column(words("meetings.agenda.field.\($0)")) },
            rows: tree.map { entry in
              let name = HTML([HTML(String(repeating: "– ", count: entry.depth)), localText(entry.body.name, on: words.language)])
              let above = tree.first { $0.body.id == entry.body.parent }?.body
              return [
                mayEdit ? tag("a", .href("\(Self.url)/\(entry.body.id)")) { name } : name,
                HTML(words("meetings.agenda.bodyKind.\(entry.body.kind.rawValue)")),
                entry.body.symbolPrefix.map { MeetingText.symbol($0) } ?? HTML("–"),
                above.map { localText($0.name, on: words.language) } ?? HTML("–"),
              ]
            }
          ).html
        }
        if mayEdit { tag("p", .css("actions")) { link("\(Self.url)/new", words("meetings.agenda.bodies.new"), .css("button secondary")) } }
      })
  }

  private func load(_ call: Call<SignedIn>) async throws -> Versioned<Body>? {
    guard call.parameters["body"] != nil else { return nil }
    let id = try call.parameter("body") { ID<Body>($0) }
    guard let body = try await meetings.store.thing(Body.self, id.description) else { throw WebProblem.notFound }
    return body
  }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let body = try await load(call)
    return .page(try await page(body, body?.value.fields ?? PlaceFields(), .none, call))
  }

  @Sendable func save(_ call: Call<SignedIn>) async throws -> Answer {
    let now = try await load(call)
    let form = try await call.form()
    let fields = PlaceFields(form)
    do {
      let entered = try Body.entered(fields, id: now?.value.id ?? ID(), among: try await meetings.store.bodies())
      if let now, form["version"] != "\(now.version)", entered != now.value { throw CannotEditMeeting.changedSinceSeen }
      if entered != now?.value {
        var change = Change()
        try change.keep(entered, over: now?.version ?? 0, as: now == nil ? "bodyAdded" : "bodyChanged", by: Maker(call.who), at: call.now)
        try await meetings.store.commit(change)
      }
      return .redirect(to: Self.url, notice: Message("meetings.agenda.saved"))
    } catch let problem as CannotEditMeeting {
      return .page(try await page(now, fields, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is StaleWrite {
      let problem = CannotEditMeeting.changedSinceSeen
      return .page(try await page(try await load(call), fields, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is UniqueViolation {
      let problem = CannotEditMeeting.wrongFields([FieldProblem(field: "mark", code: MeetingFault.nameTaken.code)])
      return .page(try await page(now, fields, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func page(_ body: Versioned<Body>?, _ fields: PlaceFields, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let all = try await meetings.store.bodies()
    let title = body?.value.name.best(for: words.language)?.text ?? words("meetings.agenda.bodies.new")
    func field(_ name: String, _ label: String? = nil) -> Field {
      Field(name, words("meetings.agenda.field.\(label ?? name)"), value: fields[name], errors: errors)
    }
    return Page(title, trail: Self.trail(words, isInside: true), classification: .internalUse, hasErrors: !errors.isEmpty) {
      // Where somebody else has changed it, both are in view: what is stored above, what was typed in the form.
      if let body, !errors.isEmpty, fields != body.value.fields {
        panel(words("meetings.agenda.stored"), .attention) {
          facts(
            Language.allCases.map { language in
              (words("meetings.language.\(language.rawValue)"), body.value.name[language].map { typedText($0) })
            })
        }
      }
      form(
        call, to: "\(Self.url)/\(body?.value.id.description ?? "new")", submit: words("meetings.agenda.save"), errors: errors,
        cancel: (words("meetings.agenda.cancel"), Self.url)
      ) {
        if let body { hiddenField("version", "\(body.version)") }
        field("mark").line(width: "medium", direction: "ltr")
        field("kind", "bodyKind").choice(
          Body.Kind.allCases.map { .init($0.rawValue, words("meetings.agenda.bodyKind.\($0.rawValue)")) }, none: "–")
        field("parent").choice(
          all.filter { $0.id != body?.value.id }.map { Choice($0.id.description, "", $0.name, words).option }, none: "–")
        field("symbol").line(width: "medium", direction: "ltr")
        for language in Language.allCases {
          let label = words(
            "meetings.agenda.inLanguage",
            ["field": .text(words("meetings.agenda.field.name")), "language": .text(words("meetings.language.\(language.rawValue)"))])
          Field("name.\(language.rawValue)", label, value: fields["name.\(language.rawValue)"], errors: errors).line()
        }
      }
    }
  }
}
