// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Localisation
import Storage
import StrictJSON
import Web

/// Changing the directory's entries, section by section.
struct EditAuthorityPages: Sendable {
  let store: DirectoryStore

  /// What a form page of an entry shows: the entry, what stands in the form, what is wrong, what somebody else changed.
  private struct Model {
    let authority: CompetentAuthority
    let version: Int
    let section: EntrySection
    let url: String
    let heading: String
    let form: FormData
    var errors = FormErrors.none
    var changedMeanwhile: [HistoryPages.Difference] = []
  }

  private func load(_ call: Call<SignedIn>) async throws -> Versioned<CompetentAuthority> {
    let id = try call.parameter("authority") { ID<CompetentAuthority>($0) }
    guard let found = try await store.authority(id) else { throw WebProblem.notFound }
    return found
  }

  private func name(_ authority: CompetentAuthority, _ call: Call<SignedIn>) -> String {
    authority.name.best(for: call.language)?.text ?? authority.originalName
  }

  private func trail(_ authority: CompetentAuthority, _ call: Call<SignedIn>, inSection: Bool = true) -> [Page.Crumb] {
    let url = "/directory/authorities/\(authority.id)"
    return [
      .init(call.words("directory.title"), "/directory"),
      .init(call.words.state(authority.state), "/directory/states/\(authority.state)"), .init(name(authority, call), url),
    ] + (inSection ? [.init(call.words("directory.edit.title"), "\(url)/edit")] : [])
  }

  // MARK: The list of sections

  @Sendable func sections(_ call: Call<SignedIn>) async throws -> Answer {
    let authority = try await load(call).value
    let words = call.words
    let entry = try EntrySection.json(authority)
    let url = "/directory/authorities/\(authority.id)"
    return .page(
      Page(words("directory.edit.title"), trail: trail(authority, call, inSection: false), classification: .internalUse) {
        tag("p", .css("lead")) { typedText(authority.originalName) }
        tag("p", .css("hint")) { words("directory.edit.lead") }
        tag("ul", .css("tasks")) {
          for section in EntrySection.all {
            let known = section.fields.count { $0.shown(entry.at($0.path.split(separator: ".")), words)?.isEmpty == false }
            tag("li") {
              link("\(url)/edit/\(section.name)", words("directory.section.\(section.name)"))
              badge(
                words("directory.edit.known", ["count": .integer(known), "total": .text(words.number(section.fields.count))]),
                known == 0 ? .plain : .info)
            }
          }
        }
        tag("h2") { words("directory.measures") }
        tag("p", .css("hint")) { words("directory.edit.measuresLead") }
        tag("ul", .css("tasks")) {
          for measure in Measure.allCases {
            let asks = authority.requirements.requirement(for: measure)
            tag("li") {
              link("\(url)/measures/\(measure.rawValue)", words("directory.measure.\(measure.rawValue)"))
              asks == nil ? badge(words("directory.notKnown")) : badge(words("directory.edit.entered"), .info)
            }
          }
        }
        tag("p", .css("actions")) {
          link("\(url)/history", words("directory.history.title"))
          link("\(url)/edit/end", words("directory.section.end"), .css("button secondary"))
        }
      })
  }

  // MARK: One section

  @Sendable func section(_ call: Call<SignedIn>) async throws -> Answer {
    let section = try call.parameter("section", EntrySection.named)
    let current = try await load(call)
    let form = section.form(of: try EntrySection.json(current.value))
    return .page(page(model(section, current, form, call), call))
  }

  @Sendable func submitSection(_ call: Call<SignedIn>) async throws -> Answer {
    let section = try call.parameter("section", EntrySection.named)
    let form = try await call.form()
    return try await save(model: { self.model(section, $0, form, call) }, form, call) { current in
      try EntrySection.read(section.applied(form, to: try EntrySection.json(current)))
    }
  }

  private func model(_ section: EntrySection, _ current: Versioned<CompetentAuthority>, _ form: FormData, _ call: Call<SignedIn>) -> Model {
    Model(
      authority: current.value, version: current.version, section: section,
      url: "/directory/authorities/\(current.value.id)/edit/\(section.name)", heading: call.words("directory.section.\(section.name)"),
      form: form)
  }

  // MARK: One measure

  @Sendable func measure(_ call: Call<SignedIn>) async throws -> Answer {
    let measure = try call.parameter("measure") { Measure(rawValue: $0) }
    let current = try await load(call)
    let asks = current.value.requirements.requirement(for: measure) ?? MeasureRequirement(measure: measure)
    return .page(page(model(measure, current, EntrySection.measure.form(of: try EntrySection.json(asks)), call), call))
  }

  @Sendable func submitMeasure(_ call: Call<SignedIn>) async throws -> Answer {
    let measure = try call.parameter("measure") { Measure(rawValue: $0) }
    let form = try await call.form()
    return try await save(model: { self.model(measure, $0, form, call) }, form, call) { current in
      let empty = MeasureRequirement(measure: measure)
      let asks: MeasureRequirement = try EntrySection.read(EntrySection.measure.applied(form, to: try EntrySection.json(empty)))
      var draft = current
      draft.requirements.set(asks == empty ? nil : asks, for: measure)
      return draft
    }
  }

