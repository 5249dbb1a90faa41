// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// Entering and changing treaties.
struct EditTreatyPages: Sendable {
  let store: DirectoryStore

  /// Rows for parties that the form offers besides those that are known.
  private static let spareRows = 3

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await load(call)
    return .page(page(current, Self.typed(of: current.value), .none, call))
  }

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer { .page(page(nil, FormData(), .none, call)) }

  @Sendable func submitEdit(_ call: Call<SignedIn>) async throws -> Answer { try await save(try await load(call), call) }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer { try await save(nil, call) }

  private func load(_ call: Call<SignedIn>) async throws -> Versioned<Treaty> {
    guard let current = try await store.treaty(try call.parameter("treaty") { ID<Treaty>($0) }) else { throw WebProblem.notFound }
    return current
  }

  private func save(_ current: Versioned<Treaty>?, _ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let listed = try await store.snapshot().participation.states
    do {
      let treaty = try Self.entered(form, id: current?.value.id ?? ID(), listed: Set(listed.keys))
      if let current, form["version"] != "\(current.version)" { throw CannotEditTreaty.changedSinceSeen }
      if treaty != current?.value {
        try await store.keep(treaty, over: current?.version ?? 0, at: call.now, by: .officer(call.who.officer))
      }
      return .redirect(to: "\(TreatyPages.url)/\(treaty.id)", notice: Message("directory.treaty.saved"))
    } catch let problem as CannotEditTreaty {
      return try await refused(problem, current, form, call)
    } catch is StaleWrite {
      return try await refused(.changedSinceSeen, current, form, call)
    }
  }

  private func refused(
    _ problem: CannotEditTreaty, _ current: Versioned<Treaty>?, _ form: FormData, _ call: Call<SignedIn>
  ) async throws -> Answer {
    var now = current
    if let current { now = try await store.treaty(current.value.id) }
    return .page(
      page(now, form, FormErrors(problem, in: call.words), call, showsCurrent: problem == .changedSinceSeen), status: problem.kind.status)
  }

  // MARK: Form

  static func typed(of treaty: Treaty) -> FormData {
    var pairs = treaty.title.texts.map { ("title.\($0.key.rawValue)", $0.value) }
    pairs += treaty.scope.map { ("scope", $0.rawValue) }
    for (index, party) in treaty.parties.enumerated() {
      pairs += [
        ("party.\(index).state", party.state.code), ("party.\(index).inForceFrom", party.inForceFrom.description),
        ("party.\(index).inForceTo", party.inForceTo?.description ?? ""), ("party.\(index).reservations", party.reservations ?? ""),
      ]
    }
    return FormData(pairs)
  }

  private static func rows(in form: FormData) -> Int {
    let indices = form.pairs.compactMap { pair in pair.name.split(separator: ".").dropFirst().first.flatMap { Int($0) } }
    return (indices.max().map { $0 + 1 } ?? 0)
  }

  private static func entered(_ form: FormData, id: ID<Treaty>, listed: Set<StateCode>) throws(CannotEditTreaty) -> Treaty {
    let treaty = try read(form, id: id, listed: listed)
    do {
      return try treaty.entered()
    } catch .wrongFields(let faults) {
      // Rules count the parties, the form its rows, and rows can be empty.
      let filled = (0..<rows(in: form)).filter { form["party.\($0).state"] != nil }
      throw .wrongFields(
        faults.map { fault in
          let parts = fault.field.split(separator: ".").map(String.init)
          guard parts.count == 3, let index = Int(parts[1]), filled.indices.contains(index) else { return fault }
          return FieldProblem(field: "party.\(filled[index]).\(parts[2])", code: fault.code)
        })
    } catch {
      throw error
    }
  }

  /// Reads a treaty from its form; rows without a State are left out.
  /// - Throws: ``CannotEditTreaty/wrongFields(_:)`` with every day and State that cannot be read.
  static func read(_ form: FormData, id: ID<Treaty>, listed: Set<StateCode>) throws(CannotEditTreaty) -> Treaty {
    var faults: [FieldProblem] = []
    func day(_ field: String) -> CalendarDay? {
      guard let text = form[field] else { return nil }
      if let day = CalendarDay(text) { return day }
      faults.append(FieldProblem(field: field, code: "directory.wrong-value"))
      return nil
    }
    var title = LocalText()
    for language in Language.allCases { title[language] = form["title.\(language.rawValue)"] }
    var parties: [Treaty.Party] = []
    for index in 0..<min(rows(in: form), 400) {
      let row = "party.\(index)"
      guard let code = form["\(row).state"] else { continue }
      let (from, to) = (day("\(row).inForceFrom"), day("\(row).inForceTo"))
      guard let state = StateCode(code), listed.contains(state) else {
        faults.append(FieldProblem(field: "\(row).state", code: "directory.wrong-value"))
        continue
      }
      if form["\(row).inForceFrom"] == nil { faults.append(FieldProblem(field: "\(row).inForceFrom", code: "directory.wrong-value")) }
      if let from { parties.append(.init(state: state, inForceFrom: from, inForceTo: to, reservations: form["\(row).reservations"])) }
    }
    guard faults.isEmpty else { throw .wrongFields(faults) }
    return Treaty(id: id, title: title, scope: Set(form.all("scope").compactMap { Purpose(rawValue: $0) }), parties: parties)
  }

  private func page(
    _ current: Versioned<Treaty>?, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>, showsCurrent: Bool = false
  ) -> Page {
    let words = call.words
    let url = current.map { "\(TreatyPages.url)/\($0.value.id)" }
    let states = words.statesByName.map { Field.Option($0.code, words.state($0)) }
    let rows = Self.rows(in: typed) + Self.spareRows
    return Page(
      words(current == nil ? "directory.treaty.new" : "directory.treaty.edit"), trail: TreatyPages.trail(words),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      if showsCurrent, let url {
        panel(words("directory.edit.changedMeanwhile"), .attention) { tag("p") { link(url, words("directory.treaty.seeCurrent")) } }
      }
      form(
        call, to: url.map { "\($0)/edit" } ?? "\(TreatyPages.url)/new", submit: words("directory.edit.save"), errors: errors,
        cancel: (words("directory.edit.cancel"), url ?? TreatyPages.url)
      ) {
        if let current { hiddenField("version", "\(current.version)") }
        for language in Language.allCases {
          let name = "title.\(language.rawValue)"
          let label = words("directory.treaty.titleIn", ["language": .text(words("directory.language.\(language.rawValue)"))])
          Field(name, label, value: typed.raw(name), errors: errors).line()
        }
        Field("scope", words("directory.treaty.scope"), errors: errors).checkboxes(
          Purpose.allCases.map { .init($0.rawValue, words("directory.kind.\($0.authorityKind.rawValue)")) }, chosen: Set(typed.all("scope"))
        )
        for index in 0..<rows { Self.party(index, states, typed, errors, words) }
        tag("p", .css("hint")) { words("directory.treaty.moreRows") }
      }
    }
  }

  private static func party(_ index: Int, _ states: [Field.Option], _ typed: FormData, _ errors: FormErrors, _ words: Words) -> HTML {
    func field(_ name: String, _ label: String) -> Field {
      Field("party.\(index).\(name)", words(label), value: typed.raw("party.\(index).\(name)"), errors: errors)
    }
    return tag("fieldset", .css("field")) {
      tag("legend") { words("directory.treaty.partyNumber", ["number": .integer(index + 1)]) }
      field("state", "directory.treaty.party").choice(states, none: "–")
      field("inForceFrom", "directory.treaty.inForceFrom").day
      field("inForceTo", "directory.treaty.inForceTo").day
      field("reservations", "directory.treaty.reservations").area(rows: 2)
    }
  }
}
