// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Instruments
import Kernel
import Localisation
import StrictJSON
import Web
import WritingRules

/// The forms in which a request is written, one for each section and each element of a list.
struct SectionPages: Sendable {
  let writing: Writing

  private func section(_ call: Call<SignedIn>) throws -> DraftSection {
    try call.parameter("section") { DraftSection(rawValue: $0) }
  }

  private func element(_ call: Call<SignedIn>) -> ElementName? { call.parameters["element"].map { ElementName(text: $0) } }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let section = try section(call)
    let draft = try await writing.store.draft(try call.parameter("draft") { ID<Draft>($0) })
    guard case .writing = draft.value.stage else { return .redirect(to: "/requests/\(draft.value.id)") }
    guard draft.value.content.kind.sections.contains(section) else { throw CannotChange.noSuchElement }
    if section.isList, element(call) == nil { return .page(try await list(section, draft, call)) }
    let place = try place(section, draft.value.content, call)
    let typed = SectionForm(place: place, content: draft.value.content, words: call.words).typed(try ContentTree(draft.value.content))
    return .page(try await formPage(draft, place, typed, call))
  }

  private func place(_ section: DraftSection, _ content: RequestContent, _ call: Call<SignedIn>) throws -> FormPlace {
    guard section.isList else { return FormPlace(section: section, index: nil) }
    guard let index = element(call)?.index(in: section, of: content) else { throw CannotChange.noSuchElement }
    return FormPlace(section: section, index: index)
  }

  @Sendable func save(_ call: Call<SignedIn>) async throws -> Answer {
    let section = try section(call)
    let id = try call.parameter("draft") { ID<Draft>($0) }
    let typed = try await call.form()
    guard !section.isList || element(call) != nil else { return try await add(section, id, typed, call) }
    let (form, refused) = try await writing.taking(typed, of: section, for: id, call)
    guard let version = form["version"].flatMap({ Int($0) }) else { throw CannotChange.changedSinceSeen }
    let seen = try await writing.store.content(of: id, version: version)
    guard seen.kind.sections.contains(section) else { throw CannotChange.noSuchElement }
    let edit = SectionEdit(section: section, element: element(call), seen: seen, form: form, words: call.words)
    do {
      return try await save(edit, refused, of: id, over: version, call)
    } catch let problem as CannotChange {
      return try await unsaved(problem, edit, of: id, call)
    }
  }

  private func save(
    _ edit: SectionEdit, _ refused: FieldProblem?, of id: ID<Draft>, over version: Int, _ call: Call<SignedIn>
  ) async throws -> Answer {
    let section = edit.section
    do {
      if let refused { throw SectionEdit.Unreadable(fields: [refused]) }
      let saved = try await writing.change(id, by: call.who.asOfficer, at: call.now) { draft in
        guard case .writing = draft.value.stage else { throw CannotChange.notBeingWritten(draft.value.stage.code) }
        return try draft.value.changing(to: try edit.applied(to: draft.value.content), in: section, by: call.who.asOfficer)
      }
      let others = saved.version > version + 1
      return .redirect(
        to: next(section, of: saved.value.content.kind, edit.form, id),
        notice: Message(others ? "writing.savedBesideOthers" : "writing.saved"))
    } catch let problem as SectionEdit.Unreadable {
      let draft = Versioned(try await writing.store.draft(id).value, version: version)
      let place = try place(section, edit.seen, call)
      return .page(
        try await formPage(draft, place, edit.form, call, content: edit.seen, errors: FormErrors(problem, in: call.words)),
        status: .unprocessableContent)
    } catch let problem as SectionEdit.Contested {
      let draft = try await writing.store.draft(id)
      let place = try place(section, draft.value.content, call)
      return .page(
        try await formPage(draft, place, problem.typed, call, errors: FormErrors(problem, in: call.words), theirs: problem.theirs),
        status: .conflict)
    }
  }

  private func next(_ section: DraftSection, of kind: RequestKind, _ form: FormData, _ id: ID<Draft>) -> String {
    let sections = kind.sections
    guard form["then"] == "next", let place = sections.firstIndex(of: section) else {
      return section.isList ? "/requests/\(id)/sections/\(section.rawValue)" : "/requests/\(id)"
    }
    let following = sections[(place + 1)...].first { $0 != .supplements }
    return following.map { "/requests/\(id)/sections/\($0.rawValue)" } ?? "/requests/\(id)"
  }

  private func add(_ section: DraftSection, _ id: ID<Draft>, _ form: FormData, _ call: Call<SignedIn>) async throws -> Answer {
    let measure = form["measure"].flatMap { Measure(rawValue: $0) }
    if section == .items, measure == nil {
      let draft = try await writing.store.draft(id)
      let problem = SectionEdit.Unreadable(fields: [FieldProblem(field: "measure", code: "writing.measure-missing")])
      return .page(try await list(section, draft, call, errors: FormErrors(problem, in: call.words)), status: .unprocessableContent)
    }
    let saved = try await writing.change(id, by: call.who.asOfficer, at: call.now) { draft in
      guard draft.value.content.kind.sections.contains(section) else { throw CannotChange.noSuchElement }
      return try draft.value.changing(
        to: draft.value.content.adding(to: section, measure: measure), in: section, by: call.who.asOfficer)
    }
    let content = saved.value.content
    let count = try ContentTree(content).elements(of: section.rawValue).count
    let name = ElementName.name(of: count - 1, in: section, content)
    return .redirect(to: "/requests/\(id)/sections/\(section.rawValue)/\(name.text)")
  }

  @Sendable func remove(_ call: Call<SignedIn>) async throws -> Answer {
    let section = try section(call)
    let id = try call.parameter("draft") { ID<Draft>($0) }
    let form = try await call.form()
    guard let version = form["version"].flatMap({ Int($0) }), let element = element(call) else { throw CannotChange.changedSinceSeen }
    let seen = try await writing.store.content(of: id, version: version)
    guard let index = element.index(in: section, of: seen) else { throw CannotChange.noSuchElement }
    let gone = try ContentTree(seen).elements(of: section.rawValue)[index]
    _ = try await writing.change(id, by: call.who.asOfficer, at: call.now) { draft in
      var tree = try ContentTree(draft.value.content)
      var elements = tree.elements(of: section.rawValue)
      // Only what the officer saw is taken out: what somebody changed meanwhile stays.
      guard let place = elements.firstIndex(of: gone) else { throw CannotChange.changedSinceSeen }
      elements.remove(at: place)
      tree.set(elements, of: section.rawValue)
      return try draft.value.changing(to: try tree.content(), in: section, by: call.who.asOfficer)
    }
    return .redirect(to: "/requests/\(id)/sections/\(section.rawValue)", notice: Message("writing.removed"))
  }
}

extension RequestContent {
  /// The request with an empty element more.
  func adding(to section: DraftSection, measure: Measure?) -> RequestContent {
    var content = self
    switch section {
    case .offences: content.offences.append(Offence())
    case .persons: content.persons.append(Person(id: Self.freshName("p", after: persons.map(\.id))))
    case .annexes: content.annexes.append(Annex())
    case .items:
      guard let measure else { return self }
      var item = AssistanceItem(id: Self.freshName("i", after: items.map(\.id)), measure: MeasureDetails(measure))
      item.coercive = measure.isUsuallyCoercive
      content.items.append(item)
    default: break
    }
    return content
  }
}
