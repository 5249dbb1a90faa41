// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Registering a delegation and mending its entry.
struct EditDelegation: Sendable {
  let meetings: Meetings

  private var pages: DelegationPages { DelegationPages(meetings: meetings) }

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    .page(page(try await SessionCall(meetings, call), nil, FormData(), .none, call))
  }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await pages.delegation(here, call)
    return .page(page(here, current, Self.typed(of: current.value), .none, call))
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let form = try await call.form()
    do {
      let empty = Delegation(id: ID(), meeting: here.meeting.id, kind: .stateParty)
      let delegation = try Self.read(form, into: empty)
      var change = Change()
      try change.keep(
        delegation, over: 0, as: "delegationRegistered", facts: ["kind": .text(delegation.kind.rawValue)], by: call.who.maker, at: call.now)
      try await meetings.store.commit(change)
      return .redirect(to: "\(here.base)/delegations/\(delegation.id)", notice: Message("meetings.session.saved"))
    } catch let problem as CannotRegister {
      return refused(problem, here, nil, form, call)
    } catch is UniqueViolation {
      return refused(.delegationKnown, here, nil, form, call)
    }
  }

  @Sendable func submitEdit(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await pages.delegation(here, call)
    let form = try await call.form()
    do {
      try await meetings.store.change(
        current.value.id, seen: form["version"].flatMap { Int($0) } ?? 0,
        part: { [$0.kind.rawValue, $0.party, "\($0.name.texts.sorted { $0.key.rawValue < $1.key.rawValue })"] },
        as: "delegationChanged", by: call.who.maker, at: call.now
      ) { try Self.read(form, into: $0) }
      return .redirect(to: "\(here.base)/delegations/\(current.value.id)", notice: Message("meetings.session.saved"))
    } catch let problem as CannotRegister {
      return refused(problem, here, try await pages.delegation(here, call), form, call)
    } catch is UniqueViolation {
      return refused(.delegationKnown, here, current, form, call)
    }
  }

  private func refused(
    _ problem: CannotRegister, _ here: SessionCall, _ current: Versioned<Delegation>?, _ form: FormData, _ call: Call<SignedIn>
  ) -> Answer {
    .page(
      page(here, current, form, FormErrors(problem, in: call.words), call, showsCurrent: problem == .changedSinceSeen),
      status: problem.kind.status)
  }

  private static func read(_ form: FormData, into old: Delegation) throws -> Delegation {
    var delegation = old
    guard let kind = form["kind"].flatMap({ Delegation.Kind(rawValue: $0) }) else {
      throw CannotRegister.wrongFields([FieldProblem(field: "kind", code: "meetings.entry-missing")])
    }
    delegation.kind = kind
    delegation.state = form["state"].flatMap { StateCode($0) }
    if let state = delegation.state, !StateNames.shared.states.contains(state) {
      throw CannotRegister.wrongFields([FieldProblem(field: "state", code: "meetings.entry-unknown")])
    }
    var name = LocalText()
    for language in Language.allCases { name[language] = form["name.\(language.rawValue)"] }
    delegation.name = name
    return try delegation.checked()
  }

  private static func typed(of delegation: Delegation) -> FormData {
    FormData(
      [("kind", delegation.kind.rawValue), ("state", delegation.state?.code ?? "")]
        + delegation.name.texts.map { ("name.\($0.key.rawValue)", $0.value) })
  }

  private func page(
    _ here: SessionCall, _ current: Versioned<Delegation>?, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>,
    showsCurrent: Bool = false
  ) -> Page {
    let words = call.words
    let list = "\(here.base)/delegations"
    let back = current.map { "\(list)/\($0.value.id)" } ?? list
    let states = words.statesByName.map { Field.Option($0.code, words.state($0)) }
    func field(_ name: String, _ label: String) -> Field { Field(name, label, value: typed.raw(name), errors: errors) }
    return Page(
      words(current == nil ? "meetings.session.newDelegation" : "meetings.session.editDelegation"),
      trail: here.trail(words, .init(words("meetings.session.delegations"), list)), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      form(
        call, to: current == nil ? "\(list)/new" : "\(back)/edit", submit: words("meetings.session.save"), errors: errors,
        cancel: (words("meetings.session.cancel"), back)
      ) {
        if let current {
          hiddenField("version", "\(current.version)")
          if showsCurrent {
            Self.now(
              [
                (
                  words("meetings.session.column.kind"),
                  HTML(words("meetings.session.kindOf.\(current.value.kind.rawValue)"))
                ),
                (words("meetings.session.column.delegation"), SessionText.name(current.value, words)),
              ], words)
          }
        }
        field("kind", words("meetings.session.column.kind")).choice(
          Delegation.Kind.allCases.map { Field.Option($0.rawValue, words("meetings.session.kindOf.\($0.rawValue)")) })
        field("state", words("meetings.session.state")).choice(states, none: "–")
        tag("fieldset") {
          tag("legend") { words("meetings.session.organizationName") }
          for language in Language.allCases {
            field("name.\(language.rawValue)", words("meetings.language.\(language.rawValue)")).line(direction: language.direction.rawValue)
          }
        }
      }
    }
  }

  /// What stands there now, for somebody whose form was overtaken.
  static func now(_ rows: [FactRow], _ words: Words) -> HTML {
    panel(words("meetings.session.now"), .attention) { Web.facts(rows) }
  }
}
