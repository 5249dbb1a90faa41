// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension Compartment {
  /// The last part of the address of its page.
  var address: String {
    switch self {
    case .internationalProtection: "protection"
    case .specialTechniques: "techniques"
    }
  }
}

extension CaseworkRoutes {
  /// The compartments of a case: a page each, which only its own officers have.
  var guarded: [Route] {
    Compartment.allCases.flatMap { compartment in
      let pages = GuardedPages(casework: casework, compartment: compartment)
      let url = "/cases/:case/\(compartment.address)"
      let records = [Casework.guardedNoted, "casework.protectionDue"]
      return [
        Route.page(.get, url, needs: compartment.permission, pages.show),
        Route.page(.post, url, needs: compartment.permission, records: records, pages.write),
        Route.page(.post, "\(url)/:note/end", needs: compartment.permission, records: records, pages.end),
      ]
    }
  }
}

/// The page of a compartment of a case.
struct GuardedPages: Sendable {
  let casework: Casework
  let compartment: Compartment

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(FormData(), .none, call)) }

  @Sendable func write(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    do {
      let input = try Self.read(form, compartment)
      let acting = try await casework.acting(call)
      try await casework.write(nil, of: id, for: call.who.reader, acting) { request, _ in
        try GuardedNote.writing(input, id: ID(), for: request, acting)
      }
      return .redirect(to: url(call), notice: Message("casework.notice.guarded"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(try await page(form, FormErrors(problem, in: call.words), call), status: .unprocessableContent)
    }
  }

  @Sendable func end(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let note = try call.parameter("note") { ID<GuardedNote>($0) }
    let acting = try await casework.acting(call)
    try await casework.write(note, of: id, for: call.who.reader, acting) { _, found in
      guard let found else { throw CannotAct.noSuchRecord }
      return try found.ending(on: acting.on)
    }
    return .redirect(to: url(call), notice: Message("casework.notice.guarded"))
  }

  private static func read(_ form: FormData, _ compartment: Compartment) throws -> WriteGuardedNote {
    var input = ActInput(form)
    let matter = input.choice("matter", GuardedNote.Matter.of(compartment)[0])
    if matter.compartment != compartment { input.refuse("matter", "casework.choice-unknown") }
    let note = WriteGuardedNote(
      matter: matter, persons: input.lines("persons"),
      items: form.all("items").filter { !$0.isEmpty }.map { ItemID(rawValue: $0) }.sorted(), since: input.optionalDay("since"),
      source: input.text("source"), note: input.optionalText("note") ?? "", words: input.lines("words"),
      effect: input.choice("effect", GuardedNote.Effect.wordsStay))
    try input.check()
    return note
  }

  private func url(_ call: Call<SignedIn>) -> String { "/cases/\(call.parameters["case"] ?? "")/\(compartment.address)" }

  private func page(_ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let request = try await casework.store.request(id, for: call.who.reader).value
    let notes = try await casework.store.records(GuardedNote.self, of: id, for: call.who.reader).map(\.value)
      .filter { $0.guardedIn == compartment }
    let guarded = try await casework.guardedItems(of: id)
    let words = call.words
    return Page(
      words("casework.compartment.\(compartment.rawValue)"), trail: CaseTrail.trail(request, words), classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.compartment.lead") }
      if compartment == .internationalProtection { checks(request, guarded, call) }
      tag("h2") { words("casework.compartment.notes") }
      if notes.isEmpty { tag("p") { words("casework.compartment.none") } }
      for note in notes { shown(note, call) }
      tag("h2") { words("casework.compartment.new") }
      fields(request, form, errors, call)
    }
  }

  private func checks(_ request: RegisteredRequest, _ guarded: Set<ItemID>, _ call: Call<SignedIn>) -> HTML {
    guard case .incoming(let incoming) = request else { return .nothing }
    let words = call.words
    let concerned = incoming.items.filter { $0.concernsPersons || guarded.contains($0.id) }
    guard !concerned.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("casework.checks") }
      tag("ul", .css("records")) {
        for item in concerned {
          tag("li") {
            "\(item.id.rawValue) · \(words.sought(item.sought)) "
            if let day = item.protectionCheckedOn {
              badge(words("casework.checkedOn", ["day": .text(words.date(day))]), .ok)
            } else {
              badge(words("casework.notChecked"), .attention)
            }
          }
        }
      }
      tag("p") { link("/cases/\(request.id)/acts/checkProtection", words("casework.act.checkProtection")) }
    }
  }

  private func shown(_ note: GuardedNote, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return tag("section") {
      tag("h3") { words("casework.matter.\(note.matter.rawValue)") }
      facts([
        (words("casework.guarded.persons"), note.persons.isEmpty ? nil : typedText(note.persons.joined(separator: "\n"))),
        (words("casework.field.items"), note.items.isEmpty ? nil : HTML(words.list(note.items.map(\.rawValue)))),
        (words("casework.guarded.since"), note.since.map { HTML(words.date($0)) }),
        (words("casework.guarded.source"), typedText(note.source)),
        (words("casework.guarded.note"), note.note.isEmpty ? nil : typedText(note.note)),
        (words("casework.guarded.words"), note.words.isEmpty ? nil : typedText(note.words.joined(separator: "\n"))),
        (words("casework.guarded.effect"), HTML(words("casework.effect.\(note.effect.rawValue)"))),
        (words("casework.guarded.writtenBy"), typedText(note.writtenBy.name)),
        (words("casework.guarded.endedOn"), note.endedOn.map { HTML(words.date($0)) }),
      ])
      if note.endedOn == nil {
        buttonForm(call, to: "\(url(call))/\(note.id)/end", words("casework.compartment.end"))
      }
    }
  }

  private func fields(_ request: RegisteredRequest, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    func field(_ name: String, hint: String? = nil) -> Field {
      Field(name, words("casework.guarded.\(name)"), hint: hint.map { words($0) }, value: form.raw(name), errors: errors)
    }
    return Web.form(call, to: url(call), submit: words("casework.compartment.write"), errors: errors) {
      field("matter").choice(
        GuardedNote.Matter.of(compartment).map { .init($0.rawValue, words("casework.matter.\($0.rawValue)")) },
        none: words("casework.choose"))
      field("persons", hint: "casework.guarded.hint.persons").area(rows: 2)
      Field("items", words("casework.field.items"), errors: errors).checkboxes(
        request.items.map { .init($0.id.rawValue, "\($0.id.rawValue) · \(words.sought($0.sought))") }, chosen: Set(form.all("items")))
      field("since").day
      field("source").line()
      field("note").area(rows: 4)
      field("words", hint: "casework.guarded.hint.words").area(rows: 3)
      field("effect").choice(
        GuardedNote.Effect.allCases.map { .init($0.rawValue, words("casework.effect.\($0.rawValue)")) }, none: words("casework.choose"))
    }
  }
}