  private func model(_ measure: Measure, _ current: Versioned<CompetentAuthority>, _ form: FormData, _ call: Call<SignedIn>) -> Model {
    Model(
      authority: current.value, version: current.version, section: .measure,
      url: "/directory/authorities/\(current.value.id)/measures/\(measure.rawValue)",
      heading: call.words("directory.measure.\(measure.rawValue)"), form: form)
  }

  // MARK: A new authority

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let state = try await listedState(call)
    return .page(newPage(state, FormData(), .none, call))
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer {
    let state = try await listedState(call)
    let form = try await call.form()
    do {
      let start = JSONValue.object([
        ("id", JSONValue(.string(ID<CompetentAuthority>().description))), ("state", JSONValue(.string(state.code))),
      ])
      let authority: CompetentAuthority = try EntrySection.read(EntrySection.new.applied(form, to: start))
      let decision = try authority.entered(on: call.today)
      try await store.commit(decision, over: 0, at: call.now, by: .officer(call.who.officer))
      return .redirect(to: "/directory/authorities/\(authority.id)/edit", notice: Message("directory.edit.saved"))
    } catch let problem as CannotEdit {
      return .page(newPage(state, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func listedState(_ call: Call<SignedIn>) async throws -> StateCode {
    let state = try call.parameter("state") { StateCode($0) }
    guard try await store.snapshot().participation.states[state] != nil else { throw WebProblem.notFound }
    return state
  }

  private func newPage(_ state: StateCode, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let url = "/directory/states/\(state)"
    return Page(
      words("directory.section.new"), trail: [.init(words("directory.title"), "/directory"), .init(words.state(state), url)],
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      form(
        call, to: "\(url)/authorities/new", submit: words("directory.edit.enter"), errors: errors,
        cancel: (words("directory.edit.cancel"), url)
      ) {
        for field in EntrySection.new.fields { field.control(typed, words, errors) }
      }
    }
  }
}

// MARK: - Saving

extension EditAuthorityPages {
  /// Reads, decides and keeps a change; a refused form comes back with everything that was typed.
  private func save(
    model: @Sendable (Versioned<CompetentAuthority>) -> Model, _ form: FormData, _ call: Call<SignedIn>,
    read: @Sendable (CompetentAuthority) throws -> CompetentAuthority
  ) async throws -> Answer {
    let current = try await load(call)
    do {
      let draft = try read(current.value)
      guard form["version"] == "\(current.version)" else { throw CannotEdit.changedSinceSeen }
      let decision = try current.value.edited(to: draft, on: call.today)
      try await store.commit(decision, over: current.version, at: call.now, by: .officer(call.who.officer))
      return .redirect(to: "/directory/authorities/\(current.value.id)/edit", notice: Message("directory.edit.saved"))
    } catch let problem as CannotEdit {
      return try await refused(problem, model, form, call)
    } catch is StaleWrite {
      return try await refused(.changedSinceSeen, model, form, call)
    }
  }

  private func refused(
    _ problem: CannotEdit, _ model: (Versioned<CompetentAuthority>) -> Model, _ form: FormData, _ call: Call<SignedIn>
  ) async throws -> Answer {
    let current = try await load(call)
    var shown = model(current)
    shown.errors = FormErrors(inForm(problem), in: call.words)
    if problem == .changedSinceSeen, let seen = form["version"].flatMap({ Int($0) }) {
      let versions = try await store.versions(of: current.value.id)
      if let before = versions.first(where: { $0.number == seen }) {
        shown.changedMeanwhile = try HistoryPages.differences(from: before.entry, to: current.value, call.words)
      }
    }
    return .page(page(shown, call), status: problem.kind.status)
  }

  /// Rules name a measure's fields by their place in the entry, its form by the member alone.
  private func inForm(_ problem: CannotEdit) -> CannotEdit {
    guard case .wrongFields(let fields) = problem else { return problem }
    return .wrongFields(
      fields.map { fault in
        let path = fault.field.contains("]") ? String(fault.field.split(separator: ".").last ?? "") : fault.field
        return FieldProblem(field: path, code: fault.code, details: fault.details)
      })
  }

  private func page(_ model: Model, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      model.heading, trail: trail(model.authority, call), classification: .internalUse, hasErrors: !model.errors.isEmpty
    ) {
      if !model.changedMeanwhile.isEmpty {
        panel(words("directory.edit.changedMeanwhile"), .attention) {
          HistoryPages.table(model.changedMeanwhile, words)
          tag("p") { words("directory.edit.saveAgain") }
        }
      }
      let hint = "directory.section.\(model.section.name).hint"
      if words.contains(hint) { tag("p", .css("lead")) { words(hint) } }
      form(
        call, to: model.url, submit: words("directory.edit.save"), errors: model.errors,
        cancel: (words("directory.edit.cancel"), "/directory/authorities/\(model.authority.id)/edit")
      ) {
        hiddenField("version", "\(model.version)")
        for field in model.section.fields { field.control(model.form, words, model.errors) }
      }
    }
  }
}
