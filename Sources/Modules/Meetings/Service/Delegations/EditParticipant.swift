// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Registering participants of a delegation.
///
/// Two officers can register into one delegation at once; only the same entry is contested.
struct EditParticipant: Sendable {
  let meetings: Meetings

  private var pages: DelegationPages { DelegationPages(meetings: meetings) }

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    return .page(page(here, try await pages.delegation(here, call), nil, FormData(), .none, call))
  }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await pages.delegation(here, call)
    let participant = try participant(of: current, call)
    return .page(page(here, current, participant, Self.typed(of: participant), .none, call))
  }

  private func participant(of current: Versioned<Delegation>, _ call: Call<SignedIn>) throws -> Participant {
    try call.parameter("participant") { text in ID<Participant>(text).flatMap { current.value.participant($0) } }
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await pages.delegation(here, call)
    let form = try await call.form()
    do {
      let participant = try Self.read(form, id: ID())
      // A new entry depends on nothing that was seen.
      try await meetings.store.change(
        current.value.id, seen: current.version, part: { _ in 0 }, as: "participantRegistered", by: call.who.maker, at: call.now
      ) { try $0.registering(participant) }
      return .redirect(to: "\(here.base)/delegations/\(current.value.id)", notice: Message("meetings.session.saved"))
    } catch let problem as CannotRegister {
      return .page(page(here, current, nil, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  @Sendable func submitEdit(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await pages.delegation(here, call)
    let old = try participant(of: current, call)
    let form = try await call.form()
    do {
      let participant = try Self.read(form, id: old.id)
      try await meetings.store.change(
        current.value.id, seen: form["version"].flatMap { Int($0) } ?? 0, part: { $0.participant(old.id) }, as: "participantChanged",
        by: call.who.maker, at: call.now
      ) { delegation in
        guard delegation.participant(old.id) != nil else { throw CannotRegister.changedSinceSeen }
        return try delegation.registering(participant)
      }
      return .redirect(to: "\(here.base)/delegations/\(current.value.id)", notice: Message("meetings.session.saved"))
    } catch let problem as CannotRegister {
      let now = try await pages.delegation(here, call)
      return .page(
        page(
          here, now, now.value.participant(old.id) ?? old, form, FormErrors(problem, in: call.words), call,
          showsCurrent: problem == .changedSinceSeen), status: problem.kind.status)
    }
  }

  @Sendable func remove(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await pages.delegation(here, call)
    let old = try participant(of: current, call)
    let seen = try await call.form()["version"].flatMap { Int($0) } ?? 0
    try await meetings.store.change(
      current.value.id, seen: seen, part: { $0.participant(old.id) }, as: "participantRemoved", by: call.who.maker, at: call.now
    ) { $0.removing(old.id) }
    return .redirect(to: "\(here.base)/delegations/\(current.value.id)", notice: Message("meetings.session.saved"))
  }

  private static func read(_ form: FormData, id: ID<Participant>) throws -> Participant {
    guard let role = form["role"].flatMap({ Participant.Role(rawValue: $0) }) else {
      throw CannotRegister.wrongFields([FieldProblem(field: "role", code: "meetings.entry-missing")])
    }
    return Participant(
      id: id, name: form["name"] ?? "", function: form["function"] ?? "", role: role,
      languages: form.all("language").compactMap { Language(rawValue: $0) }, contact: form["contact"] ?? "")
  }

  private static func typed(of participant: Participant) -> FormData {
    FormData(
      [
        ("name", participant.name), ("function", participant.function), ("role", participant.role.rawValue),
        ("contact", participant.contact),
      ] + participant.languages.map { ("language", $0.rawValue) })
  }

  private func page(
    _ here: SessionCall, _ current: Versioned<Delegation>, _ participant: Participant?, _ typed: FormData, _ errors: FormErrors,
    _ call: Call<SignedIn>, showsCurrent: Bool = false
  ) -> Page {
    let (words, delegation) = (call.words, current.value)
    let list = "\(here.base)/delegations"
    let back = "\(list)/\(delegation.id)"
    let url = "\(back)/participants/\(participant.map { "\($0.id)" } ?? "new")"
    func field(_ name: String, hint: String? = nil) -> Field {
      Field(name, words("meetings.session.column.\(name)"), hint: hint, value: typed.raw(name), errors: errors)
    }
    return Page(
      words(participant == nil ? "meetings.session.newParticipant" : "meetings.session.editParticipant"),
      trail: here.trail(
        words, .init(words("meetings.session.delegations"), list), .init(SessionText.plainName(delegation, words), back)),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      form(
        call, to: url, submit: words("meetings.session.save"), errors: errors, cancel: (words("meetings.session.cancel"), back)
      ) {
        if let participant {
          hiddenField("version", "\(current.version)")
          if showsCurrent { Self.now(delegation.participant(participant.id), words) }
        }
        field("name", hint: words("meetings.session.nameHint")).line()
        field("function").line()
        field("role").radios(
          Participant.Role.allCases.map { Field.Option($0.rawValue, words("meetings.session.role.\($0.rawValue)")) })
        Field("language", words("meetings.session.column.languages"), errors: errors).checkboxes(
          Language.allCases.map { Field.Option($0.rawValue, words("meetings.language.\($0.rawValue)")) }, chosen: Set(typed.all("language"))
        )
        field("contact", hint: words("meetings.session.contactHint")).line()
      }
      if participant != nil {
        buttonForm(call, to: "\(url)/remove", words("meetings.session.remove"), hidden: ["version": "\(current.version)"])
      }
    }
  }

  private static func now(_ participant: Participant?, _ words: Words) -> HTML {
    EditDelegation.now(
      [
        (words("meetings.session.column.name"), participant.map { typedText($0.name) } ?? HTML("–")),
        (words("meetings.session.column.function"), participant.map { typedText($0.function) }),
        (words("meetings.session.column.role"), participant.map { HTML(words("meetings.session.role.\($0.role.rawValue)")) }),
        (
          words("meetings.session.column.languages"),
          participant.map { HTML(words.list($0.languages.map { words("meetings.language.\($0.rawValue)") })) }
        ),
        (words("meetings.session.column.contact"), participant.map { typedText($0.contact) }),
      ], words)
  }
}