extension CasePanel {
  /// The ways into the compartments, for those who may go there; it is the same for a case that has nothing in them.
  static let guarded = CasePanel { view in
    let open = Compartment.allCases.filter { view.call.who.may($0.permission) }
    guard !open.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { view.words("casework.compartments") }
      tag("ul") {
        for compartment in open {
          tag("li") { link("\(view.url)/\(compartment.address)", view.words("casework.compartment.\(compartment.rawValue)")) }
        }
      }
    }
  }
}

/// What waits for the officer who checks protection, on the start page.
struct ProtectionHome: Sendable {
  let casework: Casework

  /// How many requests are looked at; the most pressing come first.
  static let lookedAt = 200

  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    var filter = RegisterFilter()
    filter.show = .ours
    filter.direction = .incoming
    let waiting = try await casework.store.lines(filter, for: call.who.reader, limit: Self.lookedAt).filter { line in
      if case .incoming(let request) = line.request { !request.protectionToCheck.isEmpty } else { false }
    }
    guard !waiting.isEmpty else { return .nothing }
    let table = RequestTable(words: words, casework: casework, today: CalendarDay(call.now, in: casework.zone))
    return HTML {
      tag("h2") { words("casework.home.protection") }
      table.html(Array(waiting.prefix(CaseworkHome.length)), caption: words("casework.home.protection"))
    }
  }
}
